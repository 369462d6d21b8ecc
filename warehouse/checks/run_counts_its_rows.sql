-- What a run says of itself is what it left: its sightings, and its rejected records.
SELECT run_id, n_sightings, n_sighted, n_rejects, n_rejected
FROM crawl_run
LEFT JOIN (SELECT run_id, count(*) AS n_sighted FROM sighting GROUP BY run_id) USING (run_id)
LEFT JOIN (SELECT run_id, count(*) AS n_rejected FROM reject WHERE field = 'record' GROUP BY run_id) USING (run_id)
WHERE n_sightings <> coalesce(n_sighted, 0) OR n_rejects <> coalesce(n_rejected, 0)
