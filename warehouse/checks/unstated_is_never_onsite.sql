-- A workplace is remote, hybrid or onsite only where the advert has words for it; where it has none it is unstated.
SELECT w.week, w.workplace, w.n_open, count(v.vacancy_id) AS n_with_words
FROM trend.workplace_week AS w
LEFT JOIN (
    SELECT v.week, v.vacancy_id, CASE WHEN e.advert_id IS NULL THEN 'unstated' ELSE v.workplace END AS workplace
    FROM trend.vacancy_week AS v
    LEFT JOIN (SELECT DISTINCT advert_id FROM evidence WHERE fact = 'workplace') AS e USING (advert_id)
) AS v ON v.week = w.week AND v.workplace = w.workplace
GROUP BY ALL
HAVING w.n_open <> n_with_words
