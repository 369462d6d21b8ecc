-- What had been seen of either advert's listing when the later one appeared. days_apart: from the other listing's last sighting to
-- the later advert's first (0: it still stood). days_gone: from the first complete run of its source that did not see it any more,
-- if one had been by then; is_gone: so it was, at the later advert's own source. is_first, other_is_first: no other version of the
-- listing was seen before. Pairs that are more than $days apart are left out.
WITH pair AS (
    SELECT m.advert_id, m.other_id, k.first_seen_at, r.started_at, a.source, a.source_id, o.source AS other_source,
        o.source_id AS other_source_id, ko.first_seen_at AS other_first_seen_at
    FROM met AS m
    JOIN sketch AS k USING (advert_id)
    JOIN counted_run AS r ON r.run_id = k.first_run_id
    JOIN sketch AS ko ON ko.advert_id = m.other_id
    JOIN advert AS a ON a.advert_id = m.advert_id
    JOIN advert AS o ON o.advert_id = m.other_id
),
other_seen AS (
    SELECT p.advert_id, p.other_id, max(s.seen_at) FILTER (r.started_at < p.started_at) AS seen_at, max(r.started_at) AS run_at
    FROM pair AS p
    JOIN sighting AS s ON s.source = p.other_source AND s.source_id = p.other_source_id
    JOIN counted_run AS r ON r.run_id = s.run_id AND r.started_at <= p.started_at
    -- no earlier sighting can matter
    WHERE s.seen_at >= (SELECT min(first_seen_at) - INTERVAL ($days + 2) DAY FROM pair)
    GROUP BY p.advert_id, p.other_id
),
began AS (
    SELECT a.source, a.source_id, min(k.first_seen_at) AS began_at
    FROM advert AS a
    JOIN sketch AS k USING (advert_id)
    SEMI JOIN (SELECT source, source_id FROM pair UNION ALL SELECT other_source, other_source_id FROM pair) AS p
        ON p.source = a.source AND p.source_id = a.source_id
    GROUP BY a.source, a.source_id
)
SELECT p.advert_id, p.other_id,
    greatest(0, date_diff('day', greatest(p.other_first_seen_at, o.seen_at), p.first_seen_at))::INTEGER AS days_apart,
    CASE WHEN c.started_at <= p.started_at THEN greatest(0, date_diff('day', c.started_at, p.first_seen_at))::INTEGER END AS days_gone,
    p.source = p.other_source AND days_gone IS NOT NULL AS is_gone,
    b.began_at = p.first_seen_at AS is_first, bo.began_at = p.other_first_seen_at AS other_is_first
FROM pair AS p
LEFT JOIN other_seen AS o USING (advert_id, other_id)
JOIN began AS b ON b.source = p.source AND b.source_id = p.source_id
JOIN began AS bo ON bo.source = p.other_source AND bo.source_id = p.other_source_id
ASOF LEFT JOIN (SELECT source, started_at FROM counted_run WHERE outcome = 'complete') AS c
    ON c.source = p.other_source AND c.started_at > o.run_at
WHERE days_apart <= $days
ORDER BY p.advert_id, p.other_id
