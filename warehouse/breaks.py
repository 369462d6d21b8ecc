"""Breaks: what makes figures differ though the market did not.

Changes of method are a table that the package ships; a run voided or brought back is noted when it happens.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from pipelines.schemas import BreakTable

METHODS = Path(__file__).with_suffix(".csv")
_TYPES = {name: column.dtype for name, column in BreakTable.columns().items()}


def read_methods(path: Path = METHODS) -> pl.DataFrame:
    """Rows of kind method. Raises dataframely's ValidationError where the file breaks schemas.BreakTable."""
    columns = ["break_id", "series", "week", "code_version", "note"]
    table = pl.read_csv(path, schema=dict.fromkeys(columns, pl.String))
    rest = {name: pl.lit(None) for name in _TYPES if name not in columns} | {"kind": pl.lit("method")}
    return BreakTable.validate(table.with_columns(**rest).select(_TYPES.keys()), cast=True)


def note_void(con: duckdb.DuckDBPyConnection, run_id: str, reason: str) -> None:
    """Note in the table break that a run was left out of every view."""
    _note(con, "run_voided", run_id, reason)


def note_restore(con: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Note in the table break that a voiding was taken back."""
    _note(con, "run_restored", run_id, "the voiding was taken back")


def _note(con: duckdb.DuckDBPyConnection, kind: str, run_id: str, note: str) -> None:
    """Events are numbered as they happen; n_printed says after which print, with no clock."""
    con.execute(
        """
        INSERT INTO break BY NAME
        SELECT printf('event-%05d', (SELECT count(*) FROM break WHERE run_id IS NOT NULL) + 1) AS break_id, $1 AS kind,
            strftime(started_at, '%G-W%V') AS week, run_id, (SELECT count(*) FROM report_value) AS n_printed, $3 AS note
        FROM crawl_run WHERE run_id = $2
        """,
        [kind, run_id, note],
    )
