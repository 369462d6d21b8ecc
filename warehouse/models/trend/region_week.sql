-- Where UK vacancies of a week are: the 12 ITL1 regions, 'UK remote' (remote with no base) and 'Unlocated'. n_open and n_new
-- place a vacancy with k places as 1/k in each and sum to all vacancies; n_available counts it whole in each region it is
-- offered in and does not sum.
-- grain: week, region
WITH placed AS (
    SELECT v.week, v.monday_on, v.employer, v.vacancy_id, v.is_new, v.is_ml_ai,
        coalesce(p.region, CASE WHEN p.advert_id IS NULL AND v.workplace = 'remote' THEN 'UK remote' ELSE 'Unlocated' END) AS region,
        coalesce(p.share, 1) AS share
    FROM trend.vacancy_week AS v
    LEFT JOIN advert_place AS p USING (advert_id)
)
-- rounded: the order in which fractions are added, which nobody fixes, must not show
SELECT week, monday_on, region, round(sum(share), 6) AS n_open, round(coalesce(sum(share) FILTER (is_new), 0), 6) AS n_new,
    round(coalesce(sum(share) FILTER (is_ml_ai), 0), 6) AS n_open_ml_ai,
    count(DISTINCT vacancy_id) AS n_available, count(DISTINCT employer) AS n_employers
FROM placed
GROUP BY week, monday_on, region
