-- What the newest run of its source shows is open.
SELECT l.source, l.source_id, l.state
FROM history.listing AS l
JOIN sighting AS s ON s.source = l.source AND s.source_id = l.source_id
JOIN (
    SELECT source, arg_max(run_id, (started_at, run_id)) AS run_id FROM crawl_run ANTI JOIN run_void USING (run_id)
    WHERE outcome <> 'failed' GROUP BY source
) AS newest ON newest.run_id = s.run_id
WHERE l.state <> 'open' AND l.close_reason IS DISTINCT FROM 'source_retired' AND l.close_reason IS DISTINCT FROM 'feed_removed'
