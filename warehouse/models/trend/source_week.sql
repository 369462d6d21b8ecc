-- What each source gave in each week from its first run to 13 weeks after its last one (then it counts as left). outcome: the best of the week's runs; null:
-- no run though one was expected (a gap, never a zero). n_new counts first sightings as news only after three complete weeks.
-- grain: week, source
WITH span AS (
    SELECT source, min(monday_on) AS first_on,
        least((SELECT max(monday_on) FROM history.run), max(monday_on) + INTERVAL 91 DAY) AS last_on
    FROM history.run GROUP BY source
),
calendar AS (
    SELECT source, unnest(generate_series(first_on, last_on, INTERVAL 7 DAY))::DATE AS monday_on FROM span
),
ran AS (
    SELECT source, monday_on, count(*) AS n_runs, min(n_complete_weeks_before) AS n_complete_weeks_before,
        min_by(outcome, CASE outcome WHEN 'complete' THEN 1 WHEN 'partial' THEN 2 WHEN 'skipped_by_policy' THEN 3 ELSE 4 END)
            AS outcome,
        max_by(proof, started_at) AS proof, sum(n_rejects) AS n_rejects, sum(n_dropped) AS n_dropped
    FROM history.run GROUP BY source, monday_on
),
seen AS (
    SELECT source, monday_on, count(*) AS n_seen FROM history.seen_week GROUP BY source, monday_on
),
arrived AS (
    SELECT source, first_monday_on AS monday_on, count(*) AS n_first_seen, count(*) FILTER (is_flow) AS n_new
    FROM history.listing GROUP BY source, first_monday_on
)
SELECT strftime(c.monday_on, '%G-W%V') AS week, c.monday_on, c.source, s.platform, s.kind, s.name, s.cadence_days, s.is_simulated,
    coalesce(ran.n_runs, 0) AS n_runs, ran.outcome, ran.proof, ran.n_complete_weeks_before,
    CASE WHEN ran.outcome IN ('complete', 'partial') THEN coalesce(seen.n_seen, 0) END AS n_seen, coalesce(a.n_first_seen, 0) AS n_first_seen, coalesce(a.n_new, 0) AS n_new,
    coalesce(ran.n_rejects, 0)::BIGINT AS n_rejects, coalesce(ran.n_dropped, 0)::BIGINT AS n_dropped
FROM calendar AS c
JOIN source AS s USING (source)
LEFT JOIN ran USING (source, monday_on)
LEFT JOIN seen USING (source, monday_on)
LEFT JOIN arrived AS a USING (source, monday_on)
-- a monthly source owes nothing in the weeks between its runs
WHERE ran.source IS NOT NULL OR s.cadence_days <= 7
