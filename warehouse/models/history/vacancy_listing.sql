-- Which vacancy each listing is of: listings joined, directly or through others, by links that say "the same vacancy". A link
-- counts where runs that count saw both adverts. vacancy_id is the first advert of the listing that was first seen.
-- grain: source, source_id
WITH RECURSIVE numbered AS (
    SELECT source, source_id, first_advert_id, row_number() OVER (ORDER BY first_seen_at, source, source_id) AS n
    FROM history.sighted
),
linked AS (
    SELECT advert_id, other_id FROM link WHERE kind IN ('same_id', 'same_canonical_url', 'exact_body', 'near_body')
),
version AS MATERIALIZED (
    SELECT v.advert_id, n.n
    FROM history.version AS v
    JOIN numbered AS n ON n.source = v.source AND n.source_id = v.source_id
    SEMI JOIN (SELECT advert_id FROM linked UNION ALL SELECT other_id FROM linked) AS l ON l.advert_id = v.advert_id
),
-- in two steps, so that no plan can pair all versions with all others
half AS MATERIALIZED (
    SELECT v.n, l.other_id
    FROM (SELECT advert_id, other_id FROM linked UNION ALL SELECT other_id, advert_id FROM linked) AS l
    JOIN version AS v ON v.advert_id = l.advert_id
),
edge AS (
    SELECT DISTINCT h.n, v.n AS other FROM half AS h JOIN version AS v ON v.advert_id = h.other_id WHERE h.n <> v.n
),
-- Three plain steps, each to the first listing that the one before knows of, bring nearly all to the end; the recursion, which
-- is dear, is left the few groups that they leave in parts.
hooked AS (
    SELECT n, min(least(n, other)) AS first_n FROM edge GROUP BY n
),
halved AS (
    SELECT a.n, b.first_n FROM hooked AS a JOIN hooked AS b ON b.n = a.first_n
),
part AS (
    SELECT a.n, b.first_n FROM halved AS a JOIN halved AS b ON b.n = a.first_n
),
half_between AS MATERIALIZED (
    SELECT DISTINCT p.first_n AS n, e.other FROM edge AS e JOIN part AS p ON p.n = e.n
),
between AS (
    SELECT DISTINCT h.n, p.first_n AS other FROM half_between AS h JOIN part AS p ON p.n = h.other WHERE h.n <> p.first_n
),
member AS (
    SELECT n, n AS first_n FROM between GROUP BY n HAVING n < min(other)
    UNION
    SELECT b.other, m.first_n FROM member AS m JOIN between AS b ON b.n = m.n WHERE m.first_n < b.other
),
whole AS (
    SELECT p.n, coalesce(m.first_n, p.first_n) AS first_n
    FROM part AS p
    LEFT JOIN (SELECT n, min(first_n) AS first_n FROM member GROUP BY n) AS m ON m.n = p.first_n
)
SELECT l.source, l.source_id, f.first_advert_id AS vacancy_id
FROM numbered AS l
LEFT JOIN whole AS w ON w.n = l.n
JOIN numbered AS f ON f.n = coalesce(w.first_n, l.n)
