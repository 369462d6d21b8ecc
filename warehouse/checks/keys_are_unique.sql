-- Keys are unique: one row a run, a sighting, an advert, a mention, a fact.
SELECT 'crawl_run' AS table_name, run_id AS key, count(*) AS n FROM crawl_run GROUP BY run_id HAVING n > 1
UNION ALL
SELECT 'sighting', run_id || '/' || source_id, count(*) AS n FROM sighting GROUP BY run_id, source_id HAVING n > 1
UNION ALL
SELECT 'advert', advert_id, count(*) AS n FROM advert GROUP BY advert_id HAVING n > 1
UNION ALL
SELECT 'advert', source || '/' || source_id || '/' || content_hash, count(*) AS n FROM advert
GROUP BY source, source_id, content_hash HAVING n > 1
UNION ALL
SELECT 'mention', advert_id || '/' || skill_id, count(*) AS n FROM mention GROUP BY advert_id, skill_id HAVING n > 1
UNION ALL
SELECT 'unseen_skill', advert_id || '/' || ordinal, count(*) AS n FROM unseen_skill GROUP BY advert_id, ordinal HAVING n > 1
UNION ALL
SELECT 'evidence', advert_id || '/' || fact || '/' || ordinal, count(*) AS n FROM evidence
GROUP BY advert_id, fact, ordinal HAVING n > 1
UNION ALL
SELECT 'source', source, count(*) AS n FROM source GROUP BY source HAVING n > 1
