-- UK vacancies seen in some weeks, each once, as last seen in them.
SELECT w.monday_on, w.vacancy_id, w.advert_id, w.source, w.platform, w.source_kind, w.employer, w.url, w.text_kind, a.title_raw,
    a.title_family, a.seniority, a.is_ml_ai, a.is_tech, a.employer_raw, a.employer_kind, a.sector, a.town, a.region, a.workplace,
    a.contract, a.hours, a.ir35, a.education_required, a.education_preferred, a.years_min, a.pay_min, a.pay_max,
    a.pay_currency, a.pay_period, a.pay_basis
FROM trend.vacancy_week AS w
JOIN advert AS a USING (advert_id)
WHERE w.monday_on BETWEEN $since AND $until
QUALIFY row_number() OVER (PARTITION BY w.vacancy_id ORDER BY w.monday_on DESC) = 1
