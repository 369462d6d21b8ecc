-- Below its least counts a cell shows nothing: a median from 8 employers and 15 vacancies, quartiles from 12 employers, a
-- location quotient from 5 vacancies.
WITH pay AS (
    SELECT 'pay_levels' AS table_name, level || ', ' || area AS row_name, n_stated, n_employers, median, low, high, p25, p75
    FROM printed_pay_levels
    UNION ALL
    SELECT 'pay_titles', title_family, n_stated, n_employers, median, low, high, p25, p75 FROM printed_pay_titles
    UNION ALL
    SELECT 'day_rates', ir35, n_stated, n_employers, median, low, high, p25, p75 FROM printed_day_rates
)
SELECT table_name, row_name, n_stated AS n, n_employers, coalesce(median, low, high, p25, p75) AS shown
FROM pay
WHERE (n_employers < 8 OR n_stated < 15) AND coalesce(median, low, high) IS NOT NULL
    OR (n_employers < 12 OR n_stated < 15) AND coalesce(p25, p75) IS NOT NULL
UNION ALL
SELECT 'regions', region, n_group, n_employers, coalesce(lq, low, high, lq_shrunk)
FROM printed_regions WHERE coalesce(n_group, 0) < 5 AND coalesce(lq, low, high, lq_shrunk) IS NOT NULL
UNION ALL
SELECT 'figures', series || ' ' || ref_week, n, NULL, value
FROM printed_figures WHERE series LIKE 'salary%' AND n < 15 AND value IS NOT NULL
