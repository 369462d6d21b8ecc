-- Adverts that a run that counts has seen and that have no sketch, with their first sighting.
CREATE OR REPLACE TEMP TABLE unlinked AS
WITH missing AS (
    SELECT advert_id, rowid AS row_number FROM advert ANTI JOIN sketch USING (advert_id)
)
SELECT s.advert_id, any_value(m.row_number) AS row_number, min(s.seen_at) AS first_seen_at,
    arg_min(s.run_id, s.seen_at) AS first_run_id, arg_min(s.url, s.seen_at) AS url
FROM sighting AS s
JOIN missing AS m USING (advert_id)
SEMI JOIN counted_run AS r ON r.run_id = s.run_id
GROUP BY s.advert_id
