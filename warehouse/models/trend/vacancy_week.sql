-- UK vacancies open (seen) in a week, with the facts of the version seen then: the stock that shares and levels describe.
-- grain: week, source, source_id
SELECT w.week, w.monday_on, w.source, w.source_id, w.advert_id, w.url, s.platform, s.kind AS source_kind,
    coalesce(a.employer_key, 'source ' || a.source) AS employer, a.title_core, a.title_family, a.seniority, a.is_ml_ai, a.is_tech,
    a.is_agency, a.town, a.region, a.n_places, a.workplace, a.contract, a.ir35, a.pay_min, a.pay_max, a.pay_currency,
    a.pay_period, a.pay_basis, a.text_kind, l.first_week = w.week AND l.is_flow AS is_new
FROM history.seen_week AS w
JOIN advert AS a USING (advert_id)
JOIN history.listing AS l ON l.source = w.source AND l.source_id = w.source_id
JOIN source AS s ON s.source = w.source
WHERE a.country = 'GB'
