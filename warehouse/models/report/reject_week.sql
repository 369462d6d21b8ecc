-- What could not be used in a week, by source, field and reason; field 'record' means the whole record.
-- grain: week, source, field, reason
SELECT r.week, r.monday_on, j.source, j.field, j.reason, count(*) AS n
FROM reject AS j
JOIN history.run AS r USING (run_id)
GROUP BY r.week, r.monday_on, j.source, j.field, j.reason
