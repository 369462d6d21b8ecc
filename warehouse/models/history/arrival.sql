-- UK vacancies that arrived as news (never a source's first stock), with the facts of the version first seen: a later change
-- of words does not rewrite the week they were new in.
-- grain: source, source_id
SELECT l.source, l.source_id, l.first_advert_id AS advert_id, l.first_week AS week, l.first_monday_on AS monday_on,
    s.platform, coalesce(a.employer_key, 'source ' || a.source) AS employer, a.title_core, a.title_family, a.text_kind
FROM history.listing AS l
JOIN advert AS a ON a.advert_id = l.first_advert_id
JOIN source AS s ON s.source = l.source
WHERE l.is_flow AND a.country = 'GB'
