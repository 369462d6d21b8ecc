-- No part is larger than its whole, and no count below nothing.
SELECT 'report.week_total' AS table_name, week, NULL AS part, n_open AS n_whole, least(n_new, n_ml_ai, n_tech, n_pay_stated) AS n_part
FROM report.week_total
WHERE greatest(n_new, n_ml_ai, n_tech, n_agency, n_employer, n_title_family, n_region, n_workplace, n_contract, n_pay_stated,
    n_full_text + n_snippet, n_employers) > n_open OR least(n_open, n_new) < 0
UNION ALL
SELECT 'trend.skill_week', week, skill_id, n_described, n_open
FROM trend.skill_week WHERE n_open > n_described OR n_new > n_open OR n_employers > n_open OR n_new < 0
UNION ALL
SELECT 'trend.title_week', week, title_family, n_open, n_new
FROM trend.title_week WHERE n_new > n_open OR n_employers > n_open OR n_new < 0
UNION ALL
SELECT 'trend.region_week', week, region, n_available, n_open
FROM trend.region_week WHERE n_open > n_available + 1e-3 OR n_new > n_open + 1e-3 OR n_employers > n_available OR n_new < 0
