-- UK vacancies as last seen: the listing's life beside its facts. Duplicates across boards are not linked yet, so one
-- vacancy at two boards is two rows here. employer: the employer's key, or the source where the advert names none.
-- Listings that name places abroad only, or whose country nobody knows, are left out.
-- grain: source, source_id
SELECT l.*, s.platform, s.kind AS source_kind, coalesce(a.employer_key, 'source ' || a.source) AS employer,
    a.* EXCLUDE (advert_id, source, source_id)
FROM history.listing AS l
JOIN advert AS a USING (advert_id)
JOIN source AS s ON s.source = l.source
WHERE a.country = 'GB'
