"""The index on counts whose course is known: boards that join, leave and fail take nothing from it and add nothing."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.week import Week
from warehouse.statistics.trend_index import CHANGE, SOURCES, WEEKS, comparable, trend_index

WEEK = Week(2026, 47)
SPAN = 40


def runs(source: str, first: int = 0, last: int = SPAN + 3, bad: dict[int, str | None] | None = None) -> pl.DataFrame:
    """Weekly runs from week ``first`` on (week SPAN + 3 is the newest), three of burn-in before any is compared."""
    rows, complete = [], 0
    for w in range(first, last + 1):
        outcome = (bad or {}).get(w, "complete")
        rows.append((source, "ab"[len(source) % 2], 7, monday(w), outcome, complete))
        complete += outcome == "complete"
    names = ["source", "platform", "cadence_days", "monday_on", "outcome", "n_complete_weeks_before"]
    return pl.DataFrame(rows, schema=names, orient="row")


def monday(w: int) -> date:
    return WEEK.monday - timedelta(weeks=SPAN + 3 - w)


def listings(source: str, weeks: range, n: int | dict[int, int], unit: str = "all", employers: int = 5) -> pl.DataFrame:
    rows = [
        (unit, f"{source} {e}", source, monday(w), n if isinstance(n, int) else n[w])
        for w in weeks for e in range(employers)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["unit", "employer", "source", "monday_on", "n_new"], orient="row")


def row(found: pl.DataFrame, unit: str = "all") -> dict:
    return found.row(by_predicate=pl.col("unit") == unit, named=True)


def test_a_board_that_joins_and_one_that_leaves_move_the_raw_total_and_not_the_index() -> None:
    flow = pl.concat([
        listings("stays", range(3, SPAN + 4), 6), listings("joins", range(23, SPAN + 4), 2),
        listings("leaves", range(3, 16), 1),
    ])  # fmt: skip
    found = trend_index(flow, pl.concat([runs("stays"), runs("joins", 20), runs("leaves", 0, 15)]), WEEK)
    change = row(found.change)
    assert change["ratio"] == pytest.approx(1, abs=1e-6)
    assert change["panel_ratio"] == pytest.approx(1)
    assert change["raw_ratio"] == pytest.approx(8 / 7, abs=0.02)
    n = 13 * 5
    assert (change["within"], change["added"], change["lost"]) == (0, 2 * n, -n)
    assert change["within"] + change["added"] + change["lost"] == change["n_recent"] - change["n_base"]
    assert change["overlap"] == pytest.approx(6 / 8)
    assert dict(found.sources.select("source", "state").iter_rows()) == {
        "joins": "added", "leaves": "lost", "stays": "panel",
    }  # fmt: skip
    assert change["reason"] is None
    assert found.weeks["index"].to_list() == pytest.approx([1] * (SPAN + 1), abs=1e-6)


def test_growth_is_found_and_its_interval_holds_it() -> None:
    rng = np.random.default_rng(4)
    course = np.where(np.arange(SPAN + 4) > 20, 4.5, 3)
    flow = pl.concat(
        [listings(f"board {s}", range(3, SPAN + 4), dict(enumerate(rng.poisson(course).tolist()))) for s in range(20)]
    )
    change = row(trend_index(flow, pl.concat([runs(f"board {s}") for s in range(20)]), WEEK).change)
    assert change["low"] < 1.5 < change["high"]
    assert change["low"] > 1.3
    assert change["n_employers"] == 100


def test_a_week_in_which_nothing_ran_is_a_gap_and_so_is_what_the_next_run_finds() -> None:
    bad: dict[int, str | None] = {20: "failed", 30: None, 35: "partial"}
    flow = listings("only", range(3, SPAN + 4), 4).filter(~pl.col("monday_on").is_in([monday(20), monday(30)]))
    flow = flow.with_columns(n_new=pl.when(pl.col("monday_on") == monday(21)).then(8).otherwise("n_new"))
    found = trend_index(flow, runs("only", bad=bad), WEEK).weeks
    gone = found.filter(pl.col("index").is_null())["monday_on"].to_list()
    assert gone == [monday(w) for w in (20, 21, 30, 31, 35, 36)]
    assert found["index"].drop_nulls().to_list() == pytest.approx([1.0] * (SPAN + 1 - 6))
    assert found.filter(pl.col("monday_on") == monday(20))["raw_index"].item() is None
    assert not found.select(pl.col(pl.Float64).is_nan().any()).row(0).count(True)


def test_thin_overlap_few_employers_and_nothing_before_are_no_growth() -> None:
    flow = pl.concat([
        listings("stays", range(3, SPAN + 4), 1), listings("joins", range(23, SPAN + 4), 3),
        listings("stays", range(3, SPAN + 4), 1, "two employers", 2),
        listings("stays", range(30, SPAN + 4), 1, "none before"),
    ])  # fmt: skip
    found = trend_index(flow, pl.concat([runs("stays"), runs("joins", 20)]), WEEK).change
    assert "25 %" in row(found)["reason"]
    assert "4 employers" in row(found, "two employers")["reason"]
    assert row(found, "two employers")["ratio"] == pytest.approx(1)
    assert row(found, "two employers")["low"] is None
    assert "base window" in row(found, "none before")["reason"]
    assert row(found, "none before")["ratio"] is None


def test_degraded_sources_are_named() -> None:
    bad: dict[int, str | None] = dict.fromkeys(range(SPAN - 9, SPAN + 4, 2), "failed")
    found = trend_index(
        listings("whole", range(3, SPAN + 4), 2), pl.concat([runs("whole"), runs("ill", bad=bad)]), WEEK
    )
    assert dict(found.sources.select("source", "state").iter_rows())["ill"] in ("lost", "degraded")


def test_only_runs_after_a_complete_run_and_the_burn_in_are_compared() -> None:
    seen = comparable(runs("a", bad={10: "partial"}))["monday_on"].to_list()
    assert seen == [monday(w) for w in range(SPAN + 4) if w not in (0, 1, 2, 10, 11)]


def test_a_short_history_says_so() -> None:
    found = trend_index(listings("a", range(20, SPAN + 4), 2), runs("a", 17), WEEK)
    assert found.reason == "24 weeks can be compared; two windows of 13 are needed"
    assert [f.schema.names() for f in found[:3]] == [list(s) for s in (WEEKS, CHANGE, SOURCES)]


def test_the_base_can_be_a_year_ago() -> None:
    flow = listings("a", range(3, SPAN + 4), {w: 2 if w < 10 else 4 for w in range(SPAN + 4)})
    since = Week.of(monday(10))
    assert row(trend_index(flow, runs("a"), WEEK, since).change)["ratio"] == pytest.approx(1)
    assert row(trend_index(flow, runs("a"), WEEK).change)["ratio"] > 1.2


def test_the_order_of_rows_changes_nothing() -> None:
    rng = np.random.default_rng(8)
    flow = pl.concat([listings(f"b{s}", range(3, SPAN + 4), int(rng.integers(1, 9))) for s in range(6)])
    source_week = pl.concat([runs(f"b{s}", s) for s in range(6)])
    one, other = trend_index(flow, source_week, WEEK), trend_index(flow.reverse(), source_week.reverse(), WEEK)
    assert all(a.equals(b) for a, b in zip(one[:3], other[:3], strict=True))
