-- A week in one row: UK vacancies open and new, employers, sources; how many say what. n_same_text: vacancies whose whole text
-- stands word for word at another source too (duplicates are not linked yet, so counts hold them twice).
-- grain: week
WITH stock AS (
    SELECT v.*, a.employer_key, CASE WHEN v.text_kind <> 'none' THEN md5(a.text) END AS text_md5
    FROM trend.vacancy_week AS v
    JOIN advert AS a USING (advert_id)
),
copied AS (
    SELECT week, text_md5 FROM stock WHERE text_md5 IS NOT NULL GROUP BY week, text_md5 HAVING count(DISTINCT source) > 1
),
same_text AS (
    SELECT week, count(*) AS n_same_text FROM stock SEMI JOIN copied USING (week, text_md5) GROUP BY week
)
SELECT s.week, s.monday_on, count(*) AS n_open, count(*) FILTER (s.is_new) AS n_new,
    count(DISTINCT s.employer) AS n_employers, count(DISTINCT s.source) AS n_sources,
    count(*) FILTER (s.is_ml_ai) AS n_ml_ai, count(*) FILTER (s.is_tech) AS n_tech, count(*) FILTER (s.is_agency) AS n_agency,
    count(s.employer_key) AS n_employer, count(s.title_family) AS n_title_family, count(s.seniority) AS n_seniority, count(s.region) AS n_region,
    count(s.workplace) AS n_workplace, count(s.contract) AS n_contract,
    count(*) FILTER (s.pay_basis = 'stated') AS n_pay_stated,
    count(*) FILTER (s.text_kind = 'full') AS n_full_text, count(*) FILTER (s.text_kind = 'snippet') AS n_snippet,
    coalesce(any_value(t.n_same_text), 0) AS n_same_text
FROM stock AS s
LEFT JOIN same_text AS t ON t.week = s.week
GROUP BY s.week, s.monday_on
