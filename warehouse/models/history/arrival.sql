-- UK listings that arrived as news (never a source's first stock), with the facts of the version first seen: a later change
-- of words does not rewrite the week they were new in. is_first: no source showed the vacancy earlier. shared_vacancy_id:
-- vacancy_id where several listings of it arrived, so that those who compare sources can count it once; null where only one did.
-- grain: source, source_id
SELECT l.source, l.source_id, l.first_advert_id AS advert_id, l.first_week AS week, l.first_monday_on AS monday_on,
    s.platform, coalesce(a.employer_key, 'source ' || a.source) AS employer, a.title_core, a.title_family, a.text_kind,
    l.vacancy_id, l.first_advert_id = l.vacancy_id AS is_first,
    CASE WHEN count(*) OVER (PARTITION BY l.vacancy_id) > 1 THEN l.vacancy_id END AS shared_vacancy_id
FROM history.listing AS l
JOIN advert AS a ON a.advert_id = l.first_advert_id
JOIN source AS s ON s.source = l.source
WHERE l.is_flow AND a.country = 'GB'
