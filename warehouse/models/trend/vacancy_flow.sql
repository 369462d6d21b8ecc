-- New UK listings by employer, source and week, whatever their title: the denominator of every share of the flow.
-- n_described: those with a text, in which a skill could be named. vacancy_id: as in trend.title_flow.
-- grain: week, employer, source, vacancy_id
SELECT week, monday_on, employer, source, any_value(platform) AS platform, shared_vacancy_id AS vacancy_id, count(*) AS n_new,
    count(*) FILTER (text_kind <> 'none') AS n_described
FROM history.arrival
GROUP BY week, monday_on, employer, source, shared_vacancy_id
