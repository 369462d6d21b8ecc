-- The novelty ledger: titles of open UK vacancies that no family of the taxonomy knows, grouped by their words: case, plural,
-- number or letter of level, order of words and small words aside. title_core: the commonest spelling; first_on: Monday of the week in
-- which any source first showed one; n_searched_before: UK vacancies first seen before that week, in none of which it stood
-- (its share was then below 3 / n_searched_before, at 95 %).
-- grain: week, title_key
WITH spelling AS (
    SELECT title_core, array_to_string(list_sort(list_filter(list_transform(
        regexp_extract_all(lower(title_core), '[\p{L}\p{N}+#.&]+'),
        lambda w: CASE
            WHEN len(w) > 4 AND w[-3:] = 'ies' THEN w[:-4] || 'y'
            WHEN len(w) > 3 AND w[-1:] = 's' AND w[-2:-2] NOT IN ('s', 'u', 'i') THEN w[:-2]
            ELSE w
        END),
        lambda w: w NOT IN ('and', '&', 'of', 'the', 'for', 'in', 'a', 'an', 'to', 'with', 'or', 'at', 'i', 'ii', 'iii', 'iv', 'v',
            'senior', 'junior', 'graduate', 'trainee', 'principal', 'mid', 'level', 'grade', 'band')
            AND NOT regexp_full_match(w, '[\d.]+|[a-z]?\d{1,2}'))), ' ') AS title_key
    FROM (SELECT DISTINCT title_core FROM trend.vacancy_week WHERE title_family IS NULL AND title_core IS NOT NULL)
),
unmapped AS (
    SELECT v.week, v.monday_on, v.vacancy_id, v.advert_id, v.employer, v.source, v.is_new, v.title_core,
        coalesce(nullif(s.title_key, ''), lower(v.title_core)) AS title_key
    FROM trend.vacancy_week AS v
    JOIN spelling AS s USING (title_core)
    WHERE v.title_family IS NULL
),
named AS (
    SELECT title_key, max_by(title_core, (n, -ordinal)) AS title_core, count(*) AS n_spellings
    FROM (
        SELECT title_key, title_core, count(*) AS n, row_number() OVER (ORDER BY title_core) AS ordinal
        FROM unmapped GROUP BY title_key, title_core
    )
    GROUP BY title_key
),
met AS (
    SELECT title_key, min(monday_on) AS first_on FROM unmapped GROUP BY title_key
),
searched AS (
    SELECT monday_on, sum(count(*)) OVER (ORDER BY monday_on) - count(*) AS n_before
    FROM (SELECT vacancy_id, min(monday_on) AS monday_on FROM trend.vacancy_week GROUP BY vacancy_id)
    GROUP BY monday_on
)
SELECT u.week, u.monday_on, u.title_key, n.title_core, n.n_spellings, count(*) AS n_open, count(*) FILTER (u.is_new) AS n_new,
    count(DISTINCT u.employer) AS n_employers, count(DISTINCT u.source) AS n_sources, m.first_on,
    s.n_before::BIGINT AS n_searched_before, min(u.advert_id) AS example_advert_id
FROM unmapped AS u
JOIN named AS n USING (title_key)
JOIN met AS m USING (title_key)
JOIN searched AS s ON s.monday_on = m.first_on
GROUP BY u.week, u.monday_on, u.title_key, n.title_core, n.n_spellings, m.first_on, s.n_before
