-- New UK vacancies that name a skill (negated mentions left out), by skill, employer, source and week.
-- grain: week, skill_id, employer, source
SELECT v.first_week AS week, v.first_monday_on AS monday_on, m.skill_id, v.employer, v.source,
    any_value(v.platform) AS platform, count(*) AS n_new, min(v.advert_id) AS example_advert_id
FROM history.vacancy AS v
JOIN mention AS m USING (advert_id)
WHERE v.is_flow AND m.demand IS DISTINCT FROM 'negated'
GROUP BY v.first_week, v.first_monday_on, m.skill_id, v.employer, v.source
