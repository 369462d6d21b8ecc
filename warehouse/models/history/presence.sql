-- Each unbroken presence of a listing at its source, by the runs (run_number) that begin and end it: one run without it that
-- would have shown it ends a presence. A record that was there and could not be read is there. n_evidence_before,
-- n_evidence_begun, n_evidence_upto: such runs of the source before the first run that met it, with it, and up to the last;
-- n_evidence_until: before its return, n_evidence_return: with it, or both up to now.
-- grain: source, source_id, spell
WITH unread AS (
    SELECT DISTINCT j.source, j.source_id, r.run_number, r.started_at, r.n_evidence_before, r.is_evidence
    FROM reject AS j
    JOIN history.run AS r USING (run_id)
    WHERE j.field = 'record' AND j.reason <> 'duplicate_id' AND r.outcome <> 'failed'
),
-- nearly all are seen by every run that could, and need no second look at their sightings
whole AS (
    SELECT source, source_id, first_run, last_run, first_seen_at, last_seen_at, n_evidence_before, n_evidence_begun,
        n_evidence_upto
    FROM history.sighted ANTI JOIN unread USING (source, source_id)
    WHERE n_evidence_runs = n_evidence_upto - n_evidence_before
),
met AS (
    SELECT s.source, s.source_id, r.run_number, s.seen_at, r.n_evidence_before, r.n_evidence_before + r.is_evidence::INT AS upto
    FROM sighting AS s
    ANTI JOIN whole USING (source, source_id)
    JOIN history.run AS r USING (run_id)
    WHERE r.outcome <> 'failed'
    UNION ALL
    SELECT source, source_id, run_number, started_at, n_evidence_before, n_evidence_before + is_evidence::INT
    FROM unread SEMI JOIN history.sighted USING (source, source_id)
),
begun AS (
    SELECT *, n_evidence_before > lag(upto) OVER (PARTITION BY source, source_id ORDER BY run_number) AS is_return FROM met
),
numbered AS (
    SELECT *, 1 + coalesce(sum(is_return::INT) OVER (PARTITION BY source, source_id ORDER BY run_number), 0) AS spell FROM begun
),
broken AS (
    SELECT source, source_id, spell::BIGINT AS spell, min(run_number) AS first_run, max(run_number) AS last_run,
        min(seen_at) AS first_seen_at, max(seen_at) AS last_seen_at, min(n_evidence_before) AS n_evidence_before,
        min(upto) AS n_evidence_begun, max(upto) AS n_evidence_upto
    FROM numbered GROUP BY source, source_id, spell
),
returned AS (
    SELECT *, lead(n_evidence_before) OVER later AS n_until, lead(n_evidence_begun) OVER later AS n_return,
        lead(first_run) OVER later AS next_run
    FROM broken WINDOW later AS (PARTITION BY source, source_id ORDER BY spell)
),
newest AS (
    SELECT source, count(*) AS n_evidence FROM history.run WHERE is_evidence GROUP BY source
)
SELECT p.* EXCLUDE (n_until, n_return), coalesce(p.n_until, n.n_evidence, 0) AS n_evidence_until,
    coalesce(p.n_return, n.n_evidence, 0) AS n_evidence_return
FROM (
    SELECT source, source_id, spell, first_run, last_run, first_seen_at, last_seen_at, n_evidence_before, n_evidence_begun,
        n_evidence_upto, n_until, n_return, next_run
    FROM returned
    UNION ALL
    SELECT source, source_id, 1, first_run, last_run, first_seen_at, last_seen_at, n_evidence_before, n_evidence_begun,
        n_evidence_upto, NULL, NULL, NULL
    FROM whole
) AS p
LEFT JOIN newest AS n USING (source)
