-- The dates of a presence stand in order: not there, seen, seen last, gone, closed; and one presence ends before the next begins.
SELECT source, source_id, spell, seen_not_before, first_seen_at, last_seen_at, gone_before, closed_at
FROM (SELECT *, lag(last_run) OVER (PARTITION BY source, source_id ORDER BY spell) AS last_run_before FROM history.spell)
WHERE first_run > last_run OR first_seen_at > last_seen_at OR last_run_before >= first_run
    OR coalesce(gone_before > closed_at, false) AND close_reason NOT IN ('feed_removed', 'source_retired')
