-- The novelty ledger in its first form: titles of open UK vacancies that no family of the taxonomy knows, as read.
-- grain: week, title_core
SELECT week, monday_on, title_core, count(*) AS n_open, count(*) FILTER (is_new) AS n_new,
    count(DISTINCT employer) AS n_employers, min(advert_id) AS example_advert_id
FROM trend.vacancy_week
WHERE title_family IS NULL AND title_core IS NOT NULL
GROUP BY week, monday_on, title_core
