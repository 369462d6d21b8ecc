"""How often each fact was read right on labelled adverts: figures that ``make accuracy`` wrote."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.schemas import AccuracyTable

ACCURACY = Path(__file__).with_suffix(".csv")


def read_accuracy(path: Path = ACCURACY) -> pl.DataFrame:
    """The table of schemas.AccuracyTable. Raises dataframely's ValidationError where the file breaks it."""
    types = {name: column.dtype for name, column in AccuracyTable.columns().items()}
    return AccuracyTable.validate(pl.read_csv(path, schema=types))
