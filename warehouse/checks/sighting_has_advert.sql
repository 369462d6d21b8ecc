-- Every sighting shows an advert that was read.
SELECT run_id, source_id, advert_id FROM sighting ANTI JOIN advert USING (advert_id)
