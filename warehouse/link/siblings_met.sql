-- Pairs of like bodies that one advertiser first showed in one run, the later with the first two of the others: in a sweep
-- of a thousand such adverts each is told of a sibling, and not of a thousand.
INSERT INTO met
WITH fresh_sketch AS (
    SELECT * FROM sketch SEMI JOIN fresh USING (advert_id)
),
fresh_band AS (
    SELECT advert_id, first_seen_at, teller, first_run_id, unnest(bands) AS band FROM fresh_sketch
),
same_sweep AS (
    SELECT advert_id, first_seen_at, teller, first_run_id, unnest(bands) AS band
    FROM sketch
    SEMI JOIN fresh_sketch USING (teller, first_run_id)
),
pair AS (
    SELECT DISTINCT n.advert_id AS one, n.first_seen_at AS one_at, s.advert_id AS two, s.first_seen_at AS two_at
    FROM same_sweep AS s
    JOIN fresh_band AS n USING (teller, first_run_id, band)
    WHERE n.advert_id <> s.advert_id
),
ordered AS (
    SELECT one AS advert_id, two AS other_id, two_at AS other_at FROM pair WHERE (one_at, one) > (two_at, two)
    UNION
    SELECT two, one, one_at FROM pair WHERE (one_at, one) < (two_at, two)
)
SELECT advert_id, other_id
FROM ordered
ANTI JOIN met USING (advert_id, other_id)
QUALIFY row_number() OVER (PARTITION BY advert_id ORDER BY other_at, other_id) <= 2
