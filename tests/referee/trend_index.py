"""The trend index (contract, section 2) on boards that join, leave and fail, the market's true course being known.

80 boards (every tenth a job board with fifteen small advertisers), of which 20 join and 8 leave some time in two years;
6 % of the runs fail, and what they missed is first seen by the next one, but for a tenth that is gone by then. All
demand follows one course, with a season; employers' weeks vary around it. A board's first run shows 13 weeks of stock.
The error is that of the last 13 weeks against the first 13, in logarithms.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.week import Week
from tests.referee.row import Row
from warehouse.statistics.trend_index import trend_index

WEEK = Week(2026, 47)
BURN_IN, WEEKS = 3, 108  # weeks served; 104 of them can be compared
STOCK_WEEKS = 13
FAMILIES = np.array([0.35, 0.2, 0.15, 0.1, 0.08, 0.06, 0.04, 0.02])
ALL = "all"
COVERED = "0.85 to 0.95"

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Design(NamedTuple):
    """``wander``: employers' volumes also drift from quarter to quarter. ``partial``: share of runs that saw half.

    ``feeds``: boards that double, for good, by a feed they add. ``mass``: employers that post 8 a week for six weeks.
    """

    boards: int = 80
    joining: int = 20
    leaving: int = 8
    failing: float = 0.06
    partial: float = 0.0
    wander: bool = False
    feeds: int = 0
    mass: int = 0


class Draw(NamedTuple):
    """``stock`` has the listings of first runs and the burn-in too, ``flow`` only the news; ``course`` by week."""

    flow: pl.DataFrame
    stock: pl.DataFrame
    source_week: pl.DataFrame
    course: Floats

    @property
    def truth(self) -> float:
        return float(self.course[-13:].mean() / self.course[-104:][:13].mean())


def simulate(design: Design, seed: int) -> Draw:
    """One draw; the same design and seed give the same frames."""
    rng = np.random.default_rng(seed)
    board = np.repeat(np.arange(design.boards), np.where(np.arange(design.boards) % 10 == 9, 15, 1))
    weeks = np.arange(-STOCK_WEEKS, WEEKS)
    course = 1 + rng.uniform(-0.3, 0.5) * np.maximum(weeks, 0) / WEEKS + 0.15 * np.sin(2 * np.pi * weeks / 52)
    counts = _arrivals(rng, design, board, course)
    outcome, exists = _runs(rng, design)
    seen = _first_seen(rng, counts, outcome[board], exists[board])
    by_family = rng.multinomial(seen, FAMILIES).astype(np.int64)
    complete = outcome == "complete"
    before = np.cumsum(complete, axis=1) - complete
    stock = _frame(by_family, board)
    ripe = pl.DataFrame({
        "source": np.repeat(np.arange(design.boards), WEEKS).astype(str), "monday_on": _mondays() * design.boards,
        "ripe": (before >= BURN_IN).ravel(),
    }).filter("ripe").drop("ripe")  # fmt: skip
    return Draw(stock.join(ripe, on=["source", "monday_on"], how="semi"), stock, _source_week(outcome, exists), course)


def _arrivals(rng: np.random.Generator, design: Design, board: Ints, course: Floats) -> Ints:
    """Vacancies that come up [employer, week], the stock's weeks before the first one included."""
    n, n_weeks = len(board), len(course)
    small = np.bincount(board)[board] > 1
    weekly = np.where(small, 0.4, 2.4) * rng.lognormal(-0.25, 0.7, n)
    rate = weekly[:, None] * course * rng.gamma(4, 1 / 4, (n, n_weeks))
    if design.wander:
        rate *= np.repeat(rng.gamma(6, 1 / 6, (n, n_weeks // 13 + 1)), 13, axis=1)[:, :n_weeks]
    for k in rng.choice(design.boards, design.feeds, replace=False):
        rate[board == k, rng.integers(40, n_weeks - 26) :] *= 2
    counts = rng.poisson(rate)
    for e in rng.choice(n, design.mass, replace=False):
        start = rng.integers(n_weeks - 13, n_weeks - 6)
        counts[e, start : start + 6] += 8
    return counts


def _runs(rng: np.random.Generator, design: Design) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    """[board, week] what the run came to, and whether the board was there."""
    weeks = np.arange(WEEKS)
    exists = np.ones((design.boards, WEEKS), dtype=bool)
    moved = rng.permutation(design.boards)
    joins, leaves = moved[: design.joining], moved[design.joining : design.joining + design.leaving]
    exists[joins] = weeks >= rng.integers(10, WEEKS - 8, design.joining)[:, None]
    exists[leaves] = weeks < rng.integers(10, WEEKS - 8, design.leaving)[:, None]
    roll = rng.random(exists.shape)
    ran = np.where(
        roll < design.failing, "failed", np.where(roll < design.failing + design.partial, "partial", "complete")
    )
    return np.where(exists, ran, "absent"), exists


def _first_seen(rng: np.random.Generator, counts: Ints, outcome: NDArray[np.str_], exists: NDArray[np.bool_]) -> Ints:
    """[employer, week] listings first seen: a failed run leaves them to the next, a partial one half of them."""
    out = np.zeros((len(counts), WEEKS), dtype=np.int64)
    waiting = np.zeros(len(counts), dtype=np.int64)
    began = np.zeros(len(counts), dtype=bool)
    share = {"complete": 1.0, "partial": 0.5, "failed": 0.0, "absent": 0.0}
    for week in range(WEEKS):
        first = exists[:, week] & ~began
        began |= first
        waiting = np.where(first, counts[:, week : week + STOCK_WEEKS].sum(1), rng.binomial(waiting, 0.9))
        waiting += np.where(exists[:, week], counts[:, week + STOCK_WEEKS], 0)
        out[:, week] = rng.binomial(waiting, np.array([share[o] for o in outcome[:, week]]))
        waiting = np.where(exists[:, week], waiting - out[:, week], 0)
    return out


def _mondays() -> list[date]:
    return [WEEK.monday - timedelta(weeks=WEEKS - 1 - w) for w in range(WEEKS)]


def _frame(by_family: Ints, board: Ints) -> pl.DataFrame:
    """Rows of every family, and of the whole market as a unit of its own."""
    e, w, f = np.nonzero(by_family)
    mondays = pl.Series(_mondays(), dtype=pl.Date)
    families = pl.DataFrame({
        "unit": "family " + pl.Series(f).cast(pl.String), "employer": pl.Series(e).cast(pl.String),
        "source": pl.Series(board[e]).cast(pl.String), "monday_on": mondays[w], "n_new": by_family[e, w, f],
    })  # fmt: skip
    keys = ["unit", "employer", "source", "monday_on"]
    whole = families.with_columns(unit=pl.lit(ALL)).group_by(keys).agg(pl.col("n_new").sum())
    return pl.concat([families, whole]).sort(keys)


def _source_week(outcome: NDArray[np.str_], exists: NDArray[np.bool_]) -> pl.DataFrame:
    complete = outcome == "complete"
    before = np.cumsum(complete, axis=1) - complete
    s, w = np.nonzero(exists)
    return pl.DataFrame({
        "source": pl.Series(s).cast(pl.String), "platform": np.full(len(s), "board"),
        "cadence_days": np.full(len(s), 7), "monday_on": pl.Series(_mondays(), dtype=pl.Date)[w],
        "outcome": outcome[s, w], "n_complete_weeks_before": before[s, w],
    })  # fmt: skip


class Score(NamedTuple):
    """One draw. Errors in logarithms; ``held``: shares of the 90 % intervals that hold the truth."""

    index: float
    panel: float
    raw: float
    held: float
    held_of_families: float
    held_of_weeks: float


def score(draw: Draw) -> Score:
    """The index on one market."""
    found = trend_index(draw.flow, draw.source_week, WEEK)
    whole = found.change.row(by_predicate=pl.col("unit") == ALL, named=True)
    families = found.change.filter((pl.col("unit") != ALL) & pl.col("low").is_not_null())
    weeks = found.weeks.filter(pl.col("unit") == ALL)
    course = pl.Series(draw.course[-weeks.height :]) / draw.course[-weeks.height :][:13].mean()
    return Score(
        *(float(np.log(whole[c] / draw.truth)) for c in ("ratio", "panel_ratio", "raw_ratio")),
        float(whole["low"] <= draw.truth <= whole["high"]),
        _share((families["low"] <= draw.truth) & (draw.truth <= families["high"])),
        _share((weeks["low"] <= course) & (course <= weeks["high"])),
    )


def _naive(draw: Draw) -> list[float]:
    """Errors of the index that takes stock for news, and of the raw total."""
    found = trend_index(draw.stock, draw.source_week, WEEK, burn_in=0).change
    whole = found.row(by_predicate=pl.col("unit") == ALL, named=True)
    return [float(np.log(whole[c] / draw.truth)) for c in ("ratio", "raw_ratio")]


def _share(held: pl.Series) -> float:
    return float(held.mean())  # type: ignore[arg-type]


def rows(draws: int, seed: int) -> list[Row]:
    """The contract's market over all draws; faults over a quarter of them."""
    few = max(draws // 4, 1)
    found = [score(simulate(Design(), seed + d)) for d in range(draws)]
    unburnt, raw = np.array([_naive(simulate(Design(), seed + d)) for d in range(few)]).T
    # A feed or mass posting is news indeed, and not of demand: no interval between employers can hold the truth then.
    others = {
        "employers' volumes wander": (Design(wander=True), COVERED),
        "5 % of the runs are partial": (Design(partial=0.05), COVERED),
        "two boards double by a feed": (Design(feeds=2), ""),
        "four employers mass-post": (Design(mass=4), ""),
    }
    table = [
        *_errors("", found, draws, seed, ("<= 0.01", "<= 0.05", COVERED)),
        *_pair("index without the burn-in", unburnt, few, seed),
        *_pair("raw total, stock and all", raw, few, seed),
    ]
    for name, (design, covered) in others.items():
        scores = [score(simulate(design, seed + d)) for d in range(few)]
        table += _errors(f", {name}", scores, few, seed, ("", "", covered))
    return table


def _errors(name: str, scores: list[Score], draws: int, seed: int, goals: tuple[str, str, str]) -> list[Row]:
    s = Score(*np.array(scores).T)
    held = (("of the change", s.held), ("of families' changes", s.held_of_families), ("of the weeks", s.held_of_weeks))
    return [
        *_pair(f"index{name}", s.index, draws, seed, goals[:2]),  # type: ignore[arg-type]
        *_pair(f"fixed panel{name}", s.panel, draws, seed),  # type: ignore[arg-type]
        *_pair(f"raw total of news{name}", s.raw, draws, seed),  # type: ignore[arg-type]
        *(
            Row(f"trend index{name}: 90 % intervals {of} that hold the truth", float(np.mean(h)), goals[2], draws, seed)
            for of, h in held
        ),
    ]


def _pair(name: str, errors: Floats, draws: int, seed: int, goals: tuple[str, str] = ("", "")) -> list[Row]:
    bias, rmse = float(np.mean(errors)), float(np.sqrt(np.mean(errors**2)))
    return [
        Row(f"trend {name}: bias, whatever its sign" if goals[0] else f"trend {name}: bias",
            abs(bias) if goals[0] else bias, goals[0], draws, seed),
        Row(f"trend {name}: rmse", rmse, goals[1], draws, seed),
    ]  # fmt: skip
