-- Remote, hybrid, onsite and unstated in a week. Unstated is never counted as onsite.
-- grain: week, workplace
SELECT week, monday_on, coalesce(workplace, 'unstated') AS workplace, count(*) AS n_open,
    count(DISTINCT employer) AS n_employers
FROM trend.vacancy_week
GROUP BY week, monday_on, coalesce(workplace, 'unstated')
