-- Every listing that a run that counts saw has one life, one vacancy and at least one presence, and nothing else has.
WITH seen AS (
    SELECT DISTINCT s.source, s.source_id
    FROM sighting AS s JOIN crawl_run AS r USING (run_id) ANTI JOIN run_void USING (run_id)
    WHERE r.outcome <> 'failed'
)
SELECT coalesce(seen.source, l.source) AS source, coalesce(seen.source_id, l.source_id) AS source_id, l.vacancy_id, v.n_vacancies, p.n_last
FROM seen
FULL JOIN history.listing AS l ON l.source = seen.source AND l.source_id = seen.source_id
LEFT JOIN (
    SELECT source, source_id, count(DISTINCT vacancy_id) AS n_vacancies FROM history.vacancy_listing GROUP BY source, source_id
) AS v ON v.source = l.source AND v.source_id = l.source_id
LEFT JOIN (
    SELECT source, source_id, count(*) FILTER (is_last) AS n_last FROM history.spell GROUP BY source, source_id
) AS p ON p.source = l.source AND p.source_id = l.source_id
WHERE seen.source IS NULL OR l.source IS NULL OR v.n_vacancies IS DISTINCT FROM 1 OR p.n_last IS DISTINCT FROM 1
