-- The parts of a week sum to the week: regions (fractions), workplaces and titles to the vacancies open and new, and those to
-- the rows behind them.
WITH part AS (
    SELECT 'region_week' AS table_name, week, sum(n_open) AS n_open, sum(n_new) AS n_new FROM trend.region_week GROUP BY week
    UNION ALL
    SELECT 'workplace_week', week, sum(n_open), NULL FROM trend.workplace_week GROUP BY week
    UNION ALL
    SELECT 'title_week', week, sum(n_open), sum(n_new) FROM trend.title_week GROUP BY week
    UNION ALL
    SELECT 'vacancy_week', week, count(*), count(*) FILTER (is_new) FROM trend.vacancy_week GROUP BY week
),
whole AS (
    SELECT unnest(['region_week', 'workplace_week', 'title_week', 'vacancy_week']) AS table_name, week, n_open, n_new
    FROM report.week_total
)
SELECT table_name, week, part.n_open, whole.n_open AS n_open_in_all, part.n_new, whole.n_new AS n_new_in_all
FROM part
FULL JOIN whole USING (table_name, week)
WHERE coalesce(abs(part.n_open - whole.n_open) > 1e-3, true) OR abs(part.n_new - whole.n_new) > 1e-3
