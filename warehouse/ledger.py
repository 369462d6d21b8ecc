"""What the raw store cannot tell again, in two small files beside the warehouse: printed figures, and runs voided.

The warehouse can be deleted and built anew from the raw store, or an old copy of it brought back; the files and the
tables are then joined: each is the beginning of the other, or one of them was changed, which is an error.
"""

from __future__ import annotations

from pathlib import Path

import dataframely as dy
import duckdb
import polars as pl

from pipelines.schemas import BreakTable, ReportValueTable
from warehouse.breaks import read_methods
from warehouse.tables import create_tables, insert
from warehouse.vintages import LedgerError, additions, longest

VALUES, EVENTS = "report_value.csv", "run_event.csv"


def sync(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make the tables report_value, break and run_void and the folder's files say the same: what either knows.

    Raises LedgerError naming file and row where they contradict each other or a row is not as it was printed.
    """
    create_tables(con)
    values = _joined(_read(folder / VALUES, ReportValueTable), _table(con, "report_value", ReportValueTable), folder)
    events = _events(con, folder)
    con.begin()
    try:
        _replace(con, "report_value", ReportValueTable, values)
        _replace(con, "break", BreakTable, pl.concat([read_methods(), events]))
        _void(con, events)
        con.commit()
    except BaseException:
        con.rollback()
        raise
    _write(folder / VALUES, values)
    _write(folder / EVENTS, events)


def append(con: duckdb.DuckDBPyConnection, folder: Path, figures: pl.DataFrame) -> int:
    """Add what a report prints (see vintages.additions) to both; gives the number of rows, 0 where nothing is new."""
    sync(con, folder)
    rows = additions(figures, _table(con, "report_value", ReportValueTable))
    if rows.height:
        insert(con, "report_value", rows)
        sync(con, folder)
    return rows.height


def printed(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The ledger as the warehouse has it."""
    return _table(con, "report_value", ReportValueTable)


def _joined(file: pl.DataFrame, table: pl.DataFrame, folder: Path) -> pl.DataFrame:
    try:
        return longest(file, table)
    except LedgerError as error:
        raise LedgerError(f"{folder / VALUES}: {error}") from error


def _events(con: duckdb.DuckDBPyConnection, folder: Path) -> pl.DataFrame:
    """Runs voided and restored, in the order in which it happened."""
    file = _read(folder / EVENTS, BreakTable)
    table = _table(con, "break", BreakTable).filter(pl.col("kind") != "method")
    short, long = sorted((file.sort("break_id"), table.sort("break_id")), key=lambda copy: copy.height)
    if not long.head(short.height).equals(short):
        raise LedgerError(f"{folder / EVENTS}: its rows differ from those of the warehouse")
    return long


def _void(con: duckdb.DuckDBPyConnection, events: pl.DataFrame) -> None:
    """The last event of a run decides whether it is void. A run without any keeps its state."""
    last = events.unique("run_id", keep="last", maintain_order=True)
    told = last.select("run_id", "kind", reason="note").to_arrow()  # noqa: F841 - DuckDB finds it by its name
    con.execute("DELETE FROM run_void WHERE run_id IN (SELECT run_id FROM told)")
    con.execute("INSERT INTO run_void BY NAME SELECT run_id, reason FROM told WHERE kind = 'run_voided'")


def _replace(con: duckdb.DuckDBPyConnection, name: str, schema: type[dy.Schema], frame: pl.DataFrame) -> None:
    if not _table(con, name, schema).equals(frame.sort(pl.all())):
        con.execute(f"DELETE FROM {name}")
        insert(con, name, frame)


def _table(con: duckdb.DuckDBPyConnection, name: str, schema: type[dy.Schema]) -> pl.DataFrame:
    rows = con.execute(f"SELECT {', '.join(schema.columns())} FROM {name} ORDER BY ALL").pl()
    return schema.validate(rows, cast=True)


def _read(path: Path, schema: type[dy.Schema]) -> pl.DataFrame:
    """Raises ValueError naming the file where it is none of ours."""
    types = {name: column.dtype for name, column in schema.columns().items()}
    if not path.exists():
        return schema.create_empty()
    try:
        return schema.validate(pl.read_csv(path, schema=types))
    except (pl.exceptions.PolarsError, dy.exc.ValidationError) as error:
        raise LedgerError(f"{path}: is not as it was written: {error}") from error


def _write(path: Path, frame: pl.DataFrame) -> None:
    """Whole, by one rename, and only where it differs."""
    text = frame.write_csv()
    if path.exists() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
