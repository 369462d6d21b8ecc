-- A vacancy is new in one week at most: the week in which the first of its listings was first seen.
SELECT v.vacancy_id, min(v.week) AS first_new_week, count(*) AS n_weeks, any_value(f.first_week) AS first_week
FROM trend.vacancy_week AS v
LEFT JOIN history.listing AS f ON f.first_advert_id = v.vacancy_id
WHERE v.is_new
GROUP BY v.vacancy_id
HAVING n_weeks > 1 OR first_new_week IS DISTINCT FROM first_week
