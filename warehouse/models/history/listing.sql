-- The life of one listing at one source, from its sightings alone: three dates stay apart, the one it claims (in advert), first
-- seen, last confirmed. state: open; missing, where a run has missed it and not yet closed it; closed (see history.spell, of which
-- this is the last, as are gone_before and close_reason). seen_not_before: null for the source's first stock. n_spells: presences,
-- so that one that came back has two. n_complete_runs_since: runs since that would have shown it. repost_of: the vacancy that
-- it repeats.
-- grain: source, source_id
WITH repost AS (
    SELECT a.source, a.source_id, arg_max(e.vacancy_id, (b.first_run, e.vacancy_id)) AS repost_of
    FROM link AS l
    JOIN history.version AS a ON a.advert_id = l.advert_id
    JOIN history.version AS b ON b.advert_id = l.other_id
    JOIN history.vacancy_listing AS v ON v.source = a.source AND v.source_id = a.source_id
    JOIN history.vacancy_listing AS e ON e.source = b.source AND e.source_id = b.source_id
    WHERE l.kind = 'repost_of' AND v.vacancy_id <> e.vacancy_id
    GROUP BY a.source, a.source_id
),
-- few have more than one
earlier_spell AS (
    SELECT source, source_id, seen_not_before FROM history.spell WHERE spell = 1 AND NOT is_last
)
SELECT g.* EXCLUDE (first_run, last_run, n_evidence_runs, n_evidence_before, n_evidence_begun, n_evidence_upto), z.n_complete_runs_since,
    v.vacancy_id, CASE WHEN z.closed_at IS NOT NULL THEN 'closed' WHEN z.gone_before IS NOT NULL THEN 'missing' ELSE 'open' END AS state,
    z.closed_at, z.close_reason, CASE WHEN z.spell = 1 THEN z.seen_not_before ELSE f.seen_not_before END AS seen_not_before,
    z.gone_before, z.spell AS n_spells, r.repost_of
FROM history.sighted AS g
JOIN history.vacancy_listing AS v ON v.source = g.source AND v.source_id = g.source_id
JOIN history.spell AS z ON z.source = g.source AND z.source_id = g.source_id AND z.is_last
LEFT JOIN earlier_spell AS f ON f.source = g.source AND f.source_id = g.source_id
LEFT JOIN repost AS r ON r.source = g.source AND r.source_id = g.source_id
