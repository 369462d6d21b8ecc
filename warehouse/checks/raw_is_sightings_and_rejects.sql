-- No record vanishes: what a run fetched is what became a sighting plus what was rejected.
SELECT run_id, n_fetched, n_sighted, n_rejected
FROM crawl_run
LEFT JOIN (SELECT run_id, count(*) AS n_sighted FROM sighting GROUP BY run_id) USING (run_id)
LEFT JOIN (SELECT run_id, count(*) AS n_rejected FROM reject WHERE field = 'record' GROUP BY run_id) USING (run_id)
WHERE n_fetched <> coalesce(n_sighted, 0) + coalesce(n_rejected, 0)
