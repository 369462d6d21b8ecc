-- New UK vacancies by title family, employer, source and week: what the trend tests count.
-- grain: week, title_family, employer, source
SELECT first_week AS week, first_monday_on AS monday_on, title_family, employer, source, any_value(platform) AS platform,
    count(*) AS n_new, min(advert_id) AS example_advert_id
FROM history.vacancy
WHERE is_flow AND title_family IS NOT NULL
GROUP BY first_week, first_monday_on, title_family, employer, source
