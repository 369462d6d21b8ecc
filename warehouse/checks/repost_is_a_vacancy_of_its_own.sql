-- A repost is a vacancy of its own, and repeats one that is known and was first seen before it.
SELECT l.source, l.source_id, l.vacancy_id, l.repost_of
FROM history.listing AS l
LEFT JOIN history.listing AS e ON e.first_advert_id = l.repost_of
WHERE l.repost_of IS NOT NULL
    AND (e.vacancy_id IS DISTINCT FROM l.repost_of OR e.vacancy_id = l.vacancy_id OR e.first_seen_at > l.first_seen_at)
