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


def test_the_whole_is_the_sum_of_capped_titles_not_a_capped_whole() -> None:
    """An employer that posts ten titles a week counts as ten, not as two."""
    flow = a_market(8)
    t = trend(flow, totals(flow), runs(), WEEK)
    weekly = flow.filter(pl.col("monday_on") > WEEK.monday - timedelta(weeks=13))
    assert t.n_recent == weekly.select(pl.col("n_new").clip(upper_bound=2).sum()).item()


def test_a_market_that_grows_as_a_whole_makes_no_title_rise() -> None:
    """The cap on a whole week, which the first rule had, let every title rise when employers posted more of all."""
    flow = pl.concat([a_market(9), a_market(10).filter(pl.col("monday_on") > WEEK.monday - timedelta(weeks=13))])
    t = trend(flow, totals(flow), runs(), WEEK)
    assert set(labels(t).values()) <= {"steady", "too few to tell"}
    assert abs(float(np.median(t.table["theta"]))) < 0.1


def a_vacancy_of_many_skills(riser: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Vacancies that all name 'always', every second one 'often', one in ten 'seldom' (lately ``riser`` times that)."""
    rng = np.random.default_rng(11)
    skills, whole = [], []
    for back in range(WEEKS):
        for s, source in enumerate(SOURCES):
            where = (f"employer {s}", source, "ab"[s % 2], WEEK.monday - timedelta(weeks=back))
            if not (n := int(rng.poisson(6))):
                continue
            seldom = 0.1 * (riser if back < 13 else 1)
            whole.append((*where, n))
            named = {"always": n, "often": rng.binomial(n, 0.5), "seldom": rng.binomial(n, seldom)}
            skills += [(skill, *where, int(k)) for skill, k in named.items() if k]
    return flow_of(skills), pl.DataFrame(whole, schema=flow_of([]).columns[1:], orient="row")


def test_a_skill_is_a_share_of_vacancies_however_many_an_employer_has() -> None:
    t = trend(*a_vacancy_of_many_skills(riser=3.0), runs(), WEEK)
    rows = {r["unit"]: r for r in t.table.to_dicts()}
    assert rows["seldom"]["label"] == "emerging"
    assert rows["seldom"]["low_pct"] < 200 < rows["seldom"]["high_pct"]
    assert rows["always"]["theta"] == pytest.approx(0, abs=1e-3)
    assert rows["always"]["label"] == rows["often"]["label"] == "steady"


def test_copies_of_one_vacancy_count_once_within_the_panel() -> None:
    flow = a_market(12).with_columns(vacancy_id=pl.lit(None, pl.String))
    copies = pl.concat([
        flow_of([("steady 3", f"employer {s}", f"board {s}", "ab"[s % 2], WEEK.monday - timedelta(weeks=b), 1)])
        .with_columns(vacancy_id=pl.lit(f"v{b}"))
        for b in range(13) for s in range(len(SOURCES))
    ])  # fmt: skip
    both = pl.concat([flow, copies])
    whole = both.group_by("employer", "source", "platform", "monday_on", "vacancy_id").agg(pl.col("n_new").sum())
    counted, once = trend(both, whole, runs(), WEEK), trend(flow, totals(flow), runs(), WEEK)
    n, before = (t.table.filter(pl.col("unit") == "steady 3")["n_recent"].item() for t in (counted, once))
    assert n <= before + 13
    assert labels(counted)["steady 3"] == "steady"


def test_new_is_what_the_base_window_lacks_altogether() -> None:
    rows = [
        ("newcomer", f"employer {s}", f"board {s}", "ab"[s % 2], WEEK.monday - timedelta(weeks=b), 1)
        for s in range(0, 24, 2) for b in range(s % 5, 13, 6)
    ] + [
        ("newcomer", f"employer {s}", f"board {s}", "ab"[s % 2], WEEK.monday - timedelta(weeks=b), 1)
        for s in range(1, 24, 4) for b in range(2, 13, 6)
    ]  # fmt: skip
    flow = pl.concat([a_market(13), flow_of(rows)])
    t = trend(flow, totals(flow), runs(), WEEK)
    row = t.table.row(by_predicate=pl.col("unit") == "newcomer", named=True)
    assert row["label"] == "new"
    assert row["n_base"] == 0
    assert row["low_pct"] > 100
    assert np.isfinite(row["high_pct"])


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
