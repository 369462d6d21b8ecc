-- Pay statistics rest on stated base pay in pounds of one product alone: salaries of permanent (or unsaid) contracts, or day
-- rates. Never on what a board predicted, never on two products together.
WITH recent AS (
    SELECT v.*
    FROM trend.vacancy_week AS v CROSS JOIN printed_report AS r
    WHERE v.monday_on BETWEEN r.monday_on - INTERVAL 84 DAY AND r.monday_on
    QUALIFY row_number() OVER (PARTITION BY v.vacancy_id ORDER BY v.monday_on DESC) = 1
),
stated AS (
    SELECT *, pay_period = 'year' AND coalesce(contract = 'permanent', true) AS is_salary,
        CASE WHEN region = 'London' THEN 'London' ELSE 'Rest of UK' END AS area
    FROM recent WHERE pay_basis = 'stated' AND pay_currency = 'GBP'
),
counted AS (
    SELECT 'pay_titles' AS table_name, title_family AS row_name, count(*) AS n FROM stated WHERE is_salary GROUP BY title_family
    UNION ALL
    SELECT 'day_rates', coalesce(ir35, 'unstated'), count(*) FROM stated WHERE is_tech AND pay_period = 'day' GROUP BY ALL
    UNION ALL
    SELECT 'pay_levels', area, count(*) FROM stated WHERE is_salary AND is_ml_ai AND region IS NOT NULL GROUP BY area
),
printed AS (
    SELECT 'pay_titles' AS table_name, title_family AS row_name, n_stated FROM printed_pay_titles
    UNION ALL
    SELECT 'day_rates', ir35, n_stated FROM printed_day_rates
    UNION ALL
    SELECT 'pay_levels', area, sum(n_stated) FROM printed_pay_levels GROUP BY area
)
SELECT p.table_name, p.row_name, p.n_stated, coalesce(c.n, 0) AS n_counted
FROM printed AS p
LEFT JOIN counted AS c ON c.table_name = p.table_name AND c.row_name = p.row_name
WHERE p.n_stated > coalesce(c.n, 0) OR p.table_name <> 'pay_levels' AND p.n_stated <> coalesce(c.n, 0)
