-- How long UK vacancies that arrived as news stood, in days, as far as runs can tell: longer than from first to last sighting
-- at any source, and once closed no longer than from the last run without it to the first. Still open, or lost with their source:
-- no_longer_than is null. It is time listed, not time to fill.
-- view
-- grain: vacancy_id
SELECT vacancy_id, title_family, seniority, employer, first_monday_on, state, close_reason,
    date_diff('second', first_seen_at, last_seen_at) / 86400 AS longer_than,
    CASE WHEN state = 'closed' THEN date_diff('second', seen_not_before, gone_before) / 86400 END AS no_longer_than
FROM history.vacancy
WHERE is_flow
