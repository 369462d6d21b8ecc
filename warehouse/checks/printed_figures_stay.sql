-- A printed figure is never changed or lost: rows of the ledger are numbered without a gap, revisions too, and each seal is the
-- md5 of its row and of the seal before it.
WITH ledger AS (
    SELECT *, row_number() OVER (ORDER BY ordinal) AS place,
        row_number() OVER (PARTITION BY series, ref_week ORDER BY ordinal) - 1 AS nth,
        lag(seal, 1, '') OVER (ORDER BY ordinal) AS before
    FROM report_value
)
SELECT ordinal, series, ref_week, revision
FROM ledger
WHERE ordinal <> place OR revision <> nth OR seal <> md5(concat(
    before, '|', ordinal, '|', series, '|', ref_week, '|', revision, '|', week, '|',
    coalesce(printf('%.9g', value), '-'), '|', coalesce(printf('%.9g', low), '-'), '|', coalesce(printf('%.9g', high), '-'), '|',
    n, '|', n_runs, '|', vintage, '|', source_list, '|', code_version, '|', parser_version, '|', taxonomy_version
))
