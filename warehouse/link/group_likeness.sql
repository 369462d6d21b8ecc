-- All likely pairs of the groups that the adverts asked for are in: pairs of listings that likely pairs connect.
WITH RECURSIVE reached(advert_id) USING KEY (advert_id) AS (
    SELECT advert_id FROM asked
    UNION
    SELECT next.advert_id
    FROM (
        SELECT l.other_id AS advert_id FROM likeness AS l JOIN reached AS r ON r.advert_id = l.advert_id
        UNION
        SELECT l.advert_id FROM likeness AS l JOIN reached AS r ON r.advert_id = l.other_id
    ) AS next
    ANTI JOIN recurring.reached AS r ON r.advert_id = next.advert_id
)
SELECT l.* FROM likeness AS l SEMI JOIN reached AS r ON r.advert_id = l.advert_id ORDER BY l.advert_id, l.other_id
