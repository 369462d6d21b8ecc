"""Pay: stated base pay in GBP, quantiles with intervals by a bootstrap over employers, suppressed where thin.

Point per vacancy: the midpoint of its range. Interval: B = 1000 resamples of employers, 5th to 95th percentile.
Shown from: median 8 employers and 15 vacancies; quartiles 12 employers. Source: statistics contract, section 4.
"""

from __future__ import annotations

import zlib

import numpy as np
import polars as pl
from numpy.typing import NDArray

RESAMPLES = 1000
BLOCK_CELLS = 5_000_000  # resamples x vacancies held at once: 40 MB
MEDIAN_EMPLOYERS, MEDIAN_VACANCIES, QUARTILE_EMPLOYERS = 8, 15, 12
Floats = NDArray[np.float64]
MIDPOINT = (pl.coalesce("pay_min", "pay_max") + pl.coalesce("pay_max", "pay_min")) / 2
IS_STATED = (pl.col("pay_basis") == "stated") & (pl.col("pay_currency") == "GBP")


def pay_table(vacancies: pl.DataFrame, by: list[str], period: str) -> pl.DataFrame:
    """One row per cell of ``by``: n (all), n_stated, n_employers, stated_rate, median, low, high, p25, p75.

    ``vacancies``: one row a vacancy with the ``by`` columns, employer and pay columns of trend.vacancy_week.
    Figures are GBP a ``period``; one product at a time, never annualised. Null: too thin to show.
    """
    rows = []
    for key, cell in vacancies.group_by(by, maintain_order=False):
        stated = cell.filter(IS_STATED & (pl.col("pay_period") == period)).with_columns(mid=MIDPOINT)
        name = "/".join(map(str, key))
        rows.append(dict(zip(by, key, strict=True)) | _cell(cell.height, stated, f"{name}/{period}"))
    schema = {c: vacancies.schema[c] for c in by} | _SCHEMA
    return pl.DataFrame(rows, schema=schema).sort(by, nulls_last=True)


_SCHEMA = {
    "n": pl.Int64, "n_stated": pl.Int64, "n_employers": pl.Int64, "stated_rate": pl.Float64, "median": pl.Float64,
    "low": pl.Float64, "high": pl.Float64, "p25": pl.Float64, "p75": pl.Float64,
}  # fmt: skip


def _cell(n: int, stated: pl.DataFrame, name: str) -> dict[str, float | int | None]:
    employers = stated["employer"].n_unique()
    row: dict[str, float | int | None] = {
        "n": n, "n_stated": stated.height, "n_employers": employers, "stated_rate": stated.height / n,
        "median": None, "low": None, "high": None, "p25": None, "p75": None,
    }  # fmt: skip
    if employers < MEDIAN_EMPLOYERS or stated.height < MEDIAN_VACANCIES:
        return row
    by_pay = stated.sort("mid", "employer")
    mids = by_pay["mid"].to_numpy()
    low, high = _interval(mids, by_pay["employer"].rank("dense").to_numpy() - 1, name)
    row |= {"median": float(np.median(mids)), "low": low, "high": high}
    if employers >= QUARTILE_EMPLOYERS:
        p25, p75 = np.quantile(mids, [0.25, 0.75])
        row |= {"p25": float(p25), "p75": float(p75)}
    return row


def _interval(mids: Floats, employer: NDArray[np.integer], name: str) -> tuple[float, float]:
    """90 % interval of the median of sorted ``mids``, employers resampled whole.

    The cell's name seeds it, so that the same data give the same interval.
    """
    draw = np.random.default_rng(zlib.crc32(name.encode()))
    n = int(employer.max()) + 1
    times_drawn = draw.multinomial(n, np.full(n, 1 / n), size=RESAMPLES)  # resamples x employers
    blocks = np.array_split(times_drawn, RESAMPLES * len(mids) // BLOCK_CELLS + 1)
    low, high = np.quantile(np.concatenate([_medians(mids, block[:, employer]) for block in blocks]), [0.05, 0.95])
    return float(low), float(high)


def _medians(mids: Floats, weights: NDArray[np.integer]) -> Floats:
    """The median of each resample (row of ``weights``) of sorted ``mids``, each taken so many times."""
    below = weights.cumsum(axis=1)
    half = below[:, -1:] / 2
    lower, upper = (below >= half).argmax(axis=1), (below > half).argmax(axis=1)
    return np.asarray((mids[lower] + mids[upper]) / 2)
