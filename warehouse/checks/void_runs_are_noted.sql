-- A run is void where the last thing noted of it is that it was left out, and only there: what was undone can be told.
WITH noted AS (
    SELECT run_id, max_by(kind, break_id) AS kind FROM break WHERE run_id IS NOT NULL GROUP BY run_id
)
SELECT coalesce(v.run_id, n.run_id) AS run_id, v.reason, n.kind
FROM run_void AS v
FULL JOIN noted AS n ON n.run_id = v.run_id
WHERE (v.run_id IS NOT NULL) IS DISTINCT FROM (n.kind = 'run_voided')
