-- Runs that count (voided ones left out), with their ISO week. run_number: their order in time. n_complete_weeks_before: earlier
-- weeks in which the source had a complete run that saw something, so that a source's stock is told from its flow.
-- is_evidence: whoever it does not show was not there. That takes a complete run; and one that shows nothing at all is believed
-- when the two before it showed nothing either. n_evidence_before: such runs of the source before this one.
-- grain: run_id
WITH counted AS (
    SELECT r.run_id, r.source, r.started_at, r.outcome, r.proof, r.n_listed, r.n_fetched, r.n_dropped, r.n_rejects,
        r.is_truncated, strftime(r.started_at, '%G-W%V') AS week, date_trunc('week', r.started_at)::DATE AS monday_on,
        row_number() OVER (ORDER BY r.started_at, r.run_id) AS run_number,
        r.outcome IN ('complete', 'partial') AND r.n_dropped = 0 AND NOT r.is_truncated AND seen.run_id IS NULL
            AND (r.outcome = 'complete' OR r.n_listed = 0) AS is_empty
    FROM crawl_run AS r
    ANTI JOIN run_void USING (run_id)
    LEFT JOIN (
        SELECT run_id FROM sighting UNION SELECT run_id FROM reject WHERE field = 'record'
    ) AS seen ON seen.run_id = r.run_id
),
judged AS (
    SELECT run_id,
        outcome = 'complete' AND (NOT is_empty OR bool_and(is_empty) OVER three AND count(*) OVER three = 3) AS is_evidence
    FROM counted
    WHERE outcome IN ('complete', 'partial')
    WINDOW three AS (PARTITION BY source ORDER BY run_number ROWS 2 PRECEDING)
),
run AS (
    SELECT c.*, coalesce(j.is_evidence, false) AS is_evidence FROM counted AS c LEFT JOIN judged AS j USING (run_id)
),
complete_week AS (
    SELECT source, monday_on, row_number() OVER (PARTITION BY source ORDER BY monday_on) AS nth
    FROM (SELECT DISTINCT source, monday_on FROM run WHERE outcome = 'complete' AND NOT is_empty)
)
SELECT run.*, coalesce(c.nth, 0) AS n_complete_weeks_before,
    coalesce(sum(run.is_evidence::INT) OVER (
        PARTITION BY run.source ORDER BY run.run_number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0)::BIGINT AS n_evidence_before
FROM run
ASOF LEFT JOIN complete_week AS c ON c.source = run.source AND c.monday_on < run.monday_on
