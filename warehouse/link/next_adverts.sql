-- The next adverts to link, in the order of their first sightings: what a sketch is made of.
WITH next AS (
    SELECT * FROM unlinked ANTI JOIN sketch USING (advert_id) ORDER BY first_seen_at, advert_id LIMIT $n
),
town AS (
    SELECT p.advert_id, list(p.town ORDER BY p.ordinal) AS towns FROM advert_place AS p SEMI JOIN next USING (advert_id) GROUP BY p.advert_id
)
SELECT n.* EXCLUDE (row_number), a.source, a.source_id, a.title_core, a.title_raw, a.employer_key, a.is_agency, a.seniority, a.requisition_id,
    a.text_kind, a.text, a.town, a.place_raw, town.towns
FROM next AS n
JOIN (SELECT * FROM advert WHERE rowid IN (SELECT row_number FROM next)) AS a USING (advert_id)
LEFT JOIN town USING (advert_id)
ORDER BY n.first_seen_at, n.advert_id
