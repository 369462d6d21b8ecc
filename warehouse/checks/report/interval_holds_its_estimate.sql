-- An interval holds its estimate and has both ends; what is not estimated has none. Plain counts have no interval, and shares
-- of fewer than 3 employers.
WITH printed AS (
    SELECT 'regions' AS table_name, region AS row_name, low, lq AS estimate, high FROM printed_regions
    UNION ALL
    SELECT 'pay_levels', level || ', ' || area, low, median, high FROM printed_pay_levels
    UNION ALL
    SELECT 'pay_titles', title_family, low, median, high FROM printed_pay_titles
    UNION ALL
    SELECT 'day_rates', ir35, low, median, high FROM printed_day_rates
    UNION ALL
    SELECT 'title_trend', unit, low_pct, change_pct, high_pct FROM printed_title_trend
    UNION ALL
    SELECT 'skill_trend', unit, low_pct, change_pct, high_pct FROM printed_skill_trend
    UNION ALL
    SELECT 'figures', series || ' ' || ref_week, low, value, high
    FROM printed_figures WHERE series LIKE 'salary%' OR low IS NOT NULL OR high IS NOT NULL
)
SELECT table_name, row_name, low, estimate, high
FROM printed
WHERE NOT (estimate IS NULL AND low IS NULL AND high IS NULL OR coalesce(low <= estimate AND estimate <= high, false))
