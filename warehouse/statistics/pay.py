"""Pay: stated base pay in GBP, quantiles with intervals by a bootstrap over employers, suppressed where thin.

Point per vacancy: the midpoint of its range. Interval: B = 1000 resamples of employers. Shown from: median 8 employers
and 15 vacancies; quartiles 12 employers; p10 and p90 40 employers; below that the stated ranges themselves
(``stated_ranges``). Three products (salary, day rate by IR35 status, hourly rate), never mixed, never annualised.
Source: statistics contract, section 4, whose 5th to 95th percentile covered 77 to 91 % here, for few employers of
unequal size vary more than their resamples do. So the percentiles are taken further out (Hesterberg 2015, expanded
percentile interval), with Kish's effective number of employers G = (sum n_g)^2 / sum n_g^2 for how many there are:

    Phi(sqrt(G / (G - 1)) t(0.05, G - 1))  to  1 - that

which covers 88 to 94 % (``tests/referee/intervals.py``).
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

from warehouse.statistics.clusters import rounded
from warehouse.statistics.shares import changes

RESAMPLES = 1000
MEDIAN_EMPLOYERS, MEDIAN_VACANCIES, QUARTILE_EMPLOYERS, DECILE_EMPLOYERS = 8, 15, 12, 40
SELECTION_SHIFT = 0.10
PERIOD_OF = {"salary": "year", "day rate": "day", "hourly rate": "hour"}
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.float32]
MIDPOINT = (pl.coalesce("pay_min", "pay_max") + pl.coalesce("pay_max", "pay_min")) / 2
IS_STATED = (pl.col("pay_basis") == "stated") & (pl.col("pay_currency") == "GBP")
# quantile, its column, and the employers from which it is shown
_QUANTILES = (
    (0.5, "median", MEDIAN_EMPLOYERS), (0.25, "p25", QUARTILE_EMPLOYERS), (0.75, "p75", QUARTILE_EMPLOYERS),
    (0.1, "p10", DECILE_EMPLOYERS), (0.9, "p90", DECILE_EMPLOYERS),
)  # fmt: skip
_ENDS = {name: (f"{name}_low", f"{name}_high") for _, name, _ in _QUANTILES} | {"median": ("low", "high")}
_COUNTS = {"n": pl.Int64, "n_stated": pl.Int64, "n_employers": pl.Int64, "stated_rate": pl.Float64}
_FIGURES = [column for _, name, _ in _QUANTILES for column in (name, *_ENDS[name])]
_SCHEMA = {**_COUNTS, **dict.fromkeys(_FIGURES, pl.Float64)}


def product(vacancies: pl.DataFrame, name: str) -> pl.DataFrame:
    """The vacancies that could state such pay: "salary" (permanent or unsaid contract), "day rate" (contract, or a
    day's pay stated; with ir35 filled "unstated", to go by), "hourly rate" (all but contract). Raises KeyError for
    another name.
    """
    contract = pl.col("contract").cast(pl.String)
    is_by_day = (pl.col("pay_period") == PERIOD_OF["day rate"]).fill_null(False)
    is_of = {
        "salary": (contract == "permanent").fill_null(True),
        "day rate": (contract == "contract").fill_null(False) | is_by_day,
        "hourly rate": (contract != "contract").fill_null(True) & ~is_by_day,
    }
    rows = vacancies.filter(is_of[name])
    return rows.with_columns(pl.col("ir35").cast(pl.String).fill_null("unstated")) if name == "day rate" else rows


def pay_table(vacancies: pl.DataFrame, by: Sequence[str], period: str) -> pl.DataFrame:
    """One row per cell of ``by``: n (all), n_stated, n_employers (that state), stated_rate, median, low, high, and
    p25, p75, p10, p90, each with its ..._low and ..._high (90 %).

    ``vacancies``: one row a vacancy with the ``by`` columns, employer and pay columns of trend.vacancy_week. Figures
    are GBP a ``period``; one product at a time, never annualised. Null: too thin to show.
    """
    stated = _stated(vacancies, by, period)
    cells = vacancies.group_by(by).agg(n=pl.len().cast(pl.Int64)).sort(by, nulls_last=True)
    groups = dict(stated.group_by(by, maintain_order=True))
    nothing = stated.clear()
    rows = []
    for *key, n in cells.iter_rows():
        name = f"{'/'.join(map(str, key))}/{period}"
        rows.append((*key, n, *_cell(n, groups.get(tuple(key), nothing), name)))
    return rounded(pl.DataFrame(rows, schema={**{c: vacancies.schema[c] for c in by}, **_SCHEMA}, orient="row"))


def stated_ranges(vacancies: pl.DataFrame, by: Sequence[str], period: str) -> pl.DataFrame:
    """What is shown of cells too thin for a median: ``by``, pay_min, pay_max, n (vacancies that state this range)."""
    stated = _stated(vacancies, by, period)
    size = stated.group_by(by).agg(pl.len().alias("n_stated"), pl.col("employer").n_unique().alias("n_employers"))
    thin = size.filter((pl.col("n_stated") < MEDIAN_VACANCIES) | (pl.col("n_employers") < MEDIAN_EMPLOYERS))
    rows = stated.join(thin, on=by, how="semi", nulls_equal=True).group_by([*by, "pay_min", "pay_max"])
    return rows.agg(n=pl.len().cast(pl.Int64)).sort(*by, "pay_min", "pay_max", nulls_last=True)


def stated_changes(vacancies: pl.DataFrame, by: Sequence[str], period: str) -> pl.DataFrame:
    """The stated rate in two windows (Boolean column is_recent): what ``shares.changes`` gives, and is_selection_shift.

    Where the rate moved by more than 10 points, those who state are others than before: a change of pay may be theirs.
    """
    keys = [*by, "employer", "is_recent"]
    said = vacancies.with_columns(is_stated=(IS_STATED & (pl.col("pay_period") == period)).fill_null(False))
    denominator = said.group_by(keys).agg(n=pl.len())
    having = said.filter("is_stated").group_by([*keys, "is_stated"]).agg(k=pl.len())
    table = changes(having, denominator, "is_stated", by).drop("is_stated")
    return table.with_columns(is_selection_shift=pl.col("change").abs() > SELECTION_SHIFT)


def pay_change(
    vacancies: pl.DataFrame, cells: Sequence[str], period: str, name: str = ""
) -> dict[str, float | int | None]:
    """Change of pay like with like: in each cell (family and region) the ratio of medians, then the median of the
    cells.

    ``vacancies`` carry a Boolean is_recent: this window, and the same weeks a year before. A cell counts where both
    windows may show a median. Gives change_pct, low_pct, high_pct, n_cells, n_recent, n_base, n_employers (null: no
    cell). The interval draws employers anew, with all they state in either window; ``name`` and period seed it.
    """
    stated = _stated(vacancies, [*cells, "is_recent"], period)
    size = pl.len().over([*cells, "is_recent"])
    enough = (size >= MEDIAN_VACANCIES) & (
        pl.col("employer").n_unique().over([*cells, "is_recent"]) >= MEDIAN_EMPLOYERS
    )
    kept = stated.filter(enough).filter(pl.col("is_recent").n_unique().over(cells) == 2)
    row: dict[str, float | int | None] = {"change_pct": None, "low_pct": None, "high_pct": None}
    recent = int(kept["is_recent"].sum())
    n_cells = kept.select(cells).n_unique() if kept.height else 0
    row |= {
        "n_cells": n_cells,
        "n_recent": recent,
        "n_base": kept.height - recent,
        "n_employers": kept["employer"].n_unique(),
    }
    if n_cells:
        names = ("change_pct", "low_pct", "high_pct")
        row |= {
            k: round(100 * float(np.expm1(v)), 9)
            for k, v in zip(names, _log_change(kept, cells, f"{name}/{period}"), strict=True)
        }
    return row


def resamples(name: str, n_employers: int) -> Counts:
    """How often each employer is drawn [employer, resample]. The cell's name seeds it: the same data, the same
    interval.
    """
    drawn = np.random.default_rng(zlib.crc32(name.encode())).integers(0, n_employers, size=(RESAMPLES, n_employers))
    drawn += n_employers * np.arange(RESAMPLES)[:, None]
    times = np.bincount(drawn.ravel(), minlength=RESAMPLES * n_employers).reshape(RESAMPLES, n_employers)
    return np.ascontiguousarray(times.T.astype(np.float32))


def ends(employer: Ints) -> tuple[float, float]:
    """Which percentiles of the resamples end a 90 % interval, given the employer of each vacancy."""
    counts = np.bincount(employer).astype(float)
    effective = max(counts.sum() ** 2 / (counts**2).sum(), 2.0)
    low = float(ndtr(np.sqrt(effective / (effective - 1)) * stdtrit(effective - 1, 0.05)))
    return low, 1 - low


def quantiles(mids: Floats, employer: Ints, at: Sequence[float], times: Counts) -> Floats:
    """Quantiles [resample, at] of sorted ``mids``, each vacancy as often as its employer was drawn; nan: none was.

    The value below which ``at`` of the weight lies; the middle of two where that falls between them. Counts of
    vacancies are whole numbers, exact in 32 bits up to 16 million a cell.
    """
    values, value = np.unique(mids, return_inverse=True)
    n_employers = len(times)
    held = np.bincount(value * n_employers + employer, minlength=len(values) * n_employers)
    below = held.reshape(len(values), n_employers).cumsum(axis=0).astype(np.float32) @ times  # [value, resample]
    total = below[-1]
    drawn = total > 0
    out = np.full((len(total), len(at)), np.nan)
    for column, q in enumerate(at):
        want = (total.astype(float) * round(40 * q) / 40).astype(
            np.float32
        )  # 1/40: so that whole numbers come out whole
        lower, upper = (below < want).sum(axis=0), (below <= want).sum(axis=0)
        out[drawn, column] = (values[lower[drawn]] + values[np.minimum(upper[drawn], len(values) - 1)]) / 2
    return out


def _stated(vacancies: pl.DataFrame, by: Sequence[str], period: str) -> pl.DataFrame:
    rows = vacancies.filter(IS_STATED & (pl.col("pay_period") == period)).with_columns(mid=MIDPOINT).drop_nulls("mid")
    return rows.select(*by, "employer", "pay_min", "pay_max", "mid").sort("mid", "employer", *by)


def _cell(n: int, stated: pl.DataFrame, name: str) -> tuple[float | int | None, ...]:
    n_employers = stated["employer"].n_unique()
    found: dict[str, float | None] = dict.fromkeys(_FIGURES)
    shown = [q for q in _QUANTILES if n_employers >= q[2] and stated.height >= MEDIAN_VACANCIES]
    if shown:
        mids, employer = stated["mid"].to_numpy(), (stated["employer"].rank("dense").to_numpy() - 1).astype(np.int64)
        at = [q for q, _, _ in shown]
        drawn = quantiles(mids, employer, at, resamples(name, n_employers))
        interval = np.quantile(drawn, ends(employer), axis=0)
        for (q, column, _), low, high in zip(shown, *interval, strict=True):
            value = float(np.median(mids) if q == 0.5 else np.quantile(mids, q))
            # a quantile between two values may lie a hair outside of what whole values give
            found |= {column: value, _ENDS[column][0]: min(low, value), _ENDS[column][1]: max(high, value)}
    return stated.height, n_employers, stated.height / n, *found.values()


def _log_change(kept: pl.DataFrame, cells: Sequence[str], name: str) -> tuple[float, float, float]:
    """Median over cells of ln(recent median / base median), and its interval."""
    codes = (kept["employer"].rank("dense").to_numpy() - 1).astype(np.int64)
    rows = kept.with_columns(_employer=pl.Series(codes)).sort(*cells, "is_recent", "mid", "employer")
    times = resamples(name, int(codes.max()) + 1)
    once = np.ones((len(times), 1), dtype=np.float32)
    parts = [cell for _, cell in rows.group_by(cells, maintain_order=True)]
    estimates, drawn = (np.array([_log_ratio(cell, weights) for cell in parts]) for weights in (once, times))
    low, high = np.nanquantile(np.nanmedian(drawn, axis=0), ends(codes))
    return float(np.median(estimates)), float(low), float(high)


def _log_ratio(cell: pl.DataFrame, times: Counts) -> Floats:
    """The logarithm of the recent over the base median, by resample."""
    recent, base = (
        quantiles(window["mid"].to_numpy(), window["_employer"].to_numpy(), [0.5], times)[:, 0]
        for window in (cell.filter("is_recent"), cell.filter(~pl.col("is_recent")))
    )
    return np.asarray(np.log(recent) - np.log(base))
