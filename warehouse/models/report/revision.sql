-- Each figure that reports printed of a week: as first printed, as printed last (low, high, n with it), how often it was
-- printed with another value, and the breaks of that week in its series.
-- view
-- grain: series, ref_week
WITH printed AS (
    SELECT *, value IS DISTINCT FROM lag(value) OVER again AND revision > 0 AS is_revised
    FROM report_value
    WINDOW again AS (PARTITION BY series, ref_week ORDER BY ordinal)
),
figure AS (
    SELECT series, ref_week, first(value ORDER BY ordinal) AS first_value, last(value ORDER BY ordinal) AS value,
        last(low ORDER BY ordinal) AS low, last(high ORDER BY ordinal) AS high, last(n ORDER BY ordinal) AS n,
        count(*) FILTER (is_revised) AS n_revisions, first(week ORDER BY ordinal) AS first_printed_week,
        first(vintage ORDER BY ordinal) AS first_vintage, last(vintage ORDER BY ordinal) AS vintage
    FROM printed
    GROUP BY series, ref_week
)
SELECT f.series, f.ref_week, f.first_value, f.value, f.value - f.first_value AS change, f.low, f.high, f.n, f.n_revisions,
    f.first_printed_week, f.first_vintage, f.vintage,
    string_agg(b.kind || ' ' || b.subject || ': ' || b.note, ' | ' ORDER BY b.break_id) AS breaks
FROM figure AS f
LEFT JOIN report.break_week AS b ON b.week = f.ref_week AND (b.series IS NULL OR starts_with(f.series, b.series))
GROUP BY ALL
