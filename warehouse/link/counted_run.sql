-- Runs whose sightings count for linking: not void, not failed.
CREATE OR REPLACE TEMP VIEW counted_run AS
SELECT run_id, source, started_at, outcome, raw_sha256
FROM crawl_run
ANTI JOIN run_void USING (run_id)
WHERE outcome <> 'failed'
