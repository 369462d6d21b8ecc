-- A pay figure has currency, period and basis, and ends in order; where there is none, none of them is set. So no product of
-- pay (yearly, daily, hourly; stated or predicted) can be taken for another.
SELECT advert_id, pay_min, pay_max, pay_currency, pay_period, pay_basis
FROM advert
WHERE (pay_min IS NULL AND pay_max IS NULL) <> (pay_basis IS NULL)
    OR (pay_basis IS NOT NULL) <> (pay_period IS NOT NULL AND pay_currency IS NOT NULL) OR pay_min > pay_max
