-- Adverts seen in an ISO week, one row a listing however many runs saw it, with the version last seen in that week. What a run
-- saw before it failed does not count: the report names that source as not read.
-- grain: week, source, source_id
SELECT r.week, r.monday_on, s.source, s.source_id, max_by(s.advert_id, (s.seen_at, s.run_id)) AS advert_id,
    max_by(s.url, (s.seen_at, s.run_id)) AS url
FROM sighting AS s
JOIN history.run AS r USING (run_id)
WHERE r.outcome <> 'failed'
GROUP BY r.week, r.monday_on, s.source, s.source_id
