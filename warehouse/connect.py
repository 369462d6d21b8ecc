"""Opening the warehouse: one writer on the history file, any number of readers on the published one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

# A build sorts and groups more than fits in memory in any case, and spills: beyond this it gains nothing, and a small
# machine has other work to do. Measured in tests/bench: a million adverts and two years build in less than 4 GB.
MEMORY_BYTES = 3_000_000_000


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The history file, made where it is missing. Raises ValueError naming the file where it cannot be opened."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _open(path, read_only=False) as con:
        has = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        con.execute(f"SET memory_limit = '{min(MEMORY_BYTES, has // 2)}B'")
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
