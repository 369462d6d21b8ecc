-- Reposts among the UK listings that arrived as news in a week: n_reposted repeat an earlier vacancy, under an id of their own;
-- n_returned: listings, stock included, that came back under the id they had, after a run without them.
-- grain: week
WITH arrived AS (
    SELECT a.week, a.monday_on, count(*) AS n_arrived, count(l.repost_of) AS n_reposted
    FROM history.arrival AS a JOIN history.listing AS l USING (source, source_id)
    GROUP BY a.week, a.monday_on
),
returned AS (
    SELECT r.week, r.monday_on, count(*) AS n_returned
    FROM history.spell AS s
    JOIN history.run AS r ON r.run_number = s.first_run
    JOIN history.listing AS l ON l.source = s.source AND l.source_id = s.source_id
    SEMI JOIN advert AS a ON a.advert_id = l.advert_id AND a.country = 'GB'
    WHERE s.spell > 1
    GROUP BY r.week, r.monday_on
)
SELECT coalesce(a.week, r.week) AS week, coalesce(a.monday_on, r.monday_on) AS monday_on, coalesce(a.n_arrived, 0) AS n_arrived,
    coalesce(a.n_reposted, 0) AS n_reposted, coalesce(r.n_returned, 0) AS n_returned
FROM arrived AS a
FULL JOIN returned AS r ON r.week = a.week
