"""The trend test on counts whose truth is known: what rises is found, mass posting and one-board news are not."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.week import Week
from warehouse.statistics.emerging import Trend, trend

WEEK = Week(2026, 47)
WEEKS = 70
SOURCES = [f"board {i}" for i in range(24)]


def a_market(seed: int, *, riser: float = 1.0, faller: float = 1.0) -> pl.DataFrame:
    """New vacancies of 40 steady titles, one that changes by ``riser`` and one by ``faller`` in the last 13 weeks."""
    rng = np.random.default_rng(seed)
    rows = []
    for back in range(WEEKS):
        for s, source in enumerate(SOURCES):
            for title in [*(f"steady {i}" for i in range(40)), "riser", "faller"]:
                change = {"riser": riser, "faller": faller}.get(title, 1.0) if back < 13 else 1.0
                base = 0.15 if title in ("riser", "faller") else 0.1
                if n := rng.poisson(base * change):
                    rows.append((title, f"employer {s}", source, "ab"[s % 2], WEEK.monday - timedelta(weeks=back), n))
    return flow_of(rows)


def flow_of(rows: list[tuple]) -> pl.DataFrame:
    names = ["unit", "employer", "source", "platform", "monday_on", "n_new"]
    return pl.DataFrame(rows, schema=names, orient="row")


def runs(sources: list[str] = SOURCES, weeks: int = WEEKS) -> pl.DataFrame:
    rows = [
        (s, "ab"[i % 2], 7, WEEK.monday - timedelta(weeks=back), "complete", 5)
        for i, s in enumerate(sources)
        for back in range(weeks)
    ]
    names = ["source", "platform", "cadence_days", "monday_on", "outcome", "n_complete_weeks_before"]
    return pl.DataFrame(rows, schema=names, orient="row")


def totals(flow: pl.DataFrame) -> pl.DataFrame:
    keys = ["employer", "source", "platform", "monday_on"]
    return flow.group_by(keys).agg(pl.col("n_new").sum())


def labels(t: Trend) -> dict[str, str]:
    return dict(zip(t.table["unit"], t.table["label"], strict=True))


def test_a_title_that_triples_is_emerging_and_one_that_falls_to_a_fifth_is_declining() -> None:
    flow = a_market(1, riser=3.0, faller=0.2)
    t = trend(flow, totals(flow), runs(), WEEK)
    found = labels(t)
    assert found["riser"] == "emerging"
    assert found["faller"] == "declining"
    row = t.table.row(by_predicate=pl.col("unit") == "riser", named=True)
    assert row["low_pct"] < 200 < row["high_pct"]  # the truth, +200 %, lies in the interval
    assert row["n_sources"] >= 20
    assert t.table["unit"][0] == "riser"


def test_the_same_share_everywhere_calls_almost_nothing() -> None:
    calls = 0
    for seed in range(10):
        flow = a_market(seed)
        calls += sum(
            v in ("emerging", "new", "declining") for v in labels(trend(flow, totals(flow), runs(), WEEK)).values()
        )
    assert calls <= 2  # 420 titles in all, none of which changes


def test_one_employers_mass_posting_is_no_trend() -> None:
    flow = a_market(3)
    burst = flow_of(
        [("steady 1", "employer 0", "board 0", "a", WEEK.monday - timedelta(weeks=b), 200) for b in range(13)]
    )
    flow = pl.concat([flow, burst])
    assert labels(trend(flow, totals(flow), runs(), WEEK))["steady 1"] == "steady"


def test_what_only_one_source_brings_is_not_called() -> None:
    flow = a_market(4)
    rows = [
        ("newcomer", f"agency {e}", "board 0", "a", WEEK.monday - timedelta(weeks=b), 1)
        for b in range(13)
        for e in range(8)
    ]
    flow = pl.concat([flow, flow_of(rows)])
    assert labels(trend(flow, totals(flow), runs(), WEEK))["newcomer"] not in ("emerging", "new")


def test_a_board_that_joins_is_not_in_the_panel() -> None:
    flow = a_market(5)
    late = flow_of(
        [
            ("steady 2", f"late {e}", "late board", "a", WEEK.monday - timedelta(weeks=b), 1)
            for b in range(10)
            for e in range(9)
        ]
    )
    both = pl.concat([flow, late])
    joined = pl.concat([runs(), runs(["late board"], weeks=10)])
    with_board, without = (trend(f, totals(f), r, WEEK) for f, r in ((both, joined), (flow, runs())))
    assert "late board" not in with_board.panel["source"].to_list()
    assert with_board.table.equals(without.table)


def test_no_history_gives_no_table_and_says_why() -> None:
    flow = a_market(6).filter(pl.col("monday_on") > WEEK.shift(-20).monday)
    t = trend(flow, totals(flow), runs(weeks=20), WEEK)
    assert t.table.is_empty()
    assert t.reason is not None
    assert "26 weeks" in t.reason


def test_the_order_of_rows_changes_nothing() -> None:
    flow = a_market(7, riser=2.0)
    one, other = (trend(f, totals(f), runs(), WEEK).table for f in (flow, flow.reverse()))
    assert one.select("unit", "label").equals(other.select("unit", "label"))
    assert one["theta"].to_list() == pytest.approx(other["theta"].to_list())
    assert one["se"].to_list() == pytest.approx(other["se"].to_list())
