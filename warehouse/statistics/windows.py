"""The two windows that a trend compares, and the sources that saw enough of both to be compared."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from pipelines.week import Week

RECENT_WEEKS, BASE_WEEKS = 13, 52
MIN_COVERAGE = 0.6
BURN_IN = 3  # weeks with a complete run before a source's arrivals are news


class Windows(NamedTuple):
    """Mondays: base is [base_from, recent_from), recent is [recent_from, until). ``is_provisional``: short history."""

    base_from: date
    recent_from: date
    until: date
    is_provisional: bool

    @property
    def base_weeks(self) -> int:
        return (self.recent_from - self.base_from).days // 7


def windows(week: Week, first_monday: date) -> Windows | None:
    """The last 13 weeks and the 52 before them; with less than 65 weeks of history the 13 before them, provisional.

    None where there are less than 26 weeks: then nothing can be compared. Definition: design, section 1.
    """
    until = week.monday + timedelta(weeks=1)
    recent_from = until - timedelta(weeks=RECENT_WEEKS)
    for base, provisional in ((BASE_WEEKS, False), (RECENT_WEEKS, True)):
        if first_monday <= (base_from := recent_from - timedelta(weeks=base)):
            return Windows(base_from, recent_from, until, provisional)
    return None


def panel(source_week: pl.DataFrame, w: Windows) -> pl.DataFrame:
    """Sources complete, after their three weeks of burn-in, in at least 60 % of the runs expected in both windows.

    ``source_week`` has the columns of trend.source_week. Gives source, platform.
    """
    recent = covered(source_week, w.recent_from, w.until)
    return recent.join(covered(source_week, w.base_from, w.recent_from).select("source"), on="source", how="semi")


def covered(source_week: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """Sources complete, after their burn-in, in at least 60 % of the runs expected in [start, end): source, platform.

    Expected runs follow the source's cadence, so that a monthly source is held to a run a month.
    """
    ripe = source_week.filter((pl.col("outcome") == "complete") & (pl.col("n_complete_weeks_before") >= BURN_IN))
    expected = pl.max_horizontal((end - start).days // pl.col("cadence_days"), 1)
    inside = ripe.filter(pl.col("monday_on").is_between(start, end, closed="left"))
    per = inside.group_by("source", "platform", "cadence_days").agg(pl.len().alias("n"))
    return per.filter(pl.col("n") >= MIN_COVERAGE * expected).select("source", "platform").sort("source")
