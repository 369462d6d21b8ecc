-- New UK vacancies by employer, source and week, whatever their title: the denominator of every share of the flow.
-- grain: week, employer, source
SELECT week, monday_on, employer, source, any_value(platform) AS platform, count(*) AS n_new
FROM history.arrival
GROUP BY week, monday_on, employer, source
