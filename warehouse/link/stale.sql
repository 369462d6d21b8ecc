-- Sketched adverts that have to be linked anew: all versions of the listings that a late or dropped run saw, and those
-- that are no more.
CREATE OR REPLACE TEMP TABLE stale AS
WITH listing AS (
    SELECT DISTINCT source, source_id FROM sighting SEMI JOIN (SELECT run_id FROM changed_run WHERE is_late) USING (run_id)
)
SELECT advert_id FROM sketch ANTI JOIN advert USING (advert_id)
UNION
SELECT k.advert_id FROM sketch AS k JOIN advert AS a USING (advert_id) SEMI JOIN listing USING (source, source_id)
