-- Title families in a week: open and new UK vacancies, employers, sources. Null family: no family knows the title.
-- grain: week, title_family
SELECT week, monday_on, title_family, count(*) AS n_open, count(*) FILTER (is_new) AS n_new,
    count(DISTINCT employer) AS n_employers, count(DISTINCT source) AS n_sources, any_value(is_ml_ai) AS is_ml_ai
FROM trend.vacancy_week
GROUP BY week, monday_on, title_family
