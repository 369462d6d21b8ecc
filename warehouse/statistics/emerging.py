"""Which titles or skills rise or fall: shares of new vacancies in two windows, tested with errors by employer.

Definition: the project's statistics contract, section 1. Counts of a unit are capped, since mass posting must not make
a trend. Titles exclude one another: an employer's new vacancies of a title in a week count as two at most, and the
whole is the sum over all titles. A vacancy names many skills: there each of an employer's n vacancies of a week weighs
min(n, 5) / n, in the skill's count and in the whole alike. The test is that of ``share_shift``.

Beside it a unit must keep its sign without any one source, and stand at 4 employers and 2 kinds of source in the
window where it is the more frequent; a label needs two of the last three weeks.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.week import Week
from warehouse.statistics.share_shift import Shifts, detectable, log_ratio, moderated, shifts, weighted_q
from warehouse.statistics.windows import BURN_IN, Windows, panel, windows

CAP, CAP_OF_ALL = 2, 5
MIN_COUNT, MIN_EMPLOYERS, MIN_PLATFORMS = 8, 4, 2
FDR = 0.10
FDR_BEFORE = 0.15  # the two weeks before have to agree, not to prove it again
NEW_WITHIN_WEEKS = 26
# The ratio seen with 80 % power by a one-sided test at 5 %: 1.645 + 0.84 standard errors.
DETECTABLE_SE = 2.49

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SCHEMA = {
    "unit": pl.String, "label": pl.String, "theta": pl.Float64, "se": pl.Float64, "shrunk": pl.Float64,
    "p_value": pl.Float64, "q_value": pl.Float64, "change_pct": pl.Float64, "low_pct": pl.Float64,
    "high_pct": pl.Float64, "smallest_ratio": pl.Float64, "dispersion": pl.Float64, "n_recent": pl.Int64,
    "n_base": pl.Int64, "n_employers": pl.Int64, "n_sources": pl.Int64, "n_platforms": pl.Int64, "first_on": pl.Date,
    "passed": pl.Int8, "n_passes": pl.Int64,
}  # fmt: skip
# leans: passed, at the wider limit; the breadth of the base window
_ONE_WEEK = SCHEMA | {"leans": pl.Int8, "n_base_employers": pl.Int64, "n_base_platforms": pl.Int64}


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

    ``flow``: new listings, columns unit, employer, source, platform, monday_on, n_new, and maybe vacancy_id: listings
    that share one count once, at the panel's source that showed it first. ``totals``: the same without unit (all new
    listings). ``source_week``: trend.source_week.
    A label *emerging*, *new* or *declining* needs the test to pass this week, and at least at the wider ``FDR_BEFORE``
    in one of the two weeks before. ``n_passes``: in how many of the three.
    """
    flow, totals = _encoded(flow, totals)
    now = _one_week(flow, totals, source_week, week)
    if now.table.is_empty():
        return now._replace(table=now.table.select(SCHEMA.keys()))
    before = [_one_week(flow, totals, source_week, week.shift(-back)).table for back in (1, 2)]
    votes = (
        pl.concat([now.table.select("unit", vote="passed"), *(t.select("unit", vote="leans") for t in before)])
        .group_by("unit")
        .agg(up=(pl.col("vote") == 1).sum(), down=(pl.col("vote") == -1).sum())
    )
    table = (
        now.table.join(votes, on="unit", how="left")
        .with_columns(n_passes=pl.when(pl.col("theta") > 0).then("up").otherwise("down").cast(pl.Int64))
        .with_columns(label=_label(week))
    )
    return now._replace(table=table.select(SCHEMA.keys()).sort("shrunk", "unit", descending=[True, False]))


def _encoded(flow: pl.DataFrame, totals: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Names as numbers in their own order: to group millions of rows by them takes a fifth of the time."""
    frames = [flow, totals]
    for name in ("unit", "employer", "source", "platform", "vacancy_id"):
        at = [k for k, frame in enumerate(frames) if name in frame.columns]
        if at:
            names = pl.concat([frames[k][name] for k in at]).unique().drop_nulls().sort()
            for k in at:
                frames[k] = frames[k].with_columns(pl.col(name).cast(pl.Enum(names)))
    return frames[0], frames[1]


def _label(week: Week) -> pl.Expr:
    wide, was_wide = (
        (pl.col(f"{window}employers") >= MIN_EMPLOYERS) & (pl.col(f"{window}platforms") >= MIN_PLATFORMS)
        for window in ("n_", "n_base_")
    )
    agreed = pl.col("n_passes") >= 2
    fresh = pl.col("first_on") > week.shift(-NEW_WITHIN_WEEKS).monday
    return (
        pl.when((pl.col("passed") == 1) & agreed & wide & (pl.col("n_base") == 0) & fresh)
        .then(pl.lit("new"))
        .when((pl.col("passed") == 1) & agreed & wide)
        .then(pl.lit("emerging"))
        .when((pl.col("passed") == -1) & agreed & was_wide)
        .then(pl.lit("declining"))
        .when(pl.col("n_recent") + pl.col("n_base") >= MIN_COUNT)
        .then(pl.lit("steady"))
        .otherwise(pl.lit("too few to tell"))
    )


def _one_week(flow: pl.DataFrame, totals: pl.DataFrame, source_week: pl.DataFrame, week: Week) -> Trend:
    empty = pl.DataFrame(schema=_ONE_WEEK)
    nobody = pl.DataFrame(schema={"source": pl.String, "platform": pl.String})
    ripe = source_week.filter(pl.col("n_complete_weeks_before") >= BURN_IN)
    first = ripe["monday_on"].min()
    w = windows(week, first) if first is not None else None  # type: ignore[arg-type]
    if w is None:
        return Trend(empty, None, nobody, 0, 0, "less than 26 weeks of complete runs after the three weeks of burn-in")
    members = panel(source_week, w)
    if members.is_empty():
        return Trend(empty, w, members, 0, 0, "no source is complete in 60 % of its expected runs in both windows")
    counts, whole = _counted(*_inside(flow, totals, members, w))
    n1, n0 = (float(whole.filter(pl.col("is_recent") == r)["c"].sum()) for r in (True, False))
    table = _table(counts, whole, flow) if n1 and n0 and not counts.is_empty() else empty
    return Trend(table, w, members, round(n1), round(n0), None)


def _inside(
    flow: pl.DataFrame, totals: pl.DataFrame, members: pl.DataFrame, w: Windows
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What the panel saw in both windows, a vacancy once."""
    at_panel = [
        f.filter(pl.col("source").is_in(_among(members["source"], f["source"]).implode())) for f in (flow, totals)
    ]
    of_units, of_all = (
        f.filter(pl.col("monday_on").is_between(w.base_from, w.until, closed="left")).with_columns(
            is_recent=pl.col("monday_on") >= w.recent_from
        )
        for f in _once(*at_panel)
    )
    return of_units, of_all


def _among(names: pl.Series, encoded: pl.Series) -> pl.Series:
    """Those names that an encoded column knows, encoded alike."""
    return names.cast(encoded.dtype, strict=False).drop_nulls()


def _once(flow: pl.DataFrame, totals: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    if "vacancy_id" not in totals.columns:
        return flow, totals
    showing = ["vacancy_id", "monday_on", "source", "employer"]
    first = totals.select(showing).drop_nulls("vacancy_id").sort(showing).unique("vacancy_id", keep="first")

    def kept(listings: pl.DataFrame) -> pl.DataFrame:
        linked = listings.drop_nulls("vacancy_id").join(first, on=showing, how="semi")
        one_each = linked.with_columns(n_new=pl.lit(1, listings.schema["n_new"]))
        return pl.concat([listings.filter(pl.col("vacancy_id").is_null()), one_each])

    return kept(flow), kept(totals)


def _counted(flow: pl.DataFrame, totals: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Capped counts c by (unit,) employer, source and window: of the units, and of the whole they are shares of.

    The cap is the employer's, over all its sources. Units exclude one another unless some employer's week at a source
    holds more of them than vacancies.
    """
    if not _name_several(flow, totals):
        weekly = pl.col("n_new").sum().over("unit", "employer", "monday_on")
        capped = flow.with_columns(c=pl.col("n_new") * pl.min_horizontal(weekly, CAP) / weekly)
        return _summed(capped, "unit"), _summed(capped)
    key = ["employer", "monday_on"]
    weight = totals.group_by(key).agg(w=pl.min_horizontal(pl.col("n_new").sum(), CAP_OF_ALL) / pl.col("n_new").sum())
    of_units, of_all = (f.join(weight, on=key).with_columns(c=pl.col("n_new") * pl.col("w")) for f in (flow, totals))
    return _summed(of_units, "unit"), _summed(of_all)


def _name_several(flow: pl.DataFrame, totals: pl.DataFrame) -> bool:
    key = ["employer", "source", "monday_on"]
    named = flow.group_by(key).agg(pl.col("n_new").sum())
    whole = totals.group_by(key).agg(pl.col("n_new").sum().alias("n_whole"))
    return not named.join(whole, on=key).filter(pl.col("n_new") > pl.col("n_whole")).is_empty()


def _summed(capped: pl.DataFrame, *by: str) -> pl.DataFrame:
    return (
        capped.group_by(*by, "employer", "source", "platform", "is_recent")
        # rounded: the order in which fractions are added, which nobody fixes, must not show
        .agg(pl.col("c").sum().round(9))
        .sort(*by, "employer", "source", "platform", "is_recent")
    )


def _table(counts: pl.DataFrame, whole: pl.DataFrame, flow: pl.DataFrame) -> pl.DataFrame:
    units = counts["unit"].unique().sort()
    x, y, own, null, n_employers = _by_employer(counts, whole)
    n1, n0 = (float(whole.filter(pl.col("is_recent") == r)["c"].sum()) for r in (True, False))
    tested = np.rint(x) + _at_least_one(y) >= MIN_COUNT
    pooled = max(float(null[tested].mean()), 1.0) if tested.any() else 1.0
    s = shifts(x, y, n1, n0, moderated(own, pooled, n_employers))
    weights = detectable(x + y, n1 / (n1 + n0), pooled)
    q_up, q_down = (weighted_q(p, w, tested) for p, w in zip((s.p_up, s.p_down), weights, strict=True))
    robust = _sign_without_any_source(counts, whole, units)
    q = np.where(s.theta > 0, q_up, q_down)
    passed, leans = (np.where((q <= limit) & (robust == np.sign(s.theta)), robust, 0) for limit in (FDR, FDR_BEFORE))
    figures = _figures(s, tested).with_columns(
        pl.Series("unit", units), pl.Series("q_value", q),
        pl.Series("passed", passed.astype(np.int8)), pl.Series("leans", leans.astype(np.int8)),
        pl.Series("n_recent", np.rint(x).astype(np.int64)), pl.Series("n_base", _at_least_one(y)),
    )  # fmt: skip
    return _described(figures, counts, flow)


def _at_least_one(y: Floats) -> NDArray[np.int64]:
    """Whole counts; a fraction, which is not none, is one."""
    return np.where(y > 0, np.maximum(np.rint(y), 1), 0).astype(np.int64)


def _figures(s: Shifts, tested: Bools) -> pl.DataFrame:
    return pl.DataFrame({
        "theta": s.theta, "se": s.se, "shrunk": _shrunk(s.theta, s.se, tested),
        "p_value": np.where(s.theta > 0, s.p_up, s.p_down), "change_pct": 100 * np.expm1(s.theta),
        "low_pct": 100 * (s.low - 1), "high_pct": 100 * (s.high - 1), "smallest_ratio": np.exp(DETECTABLE_SE * s.se),
        "dispersion": s.phi,
    })  # fmt: skip


def _described(figures: pl.DataFrame, counts: pl.DataFrame, flow: pl.DataFrame) -> pl.DataFrame:
    """Who brought the counts of each window, and when the unit was first news anywhere."""
    counted, recent = pl.col("c") > 0, pl.col("is_recent")
    breadth = [
        pl.col(what).filter(counted & window).n_unique().alias(f"{n}{what}s")
        for n, window, whats in (
            ("n_", recent, ("employer", "source", "platform")),
            ("n_base_", ~recent, ("employer", "platform")),
        )
        for what in whats
    ]
    first = flow.group_by("unit").agg(pl.col("monday_on").min().alias("first_on"))
    return (
        figures.join(counts.group_by("unit").agg(breadth), on="unit", how="left")
        .join(first, on="unit", how="left")
        .with_columns(label=pl.lit(None, pl.String), n_passes=pl.lit(None, pl.Int64))
        .select(pl.col(c).cast(kind) for c, kind in _ONE_WEEK.items())
        .sort("unit")
    )


def _by_employer(counts: pl.DataFrame, whole: pl.DataFrame) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Per unit in order: both counts, the dispersion between employers around its own shift and around none, employers.

    An employer's part of theta is (x_e / x - y_e / y) - (n1_e / N1 - n0_e / N0); of the score under no shift it is
    (x_e - pi t_e) - t / N (n1_e - pi n_e), with t = x + y. Squares are summed over all employers, those that lack
    the unit included, by expanding the brackets: nothing of the size units x employers is made.
    """
    of_all = _windows_apart(whole, "employer").rename({"x": "n1", "y": "n0"})
    n1, n0 = float(of_all["n1"].sum()), float(of_all["n0"].sum())
    pi = n1 / (n1 + n0)
    of_all = of_all.with_columns(
        v=pl.col("n1") / n1 - pl.col("n0") / n0, g=pl.col("n1") - pi * (pl.col("n1") + pl.col("n0"))
    )
    vv, gg = (float((of_all[c] ** 2).sum()) for c in ("v", "g"))
    sizes = [(pl.col(c).sum().over("unit") + 0.5).alias(f"{c}_all") for c in ("x", "y")]
    parts = (
        _windows_apart(counts, "unit", "employer")
        .join(of_all, on="employer", maintain_order="left")
        .with_columns(sizes)
        .with_columns(
            u=pl.col("x") / pl.col("x_all") - pl.col("y") / pl.col("y_all"),
            d=pl.col("x") - pi * (pl.col("x") + pl.col("y")),
        )
    )
    names = ("x", "y", "uu", "uv", "dd", "dg", "n")
    sums = (
        parts.group_by("unit")
        .agg(
            pl.col("x").sum(), pl.col("y").sum(), uu=(pl.col("u") ** 2).sum(), uv=(pl.col("u") * pl.col("v")).sum(),
            dd=(pl.col("d") ** 2).sum(), dg=(pl.col("d") * pl.col("g")).sum(), n=pl.len().cast(pl.Float64),
        )
        .sort("unit")
        .select(pl.col(names).round_sig_figs(10))
    )  # fmt: skip
    x, y, uu, uv, dd, dg, n = (sums[c].to_numpy() for c in names)
    share = (x + y) / (n1 + n0)
    own = (uu - 2 * uv + vv) / (1 / (x + 0.5) + 1 / (y + 0.5))
    null = (dd - 2 * share * dg + share**2 * gg) / ((x + y) * pi * (1 - pi))
    return x, y, own, null, n


def _windows_apart(counts: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Counts with the recent window as x and the base as y."""
    sums = [
        pl.col("c").filter(pl.col("is_recent") == r).sum().round(9).alias(n) for n, r in (("x", True), ("y", False))
    ]
    return counts.group_by(by).agg(sums).sort(by)


def _sign_without_any_source(counts: pl.DataFrame, whole: pl.DataFrame, units: pl.Series) -> Floats:
    """The sign of theta if it stays the same when any one source is left out, else 0. One source alone: 0."""
    sources = whole["source"].unique().sort()
    if len(sources) < 2:
        return np.zeros(len(units))
    x, y = (_matrix(counts, units, sources, r) for r in (True, False))
    n1, n0 = (_matrix(whole, None, sources, r)[0] for r in (True, False))
    left_out = log_ratio(x.sum(1, keepdims=True) - x, n1.sum() - n1, y.sum(1, keepdims=True) - y, n0.sum() - n0)
    return np.where(left_out.min(1) > 0, 1.0, np.where(left_out.max(1) < 0, -1.0, 0.0))


def _matrix(frame: pl.DataFrame, units: pl.Series | None, sources: pl.Series, is_recent: bool) -> Floats:
    """Units by sources (one row where there are no units), filled with the counts of one window."""
    out = np.zeros((1 if units is None else len(units), len(sources)))
    part = frame.filter(pl.col("is_recent") == is_recent)
    rows = np.zeros(part.height, dtype=np.int64) if units is None else _positions(part["unit"], units)
    np.add.at(out, (rows, _positions(part["source"], sources)), part["c"].to_numpy())
    return out


def _positions(values: pl.Series, among: pl.Series) -> NDArray[np.int64]:
    return np.searchsorted(among.to_physical().to_numpy(), values.to_physical().to_numpy())


def _shrunk(theta: Floats, se: Floats, tested: Bools) -> Floats:
    """Theta shrunk to 0 by a normal prior whose variance is fitted across the tested units (method of moments)."""
    tau2 = max(float(np.mean(theta[tested] ** 2 - se[tested] ** 2)), 0.0) if tested.any() else 0.0
    return np.asarray(theta * tau2 / (tau2 + se**2))
