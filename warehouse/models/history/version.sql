-- Every version of an advert that runs that count saw (failed ones do not), by the first and the last of them.
-- n_evidence_runs: of its sightings, those by runs that would have proved it gone.
-- grain: advert_id
SELECT s.advert_id, min(s.source) AS source, min(s.source_id) AS source_id, min(s.seen_at) AS first_seen_at,
    max(s.seen_at) AS last_seen_at, min(r.run_number) AS first_run, max(r.run_number) AS last_run,
    arg_max(s.url, r.run_number) AS url, count(*) AS n_sightings, count(*) FILTER (r.is_evidence) AS n_evidence_runs
FROM sighting AS s
JOIN history.run AS r USING (run_id)
WHERE r.outcome <> 'failed'
GROUP BY s.advert_id
