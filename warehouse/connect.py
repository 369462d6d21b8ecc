"""Opening the warehouse: one writer on the history file, any number of readers on the published one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The history file, made where it is missing. Raises ValueError naming the file where it cannot be opened."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _open(path, read_only=False) as con:
        yield con


@contextmanager
def reader(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A published file, read-only and closed to everything but itself: SQL from outside may run on it.

    Raises FileNotFoundError where nothing is published yet, ValueError where the file cannot be opened.
    """
    if not path.exists():
        raise FileNotFoundError(
            f"{path}: no warehouse here yet; run `jobtide demo`, `jobtide import` or `jobtide week`"
        )
    with _open(path, read_only=True) as con:
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con


@contextmanager
def _open(path: Path, *, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        con = duckdb.connect(path, read_only=read_only)
    except duckdb.Error as error:
        raise ValueError(f"{path}: cannot be opened as a DuckDB file: {error}") from error
    try:
        yield con
    finally:
        con.close()
