-- What makes figures differ from one week to the next though the market did not: sources first read, no longer read, read again
-- (not those of the first week of all), runs left out or brought back, another version of program, rules or tables at a
-- report, changes of method. week: from which week on; null: all weeks were restated. series: first letters of the series of
-- report_value it touches; null: every series.
-- view
-- grain: break_id
WITH asked AS (
    SELECT source, name, week, monday_on, coalesce(outcome IN ('complete', 'partial'), false) AS is_read,
        coalesce(lag(is_read) OVER before, false) AS was_read, coalesce(bool_or(is_read) OVER before, false) AS was_ever_read
    FROM trend.source_week
    WINDOW before AS (PARTITION BY source ORDER BY monday_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
source_break AS (
    SELECT CASE WHEN NOT is_read THEN 'source_lost' WHEN was_ever_read THEN 'source_back' ELSE 'source_added' END AS kind, *
    FROM asked
    WHERE is_read <> was_read AND monday_on > (SELECT min(monday_on) FROM trend.source_week)
),
version AS (
    SELECT ordinal, week, unnest(['program', 'rules', 'tables']) AS kind,
        unnest([code_version, parser_version, taxonomy_version]) AS version
    FROM report_value
),
version_break AS (
    SELECT *, lag(version) OVER (PARTITION BY kind ORDER BY ordinal) AS before FROM version QUALIFY version <> before
)
SELECT kind || ':' || source || ':' || week AS break_id, kind, week, NULL::VARCHAR AS series, source AS subject,
    CASE kind WHEN 'source_lost' THEN 'no longer read' WHEN 'source_back' THEN 'read again'
        ELSE 'first read, its adverts count as new from its fourth complete week' END AS note
FROM source_break
UNION ALL
SELECT kind || ':' || ordinal, kind, week, NULL, version, 'instead of ' || before FROM version_break
UNION ALL
SELECT break_id, kind, week, series, coalesce(run_id, code_version), note FROM break
