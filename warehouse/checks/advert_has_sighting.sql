-- Every advert was seen by a run.
SELECT advert_id, source, source_id FROM advert ANTI JOIN sighting USING (advert_id)
