-- A link is between two adverts that are there, once, and never of an advert to itself.
SELECT 'twice' AS fault, least(advert_id, other_id) AS advert_id, greatest(advert_id, other_id) AS other_id
FROM link GROUP BY ALL HAVING count(*) > 1
UNION ALL
SELECT 'itself', advert_id, other_id FROM link WHERE advert_id = other_id
UNION ALL
SELECT 'unknown', advert_id, other_id
FROM link ANTI JOIN advert USING (advert_id)
UNION ALL
SELECT 'unknown', l.advert_id, l.other_id
FROM link AS l ANTI JOIN advert AS a ON a.advert_id = l.other_id
