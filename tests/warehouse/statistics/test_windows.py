from datetime import date, timedelta

import polars as pl

from pipelines.week import Week
from warehouse.statistics.windows import covered, panel, windows

WEEK = Week(2026, 47)


def source_week(source: str, weeks: range, *, cadence: int = 7, missing: frozenset[int] = frozenset()) -> pl.DataFrame:
    """Runs so many weeks back from WEEK; ``missing`` weeks failed."""
    rows = [
        {
            "source": source, "platform": "p", "cadence_days": cadence,
            "monday_on": WEEK.monday - timedelta(weeks=back),
            "outcome": "failed" if back in missing else "complete", "n_complete_weeks_before": 10,
        }
        for back in weeks
    ]  # fmt: skip
    return pl.DataFrame(rows)


def test_a_long_history_compares_thirteen_weeks_with_the_fiftytwo_before() -> None:
    w = windows(WEEK, WEEK.monday - timedelta(weeks=64))
    assert w is not None
    assert (w.until - w.recent_from).days == 13 * 7
    assert w.base_weeks == 52
    assert not w.is_provisional
    assert w.until == date(2026, 11, 23)


def test_a_short_history_is_provisional_and_a_shorter_one_compares_nothing() -> None:
    short = windows(WEEK, WEEK.monday - timedelta(weeks=63))
    assert short is not None
    assert short.is_provisional
    assert short.base_weeks == 13
    assert windows(WEEK, WEEK.monday - timedelta(weeks=24)) is None


def test_the_panel_holds_sources_that_saw_sixty_percent_of_both_windows() -> None:
    w = windows(WEEK, WEEK.monday - timedelta(weeks=64))
    assert w is not None
    whole = source_week("whole", range(65))
    joined_late = source_week("joined late", range(20))
    gappy_now = source_week("gappy now", range(65), missing=frozenset(range(6)))  # 7 of 13 weeks
    gappy_enough = source_week("gappy enough", range(65), missing=frozenset(range(5)))  # 8 of 13 weeks
    members = panel(pl.concat([whole, joined_late, gappy_now, gappy_enough]), w)["source"].to_list()
    assert members == ["gappy enough", "whole"]


def test_a_monthly_source_is_held_to_a_run_a_month() -> None:
    w = windows(WEEK, WEEK.monday - timedelta(weeks=64))
    assert w is not None
    assert panel(source_week("thread", range(0, 65, 4), cadence=30), w)["source"].to_list() == ["thread"]
    assert panel(source_week("thread", range(0, 65, 4), cadence=7), w).is_empty()


def test_weeks_of_burn_in_do_not_count_as_coverage() -> None:
    w = windows(WEEK, WEEK.monday - timedelta(weeks=64))
    assert w is not None
    fresh = source_week("fresh", range(65)).with_columns(n_complete_weeks_before=pl.lit(2))
    assert panel(fresh, w).is_empty()


def test_any_span_can_be_asked_for() -> None:
    runs = pl.concat([source_week("whole", range(65)), source_week("new", range(10))])
    year_ago = WEEK.monday - timedelta(weeks=52)
    assert covered(runs, year_ago - timedelta(weeks=12), year_ago)["source"].to_list() == ["whole"]
    assert covered(runs, WEEK.monday - timedelta(weeks=12), WEEK.monday)["source"].to_list() == ["new", "whole"]
