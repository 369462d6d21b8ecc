-- A claim's figure lies within its interval, an interval has both ends, and a verdict of one claim has its parts.
SELECT v.week, v.claim_id, v.part, v.verdict, v.low, v.estimate, v.high
FROM claim_verdict AS v
WHERE v.low > v.estimate OR v.estimate > v.high OR (v.low IS NULL) <> (v.high IS NULL) OR isnan(v.estimate)
    OR v.estimate IS NULL AND v.low IS NOT NULL
UNION ALL
SELECT week, claim_id, NULL, NULL, NULL, NULL, NULL
FROM claim_verdict GROUP BY week, claim_id HAVING count(*) FILTER (part = 0) <> 1
