-- The words of adverts. By row number: only the rows asked for are read, not all texts.
SELECT advert_id, text
FROM advert
WHERE rowid IN (SELECT a.rowid FROM advert AS a SEMI JOIN asked USING (advert_id))
