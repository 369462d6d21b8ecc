-- UK vacancies open (seen) in a week, each once however many listings show it, by the one listing that speaks for it that week,
-- in the version seen then: the employer's own board before job board, aggregator and forum, then one with its full text, then
-- the one first seen. is_new: no source showed it earlier, and the one that did first had shown its stock before. n_listings:
-- UK listings of it seen that week. Its facts stand beside it in trend.vacancy_week.
-- grain: week, vacancy_id
WITH uk AS (
    SELECT w.week, w.monday_on, w.vacancy_id, w.source, w.source_id, w.advert_id, w.url
    FROM history.seen_week AS w
    SEMI JOIN advert AS a ON a.advert_id = w.advert_id AND a.country = 'GB'
),
-- the order in which the listings of one vacancy speak for it; most vacancies have one listing and need none
turn AS (
    SELECT l.source, l.source_id,
        row_number() OVER (
            PARTITION BY l.vacancy_id
            ORDER BY CASE s.kind WHEN 'employer_board' THEN 1 WHEN 'job_board' THEN 2 WHEN 'aggregator' THEN 3 ELSE 4 END,
                a.text_kind <> 'full', l.first_seen_at, l.source, l.source_id
        ) AS nth
    FROM history.listing AS l
    JOIN advert AS a USING (advert_id)
    JOIN source AS s ON s.source = l.source
    SEMI JOIN (SELECT vacancy_id FROM history.listing GROUP BY vacancy_id HAVING count(*) > 1) AS several USING (vacancy_id)
),
speaker AS (
    SELECT uk.week, uk.vacancy_id, min(turn.nth) AS nth, count(*) AS n_listings
    FROM uk JOIN turn USING (source, source_id)
    GROUP BY uk.week, uk.vacancy_id
)
SELECT v.week, v.monday_on, v.vacancy_id, v.source, v.source_id, v.advert_id, v.url, coalesce(o.n_listings, 1) AS n_listings,
    f.first_week = v.week AND f.is_flow AS is_new
FROM uk AS v
-- a vacancy bears the name of the advert that showed it first
JOIN history.sighted AS f ON f.first_advert_id = v.vacancy_id
LEFT JOIN turn AS t ON t.source = v.source AND t.source_id = v.source_id
LEFT JOIN speaker AS o ON o.week = v.week AND o.vacancy_id = v.vacancy_id
WHERE o.nth IS NULL OR o.nth = t.nth
