-- What became of each claim: its verdict in a week beside the one in the last earlier week in which it was checked. is_changed: they
-- differ; null verdict_before: first checked then. Reason, parts and queries stand in claim_verdict.
-- view
-- grain: week, claim_id
SELECT week, monday_on, claim_id, source, claim, verdict, n, n_employers, estimate, low, high, unit, reason,
    lag(week) OVER earlier AS week_before, lag(verdict) OVER earlier AS verdict_before,
    lag(estimate) OVER earlier AS estimate_before,
    coalesce(verdict <> lag(verdict) OVER earlier, false) AS is_changed
FROM claim_verdict
WHERE part = 0
WINDOW earlier AS (PARTITION BY claim_id ORDER BY monday_on)
