-- New UK listings with a text that name a skill (negated mentions left out), by skill, employer, source and week. vacancy_id: as
-- in trend.title_flow.
-- grain: week, skill_id, employer, source, vacancy_id
SELECT a.week, a.monday_on, m.skill_id, a.employer, a.source, any_value(a.platform) AS platform,
    a.shared_vacancy_id AS vacancy_id, count(*) AS n_new
FROM history.arrival AS a
JOIN mention AS m USING (advert_id)
WHERE m.demand IS DISTINCT FROM 'negated' AND a.text_kind <> 'none'
GROUP BY a.week, a.monday_on, m.skill_id, a.employer, a.source, a.shared_vacancy_id
