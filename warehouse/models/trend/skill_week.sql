-- Skills in a week: open and new UK vacancies that name them, employers, sources; n_described: vacancies with any text, of which
-- n_open is a share.
-- grain: week, skill_id
WITH described AS (
    SELECT week, count(*) AS n_described FROM trend.vacancy_week WHERE text_kind <> 'none' GROUP BY week
)
SELECT v.week, v.monday_on, m.skill_id, count(*) AS n_open, count(*) FILTER (v.is_new) AS n_new,
    count(DISTINCT v.employer) AS n_employers, count(DISTINCT v.source) AS n_sources, d.n_described
FROM trend.vacancy_week AS v
JOIN mention AS m USING (advert_id)
JOIN described AS d ON d.week = v.week
WHERE m.demand IS DISTINCT FROM 'negated' AND v.text_kind <> 'none'
GROUP BY v.week, v.monday_on, m.skill_id, d.n_described
