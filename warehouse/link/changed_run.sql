-- Runs that count and were not linked yet, and runs that were linked and do not count any more (or not in those words).
-- is_late: others that began later are linked already, so that what it saw has to be linked anew.
CREATE OR REPLACE TEMP TABLE changed_run AS
SELECT c.run_id, c.started_at < (SELECT max(started_at) FROM linked_run) AS is_late
FROM counted_run AS c
ANTI JOIN linked_run AS l ON l.run_id = c.run_id AND l.raw_sha256 IS NOT DISTINCT FROM c.raw_sha256
UNION ALL
SELECT l.run_id, true
FROM linked_run AS l
ANTI JOIN counted_run AS c ON c.run_id = l.run_id AND c.raw_sha256 IS NOT DISTINCT FROM l.raw_sha256
