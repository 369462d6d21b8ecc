"""A back-test of the emerging rule: what it said standing in a past month, and what the next year made of that.

The rule runs as it ships (``warehouse.statistics.emerging.trend``, weekly votes and burn-in included), standing in the
week a thread opened, on what was known then. One thing is relaxed, because one forum cannot meet it: a second kind of
source, and a sign that stays when any one source is left out. Each post is laid half at each of two copies of the
forum that count as two kinds: every count, cap, interval and test is as it was, and both conditions hold of
themselves.

What agreeing means was fixed before anything was looked at. With share = posts that name the skill, an employer
counting at most twice a thread, over all posts counted alike, and

    theta_next = ln(share in the 12 months after the thread) - ln(share in the base window)

a call "emerging" (or "new") *agrees* where theta_next > 0, is *clear* where its 90 % interval lies above 0 whole, and
*against* where it lies below whole; a call "declining" the other way round. The interval is theta_next -/+ 1.645 SE,
SE = max(delete-one-employer jackknife, Poisson): section 1 of the statistics contract, computed here anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.week import Week
from warehouse.statistics.emerging import Trend, trend
from warehouse.statistics.windows import Windows

BURN_IN, CAP, Z90 = 3, 2, 1.645  # runs before a source's posts are news; posts of an employer a thread; 90 % interval
RAW_GROWTH = 1.5  # the naive rule: half as many again
N_RANKED = 10  # the other naive rule calls as many as the rule, and at least so many
UP, DOWN = ("emerging", "new"), ("declining",)
NOT_TESTED = "too few to tell"
RULES = ("the rule", "raw growth", "rank change", "every skill")

Floats = NDArray[np.float64]
_FLOATS = ("theta", "low", "high", "n_later", "n_base", "share_later", "share_base")
CHANGE = {"unit": pl.String} | dict.fromkeys(_FLOATS, pl.Float64)


# --- the rule, month by month --------------------------------------------------------------------------------------


class History(NamedTuple):
    """The frames that ``emerging.trend`` takes, the forum standing twice."""

    flow: pl.DataFrame
    totals: pl.DataFrame
    source_week: pl.DataFrame


def history(posts: pl.DataFrame, *, burn_in: int = BURN_IN) -> History:
    """``burn_in`` 0 takes each post as news from the first thread on (none of them is an earlier thread's stock)."""
    months = posts["month"].unique().sort()
    runs = pl.DataFrame({
        "month": months, "monday_on": months.dt.truncate("1w"), "outcome": "complete", "cadence_days": 30,
        "n_complete_weeks_before": np.arange(len(months)) + BURN_IN - burn_in,
    })  # fmt: skip
    news = posts.join(runs.filter(pl.col("n_complete_weeks_before") >= BURN_IN), on="month")
    each = news.select("employer", "monday_on", n_new=pl.lit(1))
    named = news.select("employer", "monday_on", "skills", n_new=pl.lit(1)).drop_nulls("skills").explode("skills")
    return History(
        _twice(_summed(named.rename({"skills": "unit"}), "unit", "employer", "monday_on")),
        _twice(_summed(each, "employer", "monday_on")),
        _twice(runs.drop("month")),
    )


def _summed(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
    return frame.group_by(by).agg(pl.col("n_new").sum() / 2).sort(by)


def _twice(frame: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(frame.with_columns(source=pl.lit(f"copy {k}"), platform=pl.lit(f"kind {k}")) for k in (1, 2))


def standing(known: History, month: date) -> Trend:
    """What the rule said in the week the thread of ``month`` opened, of what had been seen by then."""
    week = Week.of(month)
    seen = (frame.filter(pl.col("monday_on") <= week.monday) for frame in known)
    return trend(*seen, week)


# --- what came of it -----------------------------------------------------------------------------------------------


class Span(NamedTuple):
    """Mondays [since, until) of the runs that fall into it."""

    since: date
    until: date


def next_year(month: date) -> Span:
    """The threads of the twelve months after ``month``."""
    later = month.replace(year=month.year + 1)
    return Span(Week.of(month).monday + timedelta(weeks=1), Week.of(later).monday + timedelta(weeks=1))


def capped(posts: pl.DataFrame, span: Span) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(unit, employer, c) and (employer, c): posts, an employer counted at most CAP times a thread."""
    inside = posts.filter(pl.col("month").dt.truncate("1w").is_between(span.since, span.until, closed="left"))
    named = inside.drop_nulls("skills").explode("skills").rename({"skills": "unit"})

    def count(frame: pl.DataFrame, *by: str) -> pl.DataFrame:
        monthly = frame.group_by(*by, "month").agg(pl.len().clip(upper_bound=CAP).alias("c"))
        return monthly.group_by(by).agg(pl.col("c").sum()).sort(by)

    return count(named, "unit", "employer"), count(inside, "employer")


def share_change(posts: pl.DataFrame, units: Sequence[str], later: Span, base: Span) -> pl.DataFrame:
    """theta_next of each unit with its 90 % interval: unit, theta, low, high, n_later, n_base, share_later, share_base.

    Shares compare by ln((a + .5) / (N + .5)); the jackknife leaves out one employer at a time (Efron and Stein 1981).
    """
    counts = [capped(posts, span) for span in (later, base)]
    employers = pl.concat([all_of for _, all_of in counts])["employer"].unique().sort()
    order = pl.Series(sorted(units))
    a1, a0 = (_matrix(named, order, employers) for named, _ in counts)
    n1, n0 = (_matrix(all_of.with_columns(unit=pl.lit("")), pl.Series([""]), employers) for _, all_of in counts)
    (s1, s0), (t1, t0) = (x.sum(1) for x in (a1, a0)), (float(x.sum()) for x in (n1, n0))

    def theta(a: Any, n: Any, b: Any, m: Any) -> Any:
        return np.log((a + 0.5) / (n + 0.5)) - np.log((b + 0.5) / (m + 0.5))

    out = theta(s1[:, None] - a1, t1 - n1, s0[:, None] - a0, t0 - n0)
    spread = ((out - out.mean(1, keepdims=True)) ** 2).sum(1)
    jackknife = np.sqrt((len(employers) - 1) / len(employers) * spread)
    se = np.maximum(jackknife, np.sqrt(1 / (s1 + 0.5) + 1 / (s0 + 0.5)))
    middle = theta(s1, t1, s0, t0)
    return pl.DataFrame({
        "unit": order, "theta": middle, "low": middle - Z90 * se, "high": middle + Z90 * se,
        "n_later": s1, "n_base": s0, "share_later": s1 / t1, "share_base": s0 / t0,
    })  # fmt: skip


def _matrix(counts: pl.DataFrame, units: pl.Series, employers: pl.Series) -> Floats:
    counts = counts.filter(pl.col("unit").is_in(units.to_list()))
    out = np.zeros((len(units), len(employers)))
    rows, columns = units.search_sorted(counts["unit"]), employers.search_sorted(counts["employer"])
    out[rows.to_numpy(), columns.to_numpy()] = counts["c"].to_numpy()
    return out


class Score(NamedTuple):
    """How the calls of one rule in one direction came out; ``missed`` are clear movers that it did not call."""

    called: int
    agree: int
    clear: int
    against: int
    missed: int

    @property
    def precision(self) -> float | None:
        return self.agree / self.called if self.called else None


def score(called: Sequence[str], came: pl.DataFrame, sign: int) -> Score:
    """``came`` is the ``share_change`` of every tested unit; ``sign`` 1 for calls that it rises, -1 that it falls."""
    near, far = ("low", "high") if sign > 0 else ("high", "low")
    marked = came.with_columns(
        called=pl.col("unit").is_in(list(called)), agree=sign * pl.col("theta") > 0,
        clear=sign * pl.col(near) > 0, against=sign * pl.col(far) < 0,
    )  # fmt: skip
    mine = marked.filter("called")
    return Score(
        mine.height, *(int(mine[c].sum()) for c in ("agree", "clear", "against")),
        missed=marked.filter(~pl.col("called") & pl.col("clear")).height,
    )  # fmt: skip


# --- naive rules beside it -----------------------------------------------------------------------------------------


def raw_rates(posts: pl.DataFrame, windows: Windows, units: Sequence[str]) -> pl.DataFrame:
    """unit, recent, base: posts a thread that name it, uncapped."""
    inside = posts.with_columns(monday_on=pl.col("month").dt.truncate("1w")).filter(
        pl.col("monday_on").is_between(windows.base_from, windows.until, closed="left")
    )
    is_recent = pl.col("monday_on") >= windows.recent_from
    threads = inside.group_by(is_recent.alias("late")).agg(pl.col("month").n_unique())
    n_threads = dict(threads.iter_rows())
    return (
        inside.drop_nulls("skills").explode("skills").group_by(unit="skills")
        .agg(recent=is_recent.sum() / n_threads[True], base=(~is_recent).sum() / n_threads[False])
        .filter(pl.col("unit").is_in(list(units)))
        .sort("unit")
    )  # fmt: skip


def by_growth(rates: pl.DataFrame, sign: int) -> list[str]:
    """Half as many posts a thread again, or fewer than so by the same factor."""
    late, early = pl.col("recent"), pl.col("base")
    moved = late >= RAW_GROWTH * early if sign > 0 else early >= RAW_GROWTH * late
    return rates.filter(moved)["unit"].to_list()


def by_rank(rates: pl.DataFrame, sign: int, n: int) -> list[str]:
    """The ``n`` that gained (lost) most places in the order by posts a thread."""
    ranked = rates.with_columns(
        gain=sign
        * (pl.col("base").rank("average", descending=True) - pl.col("recent").rank("average", descending=True))
    )
    return ranked.sort(["gain", "unit"], descending=[True, False])["unit"].head(n).to_list()


# --- one reading of the history ------------------------------------------------------------------------------------


class Judged(NamedTuple):
    """One standing: what was said, what came of every tested skill, and the score of each rule by (rule, sign)."""

    month: date
    said: Trend
    windows: Windows
    came: pl.DataFrame
    scores: dict[tuple[str, int], Score]


def judged(posts: pl.DataFrame, said: Trend, month: date) -> Judged | None:
    """``said``: the rule's table, standing at ``month``. None where it had none yet."""
    w, tested = said.windows, said.table.filter(pl.col("label") != NOT_TESTED)
    if w is None or tested.is_empty():
        return None
    units = tested["unit"].to_list()
    came = share_change(posts, units, next_year(month), Span(w.base_from, w.recent_from))
    rates = raw_rates(posts, w, units)
    scores: dict[tuple[str, int], Score] = {}
    for sign, labels in ((1, UP), (-1, DOWN)):
        mine = tested.filter(pl.col("label").is_in(labels))["unit"].to_list()
        ranked = by_rank(rates, sign, max(len(mine), N_RANKED))
        calls = (mine, by_growth(rates, sign), ranked, units)
        scores |= {(rule, sign): score(called, came, sign) for rule, called in zip(RULES, calls, strict=True)}
    return Judged(month, said, w, came, scores)


def calls(one: Judged) -> pl.DataFrame:
    """The rule's calls with what came of them, risers first, each by its estimate."""
    wanted = one.said.table.filter(pl.col("label").is_in([*UP, *DOWN]))
    came = one.came.select("unit", "share_base", "share_later", next="theta", next_low="low", next_high="high")
    return wanted.join(came, on="unit", how="left").sort(["shrunk", "unit"], descending=[True, False])


class Early(NamedTuple):
    """``first``: the thread in whose week the rule first called it; shares of posts, uncapped, as ``smooth_share``."""

    unit: str
    first: date | None
    share_then: float | None
    peak: date
    share_peak: float
    best: str  # the strongest evidence it ever had, in words


def smooth_share(posts: pl.DataFrame, unit: str) -> dict[date, float]:
    """Share of posts that name the skill, by thread: the mean of the thread and the two before it."""
    named = pl.col("skills").list.contains(unit).fill_null(False).mean().alias("share")
    by_thread = posts.group_by("month").agg(named).sort("month")
    return dict(by_thread.with_columns(pl.col("share").rolling_mean(3, min_samples=1).round(9)).iter_rows())


def how_early(posts: pl.DataFrame, said: dict[date, Trend], unit: str) -> Early:
    shares = smooth_share(posts, unit)
    rows = {m: row for m, t in said.items() for row in t.table.filter(pl.col("unit") == unit).iter_rows(named=True)}
    first = next((m for m, row in rows.items() if row["label"] in UP), None)
    peak = max(shares, key=lambda month: (shares[month], month))
    return Early(unit, first, shares[first] if first else None, peak, shares[peak], _best(rows))


def _best(rows: dict[date, dict[str, Any]]) -> str:
    if not rows:
        return "never seen"
    month, row = min(rows.items(), key=lambda item: (item[1]["q_value"], item[0]))
    return (
        f"q {row['q_value']:.2g} in {month:%Y-%m}: {row['change_pct']:+.0f} % ({row['low_pct']:+.0f} to "
        f"{row['high_pct']:+.0f}), {row['n_recent']} against {row['n_base']}; smallest ratio it could see "
        f"{row['smallest_ratio']:.2f}; {'passed' if row['passed'] else 'not passed'}"
    )


def grown(posts: pl.DataFrame, said: dict[date, Trend], sign: int) -> dict[date, list[str]]:
    """What raw growth called after each thread, among the skills that the rule tested then."""
    out: dict[date, list[str]] = {}
    for month, t in said.items():
        if t.windows:
            tested = t.table.filter(pl.col("label") != NOT_TESTED)["unit"].to_list()
            out[month] = by_growth(raw_rates(posts, t.windows, tested), sign)
    return out


def first_calls(posts: pl.DataFrame, said: dict[date, Trend], called: dict[date, list[str]]) -> pl.DataFrame:
    """What came of each skill after the first thread it was called at: ``share_change`` against the base of then."""
    known: set[str] = set()
    frames = [pl.DataFrame(schema=CHANGE)]
    for month, units in sorted(called.items()):
        w = said[month].windows
        if w and (new := set(units) - known):
            frames.append(share_change(posts, sorted(new), next_year(month), Span(w.base_from, w.recent_from)))
            known |= new
    return pl.concat(frames).sort("unit")
