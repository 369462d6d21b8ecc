-- Where less than 70 % of the week's vacancies stand at sources that were complete in both windows, nothing rises or falls.
SELECT t.table_name, t.unit, t.label, r.overlap_rate
FROM (
    SELECT 'title_trend' AS table_name, unit, label FROM printed_title_trend
    UNION ALL
    SELECT 'skill_trend', unit, label FROM printed_skill_trend
) AS t
CROSS JOIN printed_report AS r
WHERE t.label <> 'no claim' AND coalesce(r.overlap_rate < 0.7, true)
