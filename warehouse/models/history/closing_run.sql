-- Runs that prove absence, in their order at the source, and what each would close: n_open listings that were open before it,
-- n_would_close of them that it is the first to miss (at platforms that tell their total), or the second. is_held, the brake: one
-- that would close more than 30 % of them is not believed until the next such run agrees; unless it is empty, which two runs
-- have said before it. (max(20, 30 %) would leave small boards without a brake, and a week's delay is all that one costs.)
-- next_empty: the first run from here on that is empty.
-- grain: run_id
WITH proof AS (
    SELECT run_id, source, n_evidence_before + 1 AS nth, week, monday_on, started_at, is_empty,
        min(CASE WHEN is_empty THEN n_evidence_before + 1 END) OVER (
            PARTITION BY source ORDER BY run_number ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS next_empty
    FROM history.run
    WHERE is_evidence
),
ended AS (
    SELECT p.source, p.n_evidence_begun AS begun, p.n_evidence_until AS until,
        p.n_evidence_return AS back,
        least(p.n_evidence_upto + coalesce(f.n_absences, 2), m.next_empty) AS closing
    FROM history.presence AS p
    JOIN source AS s ON s.source = p.source
    LEFT JOIN platform AS f ON f.platform = s.platform
    LEFT JOIN proof AS m ON m.source = p.source AND m.nth = p.n_evidence_upto + 1
),
change AS (
    SELECT source, nth, sum(n_open) AS n_open, sum(n_would_close) AS n_would_close
    FROM (
        SELECT source, begun + 1 AS nth, count(*) AS n_open, 0 AS n_would_close FROM ended GROUP BY source, begun
        UNION ALL
        SELECT source, least(closing, back) + 1, -count(*), 0 FROM ended GROUP BY source, least(closing, back)
        UNION ALL
        SELECT source, closing, 0, count(*) FROM ended WHERE closing <= until GROUP BY source, closing
    )
    GROUP BY source, nth
),
summed AS (
    SELECT source, nth, sum(n_open) OVER (PARTITION BY source ORDER BY nth)::BIGINT AS n_open, n_would_close::BIGINT AS n_would_close
    FROM change
),
counted AS (
    SELECT p.*, coalesce(c.n_open, 0) AS n_open, CASE WHEN c.nth = p.nth THEN c.n_would_close ELSE 0 END AS n_would_close
    FROM proof AS p
    ASOF LEFT JOIN summed AS c ON c.source = p.source AND c.nth <= p.nth
)
SELECT *, NOT is_empty AND n_would_close > .3 * n_open AS is_held
FROM counted
