"""Linking a drawn history, then its newest weeks against the rest, in a process of its own so that its cost is told.

``python -m tests.bench.link_once FILE N`` fills FILE with N adverts (in another process), links all but those that
begin in the last weeks, then those, and prints JSON: adverts and CPU seconds of either, and the greatest memory (MB)
of the process that links.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from flows.link import link
from warehouse.tables import create_tables

N_WEEKS, NEW_WEEKS, WEEKS_SEEN = 105, 5, 8  # one advert in twenty-one is new
N_SOURCES, N_EMPLOYERS, N_TOWNS, N_TITLES = 1_000, 20_000, 100, 400
N_WORDS, N_VOCABULARY, EVERY = 200, 20_000, 7  # one advert in seven repeats the one before it
PART = EVERY * 4_000

_SOURCES = f"""
    INSERT INTO source BY NAME
    SELECT format('s{{:04}}', i) AS source, 'lever' AS platform, 'job_board' AS kind, source AS name, 'GB' AS country,
        7 AS cadence_days, true AS is_simulated
    FROM range({N_SOURCES}) AS t(i)
"""
_RUNS = f"""
    INSERT INTO crawl_run BY NAME
    SELECT format('{{}}@{{:03}}', source, w) AS run_id, source, 'complete' AS outcome, 'drawn' AS proof,
        TIMESTAMP '2024-11-18 05:00' + INTERVAL 7 DAY * w AS started_at, started_at AS finished_at, 0 AS n_fetched,
        0 AS n_dropped, 0 AS n_sightings, 0 AS n_rejects, false AS is_truncated, 'bench' AS parser_version
    FROM source, range({N_WEEKS}) AS t(w)
"""
# In the order of their first weeks, as weeks are loaded; a copy stands at the next source but one, from then on.
_ADVERTS = f"""
    INSERT INTO advert BY NAME
    SELECT advert_id, i::VARCHAR AS source_id, advert_id AS content_hash,
        format('s{{:04}}', (hash(one, 1) % {N_SOURCES} + 2 * (one <> i)::INT) % {N_SOURCES}) AS source,
        'title ' || hash(one, 2) % {N_TITLES} AS title_core, title_core AS title_raw,
        'employer ' || hash(one, 3) % {N_EMPLOYERS} AS employer_key, hash(one, 4) % 5 = 0 AS is_agency,
        'GB' AS country,
        'town ' || hash(one, 5) % {N_TOWNS} AS town, 1 AS n_places, 'full' AS text_kind, text, 'bench' AS parser_version
    FROM part
"""
_PLACES = """
    INSERT INTO advert_place BY NAME SELECT advert_id, 0 AS ordinal, town, NULL AS region, 1.0 AS share FROM advert
"""
_SIGHTINGS = f"""
    INSERT INTO sighting BY NAME
    SELECT format('{{}}@{{:03}}', source, w) AS run_id, source_id, source, content_hash, advert_id, 0 AS record,
        TIMESTAMP '2024-11-18 05:00' + INTERVAL 7 DAY * w AS seen_at
    FROM advert, range({N_WEEKS}) AS t(w)
    WHERE w BETWEEN source_id::INT * {N_WEEKS} // $n AND source_id::INT * {N_WEEKS} // $n + {WEEKS_SEEN - 1}
    ORDER BY w, source
"""


def drawn_texts(n: int) -> Iterator[pl.DataFrame]:
    """i, one (the advert it repeats, or i), advert_id, text: drawn words; a copy changes none to twelve of 200."""
    vocabulary = np.array([f"word{k:05}" for k in range(N_VOCABULARY)])
    for begun in range(0, n, PART):
        draw = np.random.default_rng(begun)
        rows = np.arange(begun, min(begun + PART, n))
        words = draw.integers(0, N_VOCABULARY, size=(len(rows), N_WORDS))
        copies = np.flatnonzero(rows % EVERY == EVERY - 1)
        words[copies] = words[copies - 1]
        at = draw.integers(0, N_WORDS, size=(len(copies), 12))
        kept = np.arange(12) >= draw.integers(0, 13, size=(len(copies), 1))
        new = np.where(kept, np.take_along_axis(words[copies], at, axis=1), draw.integers(0, N_VOCABULARY, at.shape))
        changed = words[copies]
        np.put_along_axis(changed, at, new, axis=1)
        words[copies] = changed
        texts = [" ".join(line) for line in vocabulary[words].tolist()]
        one = np.where(rows % EVERY == EVERY - 1, rows - 1, rows)
        yield pl.DataFrame({"i": rows, "one": one, "advert_id": [f"{row:016x}" for row in rows], "text": texts})


def fill(con: duckdb.DuckDBPyConnection, n: int) -> None:
    """A history of ``n`` adverts with words, each seen for eight weeks."""
    create_tables(con)
    con.execute(_SOURCES)
    con.execute(_RUNS)
    for texts in drawn_texts(n):
        part = texts.to_arrow()  # noqa: F841 - DuckDB finds it by its name
        con.execute(_ADVERTS)
    con.execute(_PLACES)
    con.execute(_SIGHTINGS, {"n": n})


def main(path: Path, n: int) -> None:
    command = [sys.executable, "-m", "tests.bench.link_once", str(path), str(n), "fill"]
    subprocess.run(command, check=True)
    with duckdb.connect(path) as con:
        con.execute("SET memory_limit = '600MB'")  # of what DuckDB may keep; the rest of the process is ours
        newest = f"split_part(run_id, '@', 2)::INT >= {N_WEEKS - NEW_WEEKS}"
        con.execute(f"INSERT INTO run_void SELECT run_id, 'later' FROM crawl_run WHERE {newest}")
        known = _timed(con)
        con.execute("DELETE FROM run_void")
        new = _timed(con)
        links = con.execute("SELECT count(*) FROM link").fetchone()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"known": known[0], "known_cpu": known[1], "new": new[0], "new_cpu": new[1], "memory_mb": memory}
    sys.stdout.write(json.dumps(told | {"links": links[0] if links else 0}))


def _timed(con: duckdb.DuckDBPyConnection) -> tuple[int, float]:
    begun = time.process_time()
    return link(con), time.process_time() - begun


if __name__ == "__main__":
    if sys.argv[3:] == ["fill"]:
        with duckdb.connect(sys.argv[1]) as con:
            fill(con, int(sys.argv[2]))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]))
