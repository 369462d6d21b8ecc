"""Opens an archive, whatever its format, as rows of cells; a row that cannot be read is a row with a fault.

The whole file is held in memory. Objects inside a row are flattened: ``{"company": {"name": "Tern"}}`` has the
column ``company.name``.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import BadGzipFile, GzipFile
from pathlib import Path
from typing import IO, Any, NamedTuple

import polars as pl
import polars.selectors as cs

from crawlers.archive.cells import quoted

# A byte that is not of the file's encoding, as Python's surrogateescape keeps it; in JSON, half of a character.
_BAD_BYTE = re.compile("[\ud800-\udfff]")


class Row(NamedTuple):
    """``where`` it stands ("row 17", "line 17"), its cells by column, and why it cannot be read (None: it can)."""

    where: str
    cells: dict[str, Any]
    fault: str | None = None


class Table(NamedTuple):
    columns: list[str]
    rows: list[Row]


class _Broken(NamedTuple):
    """A line of CSV that is no record, and why."""

    line: str
    reason: str


def read_table(file: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Table:
    """All rows of a .parquet, .csv, .jsonl or .ndjson file (the last three also .gz), in file order.

    CSV cells are text, always; its rows are counted from 1 without the heading, JSON Lines by their line.
    Raises FileNotFoundError, and ValueError naming the file where nothing in it can be read or it is empty.
    """
    if not file.is_file():
        raise FileNotFoundError(f"{file}: no such file")
    if not file.stat().st_size:
        raise ValueError(f"{file.name}: the file is empty; fetch or export it again")
    table = _reader(file)(file, delimiter, encoding)
    if not table.rows:
        raise ValueError(f"{file.name}: no rows: nothing to import")
    if all(row.fault for row in table.rows):
        raise ValueError(f"{file.name}: no row can be read; the first: {table.rows[0].fault}")
    return table


def _reader(file: Path) -> Callable[[Path, str, str], Table]:
    name = file.name.lower()
    if name.endswith(".parquet"):
        return _parquet
    name = name.removesuffix(".gz")
    if name.endswith(".csv"):
        return _csv
    if name.endswith((".jsonl", ".ndjson")):
        return _json_lines
    raise ValueError(
        f"{file.name}: unknown kind of file; known are .parquet, .csv, .jsonl, .ndjson, .csv.gz, .jsonl.gz"
    )


def _parquet(file: Path, _delimiter: str, _encoding: str) -> Table:
    try:
        frame = _in_python_years(pl.read_parquet(file, glob=False, hive_partitioning=False))
        rows = [Row(f"row {n}", _flat(cells)) for n, cells in enumerate(frame.iter_rows(named=True), 1)]
    # a corrupt file can make the Rust side panic, which is no Exception
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError) as error:
        raise ValueError(f"{file.name}: not readable as Parquet ({error}); fetch or export it again") from error
    return Table(_columns(rows) if pl.Struct in frame.dtypes else frame.columns, rows)


def _in_python_years(frame: pl.DataFrame) -> pl.DataFrame:
    """A column with a moment beyond the year 9999, which Python has no value for, becomes text as a whole."""
    moments = frame.select(cs.date() | cs.datetime())
    beyond = [column.name for column in moments if not column.dt.year().is_between(1, 9999).all()]
    return frame.with_columns(pl.col(beyond).dt.to_string("iso")) if beyond else frame


def _json_lines(file: Path, _delimiter: str, encoding: str) -> Table:
    with _opened(file) as lines:
        rows = [_json_row(n, line, encoding) for n, line in enumerate(lines, 1) if line.strip()]
    return Table(_columns(rows), rows)


def _json_row(number: int, line: bytes, encoding: str) -> Row:
    where = f"line {number}"
    words = line.decode(encoding, "surrogateescape").removeprefix("\ufeff").rstrip("\r\n")
    if bad := _BAD_BYTE.search(words):
        return Row(where, {"line": _spelt(words)}, f"{where}: not {encoding}: {_byte(bad)} at {bad.start() + 1}")
    try:
        found = json.loads(words, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        return Row(where, {"line": words}, f"{where}: not JSON: {error}")
    if not isinstance(found, dict):
        return Row(where, {"line": words}, f"{where}: not a JSON object: {quoted(found)}")
    return Row(where, _flat(_whole_characters(found) if "\\ud" in words.lower() else found))


def _csv(file: Path, delimiter: str, encoding: str) -> Table:
    csv.field_size_limit(sys.maxsize)
    with _opened(file) as stream:
        lines = list(io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline=""))
    lines[0] = lines[0].removeprefix("\ufeff")
    records = _records(lines, delimiter)
    columns = _heading(file, next(records, (1, [""]))[1], encoding)
    rows = [_csv_row(n, line, cells, columns, encoding) for n, (line, cells) in enumerate(records, 1)]
    return Table(columns, rows)


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[int, list[str] | _Broken]]:
    """Each record after the line it begins on. One that cannot be read is its first line; reading goes on below it,
    so that a quote opened and never closed does not swallow the rest of the file. Empty lines are no records.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader((lines[i] for i in range(start, len(lines))), delimiter=delimiter, strict=True)
        begin = start
        try:
            for cells in reader:
                if cells:
                    yield begin + 1, cells
                begin = start + reader.line_num
            return
        except csv.Error as error:
            yield begin + 1, _Broken(lines[begin].rstrip("\r\n"), str(error))
            start = begin + 1


def _heading(file: Path, heading: list[str] | _Broken, encoding: str) -> list[str]:
    if isinstance(heading, _Broken):
        raise ValueError(f"{file.name}: line 1: not a heading ({heading.reason}): {quoted(heading.line)}")
    if bad := _BAD_BYTE.search("".join(heading)):
        raise ValueError(
            f"{file.name}: line 1: the heading is not {encoding}: {_byte(bad)}; for a file written on an older Windows "
            "say 'encoding: cp1252' in the mapping, else save it as UTF-8"
        )
    if twice := {name for name in heading if heading.count(name) > 1}:
        raise ValueError(f"{file.name}: line 1: the heading has {sorted(twice)} more than once; rename the columns")
    return heading


def _csv_row(number: int, line: int, cells: list[str] | _Broken, columns: list[str], encoding: str) -> Row:
    where = f"row {number}"
    if isinstance(cells, _Broken):
        return Row(where, {"line": _spelt(cells.line)}, f"line {line}: not CSV: {cells.reason}")
    if len(cells) != len(columns):
        told = f"line {line}: {len(cells)} cells where the heading has {len(columns)}"
        return Row(where, {"cells": [_spelt(cell) for cell in cells]}, told)
    found = dict(zip(columns, cells, strict=True))
    for column, cell in found.items():
        if bad := _BAD_BYTE.search(cell):
            told = f"line {line}: not {encoding}: {_byte(bad)} in column {column!r}"
            return Row(where, {name: _spelt(cell) for name, cell in found.items()}, told)
    return Row(where, found)


@contextmanager
def _opened(file: Path) -> Iterator[IO[bytes]]:
    with file.open("rb") as disk:
        stream: IO[bytes] = GzipFile(fileobj=disk) if file.name.lower().endswith(".gz") else disk  # type: ignore[assignment]
        try:
            yield stream
        except (EOFError, BadGzipFile, zlib.error) as error:
            raise ValueError(f"{file.name}: broken gzip ({error}); fetch it again") from error


def _columns(rows: list[Row]) -> list[str]:
    return list(dict.fromkeys(column for row in rows if not row.fault for column in row.cells))


def _flat(cells: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, cell in cells.items():
        out |= _flat(cell, f"{prefix}{name}.") if isinstance(cell, dict) else {prefix + name: cell}
    return out


def _whole_characters(value: Any) -> Any:  # noqa: ANN401 - a JSON value of any kind
    """The value with each half of a surrogate pair as U+FFFD: it is no text, and UTF-8 cannot hold it."""
    if isinstance(value, str):
        return _BAD_BYTE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_whole_characters(k): _whole_characters(v) for k, v in value.items()}
    return [_whole_characters(v) for v in value] if isinstance(value, list) else value


def _byte(bad: re.Match[str]) -> str:
    return f"byte 0x{ord(bad[0]) & 0xFF:02x}"


def _spelt(words: str) -> str:
    return _BAD_BYTE.sub(lambda bad: f"\\x{ord(bad[0]) & 0xFF:02x}", words)
