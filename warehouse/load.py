"""Loading: every load replaces the slices of its own runs, in one transaction, or changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import duckdb
import polars as pl

from warehouse.breaks import note_restore, note_void
from warehouse.tables import create_tables, insert

_RUN_SLICES = ("crawl_run", "sighting", "gone", "reject")
_ADVERT_SLICES = ("advert", "advert_place", "mention", "unseen_skill", "evidence")


class Loaded(NamedTuple):
    """What one load added."""

    runs: int
    sightings: int
    rejects: int
    adverts: int

    def plus(self, other: Loaded) -> Loaded:
        """Both loads together."""
        return Loaded(*(a + b for a, b in zip(self, other, strict=True)))


def known_adverts(con: duckdb.DuckDBPyConnection, advert_ids: Iterable[str], parser_version: str) -> frozenset[str]:
    """Those of the adverts asked for that this parser version has read: costs what is asked, not what is known."""
    asked = pl.DataFrame({"advert_id": list(advert_ids)}, schema={"advert_id": pl.String}).to_arrow()  # noqa: F841
    rows = con.execute(
        "SELECT advert_id FROM advert SEMI JOIN asked USING (advert_id) WHERE parser_version = ?", [parser_version]
    )
    return frozenset(row[0] for row in rows.fetchall())


def loaded_runs(con: duckdb.DuckDBPyConnection, parser_version: str) -> dict[str, str | None]:
    """run_id -> sha256 of its raw records, for the runs that this parser version has loaded."""
    rows = con.execute("SELECT run_id, raw_sha256 FROM crawl_run WHERE parser_version = ?", [parser_version])
    return dict(rows.fetchall())


def versions(con: duckdb.DuckDBPyConnection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, str]]:
    """(run_id, source_id) -> (content_hash, advert_id) of the sightings asked for, as far as they are loaded."""
    asked = pl.DataFrame(list(keys), schema={"run_id": pl.String, "source_id": pl.String}, orient="row").to_arrow()  # noqa: F841
    rows = con.execute(
        "SELECT run_id, source_id, content_hash, advert_id FROM sighting SEMI JOIN asked USING (run_id, source_id)"
    )
    return {(run, source_id): (digest, advert) for run, source_id, digest, advert in rows.fetchall()}


def load(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> Loaded:
    """Load frames by table name (``pipelines.advert.Cleaned._asdict()``): sources, run slices, new adverts.

    Rule: a run's slice is replaced whole, an advert's rows are replaced whole, and an advert that no run shows
    any more (its run was replaced) goes with its run.
    """
    create_tables(con)
    con.begin()
    try:
        _replace(con, "source", "source", frames["source"], ("source",))
        replaced = _replace(con, "run_id", "crawl_run", frames["crawl_run"], _RUN_SLICES)
        _replace(con, "advert_id", "advert", frames["advert"], _ADVERT_SLICES)
        for name in ("source", *_RUN_SLICES, *_ADVERT_SLICES):
            insert(con, name, frames[name])
        if replaced:
            _drop_unsighted(con)
        con.commit()
    except BaseException:
        con.rollback()
        raise
    return Loaded(*(frames[name].height for name in ("crawl_run", "sighting", "reject", "advert")))


def load_reference(con: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Replace the tables that the package ships, by table name, whole."""
    create_tables(con)
    con.begin()
    for name, frame in frames.items():
        con.execute(f"DELETE FROM {name}")
        insert(con, name, frame)
    con.commit()


def void_runs(con: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The runs that are void."""
    create_tables(con)
    return frozenset(row[0] for row in con.execute("SELECT run_id FROM run_void").fetchall())


def void_run(con: duckdb.DuckDBPyConnection, run_id: str, reason: str) -> None:
    """Leave a run out of every view. Raises ValueError where there is no such run, or it is void already."""
    create_tables(con)
    if not con.execute("SELECT 1 FROM crawl_run WHERE run_id = ?", [run_id]).fetchone():
        raise ValueError(f"no run {run_id!r}; `jobtide runs list` shows them")
    if con.execute("SELECT 1 FROM run_void WHERE run_id = ?", [run_id]).fetchone():
        raise ValueError(f"run {run_id!r} is void already")
    note_void(con, run_id, reason)
    con.execute("INSERT INTO run_void VALUES (?, ?)", [run_id, reason])


def restore_run(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Take a voiding back. Raises ValueError where the run is not void."""
    create_tables(con)
    if not con.execute("DELETE FROM run_void WHERE run_id = ? RETURNING run_id", [run_id]).fetchone():
        raise ValueError(f"run {run_id!r} is not void")
    note_restore(con, run_id)


def _replace(
    con: duckdb.DuckDBPyConnection, key: str, keyed: str, frame: pl.DataFrame, tables: tuple[str, ...]
) -> bool:
    """Delete the rows of the frame's keys from the tables; True where the keyed table had some."""
    keys = frame.select(key).to_arrow()  # noqa: F841 - DuckDB finds it by its name
    had = con.execute(f"SELECT count(*) FROM {keyed} SEMI JOIN keys USING ({key})").fetchone()
    if not had or not had[0]:
        return False
    for table in tables:
        con.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM keys)")
    return True


def _drop_unsighted(con: duckdb.DuckDBPyConnection) -> None:
    gone = "SELECT advert_id FROM advert ANTI JOIN sighting USING (advert_id)"
    for table in (*_ADVERT_SLICES[1:], "advert"):
        con.execute(f"DELETE FROM {table} WHERE advert_id IN ({gone})")
