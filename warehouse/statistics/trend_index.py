"""The trend index: how much is advertised, week by week, when the set of boards changes.

Definition: the project's statistics contract, section 2. New listings n of a unit (title family, skill, or the whole
market) at a source in a week follow n[s, t] ~ Poisson(exp(alpha[s] + delta[t])), as ``two_way`` fits it, over the
source-weeks that can be compared: the run was complete, three weeks with complete runs came before it, and so was the
run before it, so that what it found new is the news of one interval and not of a gap. The index is exp(delta[t]) over
its mean in the base window (with a base of one week it would be exp(delta[t] - delta[t0])).

n counts listings new at that source, each source its own series: a board that joins with copies of what others show
takes nothing from them. Intervals (90 %) are Student's around ln(index), with the variance between employers by their
influence, the limit of a bootstrap over employers; degrees of freedom are the effective number of employers less 1.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import stdtrit

from pipelines.week import Week
from warehouse.statistics.two_way import Cells, fit, influence
from warehouse.statistics.windows import BURN_IN, RECENT_WEEKS, covered

SPAN_WEEKS = 104
MIN_OVERLAP, MIN_EMPLOYERS = 0.7, 4

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
WEEKS = {
    "unit": pl.String, "monday_on": pl.Date, "index": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "raw_index": pl.Float64, "n": pl.Int64, "n_sources": pl.Int64, "overlap": pl.Float64,
}  # fmt: skip
CHANGE = {
    "unit": pl.String, "ratio": pl.Float64, "low": pl.Float64, "high": pl.Float64, "raw_ratio": pl.Float64,
    "panel_ratio": pl.Float64, "overlap": pl.Float64, "n_base": pl.Int64, "n_recent": pl.Int64, "within": pl.Int64,
    "added": pl.Int64, "lost": pl.Int64, "n_employers": pl.Int64, "n_sources": pl.Int64, "reason": pl.String,
}  # fmt: skip
SOURCES = {"source": pl.String, "state": pl.String, "n_base_weeks": pl.Int64, "n_recent_weeks": pl.Int64}


class TrendIndex(NamedTuple):
    """``weeks``: unit by week, a missing week null. ``change``: the recent window over the base window, by unit.

    ``change.reason`` null: growth may be claimed. within + added + lost = n_recent - n_base, of listings as counted.
    ``sources.state``: panel | added | lost | degraded (too few complete runs in a window) | not compared (in neither).
    ``reason``: why the tables are empty, where they are.
    """

    weeks: pl.DataFrame
    change: pl.DataFrame
    sources: pl.DataFrame
    reason: str | None = None


class _Span(NamedTuple):
    """Weeks counted from the first: the base window is [0, 13), the recent one the last 13."""

    first: date
    n_weeks: int

    def at(self, week: int) -> date:
        return self.first + timedelta(weeks=week)


class _Counts(NamedTuple):
    """All by position in ``units`` and ``sources``, which are sorted. ``seen`` [source, week]: can be compared.

    ``cells``: unit, employer, source, week, n of the source-weeks seen, sorted. ``n`` and ``n_panel`` [unit, week],
    ``base`` and ``recent`` [unit, source] count every listing.
    """

    span: _Span
    units: pl.Series
    sources: pl.Series
    seen: Floats
    is_panel: Bools
    cells: Ints
    n: Ints
    n_panel: Ints
    base: Ints
    recent: Ints


class _Fitted(NamedTuple):
    """[unit, week] index with its ends, [unit] ratio of the windows with its; NaN where unknown."""

    level: Floats
    low: Floats
    high: Floats
    ratio: Floats
    ratio_low: Floats
    ratio_high: Floats
    n_employers: Ints


def trend_index(
    flow: pl.DataFrame, source_week: pl.DataFrame, week: Week, since: Week | None = None, burn_in: int = BURN_IN
) -> TrendIndex:
    """The index of every unit up to ``week``; its base window is the 13 weeks from ``since`` on.

    ``flow``: new listings, columns unit, employer, source, monday_on, n_new (others are ignored; for the whole market
    give rows with a unit of its own). ``source_week``: trend.source_week. ``since``: default the first week of the last
    104 that can be compared. ``burn_in`` is there to show what leaving it out does.
    """
    until, since_on = week.monday, (since or week.shift(1 - SPAN_WEEKS)).monday
    usable = comparable(source_week, burn_in).filter(pl.col("monday_on").is_between(since_on, until))
    first = usable["monday_on"].min() if since is None else since_on
    n_weeks = (until - first).days // 7 + 1 if isinstance(first, date) else 0
    if n_weeks < 2 * RECENT_WEEKS or usable.is_empty():
        reason = f"{n_weeks} weeks can be compared; two windows of {RECENT_WEEKS} are needed"
        return TrendIndex(pl.DataFrame(schema=WEEKS), pl.DataFrame(schema=CHANGE), pl.DataFrame(schema=SOURCES), reason)
    counts = _counts(flow, source_week, usable, _Span(first, n_weeks))  # type: ignore[arg-type]
    fitted = _fitted(counts)
    return TrendIndex(_weeks_table(counts, fitted), _change_table(counts, fitted), _sources_table(counts))


def comparable(source_week: pl.DataFrame, burn_in: int = BURN_IN) -> pl.DataFrame:
    """Source-weeks whose new listings are the news of one interval: source, monday_on. See the module."""
    complete = pl.col("outcome").fill_null("none") == "complete"
    return (
        source_week.sort("source", "monday_on")
        .with_columns(follows=complete.shift(1).over("source").fill_null(burn_in == 0))
        .filter(complete & pl.col("follows") & (pl.col("n_complete_weeks_before") >= burn_in))
        .select("source", "monday_on")
    )


def _counts(flow: pl.DataFrame, source_week: pl.DataFrame, usable: pl.DataFrame, span: _Span) -> _Counts:
    inside = flow.filter(pl.col("monday_on").is_between(span.first, span.at(span.n_weeks - 1)) & (pl.col("n_new") > 0))
    units = inside["unit"].unique().sort()
    sources = pl.concat([source_week["source"], inside["source"]]).unique().sort()
    seen = np.zeros((len(sources), span.n_weeks))
    seen[_positions(usable["source"], sources), _weeks_after(usable["monday_on"], span)] = 1
    windows = ((0, RECENT_WEEKS), (span.n_weeks - RECENT_WEEKS, span.n_weeks))
    base, recent = (covered(source_week, span.at(a), span.at(b))["source"] for a, b in windows)
    is_panel = sources.is_in(base.implode()) & sources.is_in(recent.implode())
    u, s = _positions(inside["unit"], units), _positions(inside["source"], sources)
    t, n = _weeks_after(inside["monday_on"], span), inside["n_new"].to_numpy().astype(np.int64)
    employer = inside["employer"].rank("dense").to_numpy().astype(np.int64)
    cells = np.stack([u, employer, s, t, n])[:, seen[s, t] > 0]
    panel = is_panel.to_numpy()
    early, late = t < RECENT_WEEKS, t >= span.n_weeks - RECENT_WEEKS
    by_week, by_source = (len(units), span.n_weeks), (len(units), len(sources))
    return _Counts(
        span, units, sources, seen, panel, cells[:, np.lexsort(cells[::-1])],
        n=_summed(u, t, n, by_week), n_panel=_summed(u, t, n * panel[s], by_week),
        base=_summed(u, s, n * early, by_source), recent=_summed(u, s, n * late, by_source),
    )  # fmt: skip


def _positions(values: pl.Series, among: pl.Series) -> Ints:
    return among.search_sorted(values).to_numpy().astype(np.int64)


def _weeks_after(mondays: pl.Series, span: _Span) -> Ints:
    return ((mondays - span.first).dt.total_days() // 7).to_numpy().astype(np.int64)


def _summed(rows: Ints, columns: Ints, n: Ints, shape: tuple[int, int]) -> Ints:
    """A matrix of sums; whole numbers, exact below 2^53."""
    flat = np.bincount(rows * shape[1] + columns, n, shape[0] * shape[1])
    return flat.reshape(shape).astype(np.int64)


def _fitted(counts: _Counts) -> _Fitted:
    u, _, s, t, n = counts.cells
    n_units, (n_sources, n_weeks) = len(counts.units), counts.seen.shape
    by_source = _summed(u, s, n, (n_units, n_sources)).astype(np.float64)
    effect = fit(by_source, _summed(u, t, n, (n_units, n_weeks)).astype(np.float64), counts.seen)
    base = _mean(effect[:, :RECENT_WEEKS])
    index = _over(effect, base[:, None])
    ratio = _over(_mean(effect[:, -RECENT_WEEKS:]), base)
    edges = np.searchsorted(u, np.arange(n_units + 1))
    spread = np.full((n_units, n_weeks + 1), np.nan)
    employers = np.zeros(n_units, dtype=np.int64)
    for unit in np.flatnonzero(np.isfinite(ratio)):
        own = counts.cells[1:, edges[unit] : edges[unit + 1]]
        employers[unit] = len(np.unique(own[0]))
        if employers[unit] >= MIN_EMPLOYERS:
            spread[unit] = _half_widths(own, effect[unit], counts.seen)
    spread[:, 1:][index == 0] = np.nan  # the logarithm of none has no interval
    spread[ratio == 0, 0] = np.nan
    weekly, windows = np.exp(spread[:, 1:]), np.exp(spread[:, 0])
    return _Fitted(index, index / weekly, index * weekly, ratio, ratio / windows, ratio * windows, employers)


def _mean(effect: Floats) -> Floats:
    """Over the weeks that are known; NaN where none is."""
    known = np.isfinite(effect)
    n = known.sum(1)
    return np.where(n > 0, np.where(known, effect, 0).sum(1) / np.maximum(n, 1), np.nan)


def _over(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)


def _half_widths(cells: Ints, effect: Floats, seen: Floats) -> Floats:
    """Half the width of the 90 % interval of ln(recent / base) and of each week's ln(index)."""
    level = np.where(np.isfinite(effect), effect, 0)
    sources, at_source = np.unique(cells[1], return_inverse=True)
    employers, at_employer = np.unique(cells[0], return_inverse=True)
    base, recent = np.zeros_like(level), np.zeros_like(level)
    base[:RECENT_WEEKS], recent[-RECENT_WEEKS:] = level[:RECENT_WEEKS], level[-RECENT_WEEKS:]
    if not recent.any():
        return np.full(len(level) + 1, np.nan)
    gradient = np.column_stack([recent / recent.sum(), np.diag(level > 0)]) - (base / base.sum())[:, None]
    own = Cells(at_employer, at_source, cells[2], cells[3].astype(np.float64))
    parts = influence(own, level, seen[sources], gradient)
    n = len(employers)
    size = np.bincount(at_employer, cells[3])
    freedom = max(size.sum() ** 2 / (size**2).sum() - 1, 1)
    return np.asarray(stdtrit(freedom, 0.95) * np.sqrt(n / (n - 1) * (parts**2).sum(0)))


def _weeks_table(counts: _Counts, fitted: _Fitted) -> pl.DataFrame:
    span, n = counts.span, counts.n.astype(np.float64)
    n[:, counts.seen.sum(0) == 0] = np.nan  # nobody looked: a gap, not a zero
    has = (counts.base + counts.recent > 0).astype(np.float64)
    has[counts.cells[0], counts.cells[2]] = 1
    raw = _over(n, _mean(n[:, :RECENT_WEEKS])[:, None])
    overlap = _over(counts.n_panel.astype(np.float64), n)
    columns = (fitted.level, fitted.low, fitted.high, raw, n, has @ counts.seen, overlap)
    mondays = pl.Series([span.at(w) for w in range(span.n_weeks)], dtype=pl.Date)
    frame = pl.DataFrame({
        "unit": counts.units.gather(np.repeat(np.arange(len(counts.units)), span.n_weeks)),
        "monday_on": mondays.gather(np.tile(np.arange(span.n_weeks), len(counts.units))),
        **{name: values.ravel() for name, values in zip(list(WEEKS)[2:], columns, strict=True)},
    }).fill_nan(None)  # fmt: skip
    return frame.select(pl.col(c).cast(kind) for c, kind in WEEKS.items())


def _change_table(counts: _Counts, fitted: _Fitted) -> pl.DataFrame:
    base, recent = counts.base.sum(1), counts.recent.sum(1)
    change, came, went = counts.recent - counts.base, _is_new(counts), _is_gone(counts)
    frame = pl.DataFrame({
        "unit": counts.units, "ratio": fitted.ratio, "low": fitted.ratio_low, "high": fitted.ratio_high,
        "raw_ratio": _over(recent.astype(np.float64), base.astype(np.float64)), "panel_ratio": _panel_ratio(counts),
        "overlap": _over((counts.recent * counts.is_panel).sum(1).astype(np.float64), recent.astype(np.float64)),
        "n_base": base, "n_recent": recent, "within": (change * ~(came | went)).sum(1), "added": (change * came).sum(1),
        "lost": (change * went).sum(1), "n_employers": fitted.n_employers,
        "n_sources": ((counts.base + counts.recent) > 0).sum(1),
    }).fill_nan(None)  # fmt: skip
    return frame.with_columns(reason=_reason()).select(pl.col(c).cast(kind) for c, kind in CHANGE.items())


def _reason() -> pl.Expr:
    share = (100 * pl.col("overlap")).floor().cast(pl.Int64).cast(pl.String)
    return (
        pl.when(pl.col("ratio").is_null())
        .then(pl.lit("none was seen in the base window"))
        .when(pl.col("low").is_null())
        .then(pl.lit(f"fewer than {MIN_EMPLOYERS} employers, or none now"))
        .when(pl.col("overlap") < MIN_OVERLAP)
        .then(pl.format("only {} % of what is new now comes from sources that saw both windows", share))
    )


def _weeks_seen(counts: _Counts) -> tuple[Ints, Ints]:
    """Weeks compared in the base and in the recent window, by source."""
    whole = counts.seen.astype(np.int64)
    return whole[:, :RECENT_WEEKS].sum(1), whole[:, -RECENT_WEEKS:].sum(1)


def _is_new(counts: _Counts) -> Bools:
    base, recent = _weeks_seen(counts)
    return np.asarray((base == 0) & (recent > 0))


def _is_gone(counts: _Counts) -> Bools:
    base, recent = _weeks_seen(counts)
    return np.asarray((base > 0) & (recent == 0))


def _panel_ratio(counts: _Counts) -> Floats:
    """Sum over panel sources of the mean week, recent over base, by unit."""
    u, _, s, t, n = counts.cells
    shape = counts.base.shape
    sums = (_summed(u, s, n * late, shape) for late in (t < RECENT_WEEKS, t >= counts.span.n_weeks - RECENT_WEEKS))
    base, recent = (
        np.divide(total, weeks, out=np.zeros(shape), where=(weeks > 0) & counts.is_panel)
        for total, weeks in zip(sums, _weeks_seen(counts), strict=True)
    )
    return _over(recent.sum(1), base.sum(1))


def _sources_table(counts: _Counts) -> pl.DataFrame:
    base, recent = _weeks_seen(counts)
    states = np.select(
        [counts.is_panel, _is_new(counts), _is_gone(counts), (base > 0) & (recent > 0)],
        ["panel", "added", "lost", "degraded"], "not compared",
    )  # fmt: skip
    return pl.DataFrame(
        {"source": counts.sources, "state": states, "n_base_weeks": base, "n_recent_weeks": recent}, schema=SOURCES
    )
