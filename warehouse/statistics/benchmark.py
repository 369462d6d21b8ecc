"""Ours beside an open outside series (Indeed Hiring Lab, CC BY 4.0): level gap, rank correlation, do they part.

Theirs are daily indices of postings, each on its own base, and the share of postings that name AI; they are averaged
over ISO weeks. Only weeks that both have are compared. With the mean of the first and the last four of these as ends:

    gap  = (ours_last / ours_first) / (theirs_last / theirs_first) - 1    indices: by how much one outgrew the other
    gap  = mean of (ours - theirs)                                        shares: in points, 0.01 is one
    rho  = Spearman's rank correlation over the weeks; over regions, of their changes from first to last weeks

Interval of the gap: what chance alone makes of our counts, ln(1 + gap) +/- 1.645 sqrt(1 / n_first + 1 / n_last) with n
the vacancies of an average week (the next week shows the same ones again, so it tells no more), for shares the binomial
one of such a week; theirs is taken as exact, so it is the least there is.

Interval of rho: Fisher's z with standard error sqrt((1 + rho^2 / 2) / (n - 3)) (Bonett and Wright 2000), n being what
the weeks are worth when neighbours resemble each other, n (1 - r s) / (1 + r s) with r and s the lag-one correlations
(Pyper and Peterman 1998).

Ours *diverges* where rho's whole interval is below 0.3 or the gap's beyond 10 per cent (shares: one point); *agrees*
where rho's is above 0.3 and the gap's within; else nothing can be told. Source: statistics contract, section 9.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata

ENDS = 4  # weeks averaged at either end
MIN_WEEKS, MIN_REGIONS = 8, 6
MIN_DAYS = 4  # of a week, for a mean of its days
RHO, GAP, POINTS = 0.3, 0.10, 0.01
NEARLY_ONE = 1 - 1e-9  # Fisher's z of one has no end
MIN_WORTH = 4  # independent weeks, for an interval of rho
Z90 = 1.645
Floats = NDArray[np.float64]

SERIES = {"measure": pl.String, "unit": pl.String, "monday_on": pl.Date, "value": pl.Float64}
_BESIDE = {
    "measure": pl.String, "unit": pl.String, "n": pl.Int64, "first_on": pl.Date, "last_on": pl.Date,
    "gap": pl.Float64, "gap_low": pl.Float64, "gap_high": pl.Float64, "rho": pl.Float64, "rho_low": pl.Float64,
    "rho_high": pl.Float64, "verdict": pl.String,
}  # fmt: skip
# Column that tells the kind of file, its name for us, and the column that names the unit.
_KINDS = {
    "AI_share_postings": ("ai_share", None),
    "indeed_job_postings_index_NSA": ("index", "variable"),
    "indeed_job_postings_index": ("index", None),
}


class _Interval(NamedTuple):
    value: float | None
    low: float | None
    high: float | None


class Overlap(NamedTuple):
    """The table, a row a measure and unit, and why there is none where there is none."""

    table: pl.DataFrame
    reason: str | None


def read_theirs(frame: pl.DataFrame) -> pl.DataFrame:
    """A file of the Hiring Lab as weekly means: the columns of SERIES.

    Measures: total postings, new postings, ai_share, region, city. Indices are taken as counted, not seasonally
    adjusted, as ours are; shares become fractions. Raises ValueError where the columns are those of no file we know.
    """
    column = next((name for name in _KINDS if name in frame.columns), None)
    if column is None or "date" not in frame.columns:
        raise ValueError(f"no file of the Hiring Lab that we know: its columns are {', '.join(frame.columns)}")
    measure, unit = _named(frame)
    days = frame.select(
        measure.alias("measure"), unit.alias("unit"), value=pl.col(column).cast(pl.Float64),
        monday_on=pl.col("date").cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d").dt.truncate("1w"),
    ).drop_nulls("value")  # fmt: skip
    scale = 100.0 if column == "AI_share_postings" else 1.0
    weeks = days.group_by("measure", "unit", "monday_on").agg(pl.col("value").mean() / scale, n=pl.len())
    return weeks.filter(pl.col("n") >= MIN_DAYS).select(SERIES.keys()).sort(pl.all())


def _named(frame: pl.DataFrame) -> tuple[pl.Expr, pl.Expr]:
    if "variable" in frame.columns:
        return pl.col("variable"), pl.lit("UK")
    if "region" in frame.columns:
        return pl.lit("region"), pl.col("region").map_elements(place_key, return_dtype=pl.String)
    if "cities" in frame.columns:
        return pl.lit("city"), pl.col("cities").map_elements(place_key, return_dtype=pl.String)
    return pl.lit("ai_share"), pl.lit("UK")


def place_key(name: str) -> str:
    """One spelling for a place that two lists name: "Yorkshire & the Humber", "Stoke-on-Trent", "London (Area)"."""
    plain = re.sub(r"\s*\(.*", "", name).casefold().replace("&", "and").replace("-", " ")
    plain = re.sub(r"^kingston upon ", "", plain)
    return re.sub(r" (upon|on) [a-z ]+$", "", plain).strip()


def beside(ours: pl.DataFrame, theirs: pl.DataFrame) -> Overlap:
    """Ours beside theirs, both of the columns of SERIES; ours with n, the vacancies its value is of, besides.

    ``gap`` and ``rho`` are null where too few weeks are common. Regions have a row each, and one over them all (unit
    ``across regions``; n is then the number of regions).
    """
    both = ours.join(theirs, on=["measure", "unit", "monday_on"], suffix="_theirs").sort("measure", "unit", "monday_on")
    both = both.filter((pl.col("value") > 0) & (pl.col("value_theirs") > 0))
    if both.is_empty():
        return Overlap(pl.DataFrame(schema=_BESIDE), _why_none(ours, theirs))
    rows = [_row(series) | {"measure": m, "unit": u} for (m, u), series in both.group_by("measure", "unit")]
    if not (regions := both.filter(pl.col("measure") == "region")).is_empty():
        rows.append(_across(regions) | {"measure": "region", "unit": "across regions"})
    return Overlap(pl.DataFrame(rows, schema=_BESIDE, orient="row").sort("measure", "unit"), None)


def _why_none(ours: pl.DataFrame, theirs: pl.DataFrame) -> str:
    measures = set(theirs["measure"])
    mine = ours.filter(pl.col("measure").is_in(measures))
    if mine.is_empty():
        return f"we have no series of {' or '.join(sorted(measures))}"
    spans = [" to ".join(map(str, (frame["monday_on"].min(), frame["monday_on"].max()))) for frame in (mine, theirs)]
    return f"no week and place is common to both: ours are of {spans[0]}, theirs of {spans[1]}"


def _row(series: pl.DataFrame) -> dict[str, object]:
    a, b, n = (series[c].to_numpy() for c in ("value", "value_theirs", "n"))
    row = _span(series, len(a))
    if len(a) < MIN_WEEKS:
        return row
    is_share = series["measure"][0] == "ai_share"
    gap = _points(a, b, n) if is_share else _outgrown(a, b, n)
    rho = correlation(a, b, is_series=True)
    return row | _named_ends(gap, rho) | {"verdict": _verdict(gap, POINTS if is_share else GAP, rho)}


def _across(series: pl.DataFrame) -> dict[str, object]:
    """Do the regions that grew most with us grow most with them?"""
    grown = [
        (_growth(of["value"].to_numpy()), _growth(of["value_theirs"].to_numpy()))
        for _, of in series.group_by("unit", maintain_order=True)
        if of.height >= MIN_WEEKS
    ]
    row = _span(series, len(grown))
    if len(grown) < MIN_REGIONS:
        return row
    rho = correlation(*np.array(grown).T, is_series=False)
    return (
        row | _named_ends(_Interval(None, None, None), rho) | {"verdict": _verdict(_Interval(0.0, 0.0, 0.0), GAP, rho)}
    )


def _span(series: pl.DataFrame, n: int) -> dict[str, object]:
    first, last = series["monday_on"].min(), series["monday_on"].max()
    return {"n": n, "first_on": first, "last_on": last, "verdict": "cannot tell"}


def _named_ends(gap: _Interval, rho: _Interval) -> dict[str, float | None]:
    ends = ((f"{name}{end}", value) for name, of in (("gap", gap), ("rho", rho))
            for end, value in zip(("", "_low", "_high"), of, strict=True))  # fmt: skip
    return {name: None if value is None else float(f"{value:.9g}") for name, value in ends}


def _outgrown(a: Floats, b: Floats, n: Floats) -> _Interval:
    log = float(np.log(_growth(a) / _growth(b)))
    half = Z90 * float(np.sqrt(1 / n[:ENDS].mean() + 1 / n[-ENDS:].mean()))
    return _Interval(*(float(np.expm1(log + side)) for side in (0.0, -half, half)))


def _points(a: Floats, b: Floats, n: Floats) -> _Interval:
    gap, share = float((a - b).mean()), float(a.mean())
    half = Z90 * float(np.sqrt(share * (1 - share) / n.mean()))
    return _Interval(gap, gap - half, gap + half)


def _growth(values: Floats) -> float:
    return float(values[-ENDS:].mean() / values[:ENDS].mean())


def _verdict(gap: _Interval, bound: float, rho: _Interval) -> str:
    if gap.low is None or gap.high is None:
        return "cannot tell"
    if gap.low > bound or gap.high < -bound or (rho.high is not None and rho.high < RHO):
        return "diverges"
    is_near = -bound <= gap.low and gap.high <= bound
    return "agrees" if is_near and rho.low is not None and rho.low > RHO else "cannot tell"


def correlation(a: Floats, b: Floats, *, is_series: bool) -> _Interval:
    """Spearman's rho and its 90 % interval; nulls where a side never changes, or what is there is worth too little."""
    x, y = (rankdata(side) - (len(side) + 1) / 2 for side in (a, b))
    if not (x.any() and y.any()):
        return _Interval(None, None, None)
    rho = float((x * y).sum() / np.sqrt((x**2).sum() * (y**2).sum()))
    n = float(len(x))
    if is_series:
        shared = max(_lag_one(x) * _lag_one(y), 0.0)
        n *= (1 - shared) / (1 + shared)
    if n <= MIN_WORTH:
        return _Interval(rho, None, None)
    half = Z90 * float(np.sqrt((1 + rho**2 / 2) / (n - 3)))
    z = float(np.arctanh(np.clip(rho, -NEARLY_ONE, NEARLY_ONE)))
    return _Interval(rho, min(rho, float(np.tanh(z - half))), max(rho, float(np.tanh(z + half))))


def _lag_one(x: Floats) -> float:
    return float((x[1:] * x[:-1]).sum() / (x**2).sum())
