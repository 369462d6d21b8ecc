-- A repost and a sibling are vacancies of their own: no chain of copies makes them one with what they repeat.
SELECT l.kind, l.advert_id, l.other_id, v.vacancy_id
FROM link AS l
JOIN advert AS a USING (advert_id)
JOIN advert AS b ON b.advert_id = l.other_id
JOIN history.vacancy_listing AS v ON v.source = a.source AND v.source_id = a.source_id
JOIN history.vacancy_listing AS w ON w.source = b.source AND w.source_id = b.source_id
WHERE l.kind IN ('repost_of', 'sibling_of') AND w.vacancy_id = v.vacancy_id
