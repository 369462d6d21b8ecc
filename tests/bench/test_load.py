"""A week's frames into DuckDB, beside the same rows by ``executemany``."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.advert import clean_runs
from pipelines.extract.workers import Workers
from pipelines.read import RunRead
from tests.bench.conftest import Record
from tests.bench.versus import Cost, compare, in_turn, timed
from warehouse.load import load
from warehouse.tables import create_tables

FEW = 40  # adverts the peer is given: its cost a row does not depend on their number
Frames = dict[str, pl.DataFrame]
_OF_ADVERTS = ("advert", "advert_place", "mention", "unseen_skill", "evidence")


@pytest.fixture
def frames(week: list[RunRead]) -> Frames:
    with Workers(1) as workers:
        return clean_runs(week, frozenset(), workers)._asdict()


def _one_by_one(con: duckdb.DuckDBPyConnection, frames: Frames) -> None:
    con.begin()
    for name, frame in frames.items():
        if frame.height:
            columns, marks = ", ".join(frame.columns), ", ".join("?" * frame.width)
            con.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", frame.rows())
    con.commit()


@pytest.mark.bench
def test_load_beside_executemany(frames: Frames, tmp_path: Path, record: Record) -> None:
    ids = frames["advert"]["advert_id"][:FEW].implode()
    few = {name: frames[name].filter(pl.col("advert_id").is_in(ids)) for name in _OF_ADVERTS}
    numbers = count()

    def into_new(work: Callable[[duckdb.DuckDBPyConnection], object], frames: Frames) -> Cost:
        with duckdb.connect(tmp_path / f"{next(numbers)}.duckdb") as con:
            create_tables(con)
            cost = timed(lambda: work(con), sum(frame.height for frame in frames.values()))
            assert con.execute("SELECT count(*) FROM mention").fetchone() == (frames["mention"].height,)
        return cost

    own, theirs = in_turn(
        lambda: into_new(lambda con: load(con, frames), frames),
        lambda: into_new(lambda con: _one_by_one(con, few), few),
    )
    name = f"load of {frames['advert'].height:,} adverts with all their rows"
    row = compare(name, "rows", own, f"executemany, {FEW} of these adverts", theirs)
    record(row)
    assert row.ratio > 5
