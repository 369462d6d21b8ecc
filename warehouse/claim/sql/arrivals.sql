-- UK listings that arrived as news in some weeks, with the facts of the version first seen.
SELECT r.monday_on, r.vacancy_id, r.advert_id, r.source, r.platform, s.kind AS source_kind, r.employer, a.text_kind, a.title_raw,
    a.title_family, a.seniority, a.is_ml_ai, a.is_tech, a.employer_raw, a.employer_kind, a.sector, a.town, a.region, a.workplace,
    a.contract, a.hours, a.ir35, a.education_required, a.education_preferred, a.years_min, a.pay_min, a.pay_max,
    a.pay_currency, a.pay_period, a.pay_basis
FROM history.arrival AS r
JOIN advert AS a USING (advert_id)
JOIN source AS s ON s.source = r.source
WHERE r.monday_on BETWEEN $since AND $until
