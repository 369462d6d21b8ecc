-- What a void or failed run saw is in no week: whatever a week shows, a run of that week saw that counts.
SELECT w.week, w.source, w.source_id
FROM history.seen_week AS w
ANTI JOIN (
    SELECT date_trunc('week', r.started_at)::DATE AS monday_on, s.source, s.source_id
    FROM sighting AS s JOIN crawl_run AS r USING (run_id) ANTI JOIN run_void USING (run_id)
    WHERE r.outcome <> 'failed'
) AS seen USING (monday_on, source, source_id)
