-- UK vacancies as last seen, each once: its life (history.vacancy_life) beside the facts of the advert that speaks for it.
-- employer: the employer's key, or the source where the advert names none.
-- view
-- grain: vacancy_id
SELECT v.*, s.platform, s.kind AS source_kind, coalesce(a.employer_key, 'source ' || a.source) AS employer,
    a.* EXCLUDE (advert_id, source, source_id)
FROM history.vacancy_life AS v
JOIN advert AS a ON a.advert_id = v.advert_id
JOIN source AS s ON s.source = v.source
