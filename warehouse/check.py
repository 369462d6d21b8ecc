"""The laws: each ``checks/<law>.sql`` returns the rows that break it. A broken law stops publication.

Those of ``checks/report/`` hold a report's own tables (``printed_<name>``, and printed_report: week, monday_on,
overlap_rate) to each other and to the warehouse, before the report is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import polars as pl

CHECKS = Path(__file__).parent / "checks"
REPORT_CHECKS = CHECKS / "report"


class Broken(NamedTuple):
    """A law that does not hold: its name, what it says, and the first rows that break it."""

    law: str
    says: str
    rows: list[tuple[object, ...]]


class LawBrokenError(ValueError):
    """The warehouse or a report contradicts itself; nothing was published."""


def broken_laws(con: duckdb.DuckDBPyConnection, folder: Path = CHECKS) -> list[Broken]:
    """Every law of the folder that does not hold, with up to five of its rows."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        sql = path.read_text("utf-8")
        says = " ".join(line[2:].strip() for line in sql.splitlines() if line.startswith("--"))
        if rows := con.execute(f"SELECT * FROM ({sql}\n) LIMIT 5").fetchall():
            found.append(Broken(path.stem, says, rows))
    return found


def check(con: duckdb.DuckDBPyConnection) -> None:
    """Raises LawBrokenError naming each law that does not hold and rows that break it."""
    _raise(broken_laws(con))


def check_report(con: duckdb.DuckDBPyConnection, tables: Mapping[str, pl.DataFrame]) -> None:
    """The laws of a report, by its tables' names, on the warehouse it was made of. Raises LawBrokenError."""
    for name, table in tables.items():
        con.register(f"printed_{name}", table.to_arrow())
    try:
        _raise(broken_laws(con, REPORT_CHECKS))
    finally:
        for name in tables:
            con.unregister(f"printed_{name}")


def _raise(broken: list[Broken]) -> None:
    if broken:
        raise LawBrokenError("\n".join(f"law {b.law} is broken ({b.says}): {b.rows}" for b in broken))
