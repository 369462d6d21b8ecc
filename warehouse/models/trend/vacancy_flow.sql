-- New UK vacancies by employer, source and week, whatever their title: the denominator of every share of the flow.
-- grain: week, employer, source
SELECT first_week AS week, first_monday_on AS monday_on, employer, source, any_value(platform) AS platform,
    count(*) AS n_new
FROM history.vacancy
WHERE is_flow
GROUP BY first_week, first_monday_on, employer, source
