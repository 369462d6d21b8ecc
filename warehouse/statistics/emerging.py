"""Which titles or skills rise or fall: a share ratio between two windows, tested with errors clustered by employer.

Definition and measured reasons: the project's statistics contract, section 1. With c the new vacancies of one
employer in one week, capped at 2 (mass posting must not make a trend):

    theta = ln((a1 + .5) / (N1 + .5)) - ln((a0 + .5) / (N0 + .5))
    SE    = max(delete-one-employer jackknife SE of theta, sqrt(1 / (a1 + .5) + 1 / (a0 + .5)))
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import false_discovery_control

from pipelines.week import Week
from warehouse.statistics.windows import Windows, panel, windows

CAP = 2
MIN_COUNT, MIN_EMPLOYERS, MIN_PLATFORMS = 8, 4, 2
FDR = 0.10
Z90 = 1.645
NEW_WITHIN_WEEKS = 26

Floats = NDArray[np.float64]
SCHEMA = {
    "unit": pl.String, "label": pl.String, "theta": pl.Float64, "se": pl.Float64, "shrunk": pl.Float64,
    "q_value": pl.Float64, "change_pct": pl.Float64, "low_pct": pl.Float64, "high_pct": pl.Float64,
    "smallest_ratio": pl.Float64, "n_recent": pl.Int64, "n_base": pl.Int64, "n_employers": pl.Int64,
    "n_sources": pl.Int64, "n_platforms": pl.Int64, "first_on": pl.Date, "passed": pl.Int8,
}  # fmt: skip


class Trend(NamedTuple):
    """The table of a week, and what it rests on. ``reason`` says why there is no table, where there is none."""

    table: pl.DataFrame
    windows: Windows | None
    panel: pl.DataFrame
    n_recent: int
    n_base: int
    reason: str | None


def trend(flow: pl.DataFrame, totals: pl.DataFrame, source_week: pl.DataFrame, week: Week) -> Trend:
    """Labels for every unit (title family or skill) in one week.

    ``flow``: week's new vacancies, columns unit, employer, source, platform, monday_on, n_new.
    ``totals``: the same without unit (all new vacancies). ``source_week``: trend.source_week.
    A label *emerging* or *declining* needs the test to pass in two of the last three weeks.
    """
    now = _one_week(flow, totals, source_week, week)
    if now.table.is_empty():
        return now
    passes = [now.table.select("unit", "passed")]
    for back in (1, 2):
        earlier = _one_week(flow, totals, source_week, week.shift(-back)).table
        passes.append(earlier.select("unit", "passed"))
    votes = (
        pl.concat(passes)
        .group_by("unit")
        .agg((pl.col("passed") == 1).sum().alias("up"), (pl.col("passed") == -1).sum().alias("down"))
    )
    table = now.table.join(votes, on="unit", how="left").with_columns(label=_label(week))
    return now._replace(table=table.select(SCHEMA.keys()).sort("shrunk", "unit", descending=[True, False]))


def _label(week: Week) -> pl.Expr:
    wide = (pl.col("n_employers") >= MIN_EMPLOYERS) & (pl.col("n_platforms") >= MIN_PLATFORMS)
    fresh = pl.col("first_on") > week.shift(-NEW_WITHIN_WEEKS).monday
    return (
        pl.when((pl.col("passed") == 1) & (pl.col("up") >= 2) & wide & (pl.col("n_base") == 0) & fresh)
        .then(pl.lit("new"))
        .when((pl.col("passed") == 1) & (pl.col("up") >= 2) & wide)
        .then(pl.lit("emerging"))
        .when((pl.col("passed") == -1) & (pl.col("down") >= 2))
        .then(pl.lit("declining"))
        .when(pl.col("n_recent") + pl.col("n_base") >= MIN_COUNT)
        .then(pl.lit("steady"))
        .otherwise(pl.lit("too few to tell"))
    )


def _one_week(flow: pl.DataFrame, totals: pl.DataFrame, source_week: pl.DataFrame, week: Week) -> Trend:
    empty = pl.DataFrame(schema=SCHEMA)
    nobody = pl.DataFrame(schema={"source": pl.String, "platform": pl.String})
    ripe = source_week.filter(pl.col("n_complete_weeks_before") >= 3)
    first = ripe["monday_on"].min()
    w = windows(week, first) if first is not None else None  # type: ignore[arg-type]
    if w is None:
        return Trend(empty, None, nobody, 0, 0, "less than 26 weeks of complete runs after the three weeks of burn-in")
    members = panel(source_week, w)
    if members.is_empty():
        return Trend(empty, w, members, 0, 0, "no source is complete in 60 % of its expected runs in both windows")
    counts = _counted(flow, members, w, "unit")
    all_of = _counted(totals, members, w)
    n1, n0 = (int(all_of.filter(pl.col("is_recent") == r)["c"].sum()) for r in (True, False))
    return Trend(_table(counts, all_of, flow), w, members, n1, n0, None)


def _counted(flow: pl.DataFrame, members: pl.DataFrame, w: Windows, *by: str) -> pl.DataFrame:
    """Capped counts by (unit,) employer, source and window. The cap is the employer's, over all its sources."""
    inside = flow.filter(pl.col("monday_on").is_between(w.base_from, w.until, closed="left"))
    week_sum = pl.col("n_new").sum().over(*by, "employer", "monday_on")
    return (
        inside.join(members.select("source"), on="source", how="semi")
        .with_columns(c=pl.col("n_new") * pl.min_horizontal(week_sum, CAP) / week_sum)
        .with_columns(is_recent=pl.col("monday_on") >= w.recent_from)
        .group_by(*by, "employer", "source", "platform", "is_recent")
        # rounded: the order in which fractions are added, which nobody fixes, must not show
        .agg(pl.col("c").sum().round(9))
        .sort(*by, "employer", "source", "is_recent")
    )


def _table(counts: pl.DataFrame, totals: pl.DataFrame, flow: pl.DataFrame) -> pl.DataFrame:
    if counts.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    units = counts["unit"].unique().sort()
    employers = totals["employer"].unique().sort()
    a1, a0 = (_matrix(counts, units, employers, "employer", r) for r in (True, False))
    n1, n0 = (_matrix(totals, None, employers, "employer", r)[0] for r in (True, False))
    theta = _theta(a1.sum(1), n1.sum(), a0.sum(1), n0.sum())
    se = np.maximum(_jackknife(a1, n1, a0, n0), np.sqrt(1 / (a1.sum(1) + 0.5) + 1 / (a0.sum(1) + 0.5)))
    tested = a1.sum(1) + a0.sum(1) >= MIN_COUNT
    q_up, q_down = (_q_values(ndtr(-sign * theta / se), tested) for sign in (1, -1))
    robust = _sign_without_any_source(counts, totals, units)
    passed = np.where((q_up <= FDR) & (robust > 0), 1, np.where((q_down <= FDR) & (robust < 0), -1, 0))
    recent = counts.filter(pl.col("is_recent") & (pl.col("c") > 0))
    described = (
        pl.DataFrame({"unit": units})
        .join(recent.group_by("unit").agg(
            pl.col("employer").n_unique().alias("n_employers"), pl.col("source").n_unique().alias("n_sources"),
            pl.col("platform").n_unique().alias("n_platforms"),
        ), on="unit", how="left", maintain_order="left")
        .join(flow.group_by("unit").agg(pl.col("monday_on").min().alias("first_on")), on="unit", how="left",
              maintain_order="left")  # the columns below are laid beside it by position
    )  # fmt: skip
    return described.with_columns(
        pl.Series("label", [None] * len(units), dtype=pl.String),
        pl.Series("theta", theta), pl.Series("se", se), pl.Series("shrunk", _shrunk(theta, se, tested)),
        pl.Series("q_value", np.minimum(q_up, q_down)),
        pl.Series("change_pct", 100 * np.expm1(theta)),
        pl.Series("low_pct", 100 * np.expm1(theta - Z90 * se)), pl.Series("high_pct", 100 * np.expm1(theta + Z90 * se)),
        # 2.49 = 1.645 + 0.84: the ratio seen with 80 % power by a one-sided test at 5 %
        pl.Series("smallest_ratio", np.exp(2.49 * se)),
        pl.Series("n_recent", np.rint(a1.sum(1)).astype(np.int64)),
        pl.Series("n_base", np.rint(a0.sum(1)).astype(np.int64)),
        pl.Series("passed", passed.astype(np.int8)),
        pl.col("n_employers", "n_sources", "n_platforms").fill_null(0).cast(pl.Int64),
    ).select(SCHEMA.keys())  # fmt: skip


def _theta(a1: Floats, n1: Floats, a0: Floats, n0: Floats) -> Floats:
    return np.asarray(np.log((a1 + 0.5) / (n1 + 0.5)) - np.log((a0 + 0.5) / (n0 + 0.5)))


def _matrix(frame: pl.DataFrame, units: pl.Series | None, keys: pl.Series, key: str, is_recent: bool) -> Floats:
    """Units by keys (one row where there are no units), filled with counts of one window."""
    out = np.zeros((1 if units is None else len(units), len(keys)))
    part = frame.filter(pl.col("is_recent") == is_recent)
    rows = np.zeros(part.height, dtype=np.int64) if units is None else units.search_sorted(part["unit"]).to_numpy()
    np.add.at(out, (rows, keys.search_sorted(part[key]).to_numpy()), part["c"].to_numpy())
    return out


def _jackknife(a1: Floats, n1: Floats, a0: Floats, n0: Floats) -> Floats:
    """Delete-one-employer standard error of theta, per unit (Efron and Stein 1981)."""
    left_out = _theta(
        a1.sum(1, keepdims=True) - a1, n1.sum() - n1, a0.sum(1, keepdims=True) - a0, n0.sum() - n0
    )  # units x employers
    count = left_out.shape[1]
    spread = ((left_out - left_out.mean(1, keepdims=True)) ** 2).sum(1)
    return np.asarray(np.sqrt((count - 1) / count * spread))


def _sign_without_any_source(counts: pl.DataFrame, totals: pl.DataFrame, units: pl.Series) -> Floats:
    """The sign of theta if it stays the same when any one source is left out, else 0. One source alone: 0."""
    sources = totals["source"].unique().sort()
    if len(sources) < 2:
        return np.zeros(len(units))
    a1, a0 = (_matrix(counts, units, sources, "source", r) for r in (True, False))
    n1, n0 = (_matrix(totals, None, sources, "source", r)[0] for r in (True, False))
    left_out = _theta(a1.sum(1, keepdims=True) - a1, n1.sum() - n1, a0.sum(1, keepdims=True) - a0, n0.sum() - n0)
    return np.where(left_out.min(1) > 0, 1.0, np.where(left_out.max(1) < 0, -1.0, 0.0))


def _q_values(p: Floats, tested: NDArray[np.bool_]) -> Floats:
    """Benjamini-Hochberg over the tested units; 1 for the others."""
    q = np.ones_like(p)
    if tested.any():
        q[tested] = false_discovery_control(p[tested])
    return q


def _shrunk(theta: Floats, se: Floats, tested: NDArray[np.bool_]) -> Floats:
    """Theta shrunk to 0 by a normal prior whose variance is fitted across the tested units (method of moments)."""
    tau2 = max(float(np.mean(theta[tested] ** 2 - se[tested] ** 2)), 0.0) if tested.any() else 0.0
    return np.asarray(theta * tau2 / (tau2 + se**2))
