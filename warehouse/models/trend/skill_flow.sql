-- New UK vacancies with a text that name a skill (negated mentions left out), by skill, employer, source and week.
-- grain: week, skill_id, employer, source
SELECT a.week, a.monday_on, m.skill_id, a.employer, a.source, any_value(a.platform) AS platform, count(*) AS n_new
FROM history.arrival AS a
JOIN mention AS m USING (advert_id)
WHERE m.demand IS DISTINCT FROM 'negated' AND a.text_kind <> 'none'
GROUP BY a.week, a.monday_on, m.skill_id, a.employer, a.source
