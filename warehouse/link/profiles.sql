-- What adverts can contradict each other in, and what their sketches say.
WITH place AS (
    SELECT p.advert_id, list(p.town ORDER BY p.ordinal) AS towns, list(p.region ORDER BY p.ordinal) AS regions
    FROM advert_place AS p
    SEMI JOIN asked USING (advert_id)
    GROUP BY p.advert_id
),
said AS (
    SELECT * FROM advert WHERE rowid IN (SELECT a.rowid FROM advert AS a SEMI JOIN asked USING (advert_id))
)
SELECT k.advert_id, k.first_seen_at, k.first_run_id, k.body, k.teller, k.post, k.requisition, k.address, k.is_snippet,
    s.kind AS source_kind, a.source, a.source_id, a.employer_key, a.is_agency, a.seniority, a.contract, a.country, a.pay_min, a.pay_max,
    a.pay_currency, a.pay_period, a.pay_basis, a.title_core, a.title_raw, a.posted_on, place.towns, place.regions
FROM said AS a
JOIN sketch AS k USING (advert_id)
JOIN source AS s ON s.source = a.source
LEFT JOIN place USING (advert_id)
ORDER BY k.advert_id
