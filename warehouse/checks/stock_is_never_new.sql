-- What a source shows before it had complete runs in three earlier weeks is its stock: it never counts as new, in no table.
WITH complete_week AS (
    SELECT DISTINCT source, date_trunc('week', started_at)::DATE AS monday_on
    FROM crawl_run ANTI JOIN run_void USING (run_id)
    WHERE outcome = 'complete'
),
news AS (
    SELECT 'history.arrival' AS table_name, source, monday_on FROM history.arrival
    UNION
    SELECT 'trend.vacancy_week', f.source, v.monday_on
    FROM trend.vacancy_week AS v JOIN history.listing AS f ON f.first_advert_id = v.vacancy_id
    WHERE v.is_new
    UNION
    SELECT 'trend.source_week', source, monday_on FROM trend.source_week WHERE n_new > 0
)
SELECT n.table_name, n.source, n.monday_on, count(c.source) AS n_complete_weeks_before
FROM news AS n
LEFT JOIN complete_week AS c ON c.source = n.source AND c.monday_on < n.monday_on
GROUP BY ALL
HAVING n_complete_weeks_before < 3
