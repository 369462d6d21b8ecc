"""A file of an outside series beside the published warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import polars as pl

from warehouse.benchmark import is_simulated, ours
from warehouse.connect import reader
from warehouse.statistics.benchmark import beside, read_theirs


class Compared(NamedTuple):
    """The table of statistics.benchmark.beside, or the reason why there is none."""

    table: pl.DataFrame
    reason: str | None
    is_simulated: bool


def compare(file: Path, published: Path) -> Compared:
    """Raises ValueError naming the file where it is none of the Hiring Lab's, FileNotFoundError without a warehouse."""
    try:
        frame = pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file, infer_schema_length=None)
        theirs = read_theirs(frame)
    except (pl.exceptions.PolarsError, ValueError) as error:
        raise ValueError(f"{file}: {str(error).splitlines()[0]}") from error
    with reader(published) as con:
        found = beside(ours(con), theirs)
        return Compared(found.table, found.reason, is_simulated(con))
