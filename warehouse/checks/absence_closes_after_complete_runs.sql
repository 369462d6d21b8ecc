-- No advert is closed by a run that is not complete: absence closes at a complete run that did not show it, and so did each one
-- since it was last seen; a void or failed run closes nothing.
SELECT s.source, s.source_id, s.spell, s.closed_at, s.close_reason
FROM history.spell AS s
LEFT JOIN (
    SELECT source, started_at FROM crawl_run ANTI JOIN run_void USING (run_id) WHERE outcome = 'complete'
) AS c ON c.source = s.source AND c.started_at = s.closed_at
WHERE s.close_reason IN ('listing_absent', 'past_valid_through') AND c.source IS NULL
UNION ALL
SELECT s.source, s.source_id, s.spell, s.closed_at, s.close_reason
FROM history.spell AS s
LEFT JOIN (
    SELECT g.source, g.source_id, r.started_at FROM gone AS g JOIN crawl_run AS r USING (run_id) ANTI JOIN run_void USING (run_id)
    WHERE r.outcome <> 'failed'
) AS c ON c.source = s.source AND c.source_id = s.source_id AND c.started_at = s.closed_at
WHERE s.close_reason = 'http_gone' AND c.source IS NULL
