"""A history of any size, drawn inside DuckDB: two years of weekly runs over a thousand sources, with facts and skills.

It is for measuring, not for meaning: every column that the models read is filled with values spread as adverts
spread them (a few titles and skills are common, most are rare; an advert stays about eight weeks; one in seven stands
at a second source), and nothing else.
"""

from __future__ import annotations

import duckdb

from warehouse.tables import create_tables

N_WEEKS, N_SOURCES, N_EMPLOYERS = 104, 1_000, 5_000
SKILLS_EACH = 12


def fill(con: duckdb.DuckDBPyConnection, n_adverts: int) -> None:
    """Fill a warehouse that holds the taxonomy alone with so many adverts, each seen weekly while it stands."""
    create_tables(con)
    con.execute("SELECT setseed(0.47)")
    for sql in (_SOURCES, _RUNS, _DRAWN, _ADVERTS, _PLACES, _SIGHTINGS, _MENTIONS, _LINKS):
        con.execute(sql, {"n": n_adverts} if "$n" in sql else None)
    con.execute("DROP TABLE drawn")


_SOURCES = f"""
    INSERT INTO source BY NAME
    SELECT format('s{{:04}}', i) AS source, ['greenhouse', 'lever', 'job_posting', 'adzuna'][1 + i % 4] AS platform,
        ['employer_board', 'employer_board', 'job_board', 'aggregator'][1 + i % 4] AS kind, 'Source ' || i AS name,
        'GB' AS country, 7 AS cadence_days, true AS is_simulated
    FROM range({N_SOURCES}) AS t(i)
"""
_RUNS = f"""
    INSERT INTO crawl_run BY NAME
    SELECT source || '@' || w AS run_id, source, TIMESTAMP '2024-11-25 05:00' + INTERVAL 7 DAY * w AS started_at,
        started_at + INTERVAL 1 HOUR AS finished_at, CASE WHEN hash(source, w) % 25 = 0 THEN 'failed' ELSE 'complete' END AS outcome,
        'drawn' AS proof, 0 AS n_fetched, 0 AS n_dropped, 0 AS n_sightings, 0 AS n_rejects, false AS is_truncated, 'bench' AS parser_version
    FROM source, range({N_WEEKS}) AS t(w)
"""  # noqa: E501
# A copy (one advert in seven) repeats the advert before it at the next source, one week later.
_DRAWN = f"""
    CREATE TEMP TABLE drawn AS
    SELECT i, i % 7 = 6 AS is_copy, CASE WHEN is_copy THEN i - 1 ELSE i END AS one,
        (hash(one, 1) / 2.0**64 * {N_WEEKS + 8})::INT - 8 + is_copy::INT AS first, 1 + (-8 * ln(1 - hash(one, 2) / 2.0**64))::INT AS n,
        ({N_EMPLOYERS} * (hash(one, 9) / 2.0**64) ** 2)::INT AS employer,
        format('s{{:04}}', (hash(employer) + is_copy::INT) % {N_SOURCES}) AS source, format('{{:016x}}', i) AS advert_id
    FROM range($n) AS t(i)
"""  # noqa: E501
_ADVERTS = """
    INSERT INTO advert BY NAME
    WITH family AS (SELECT list(title_family ORDER BY title_family) AS names FROM title_family)
    SELECT advert_id, source, i::VARCHAR AS source_id, advert_id AS content_hash,
        names[1 + (len(names) * (hash(one, 4) / 2.0**64) ** 3)::INT % len(names)] AS title_core, title_core AS title_raw,
        CASE WHEN hash(one, 5) % 5 > 0 THEN title_core END AS title_family, ['junior', 'mid', 'senior', 'lead'][(1 + hash(one, 6) % 4)::INT] AS seniority,
        hash(one, 7) % 6 = 0 AS is_ml_ai, hash(one, 8) % 2 = 0 AS is_tech,
        'employer ' || employer AS employer_key, hash(one, 10) % 5 = 0 AS is_agency,
        'GB' AS country, 'London' AS town, ['London', 'South East', 'Scotland', 'North West', 'Wales'][(1 + hash(one, 11) % 5)::INT] AS region,
        1 AS n_places, ['remote', 'hybrid', 'onsite', NULL][(1 + hash(one, 12) % 4)::INT] AS workplace,
        CASE WHEN hash(one, 13) % 8 = 0 THEN 'contract' ELSE 'permanent' END AS contract,
        CASE WHEN hash(one, 14) % 2 = 0 THEN 30000 + hash(one, 15) % 80000 END AS pay_min, pay_min + 10000 AS pay_max,
        CASE WHEN pay_min IS NOT NULL THEN 'GBP' END AS pay_currency, CASE WHEN pay_min IS NOT NULL THEN 'year' END AS pay_period,
        CASE WHEN pay_min IS NOT NULL THEN 'stated' END AS pay_basis, 'full' AS text_kind, 'bench' AS parser_version
    FROM drawn, family
"""  # noqa: E501
_PLACES = """
    INSERT INTO advert_place BY NAME
    SELECT advert_id, 0 AS ordinal, town, region, 1.0 AS share FROM advert
"""
_SIGHTINGS = f"""
    INSERT INTO sighting BY NAME
    SELECT source || '@' || w AS run_id, i::VARCHAR AS source_id, source,
        TIMESTAMP '2024-11-25 05:00' + INTERVAL 7 DAY * w AS seen_at, advert_id AS content_hash, advert_id, 0 AS record
    FROM drawn, range(greatest(first, 0), least(first + n, {N_WEEKS})) AS t(w)
    WHERE hash(source, w) % 25 > 0
"""
_MENTIONS = f"""
    INSERT INTO mention BY NAME
    WITH known AS (SELECT list(skill_id ORDER BY skill_id) AS ids FROM skill)
    SELECT DISTINCT ON (advert_id, skill_id) advert_id, ids[1 + (len(ids) * (hash(one, 100 + k) / 2.0**64) ** 4)::INT % len(ids)] AS skill_id,
        'text' AS field, k AS start_char, k + 1 AS end_char, 'x' AS surface, 'required' AS demand
    FROM drawn, known, range({SKILLS_EACH}) AS t(k)
"""  # noqa: E501
_LINKS = """
    INSERT INTO link BY NAME
    SELECT d.advert_id, o.advert_id AS other_id, 'near_body' AS kind, .9 AS score, 'bench' AS version
    FROM drawn AS d JOIN drawn AS o ON o.i = d.one WHERE d.is_copy
"""
