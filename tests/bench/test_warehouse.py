"""The models over a million adverts and two years, and the questions asked of them most, beside pandas and SQLite."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from tests.bench.conftest import Record
from tests.bench.versus import Comparison, Cost, compare, in_turn, timed

MANY, FEW = 1_000_000, 100_000
Rows = list[tuple[Any, ...]]


def build_once(path: Path, n: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.build_once", str(path), str(n)]
    told: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return told


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, dict[str, float]]]:
    """The file and the cost of a build of few adverts and of many."""
    folder = tmp_path_factory.mktemp("built")
    return {n: (path := folder / f"{n}.duckdb", build_once(path, n)) for n in (FEW, MANY)}


@pytest.mark.bench
def test_the_build_grows_no_faster_than_the_history(
    built: dict[int, tuple[Path, dict[str, float]]], record: Record
) -> None:
    few, many = built[FEW][1], built[MANY][1]
    name = f"all models built over {MANY:,} adverts, two years"
    row = compare(name, "adverts", [Cost(many["cpu"], MANY)], f"over {FEW:,} adverts", [Cost(few["cpu"], FEW)])
    record(row)
    memory = f"greatest memory of that build: {many['memory_mb']:,.0f} MB (1,000 adverts/MB)"
    ratio = few["memory_mb"] / FEW * MANY / many["memory_mb"]
    record(Comparison(memory, "adverts", f"over {FEW:,}", MANY / 1e3 / many["memory_mb"], FEW / 1e3 / few["memory_mb"],
                      ratio, ratio, ratio, 1))  # fmt: skip
    assert row.ratio > 0.5
    assert many["memory_mb"] < 4_000


# What each side is asked, in its own words; all three give the same rows.
COUNTS = """
    SELECT monday_on, title_family, region, count(*) AS n FROM stock GROUP BY monday_on, title_family, region
"""
MEDIANS = """
    SELECT title_family, region, median((pay_min + pay_max) / 2) AS mid FROM stock WHERE pay_basis = 'stated'
    GROUP BY title_family, region
"""
MEDIANS_SQLITE = """
    WITH paid AS (
        SELECT title_family, region, (pay_min + pay_max) / 2 AS mid,
            row_number() OVER (PARTITION BY title_family, region ORDER BY (pay_min + pay_max) / 2) AS nth,
            count(*) OVER (PARTITION BY title_family, region) AS n
        FROM stock WHERE pay_basis = 'stated'
    )
    SELECT title_family, region, avg(mid) FROM paid WHERE nth IN ((n + 1) / 2, (n + 2) / 2)
    GROUP BY title_family, region
"""
PAIRS = """
    SELECT a.skill_id AS one, b.skill_id AS other, count(*) AS n FROM named AS a
    JOIN named AS b ON a.advert_id = b.advert_id AND a.skill_id < b.skill_id GROUP BY a.skill_id, b.skill_id
"""


def _counts(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    by = ["monday_on", "title_family", "region"]
    return frames["stock"].groupby(by, dropna=False, observed=True).size().reset_index(name="n")


def _medians(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    stock = frames["stock"]
    paid = stock[stock["pay_basis"] == "stated"]
    mid = (paid["pay_min"] + paid["pay_max"]) / 2
    return mid.groupby([paid["title_family"], paid["region"]], dropna=False).median().reset_index(name="mid")


def _pairs(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    named = frames["named"]
    both = named.merge(named, on="advert_id", suffixes=("_a", "_b"))
    both = both[both["skill_id_a"] < both["skill_id_b"]]
    return both.groupby(["skill_id_a", "skill_id_b"]).size().reset_index(name="n")


QUESTIONS: dict[str, tuple[str, str, Callable[[dict[str, pd.DataFrame]], pd.DataFrame]]] = {
    "weekly counts by title and region": (COUNTS, COUNTS, _counts),
    "median pay by title and region": (MEDIANS, MEDIANS_SQLITE, _medians),
    "skills named together": (PAIRS, PAIRS, _pairs),
}
# A quarter of weeks: what a weekly report asks of the stock, and what SQLite answers in minutes rather than hours.
STOCK = """
    SELECT monday_on, title_family, region, pay_min, pay_max, pay_basis, advert_id FROM trend.vacancy_week
    WHERE monday_on > (SELECT max(monday_on) - 91 FROM trend.vacancy_week)
"""
NAMED = """
    WITH newest AS (SELECT max(monday_on) AS monday_on FROM trend.vacancy_week)
    SELECT advert_id, skill_id FROM mention
    SEMI JOIN (SELECT advert_id FROM trend.vacancy_week SEMI JOIN newest USING (monday_on)) USING (advert_id)
"""


class Sides(dict[str, Any]):
    """The same rows in a DuckDB file, in pandas frames, and in SQLite."""


@pytest.fixture(scope="module")
def sides(built: dict[int, tuple[Path, dict[str, float]]]) -> Sides:
    con = duckdb.connect(built[MANY][0], read_only=True)
    con.execute("SET threads = 1")
    con.execute(f"CREATE TEMP TABLE stock AS {STOCK}")
    con.execute(f"CREATE TEMP TABLE named AS {NAMED}")
    frames = {name: con.sql(f"SELECT * FROM {name}").df() for name in ("stock", "named")}
    lite = sqlite3.connect(":memory:")
    for name, frame in frames.items():
        frame.astype({"monday_on": str} if name == "stock" else {}).to_sql(name, lite, index=False)
    return Sides(duckdb=con, pandas=frames, sqlite=lite)


@pytest.mark.bench
@pytest.mark.parametrize("question", QUESTIONS)
def test_questions_beside_pandas_and_sqlite(question: str, sides: Sides, record: Record) -> None:
    ours_sql, lite_sql, in_pandas = QUESTIONS[question]
    n = len(sides["pandas"]["stock" if "stock" in ours_sql else "named"])

    def ours() -> Rows:
        rows: Rows = sides["duckdb"].execute(ours_sql).fetchall()
        return rows

    def lite() -> Rows:
        rows: Rows = sides["sqlite"].execute(lite_sql).fetchall()
        return rows

    answers = [_same(rows) for rows in (ours(), list(in_pandas(sides["pandas"]).itertuples(index=False)), lite())]
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) > 100
    own, pandas, sqlite = in_turn(
        lambda: timed(lambda: sides["duckdb"].execute(ours_sql).arrow(), n),
        lambda: timed(lambda: in_pandas(sides["pandas"]), n),
        lambda: timed(lite, n),
    )
    beside_pandas = compare(f"{question}, {n:,} rows", "rows", own, "pandas", pandas)
    beside_sqlite = compare("the same", "rows", own, "SQLite", sqlite)
    record(beside_pandas)
    record(beside_sqlite)
    assert beside_pandas.ratio > 1
    assert beside_sqlite.ratio > 2


def _same(rows: Rows) -> set[tuple[str, ...]]:
    """Rows as a set of texts: null is None, a date its day, a number to two places."""
    return {tuple(_text(value) for value in row) for row in rows}


def _text(value: object) -> str:
    if value is None or value != value:
        return "null"
    return f"{value:.2f}" if isinstance(value, int | float) else str(value)[:40].removesuffix(" 00:00:00")
