-- The characters of a mention, or of an unseen skill, are the characters of the advert.
SELECT m.advert_id, m.skill_id, m.surface
FROM (
    SELECT advert_id, skill_id, field, start_char, end_char, surface FROM mention
    UNION ALL
    SELECT advert_id, NULL, field, start_char, end_char, surface FROM unseen_skill
) AS m
JOIN advert AS a USING (advert_id)
WHERE substring(CASE m.field WHEN 'title_raw' THEN a.title_raw ELSE a.text END, m.start_char + 1, m.end_char - m.start_char)
    IS DISTINCT FROM m.surface
