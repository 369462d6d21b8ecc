-- When a listing at one source was seen, from its sightings alone; those of failed runs do not count. is_flow: first seen (or
-- met, and not read) when the source had complete runs in at least three earlier weeks, so that its arrival is news and not the
-- source's stock. first_advert_id is what it said when it was new, advert_id what it said last. n_evidence_runs: runs among
-- those that saw it that would have proved it gone; n_evidence_before, n_evidence_begun, n_evidence_upto: such runs of its source
-- before the first sighting, with it, and up to the last.
-- grain: source, source_id
WITH listing AS (
    SELECT source, source_id, min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at,
        min(first_run) AS first_run, max(last_run) AS last_run, arg_min(advert_id, first_run) AS first_advert_id,
        arg_max(advert_id, last_run) AS advert_id, arg_max(url, last_run) AS url, sum(n_sightings)::BIGINT AS n_sightings,
        count(*) AS n_versions, sum(n_evidence_runs)::BIGINT AS n_evidence_runs
    FROM history.version
    GROUP BY source, source_id
),
unread AS (
    SELECT j.source, j.source_id, min(r.run_number) AS first_run
    FROM reject AS j
    JOIN history.run AS r USING (run_id)
    WHERE j.field = 'record' AND r.outcome <> 'failed'
    GROUP BY j.source, j.source_id
)
SELECT l.*, f.week AS first_week, f.monday_on AS first_monday_on, e.monday_on AS last_monday_on, f.n_complete_weeks_before,
    f.n_evidence_before, f.n_evidence_before + f.is_evidence::INT AS n_evidence_begun,
    e.n_evidence_before + e.is_evidence::INT AS n_evidence_upto,
    least(f.n_complete_weeks_before, m.n_complete_weeks_before) >= 3 AS is_flow
FROM listing AS l
JOIN history.run AS f ON f.run_number = l.first_run
JOIN history.run AS e ON e.run_number = l.last_run
LEFT JOIN unread AS u ON u.source = l.source AND u.source_id = l.source_id
LEFT JOIN history.run AS m ON m.run_number = u.first_run
