-- The three dates of each UK vacancy beside each other: the one it claims, first seen, last confirmed; and its age in days at the
-- newest run of all by either of the first two (null: closed, or no date claimed; by first seen also null for a source's first
-- stock). claim_lag_days: first seen less claimed. is_redated: it claims a day after the first one it was seen on.
-- view
-- grain: vacancy_id
SELECT vacancy_id, source, source_id, state, is_flow, posted_on AS claimed_on, first_seen_at, last_seen_at AS last_confirmed_at,
    CASE WHEN state <> 'closed' AND seen_not_before IS NOT NULL THEN date_diff('day', first_seen_at, newest.started_at) END
        AS age_by_first_seen,
    CASE WHEN state <> 'closed' THEN date_diff('day', posted_on, newest.started_at::DATE) END AS age_by_claim,
    date_diff('day', posted_on, first_seen_at::DATE) AS claim_lag_days, posted_on > first_seen_at::DATE AS is_redated
FROM history.vacancy
CROSS JOIN (SELECT max(started_at) AS started_at FROM history.run) AS newest
