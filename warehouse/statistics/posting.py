"""Posting intensity: how many listings stand behind one vacancy, by kind of source, by agency or not, by title family.

    intensity = listings / vacancies

over the vacancies that have a listing in the cell. A ratio of two sums over employers; interval on the log scale, from
employers' influences (Cochran 1977, ratio estimator), widened for few and unequal employers (``clusters.py``). Source:
statistics contract, section 6.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from warehouse.statistics.clusters import MIN_EMPLOYERS, grouped, moderated, rounded, sizes, t90


def posting_intensity(listings: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """One row per cell: ``by``, n_listings, n_vacancies, n_employers, intensity, low, high (90 %; null below 3
    employers).

    ``listings``: one row a listing (source, source_id), with vacancy_id, employer and ``by``. A vacancy listed in two
    cells counts in both. Where every vacancy has one listing, ``high`` is what 3/n more would make of it.
    """
    keys = ["_", *by]
    rows = listings.with_columns(_=pl.lit(0))
    vacancies = rows.group_by([*keys, "employer", "vacancy_id"]).agg(pl.len().cast(pl.Float64).alias("listed"))
    employers = vacancies.group_by([*keys, "employer"]).agg(
        listed=pl.col("listed").sum(), squared=(pl.col("listed") ** 2).sum(), n=pl.len().cast(pl.Float64)
    )  # fmt: skip
    cells = employers.select(keys).unique().sort(keys, nulls_last=True).with_row_index("_cell")
    employers = employers.join(cells, on=keys, nulls_equal=True).sort("_cell", "employer")
    return rounded(_with_intervals(cells, employers).drop("_cell", "_"))


def _with_intervals(cells: pl.DataFrame, employers: pl.DataFrame) -> pl.DataFrame:
    cell, listed, squared, n = (employers[c].to_numpy() for c in ("_cell", "listed", "squared", "n"))
    of = sizes(cell, cells.height, n)
    total, total_squared = (grouped(cell, cells.height, v) for v in (listed, squared))
    intensity = total / of.n
    spread = np.maximum(total_squared / of.n - intensity**2, 0.0)  # variance of listings from vacancy to vacancy
    held = np.maximum(1 - n / of.n[cell], 1e-9)
    influence = (listed - intensity[cell] * n) ** 2 / held
    observed = np.divide(
        grouped(cell, cells.height, influence), spread * of.n, out=np.ones_like(spread), where=spread > 0
    )
    telling = grouped(cell, cells.height, (listed > n) * 1.0)
    effect, df, _ = moderated(observed, telling, of)
    half = t90(df) * np.sqrt(spread * effect / of.n) / intensity
    high = np.where(spread > 0, intensity * np.exp(half), intensity * (1 + 3 / of.n))
    low = np.maximum(intensity * np.exp(-half), 1.0)
    known = of.employers >= MIN_EMPLOYERS
    return cells.with_columns(
        n_listings=pl.Series(total).cast(pl.Int64), n_vacancies=pl.Series(of.n).cast(pl.Int64),
        n_employers=pl.Series(of.employers).cast(pl.Int64), intensity=pl.Series(intensity),
        low=pl.Series(np.where(known, low, np.nan)), high=pl.Series(np.where(known, high, np.nan)),
    )  # fmt: skip
