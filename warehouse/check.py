"""The laws: each ``checks/<law>.sql`` returns the rows that break it. A broken law stops publication."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import duckdb

CHECKS = Path(__file__).parent / "checks"


class Broken(NamedTuple):
    """A law that does not hold: its name, what it says, and the first rows that break it."""

    law: str
    says: str
    rows: list[tuple[object, ...]]


class LawBrokenError(ValueError):
    """The warehouse contradicts itself; nothing was published."""


def broken_laws(con: duckdb.DuckDBPyConnection) -> list[Broken]:
    """Every law that does not hold, with up to five of its rows."""
    found = []
    for path in sorted(CHECKS.glob("*.sql")):
        sql = path.read_text("utf-8")
        says = " ".join(line[2:].strip() for line in sql.splitlines() if line.startswith("--"))
        if rows := con.execute(f"SELECT * FROM ({sql}\n) LIMIT 5").fetchall():
            found.append(Broken(path.stem, says, rows))
    return found


def check(con: duckdb.DuckDBPyConnection) -> None:
    """Raises LawBrokenError naming each law that does not hold and rows that break it."""
    if broken := broken_laws(con):
        raise LawBrokenError("\n".join(f"law {b.law} is broken ({b.says}): {b.rows}" for b in broken))
