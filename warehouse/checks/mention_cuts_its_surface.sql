-- A mention's characters are the characters of the advert.
SELECT m.advert_id, m.skill_id, m.surface
FROM mention AS m
JOIN advert AS a USING (advert_id)
WHERE substring(CASE m.field WHEN 'title_raw' THEN a.title_raw ELSE a.text END, m.start_char + 1, m.end_char - m.start_char)
    IS DISTINCT FROM m.surface
