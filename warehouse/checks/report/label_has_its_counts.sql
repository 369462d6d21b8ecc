-- No label of a trend without what it needs: a rise 4 employers and 2 kinds of source, any label but "too few to tell" 8 new
-- vacancies in both windows, the sign of its estimate and q <= 0.10; new means none before and first seen within 26 weeks.
SELECT table_name, unit, label, n_recent, n_base, n_employers, n_platforms, theta, q_value, first_on
FROM (
    SELECT 'title_trend' AS table_name, * FROM printed_title_trend
    UNION ALL BY NAME
    SELECT 'skill_trend' AS table_name, * FROM printed_skill_trend
)
CROSS JOIN printed_report AS r
WHERE label IS NULL
    OR label IN ('emerging', 'new') AND NOT coalesce(n_employers >= 4 AND n_platforms >= 2 AND theta > 0 AND q_value <= 0.1, false)
    OR label = 'declining' AND NOT coalesce(theta < 0 AND q_value <= 0.1, false)
    OR label IN ('emerging', 'new', 'declining', 'steady') AND n_recent + n_base < 8
    OR label = 'new' AND (n_base > 0 OR first_on <= r.monday_on - INTERVAL 182 DAY)
    OR label NOT IN ('emerging', 'new', 'declining', 'steady', 'too few to tell', 'no claim')
