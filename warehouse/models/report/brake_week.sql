-- Runs whose absences are held back: so many of a source's open adverts were gone at once that a second complete run has to agree.
-- n_confirmed: of them, those that it has closed since.
-- grain: week, source, run_id
SELECT c.week, c.monday_on, c.source, c.run_id, c.n_open, c.n_would_close,
    count(s.source_id) FILTER (s.closed_at > c.started_at AND s.close_reason IN ('listing_absent', 'past_valid_through')) AS n_confirmed
FROM history.closing_run AS c
LEFT JOIN history.presence AS p ON p.source = c.source AND p.n_evidence_upto < c.nth AND p.n_evidence_until >= c.nth
LEFT JOIN history.spell AS s ON s.source = p.source AND s.source_id = p.source_id AND s.spell = p.spell
    AND (s.closed_at IS NULL OR s.closed_at > c.started_at)
WHERE c.is_held
GROUP BY ALL
