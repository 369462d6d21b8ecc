-- New UK vacancies by title family, employer, source and week: what the trend tests count.
-- grain: week, title_family, employer, source
SELECT week, monday_on, title_family, employer, source, any_value(platform) AS platform, count(*) AS n_new
FROM history.arrival
WHERE title_family IS NOT NULL
GROUP BY week, monday_on, title_family, employer, source
