-- One canonical advert a vacancy, and it is one of the vacancy's own listings: now, and in each week one that was seen then. A
-- vacancy bears the name of the first advert of its first listing.
SELECT 'history.vacancy' AS table_name, v.vacancy_id, v.source, v.source_id, NULL AS week
FROM history.vacancy AS v ANTI JOIN history.vacancy_listing USING (vacancy_id, source, source_id)
UNION ALL
SELECT 'trend.vacancy_week', v.vacancy_id, v.source, v.source_id, v.week
FROM trend.vacancy_week AS v ANTI JOIN history.seen_week USING (vacancy_id, source, source_id, week)
UNION ALL
SELECT 'history.vacancy_listing', m.vacancy_id, m.source, m.source_id, NULL
FROM history.vacancy_listing AS m
JOIN history.listing AS l USING (source, source_id)
LEFT JOIN history.listing AS f ON f.first_advert_id = m.vacancy_id
WHERE f.vacancy_id IS DISTINCT FROM m.vacancy_id OR l.first_seen_at < f.first_seen_at
