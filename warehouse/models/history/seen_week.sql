-- Adverts seen in an ISO week, one row a listing however many runs saw it, with the version last seen in that week. What a run
-- saw before it failed does not count: the report names that source as not read.
-- grain: week, source, source_id
WITH run AS (
    SELECT run_id, run_number, week, monday_on, count(*) OVER (PARTITION BY source, monday_on) AS n_runs
    FROM history.run WHERE outcome <> 'failed'
),
seen AS (
    SELECT r.week, r.monday_on, s.source, s.source_id, s.advert_id, s.url
    FROM sighting AS s JOIN run AS r USING (run_id)
    WHERE r.n_runs = 1
    UNION ALL
    SELECT r.week, r.monday_on, s.source, s.source_id, arg_max(s.advert_id, r.run_number), arg_max(s.url, r.run_number)
    FROM sighting AS s JOIN run AS r USING (run_id)
    WHERE r.n_runs > 1
    GROUP BY r.week, r.monday_on, s.source, s.source_id
)
SELECT seen.*, v.vacancy_id
FROM seen
JOIN history.vacancy_listing AS v USING (source, source_id)
