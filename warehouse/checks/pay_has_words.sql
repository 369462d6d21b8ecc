-- A pay figure that counts as stated stands in the advert's words.
SELECT a.advert_id, a.pay_text
FROM advert AS a
LEFT JOIN evidence AS e ON e.advert_id = a.advert_id AND e.fact = 'pay'
WHERE a.pay_basis = 'stated' AND e.advert_id IS NULL
