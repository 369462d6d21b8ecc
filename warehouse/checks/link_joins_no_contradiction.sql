-- A link never makes one vacancy of two adverts that contradict each other: another requisition at one source, no place in
-- common, another level, kind of contract or country, stated pay that does not overlap.
WITH kind_of AS (
    SELECT unnest(['permanent', 'contract', 'fixed_term', 'temporary', 'internship', 'apprenticeship']) AS contract,
        unnest(['permanent', 'ends', 'ends', 'ends', 'learns', 'learns']) AS kind
),
pair AS (
    SELECT advert_id, other_id FROM link WHERE kind IN ('same_id', 'same_canonical_url', 'exact_body', 'near_body')
),
linked AS (
    SELECT a.advert_id, a.source, a.seniority, k.kind, a.country,
        -- the board's own id of the advert is no requisition
        CASE WHEN length(a.requisition_id) >= 4 AND a.requisition_id <> a.source_id
            THEN lower(regexp_replace(a.requisition_id, '[^0-9A-Za-z]', '', 'g')) END AS requisition,
        CASE WHEN a.pay_basis = 'stated' AND a.pay_currency = 'GBP' THEN a.pay_period END AS period, a.pay_min, a.pay_max
    FROM advert AS a
    LEFT JOIN kind_of AS k ON k.contract = a.contract
    SEMI JOIN (SELECT advert_id FROM pair UNION ALL SELECT other_id FROM pair) AS p ON p.advert_id = a.advert_id
),
place AS (
    SELECT advert_id, town, region FROM advert_place SEMI JOIN linked USING (advert_id) WHERE town IS NOT NULL OR region IS NOT NULL
),
met AS (
    SELECT DISTINCT p.advert_id, p.other_id
    FROM pair AS p
    JOIN place AS x ON x.advert_id = p.advert_id
    JOIN place AS y ON y.advert_id = p.other_id
        AND (x.town = y.town OR x.region = y.region AND (x.town IS NULL OR y.town IS NULL))
)
SELECT p.advert_id, p.other_id
FROM pair AS p
JOIN linked AS a ON a.advert_id = p.advert_id
JOIN linked AS b ON b.advert_id = p.other_id
LEFT JOIN met ON met.advert_id = p.advert_id AND met.other_id = p.other_id
WHERE a.source = b.source AND a.requisition <> b.requisition OR a.seniority <> b.seniority OR a.kind <> b.kind
    OR a.country <> b.country OR a.period = b.period AND (a.pay_min > b.pay_max OR b.pay_min > a.pay_max)
    OR met.advert_id IS NULL AND EXISTS (FROM place AS x WHERE x.advert_id = p.advert_id)
        AND EXISTS (FROM place AS y WHERE y.advert_id = p.other_id)
