-- Runs that count (voided ones left out), with their ISO week. n_complete_weeks_before: earlier weeks in which the
-- source had a complete run, so that a source's stock is told from its flow.
-- grain: run_id
WITH run AS (
    SELECT r.run_id, r.source, r.started_at, r.outcome, r.proof, r.n_listed, r.n_fetched, r.n_dropped, r.n_rejects,
        r.is_truncated, strftime(r.started_at, '%G-W%V') AS week, date_trunc('week', r.started_at)::DATE AS monday_on
    FROM crawl_run AS r
    ANTI JOIN run_void USING (run_id)
),
complete_week AS (
    SELECT source, monday_on, row_number() OVER (PARTITION BY source ORDER BY monday_on) AS nth
    FROM (SELECT DISTINCT source, monday_on FROM run WHERE outcome = 'complete')
)
SELECT run.*, coalesce(c.nth, 0) AS n_complete_weeks_before
FROM run
ASOF LEFT JOIN complete_week AS c ON c.source = run.source AND c.monday_on < run.monday_on
