-- Shares of a whole sum to it: workplaces over all and over those that say, regions (fractions) to the open vacancies.
SELECT 'workplace, of all' AS what, sum(share_of_all) AS parts, 1.0 AS whole FROM printed_workplace
HAVING abs(parts - 1) > 1e-6
UNION ALL
SELECT 'workplace, of stated', sum(share_of_stated), 1 FROM printed_workplace
HAVING abs(sum(share_of_stated) - 1) > 1e-6 OR count(share_of_stated) FILTER (workplace = 'unstated') > 0
UNION ALL
SELECT 'regions', sum(p.n_open), any_value(t.n_open)
FROM printed_regions AS p CROSS JOIN printed_report AS r JOIN report.week_total AS t ON t.monday_on = r.monday_on
HAVING abs(sum(p.n_open) - any_value(t.n_open)) > 1e-3
UNION ALL
SELECT 'workplace', sum(p.n_open), any_value(t.n_open)
FROM printed_workplace AS p CROSS JOIN printed_report AS r JOIN report.week_total AS t ON t.monday_on = r.monday_on
HAVING sum(p.n_open) <> any_value(t.n_open)
