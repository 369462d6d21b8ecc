"""What the linker reads from and writes to the warehouse. It decides nothing: ``pipelines.link`` does.

``link`` is a function of the runs that count and of the adverts they saw. So that a week costs what is new in it, the
linker keeps what an advert is found by (``sketch``), the pairs that are something to each other (``likeness``) and the
runs it has taken in (``linked_run``). What a run saw that is voided, restored, replaced or late is linked anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import polars as pl

from warehouse.tables import insert

_SQL = Path(__file__).parent / "link"
_STATE = ("sketch", "likeness", "link", "linked_run")


@contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of what is done within, or nothing."""
    con.begin()
    try:
        yield
        con.commit()
    except BaseException:
        con.rollback()
        raise


def begin(con: duckdb.DuckDBPyConnection, version: str) -> pl.Series:
    """Find what is to be linked, and forget what is to be linked anew; gives back the adverts that lost a pair by it.

    Everything is linked anew where another version of the linker did it.
    """
    con.execute(_sql("counted_run"))
    made_by = "SELECT version FROM sketch UNION SELECT version FROM linked_run"
    if any(made != version for (made,) in con.execute(made_by).fetchall()):
        for table in _STATE:
            con.execute(f"DELETE FROM {table}")
    con.execute(_sql("changed_run"))
    con.execute(_sql("stale"))
    bereft = con.execute(
        "SELECT other_id AS advert_id FROM likeness SEMI JOIN stale USING (advert_id)"
        " UNION SELECT advert_id FROM likeness SEMI JOIN stale ON stale.advert_id = likeness.other_id"
        " EXCEPT SELECT advert_id FROM stale ORDER BY 1"
    ).pl()["advert_id"]
    con.execute("DELETE FROM sketch WHERE advert_id IN (FROM stale)")
    for table in ("likeness", "link"):
        con.execute(f"DELETE FROM {table} WHERE advert_id IN (FROM stale) OR other_id IN (FROM stale)")
    con.execute(_sql("unlinked"))
    return bereft


def next_adverts(con: duckdb.DuckDBPyConnection, n: int) -> pl.DataFrame:
    """Up to ``n`` adverts to be linked, those first seen first: what ``pipelines.link.sketches`` takes."""
    return con.execute(_sql("next_adverts"), {"n": n}).pl()


def pairs(con: duckdb.DuckDBPyConnection, sketches: pl.DataFrame, days: int) -> pl.DataFrame:
    """Keep the sketches, and find the pairs that are worth a look: what ``pipelines.link.prospects`` takes.

    ``days``: how long one may have been out of sight when the other appeared.
    """
    insert(con, "sketch", sketches)
    fresh = sketches.select("advert_id").to_arrow()
    con.register("fresh", fresh)
    con.execute(_sql("met"))
    con.execute(_sql("siblings_met"))
    con.unregister("fresh")
    return con.execute(_sql("pairs"), {"days": days}).pl()


def profiles(con: duckdb.DuckDBPyConnection, advert_ids: pl.Series) -> pl.DataFrame:
    """What adverts can contradict each other in, one row an advert."""
    return _asked(con, "profiles", advert_ids)


def texts(con: duckdb.DuckDBPyConnection, advert_ids: pl.Series) -> pl.DataFrame:
    """advert_id, text."""
    return _asked(con, "texts", advert_ids)


def keep_likeness(con: duckdb.DuckDBPyConnection, likeness: pl.DataFrame) -> None:
    insert(con, "likeness", likeness)


def groups(con: duckdb.DuckDBPyConnection, advert_ids: pl.Series) -> pl.DataFrame:
    """All likely pairs of the groups that these adverts are in."""
    return _asked(con, "group_likeness", advert_ids)


def replace_links(con: duckdb.DuckDBPyConnection, advert_ids: pl.Series, links: pl.DataFrame) -> None:
    """The links of these adverts, which are whole groups, are now those given."""
    asked = advert_ids.to_frame("advert_id").to_arrow()  # noqa: F841 - DuckDB finds it by its name
    con.execute("DELETE FROM link WHERE advert_id IN (SELECT advert_id FROM asked)")
    insert(con, "link", links)


def finish(con: duckdb.DuckDBPyConnection, version: str) -> None:
    """Every run that counts is taken in."""
    con.execute("DELETE FROM linked_run")
    con.execute("INSERT INTO linked_run SELECT run_id, started_at, raw_sha256, ? FROM counted_run", [version])


def _asked(con: duckdb.DuckDBPyConnection, statement: str, advert_ids: pl.Series) -> pl.DataFrame:
    asked = advert_ids.to_frame("advert_id").to_arrow()
    con.register("asked", asked)
    try:
        return con.execute(_sql(statement)).pl()
    finally:
        con.unregister("asked")


@cache
def _sql(statement: str) -> str:
    return (_SQL / f"{statement}.sql").read_text("utf-8")
