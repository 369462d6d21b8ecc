-- Title families in a week: open and new UK vacancies, employers, sources. Null family: no family knows the title.
-- grain: week, title_family
SELECT v.week, v.monday_on, v.title_family, count(*) AS n_open, count(*) FILTER (v.is_new) AS n_new,
    count(DISTINCT v.employer) AS n_employers, count(DISTINCT v.source) AS n_sources, f.is_ml_ai
FROM trend.vacancy_week AS v
LEFT JOIN title_family AS f ON f.title_family = v.title_family
GROUP BY v.week, v.monday_on, v.title_family, f.is_ml_ai
