-- Pairs of a fresh advert and any other that share a key and may be something to each other, so far as codes can tell:
-- like bodies, one requisition, one address, or a snippet under one employer's title. Two of one advertiser at one source
-- come together only as a repost (the same post again) or under one requisition or address; siblings are found apart.
-- advert_id is the later of the two.
CREATE OR REPLACE TEMP TABLE met AS
WITH fresh_sketch AS (
    SELECT * FROM sketch SEMI JOIN fresh USING (advert_id)
),
fresh_band AS (
    SELECT * EXCLUDE (bands), unnest(bands) AS band FROM fresh_sketch
),
known_band AS (
    SELECT advert_id, first_seen_at, teller, employer, post, town, unnest(bands) AS band FROM sketch
),
pair AS (
    SELECT n.advert_id AS one, n.first_seen_at AS one_at, s.advert_id AS two, s.first_seen_at AS two_at
    FROM known_band AS s
    JOIN fresh_band AS n USING (band)
    WHERE CASE WHEN n.teller = s.teller THEN n.post = s.post
        ELSE coalesce(n.employer = s.employer, true) AND coalesce(n.town = s.town, true) END
    UNION ALL
    SELECT n.advert_id, n.first_seen_at, s.advert_id, s.first_seen_at
    FROM sketch AS s JOIN fresh_sketch AS n USING (requisition)
    UNION ALL
    SELECT n.advert_id, n.first_seen_at, s.advert_id, s.first_seen_at
    FROM sketch AS s JOIN fresh_sketch AS n USING (address)
    UNION ALL
    SELECT n.advert_id, n.first_seen_at, s.advert_id, s.first_seen_at
    FROM sketch AS s JOIN fresh_sketch AS n USING (title)
    WHERE (n.is_snippet OR s.is_snippet) AND (n.teller <> s.teller OR n.post = s.post) AND coalesce(n.town = s.town, true)
)
SELECT DISTINCT
    CASE WHEN (one_at, one) > (two_at, two) THEN one ELSE two END AS advert_id,
    CASE WHEN (one_at, one) > (two_at, two) THEN two ELSE one END AS other_id
FROM pair
WHERE one <> two
