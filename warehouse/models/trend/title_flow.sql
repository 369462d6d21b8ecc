-- New UK listings by title family, employer, source and week: what the trend tests count. vacancy_id: the vacancy, where several
-- sources show it, so that sources compared together count it once; null where only one does.
-- grain: week, title_family, employer, source, vacancy_id
SELECT week, monday_on, title_family, employer, source, any_value(platform) AS platform, shared_vacancy_id AS vacancy_id,
    count(*) AS n_new
FROM history.arrival
WHERE title_family IS NOT NULL
GROUP BY week, monday_on, title_family, employer, source, shared_vacancy_id
