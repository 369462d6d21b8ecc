-- The places of one advert weigh one vacancy together.
SELECT advert_id, sum(share) AS shares FROM advert_place GROUP BY advert_id HAVING abs(shares - 1) > 1e-9
