"""A small market through the whole path holds the laws; the figures are made as they say, on known answers."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import polars as pl
import pytest

from crawlers.market.world import build_market
from tests.referee import markets
from tests.referee.market_change import expected_weekly, mass_posted, shown_throughout, skill_weights, true_changes
from tests.referee.market_run import MarketRun
from tests.referee.markets import DOWN, UP, Calls, Measured, calls, measure, new_titles, quotients_held, summed_up
from tests.referee.row import Row


@pytest.fixture(scope="module")
def run() -> MarketRun:
    return MarketRun(build_market(11, n_weeks=70, n_boards=7, scale=0.25))


@pytest.fixture(scope="module")
def measured(run: MarketRun) -> Measured:
    return measure(run)


@pytest.fixture(scope="module")
def rows(measured: Measured) -> dict[str, Row]:
    return {row.name.removeprefix("markets: "): row for row in summed_up([measured], 11)}


def said(labels: dict[str, str], low: float = -10, high: float = 10) -> Any:
    table = pl.DataFrame({"unit": list(labels), "label": list(labels.values())})
    return SimpleNamespace(table=table.with_columns(low_pct=pl.lit(low), high_pct=pl.lit(high)))


def test_every_listing_of_the_market_is_read(run: MarketRun) -> None:
    key = ["source", "source_id"]
    assert run.listing.join(run.truth, on=key, how="anti").is_empty()
    # what stood only in weeks that failed or broke off nobody could see
    assert run.truth.join(run.listing, on=key, how="anti").height <= 0.01 * run.truth.height
    assert run.content.week == run.week
    assert (run.listing["titles"].list.len() == 1).mean() > 0.95


def test_no_law_of_news_and_closes_is_broken(measured: Measured, rows: dict[str, Row]) -> None:
    assert measured.arrivals > 300
    assert (measured.stock_as_new, measured.stock_of_late_joiner_as_new) == (0, 0)
    assert (measured.closed_while_open, measured.torn) == (0, 0)
    assert measured.gone > 200
    assert rows["closed, of those gone three weeks"].value == pytest.approx(1, abs=0.02)
    assert rows["new vacancies counted twice"].value == pytest.approx(0, abs=0.03)


def test_intervals_hold_and_little_false_is_called(measured: Measured, rows: dict[str, Row]) -> None:
    held = rows["90 % intervals of changes that hold the true change"].value
    assert held is not None
    assert held > 0.75
    assert max(c.false for c in measured[:5]) <= 2


def test_the_true_change_is_the_declared_one(run: MarketRun) -> None:
    true = true_changes(run, "titles")
    declared = {row["name"]: row for row in run.market.trend_truth() if row["what"] == "title"}
    # the taxonomy's names where they are the market's too; the season is the same for all
    for name in ("LLM Engineer", "Data Entry Clerk", "Backend Engineer"):
        assert true[name] == pytest.approx(declared[name]["share_factor"], rel=0.02)
    assert math.isinf(true_changes(run, "titles").get("AI Interaction Designer", math.inf))
    skills = true_changes(run, "skills")
    assert skills["hadoop"] == pytest.approx(0.35, rel=0.05)
    assert skills["excel"] < 0.95 < 1.2 < skills["vllm"]


def test_every_skill_with_a_trend_is_known_to_the_taxonomy() -> None:
    weights = skill_weights(70)
    assert len(weights) > 15
    assert all(len(weekly) == 70 for weekly in weights.values())
    assert weights["langgraph"][-1] > 2 > weights["langgraph"][0] == pytest.approx(1)


def test_the_market_as_a_whole_stays_level(run: MarketRun) -> None:
    season = np.array([run.market.weeks.season(week) for week in range(70)])
    weekly = expected_weekly(run.market).sum(0) / season
    assert weekly[:50] == pytest.approx(weekly[0])
    assert weekly[-13:] == pytest.approx(weekly[0], rel=0.02)
    assert mass_posted(run.market)[-6:].sum() == mass_posted(run.market).sum() == 48


def test_employers_whose_board_joins_or_leaves_are_not_shown_throughout(run: MarketRun) -> None:
    shown = shown_throughout(run.market, 4)
    moved = {b.owner for b in run.market.boards if b.owner is not None and not (b.exists(4) and b.exists(69))}
    assert {e.number for e, here in zip(run.market.employers, shown, strict=True) if not here} == moved
    assert 2 <= len(moved) < len(shown)
    assert expected_weekly(run.market, shown).sum() < expected_weekly(run.market).sum()


def test_the_index_of_a_small_market_is_near_its_truth(measured: Measured) -> None:
    assert measured.index is not None
    assert abs(measured.index.error) < 0.5


def test_calls_are_false_below_a_tenth_and_to_be_found_from_a_half() -> None:
    true = {"up": 2.0, "bit": 1.05, "down": 0.4, "steady": 1.0, "new": math.inf, "missed": 3.0}
    labels = {"up": "emerging", "bit": "emerging", "down": "declining", "steady": "steady", "new": "new"}
    assert calls(said(labels), true, UP) == Calls(called=3, false=1, true=2, found=1)
    assert calls(said(labels), true, DOWN) == Calls(called=1, false=0, true=1, found=1)
    assert new_titles(said(labels), true) == Calls(called=1, false=0, true=1, found=1)
    assert Calls(0, 0, 3, 0).fdr == 0


def test_location_quotients_are_held_to_all_draws_together() -> None:
    def draw(n: float, low: float, high: float) -> Any:
        placed = pl.DataFrame(
            {"region": ["A", "A", "B", "B"], "in_group": [True, False, True, False], "n": [n, 10.0, 10.0, 10.0]}
        )
        quotients = pl.DataFrame({"region": ["A"], "lq": [1.0], "low": [low], "high": [high]})
        return SimpleNamespace(placed=placed, quotients=quotients)

    # together A has 40 of 60 in the group, B 20 of 40: 1.33
    assert quotients_held([draw(20.0, 1.2, 1.5), draw(20.0, 0.9, 1.1)]) == (1, 2)


def test_figures_are_means_over_markets(measured: Measured) -> None:
    twice = {row.name: row for row in summed_up([measured, measured], 3)}
    once = {row.name: row for row in summed_up([measured], 3)}
    assert twice.keys() == once.keys()
    assert all(row.draws == 2 and row.seed == 3 for row in twice.values())
    shares = [
        name for name in once if "counted as new" not in name and "torn" not in name and "closed while" not in name
    ]
    a, b = ([np.nan if d[n].value is None else d[n].value for n in shares] for d in (once, twice))
    # intervals of quotients too: both draws together have the quotients of one
    np.testing.assert_allclose(a, b)


def test_rows_draws_markets_from_the_seed_on(monkeypatch: pytest.MonkeyPatch, measured: Measured) -> None:
    seeds = []
    monkeypatch.setattr(markets, "market", lambda seed: seeds.append(seed))
    monkeypatch.setattr(markets, "MarketRun", lambda _: None)
    monkeypatch.setattr(markets, "measure", lambda _: measured)
    assert {row.draws for row in markets.rows(3, 40)} == {3}
    assert seeds == [40, 41, 42]
