-- Each unbroken presence of a listing at its source, between two moments at which it was not there: seen_not_before (null: it
-- stood there when the source was first read) and gone_before (null: no run has proved it gone). closed_at: by one run without it
-- at platforms that tell their total, by two elsewhere, one more where the brake held it (history.closing_run), at once where its
-- own address answered 404 or 410; 5xx, refusals, timeouts and empty answers prove nothing. close_reason: http_gone;
-- listing_absent, or past_valid_through where the day it claimed had come by then; feed_removed, where the source's listing
-- answered 404 or 410 for four weeks and three runs; source_retired, where no run was made for thirteen weeks or three
-- cadences. The last two say that we lost it and not when it went: gone_before stays null.
-- grain: source, source_id, spell
WITH missed AS (
    SELECT p.source, p.source_id, p.spell, g.started_at AS missed_at,
        least(p.n_evidence_upto + coalesce(f.n_absences, 2), g.next_empty) AS closing
    FROM history.presence AS p
    JOIN history.closing_run AS g ON g.source = p.source AND g.nth = p.n_evidence_upto + 1
    JOIN source AS s ON s.source = p.source
    LEFT JOIN platform AS f ON f.platform = s.platform
    WHERE p.n_evidence_upto < p.n_evidence_until
),
absent AS (
    SELECT m.source, m.source_id, m.spell, m.missed_at, CASE WHEN c.nth <= p.n_evidence_until THEN c.started_at END AS closed_at
    FROM missed AS m
    JOIN history.presence AS p USING (source, source_id, spell)
    LEFT JOIN history.closing_run AS b ON b.source = m.source AND b.nth = m.closing
    LEFT JOIN history.closing_run AS c ON c.source = m.source AND c.nth = m.closing + b.is_held::INT
),
refused AS (
    SELECT p.source, p.source_id, p.spell, r.started_at, r.n_listed, g.n_gone,
        row_number() OVER (PARTITION BY p.source, p.source_id, p.spell ORDER BY r.run_number) AS nth
    FROM (SELECT *, count(*) OVER (PARTITION BY run_id) AS n_gone FROM gone WHERE source_id IS NOT NULL) AS g
    JOIN history.run AS r USING (run_id)
    JOIN history.presence AS p ON p.source = g.source AND p.source_id = g.source_id AND p.last_run < r.run_number
        AND coalesce(r.run_number < p.next_run, true)
    WHERE r.outcome <> 'failed'
),
-- where many answer so at once it is the site that broke: then the second time counts
not_found AS (
    SELECT source, source_id, spell, min(started_at) AS closed_at
    FROM refused
    WHERE nth = 2 OR (nth = 1 AND n_gone <= .3 * n_listed)
    GROUP BY source, source_id, spell
),
removal AS (
    SELECT source, min(run_number) OVER stretch AS first_run, run_number, started_at,
        row_number() OVER (stretch ORDER BY run_number) >= 3 AND started_at >= min(started_at) OVER stretch + INTERVAL 28 DAY
            AS is_believed
    FROM (
        SELECT r.source, r.run_number, r.started_at, g.run_id IS NOT NULL AS is_gone,
            count(*) FILTER (g.run_id IS NULL) OVER (PARTITION BY r.source ORDER BY r.run_number) AS n_answers
        FROM history.run AS r
        SEMI JOIN (SELECT source FROM gone WHERE source_id IS NULL) AS ever ON ever.source = r.source
        LEFT JOIN (SELECT DISTINCT run_id FROM gone WHERE source_id IS NULL) AS g ON g.run_id = r.run_id
    )
    WHERE is_gone
    WINDOW stretch AS (PARTITION BY source, n_answers)
),
removed AS (
    SELECT p.source, p.source_id, p.spell, min(r.started_at) AS closed_at
    FROM removal AS r
    JOIN history.presence AS p ON p.source = r.source AND p.last_run < r.first_run AND coalesce(r.run_number < p.next_run, true)
    WHERE r.is_believed
    GROUP BY p.source, p.source_id, p.spell
),
retired AS (
    SELECT r.source, max(r.started_at) + to_days(greatest(91, 3 * any_value(s.cadence_days))::INT) AS closed_at
    FROM history.run AS r JOIN source AS s ON s.source = r.source
    GROUP BY r.source
    HAVING closed_at <= (SELECT max(started_at) FROM history.run)
),
ended AS (
    SELECT p.*, b.started_at AS seen_not_before, least(a.missed_at, n.closed_at) AS gone_before,
        a.closed_at AS absent_at, n.closed_at AS not_found_at, r.closed_at AS removed_at,
        CASE WHEN p.next_run IS NULL THEN t.closed_at END AS retired_at, l.valid_through_on
    FROM history.presence AS p
    LEFT JOIN history.closing_run AS b ON b.source = p.source AND b.nth = p.n_evidence_before
    LEFT JOIN absent AS a ON a.source = p.source AND a.source_id = p.source_id AND a.spell = p.spell
    LEFT JOIN not_found AS n ON n.source = p.source AND n.source_id = p.source_id AND n.spell = p.spell
    LEFT JOIN removed AS r ON r.source = p.source AND r.source_id = p.source_id AND r.spell = p.spell
    LEFT JOIN retired AS t ON t.source = p.source
    JOIN history.sighted AS g ON g.source = p.source AND g.source_id = p.source_id
    JOIN advert AS l ON l.advert_id = g.advert_id
)
SELECT source, source_id, spell, first_run, last_run, first_seen_at, last_seen_at, seen_not_before, gone_before,
    least(absent_at, not_found_at, removed_at, retired_at) AS closed_at,
    CASE closed_at
        WHEN not_found_at THEN 'http_gone'
        WHEN absent_at THEN CASE WHEN valid_through_on <= gone_before::DATE THEN 'past_valid_through' ELSE 'listing_absent' END
        WHEN removed_at THEN 'feed_removed'
        WHEN retired_at THEN 'source_retired'
    END AS close_reason,
    n_evidence_until - n_evidence_upto AS n_complete_runs_since, next_run IS NULL AS is_last
FROM ended
