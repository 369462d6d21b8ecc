-- Skills in a week: open and new UK vacancies that name them, employers, sources; n_described: vacancies with any text, of which
-- n_open is a share.
-- grain: week, skill_id
WITH described AS (
    SELECT week, count(*) AS n_described FROM trend.vacancy_week WHERE text_kind <> 'none' GROUP BY week
),
named AS NOT MATERIALIZED (
    SELECT v.week, v.monday_on, m.skill_id, v.employer, v.source, v.is_new
    FROM trend.vacancy_week AS v
    JOIN mention AS m USING (advert_id)
    WHERE m.demand IS DISTINCT FROM 'negated' AND v.text_kind <> 'none'
),
-- counted in two steps, and read twice: a set of distinct values for each of so many groups would not fit in memory
by_employer AS (
    SELECT week, monday_on, skill_id, employer, count(*) AS n_open, count(*) FILTER (is_new) AS n_new
    FROM named GROUP BY week, monday_on, skill_id, employer
),
by_source AS (
    SELECT week, skill_id, count(*) AS n_sources
    FROM (SELECT DISTINCT week, skill_id, source FROM named) GROUP BY week, skill_id
)
SELECT e.week, e.monday_on, e.skill_id, sum(e.n_open)::BIGINT AS n_open, sum(e.n_new)::BIGINT AS n_new,
    count(*) AS n_employers, any_value(s.n_sources) AS n_sources, any_value(d.n_described) AS n_described
FROM by_employer AS e
JOIN by_source AS s ON s.week = e.week AND s.skill_id = e.skill_id
JOIN described AS d ON d.week = e.week
GROUP BY e.week, e.monday_on, e.skill_id
