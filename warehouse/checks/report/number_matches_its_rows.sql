-- A printed number is the count of the rows it is of.
SELECT 'figures, ' || p.series AS what, p.ref_week AS row_name, p.value AS printed, t.n_open AS counted
FROM printed_figures AS p
LEFT JOIN (
    SELECT week, 'open' AS series, n_open FROM report.week_total UNION ALL SELECT week, 'new', n_new FROM report.week_total
) AS t ON t.week = p.ref_week AND t.series = p.series
WHERE p.series IN ('open', 'new') AND p.value IS NOT NULL AND p.value IS DISTINCT FROM t.n_open
UNION ALL
SELECT 'titles', p.title_family, p.n_open, v.n_open
FROM printed_titles AS p
LEFT JOIN (
    SELECT title_family, count(*) AS n_open
    FROM trend.vacancy_week JOIN printed_report USING (monday_on) GROUP BY title_family
) AS v ON v.title_family = p.title_family
WHERE p.n_open IS DISTINCT FROM v.n_open
