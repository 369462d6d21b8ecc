"""Near duplicates beside datasketch, and new adverts against a million known ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from pipelines.link.shingles import shingles
from pipelines.link.similarity import jaccard
from pipelines.link.sketch import BANDS, band_keys
from tests.bench.conftest import Record
from tests.bench.link_once import drawn_texts
from tests.bench.versus import Comparison, Cost, compare, in_turn, timed

datasketch = pytest.importorskip("datasketch")

MANY, FEW, KNOWN = 100_000, 2_000, 1_050_000
ALIKE = 0.8
_MET = """
    SELECT DISTINCT a.text AS i, b.text AS j
    FROM (SELECT text, unnest(bands) AS band FROM sketch) AS a
    JOIN (SELECT text, unnest(bands) AS band FROM sketch) AS b USING (band)
    WHERE a.text < b.text
"""


def _ours(texts: pl.Series) -> pl.DataFrame:
    """Pairs of texts that are alike, with their true similarity: the linker's own steps without vetoes."""
    sets = shingles(texts)
    bands = pl.Series(band_keys(sets), dtype=pl.Array(pl.Int64, BANDS)).arr.to_list()
    sketch = pl.DataFrame({"text": np.arange(len(texts)), "bands": bands}).to_arrow()  # noqa: F841 - DuckDB finds it
    met = duckdb.connect().execute(_MET).pl()
    score = jaccard(sets, met["i"].to_numpy(), met["j"].to_numpy())
    return met.with_columns(score=pl.Series(score)).filter(pl.col("score") >= ALIKE)


def _peer(texts: pl.Series) -> int:
    """As datasketch's documentation has it, in its fastest form; candidates only."""
    index, hashes = datasketch.MinHashLSH(threshold=ALIKE, num_perm=128), []
    for k, text in enumerate(texts):
        words = text.split()
        minhash = datasketch.MinHash(num_perm=128)
        minhash.update_batch({" ".join(words[at : at + 5]).encode() for at in range(len(words) - 4)})
        index.insert(k, minhash)
        hashes.append(minhash)
    return sum(len(index.query(minhash)) for minhash in hashes)


def _planted(texts: pl.Series, one: pl.Series) -> tuple[int, set[tuple[int, int]]]:
    """Pairs of an advert and its drawn copy that are alike."""
    copies = np.flatnonzero(one.to_numpy() != np.arange(len(one)))
    score = jaccard(shingles(texts), one.to_numpy()[copies], copies)
    return len(copies), {(int(one[int(k)]), int(k)) for k in copies[score >= ALIKE]}


@pytest.mark.bench
def test_near_duplicates_beside_datasketch(record: Record) -> None:
    drawn = pl.concat(list(drawn_texts(MANY)))
    texts = drawn["text"]
    found: list[pl.DataFrame] = []
    ours, theirs = in_turn(
        lambda: timed(lambda: found.append(_ours(texts)), MANY), lambda: timed(lambda: _peer(texts[:FEW]), FEW)
    )
    n_copies, planted = _planted(texts, drawn["one"])
    recall = len(planted & set(found[0].select("i", "j").rows())) / len(planted)
    assert len(planted) > n_copies / 4
    row = compare(
        f"near duplicates among {MANY:,} texts of 200 words", "texts", ours, f"datasketch, {FEW:,} of them", theirs
    )
    record(row)
    record(
        Comparison("of planted pairs alike by .8, found", "pairs", "all of them", recall, 1, recall, recall, recall, 1)
    )
    assert recall >= 0.99
    assert row.ratio > 3


@pytest.mark.bench
def test_new_adverts_against_a_million(tmp_path: Path, record: Record) -> None:
    told = link_once(tmp_path / "linked.duckdb", KNOWN)
    known, new = Cost(told["known_cpu"], told["known"]), Cost(told["new_cpu"], told["new"])
    record(
        compare(
            f"{new.units:,} new adverts linked against {known.units:,}, all steps",
            "adverts",
            [new],
            "all linked anew",
            [known],
        )
    )
    share = new.seconds / known.seconds
    record(
        Comparison(
            "the same, runs of either (1: as dear as all anew)",
            "runs",
            "all linked anew",
            1 / new.seconds,
            1 / known.seconds,
            1 / share,
            1 / share,
            1 / share,
            1,
        )
    )
    memory = told["memory_mb"]
    record(
        Comparison(
            "greatest memory of it (1,000/MB)",
            "adverts",
            "1,500 MB",
            1000 / memory,
            1000 / 1500,
            1500 / memory,
            1500 / memory,
            1500 / memory,
            1,
        )
    )
    assert share < 0.12
    assert memory < 2_000


def link_once(path: Path, n: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.link_once", str(path), str(n)]
    told: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return told
