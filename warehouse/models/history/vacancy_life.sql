-- UK vacancies, one row however many listings show them: the listing that speaks for each now, and the life of all of them. An open
-- listing speaks before a missing or closed one, then the employer's own board before job board, aggregator and forum, then
-- one with its full text, then the one first seen. A vacancy is open while any of its listings is; gone_before and closed_at
-- are the last ones. is_flow: it arrived as news where it was first seen. Vacancies are left out that name places abroad only,
-- or whose country nobody knows. Its facts stand beside it in history.vacancy.
-- grain: vacancy_id
WITH uk AS (
    SELECT l.vacancy_id, l.source, l.source_id, l.advert_id, l.url, l.first_seen_at, l.state, s.kind, a.text_kind
    FROM history.listing AS l
    JOIN advert AS a ON a.advert_id = l.advert_id
    JOIN source AS s ON s.source = l.source
    WHERE a.country = 'GB'
),
several AS (
    SELECT vacancy_id, max(last_seen_at) AS last_seen_at, max(last_monday_on) AS last_monday_on,
        sum(n_sightings)::BIGINT AS n_sightings, count(*) AS n_listings, count(DISTINCT source) AS n_sources,
        CASE WHEN bool_or(state = 'open') THEN 'open' WHEN bool_or(state = 'missing') THEN 'missing' ELSE 'closed' END AS state,
        CASE WHEN bool_and(gone_before IS NOT NULL) THEN max(gone_before) END AS gone_before,
        CASE WHEN bool_and(closed_at IS NOT NULL) THEN max(closed_at) END AS closed_at,
        CASE WHEN bool_and(closed_at IS NOT NULL) THEN arg_max(close_reason, (closed_at, source, source_id)) END AS close_reason,
        arg_min(repost_of, (first_seen_at, source, source_id)) AS repost_of
    FROM history.listing
    GROUP BY vacancy_id
    HAVING n_listings > 1
),
spoken AS (
    SELECT vacancy_id, arg_min((source, source_id, advert_id, url), (
        CASE state WHEN 'open' THEN 1 WHEN 'missing' THEN 2 ELSE 3 END,
        CASE kind WHEN 'employer_board' THEN 1 WHEN 'job_board' THEN 2 WHEN 'aggregator' THEN 3 ELSE 4 END,
        text_kind <> 'full', first_seen_at, source, source_id
    )) AS listing
    FROM uk SEMI JOIN several USING (vacancy_id)
    GROUP BY vacancy_id
)
SELECT f.vacancy_id, p.listing[1] AS source, p.listing[2] AS source_id, p.listing[3] AS advert_id, p.listing[4] AS url,
    f.first_seen_at, f.first_week, f.first_monday_on, f.seen_not_before, f.is_flow, v.last_seen_at, v.last_monday_on,
    v.n_sightings, v.n_listings, v.n_sources, v.state, v.gone_before, v.closed_at, v.close_reason, v.repost_of
FROM spoken AS p
JOIN several AS v ON v.vacancy_id = p.vacancy_id
JOIN history.listing AS f ON f.first_advert_id = p.vacancy_id
UNION ALL
SELECT vacancy_id, l.source, l.source_id, l.advert_id, l.url, l.first_seen_at, first_week, first_monday_on, seen_not_before,
    is_flow, last_seen_at, last_monday_on, n_sightings, 1, 1, l.state, gone_before, closed_at, close_reason, repost_of
FROM history.listing AS l
JOIN uk USING (source, source_id, vacancy_id)
ANTI JOIN several USING (vacancy_id)
