-- The life of one listing at one source, from its sightings alone; those of failed runs do not count. is_flow: first seen when
-- the source had complete runs in at least three earlier weeks, so that its arrival is news and not the source's stock.
-- n_complete_runs_since: complete runs of the source after the last sighting (0: still open as far as anyone can know).
-- first_advert_id is what it said when it was new.
-- grain: source, source_id
WITH seen AS (
    SELECT s.source, s.source_id, min(s.seen_at) AS first_seen_at, max(s.seen_at) AS last_seen_at,
        arg_min(r.week, (s.seen_at, s.run_id)) AS first_week, arg_min(r.monday_on, (s.seen_at, s.run_id)) AS first_monday_on,
        max(r.monday_on) AS last_monday_on, arg_min(r.n_complete_weeks_before, (s.seen_at, s.run_id)) AS n_complete_weeks_before,
        arg_min(s.advert_id, (s.seen_at, s.run_id)) AS first_advert_id,
        max_by(s.advert_id, (s.seen_at, s.run_id)) AS advert_id, max_by(s.url, (s.seen_at, s.run_id)) AS url,
        count(*) AS n_sightings, count(DISTINCT s.content_hash) AS n_versions
    FROM sighting AS s
    JOIN history.run AS r USING (run_id)
    WHERE r.outcome <> 'failed'
    GROUP BY s.source, s.source_id
),
complete_run AS (
    SELECT source, started_at, row_number() OVER (PARTITION BY source ORDER BY started_at DESC) AS nth_from_end
    FROM history.run
    WHERE outcome = 'complete'
)
SELECT seen.*, seen.n_complete_weeks_before >= 3 AS is_flow, coalesce(c.nth_from_end, 0) AS n_complete_runs_since
FROM seen
ASOF LEFT JOIN complete_run AS c ON c.source = seen.source AND c.started_at > seen.last_seen_at
