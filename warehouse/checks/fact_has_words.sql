-- A fact read from an advert stands in its words: the characters it came from are kept.
SELECT f.advert_id, f.fact, f.value
FROM (
    UNPIVOT (
        SELECT advert_id, seniority, sector, employer_kind, town, region::VARCHAR AS region, workplace, contract, hours, ir35,
            education_required, education_preferred, clearance, visa
        FROM advert
    ) ON COLUMNS(* EXCLUDE (advert_id)) INTO NAME fact VALUE value
) AS f
ANTI JOIN evidence AS e ON e.advert_id = f.advert_id AND e.fact = f.fact
