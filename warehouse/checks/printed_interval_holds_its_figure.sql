-- A printed figure lies within its interval, an interval has both ends, and what is not printed has none.
SELECT ordinal, series, ref_week, low, value, high
FROM report_value
WHERE NOT (low IS NULL AND high IS NULL OR coalesce(low <= value AND value <= high, false))
