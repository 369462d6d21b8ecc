"""Residents aged 16 to 64 by ITL1 region, with the vintage that a rate per head must print."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipelines.schemas import ITL1_REGIONS

POPULATION = Path(__file__).parent / "reference" / "population.csv"


def read_population(path: Path = POPULATION) -> pl.DataFrame:
    """region, vintage, residents_16_64. Raises ValueError where it is not one row above 0 for each ITL1 region."""
    table = pl.read_csv(path, schema={"region": pl.String, "vintage": pl.String, "residents_16_64": pl.Int64})
    if sorted(table["region"]) != sorted(ITL1_REGIONS) or not (table["residents_16_64"] > 0).all():
        raise ValueError(f"{path.name}: not one row with residents for each of the {len(ITL1_REGIONS)} ITL1 regions")
    return table
