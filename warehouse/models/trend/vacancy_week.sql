-- UK vacancies open (seen) in a week, each once, with the facts of the advert that speaks for it that week: the stock that
-- shares and levels describe. How the advert is chosen, is_new and n_listings: history.shown_week.
-- grain: week, vacancy_id
-- view
SELECT v.week, v.monday_on, v.vacancy_id, v.source, v.source_id, v.advert_id, v.url, v.n_listings, s.platform,
    s.kind AS source_kind, coalesce(a.employer_key, 'source ' || a.source) AS employer, a.title_core, a.title_family,
    a.seniority, a.is_ml_ai, a.is_tech, a.is_agency, a.employer_kind, a.sector, a.town, a.region, a.n_places, a.workplace,
    a.contract, a.hours, a.ir35, a.education_required, a.education_preferred, a.pay_min, a.pay_max, a.pay_currency,
    a.pay_period, a.pay_basis, a.text_kind, v.is_new
FROM history.shown_week AS v
JOIN advert AS a USING (advert_id)
JOIN source AS s ON s.source = v.source
