-- The characters of a fact lie within the field that they are said to stand in.
SELECT e.advert_id, e.fact, e.field, e.start_char, e.end_char
FROM evidence AS e
JOIN advert AS a USING (advert_id)
WHERE NOT coalesce(0 <= e.start_char AND e.start_char < e.end_char AND e.end_char <= length(CASE e.field
    WHEN 'text' THEN a.text WHEN 'title_raw' THEN a.title_raw WHEN 'place_raw' THEN a.place_raw WHEN 'pay_raw' THEN a.pay_raw
    WHEN 'employer_raw' THEN a.employer_raw WHEN 'contract_raw' THEN a.contract_raw WHEN 'hours_raw' THEN a.hours_raw
    WHEN 'workplace_raw' THEN a.workplace_raw WHEN 'posted_raw' THEN a.posted_raw
    WHEN 'valid_through_raw' THEN a.valid_through_raw END), false)
