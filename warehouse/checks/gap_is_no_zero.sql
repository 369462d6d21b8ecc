-- A week in which a source was not read is a gap, never a count.
SELECT week, source, outcome, n_seen
FROM trend.source_week
WHERE n_seen IS NOT NULL AND (outcome IS NULL OR outcome NOT IN ('complete', 'partial'))
    OR n_seen IS NULL AND outcome IN ('complete', 'partial')
