-- New UK vacancies by employer, source and week, whatever their title: the denominator of every share of the flow.
-- n_described: those with a text, in which a skill could be named.
-- grain: week, employer, source
SELECT week, monday_on, employer, source, any_value(platform) AS platform, count(*) AS n_new,
    count(*) FILTER (text_kind <> 'none') AS n_described
FROM history.arrival
GROUP BY week, monday_on, employer, source
