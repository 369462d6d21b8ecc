-- A week in one row: UK vacancies open and new, employers, sources; how many say what. n_listings: UK listings that show them,
-- so that n_listings / n_open is the posting intensity.
-- grain: week
SELECT v.week, v.monday_on, count(*) AS n_open, count(*) FILTER (v.is_new) AS n_new,
    count(DISTINCT v.employer) AS n_employers, count(DISTINCT v.source) AS n_sources, sum(v.n_listings)::BIGINT AS n_listings,
    count(*) FILTER (v.n_listings > 1) AS n_listed_twice,
    count(*) FILTER (v.is_ml_ai) AS n_ml_ai, count(*) FILTER (v.is_tech) AS n_tech, count(*) FILTER (v.is_agency) AS n_agency,
    count(a.employer_key) AS n_employer, count(v.title_family) AS n_title_family, count(v.seniority) AS n_seniority, count(v.region) AS n_region,
    count(v.workplace) AS n_workplace, count(v.contract) AS n_contract,
    count(*) FILTER (v.pay_basis = 'stated') AS n_pay_stated,
    count(*) FILTER (v.text_kind = 'full') AS n_full_text, count(*) FILTER (v.text_kind = 'snippet') AS n_snippet
FROM trend.vacancy_week AS v
JOIN advert AS a USING (advert_id)
GROUP BY v.week, v.monday_on
