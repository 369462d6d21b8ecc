"""Which platforms tell how many adverts they have, so that one complete run without an advert closes it."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.schemas import PlatformTable

PLATFORMS = Path(__file__).parent / "reference" / "platforms.csv"


def read_platforms(path: Path = PLATFORMS) -> pl.DataFrame:
    """The table of schemas.PlatformTable. Raises dataframely's ValidationError where the file breaks it."""
    types = {name: column.dtype for name, column in PlatformTable.columns().items()}
    return PlatformTable.validate(pl.read_csv(path, schema=types))
