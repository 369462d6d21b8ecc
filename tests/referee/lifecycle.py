"""The lifecycle over whole markets whose boards misbehave: what was closed while it stood, and called new while it
was stock.

And time listed: whether its intervals hold the truth, where employers differ and runs are weekly and fail.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import polars as pl

from crawlers.market.world import Market, build_market
from tests.referee.clustered_truth import employers, logs_of_pay
from tests.referee.faulty_runs import BURN_IN, Shown, runs
from tests.referee.row import Row
from tests.warehouse.history.past import Past, moment
from warehouse.build import models
from warehouse.statistics.lifetime import lifetime_table

N_BOARDS, N_WEEKS, SCALE, FAULT_RATE = 12, 30, 0.5, 0.12
SURE = 6  # weeks after which what is over is closed, whatever happened
TABLES_A_DRAW, WEEKS_WATCHED, FAILED_WEEKS = 10, 60, 0.06
LONG = 35.0  # days
_SHOWN = {"median": ("low", "high"), "p25": ("p25_low", "p25_high"), "p75": ("p75_low", "p75_high")}
Lives = dict[tuple[str, str], tuple[int, int]]


def rows(draws: int, seed: int) -> list[Row]:
    """False closes and false news over ``draws`` markets, and the coverage of time listed over ten times as many
    cells.
    """
    past, lives, stock, ended = Past(duckdb.connect()), {}, {}, {}
    for draw in range(draws):
        _tell(
            past,
            build_market(seed + draw, n_boards=N_BOARDS, n_weeks=N_WEEKS, scale=SCALE),
            seed + draw,
            lives,
            stock,
            ended,
        )
    past.build()
    n_closed, n_false = closes(past, lives)
    news = past.ask("SELECT source, source_id FROM history.arrival")
    n_news = sum(first >= stock[source] + BURN_IN for (source, _), (first, _) in lives.items())
    over = [key for key, (_, last) in lives.items() if last + SURE <= ended[key[0]]]
    is_closed = set(past.ask("SELECT source, source_id FROM history.listing WHERE state = 'closed'"))
    held = past.ask("SELECT count(*) FROM history.closing_run WHERE is_held")[0][0]
    found = [
        Row("lifecycle: false closes (adverts closed while they stood)", n_false, "= 0", draws, seed),
        Row("lifecycle: closes in all", n_closed, "", draws, seed),
        Row("lifecycle: runs that the brake held", held, "", draws, seed),
        Row(
            "lifecycle: share closed of what was over for six weeks",
            len(is_closed & set(over)) / len(over),
            ">= 0.99",
            draws,
            seed,
        ),
        Row(
            "lifecycle: false news (stock counted as new)",
            sum(lives[key][0] <= stock[key[0]] for key in news),
            "= 0",
            draws,
            seed,
        ),
        Row("lifecycle: share found of what was new", len(news) / n_news, ">= 0.95", draws, seed),
        Row("lifecycle: false closes, brake only from 20 adverts on", _with_floor_of_20(past, lives), "", draws, seed),
    ]
    return found + time_listed(draws * TABLES_A_DRAW, seed)


def _tell(past: Past, market: Market, seed: int, lives: Lives, stock: dict[str, int], ended: dict[str, int]) -> None:
    names = {}
    for board in market.boards:
        kind = "api" if board.source.platform == "greenhouse" else "web"
        name = names[board.source.source] = f"{kind} {seed} {board.source.source}"
        stock[name], ended[name] = board.first_week, board.last_week
        for shown in runs(market, board, seed, FAULT_RATE):
            _tell_run(past, name, shown)
    for row in market.truth():
        lives[names[row["source"]], row["source_id"]] = row["first_index"], row["last_index"]


def _tell_run(past: Past, name: str, shown: Shown) -> None:
    past.run(
        name, shown.week, shown.ids, shown.outcome, unread=shown.unread, gone=shown.gone, is_removed=shown.is_removed,
        n_listed=shown.n_listed,
    )  # fmt: skip


def closes(past: Past, lives: Lives) -> tuple[int, int]:
    """Closes in all, and those at a moment when the advert stood."""
    closed = past.ask("SELECT source, source_id, closed_at FROM history.spell WHERE closed_at IS NOT NULL")
    return len(closed), sum(at <= moment(lives[source, id_][1]) for source, id_, at in closed)


def _with_floor_of_20(past: Past, lives: Lives) -> int:
    """The contract's own brake, max(20, 30 %), which leaves small boards without one."""
    found = {model.name: model.sql for model in models()}
    strict = found["history.closing_run"].replace("> .3 * n_open", "> greatest(20, .3 * n_open)")
    if strict == found["history.closing_run"]:
        raise RuntimeError("history.closing_run: its brake reads otherwise than this looks for")
    past.con.execute(f"CREATE OR REPLACE TABLE history.closing_run AS {strict}")
    past.con.execute(f"CREATE OR REPLACE TABLE history.spell AS {found['history.spell']}")
    return closes(past, lives)[1]


def time_listed(draws: int, seed: int) -> list[Row]:
    """How often a 90 % interval of time listed holds the truth, and how far the median is off.

    Weekly runs never meet much of what stands for less than a week, so that short lives look longer.
    """
    rng = np.random.default_rng(seed)
    held: dict[str, list[bool]] = {name: [] for name in _SHOWN}
    off: dict[bool, list[float]] = {True: [], False: []}
    for draw in range(draws):
        cell, truth = _draw_cell(rng, draw)
        for name, (low, high) in _SHOWN.items():
            if cell[name] is not None:
                held[name].append(cell[low] <= truth[name] and (cell[high] is None or truth[name] <= cell[high]))
        if cell["median"] is not None:
            off[truth["median"] >= LONG].append(float(np.log(cell["median"] / truth["median"])))
    return [
        *(_row(f"coverage of {name}, nominal 90 %", held[name], "0.85 to 0.95", seed) for name in held),
        _row("bias of a median of five weeks or more", off[True], "-0.03 to 0.03", seed),
        _row("bias of a median of 20 days", off[False], "", seed),
    ]


def _row(name: str, values: list[bool] | list[float], goal: str, seed: int) -> Row:
    return Row(f"time listed: {name}", float(np.mean(values)) if values else None, goal, len(values), seed)


def _draw_cell(rng: np.random.Generator, draw: int) -> tuple[dict[str, Any], dict[str, float]]:
    """One cell as the table has it, and its true quartiles. Durations are log-normal about a median of 20 to 60
    days.
    """
    n, likeness, middle = (20, 40, 80)[draw % 3], (0.1, 0.3)[draw % 2], (20.0, 35.0, 60.0)[draw // 3 % 3]
    spread = 0.8
    employer = employers(rng, n)
    days = middle * np.exp(logs_of_pay(rng, employer, spread, likeness))
    begun = rng.uniform(0, 7 * WEEKS_WATCHED, len(days))
    frame = _watched(rng, employer, begun, begun + days)
    table = lifetime_table(frame.with_columns(cell=pl.lit(str(draw))), ["cell"]).row(0, named=True)
    quartile = float(np.exp(0.674489750196 * spread))
    return table, {"median": middle, "p25": middle / quartile, "p75": middle * quartile}


def _watched(rng: np.random.Generator, employer: np.ndarray, begun: np.ndarray, over: np.ndarray) -> pl.DataFrame:
    """What weekly runs, some of which fail, tell of each advert: those they never met are not known."""
    is_read = rng.random(WEEKS_WATCHED + 2) >= FAILED_WEEKS
    is_read[[0, 1]] = True
    at = 7.0 * np.flatnonzero(is_read)
    first, last = np.searchsorted(at, begun), np.searchsorted(at, over, side="right") - 1
    met = (first <= last) & (first > 0) & (first < len(at))
    is_closed = last + 1 < len(at)
    longest = at[np.minimum(last + 1, len(at) - 1)] - at[np.maximum(first - 1, 0)]
    return pl.DataFrame({
        "employer": employer.astype(str),
        "longer_than": at[np.minimum(last, len(at) - 1)] - at[np.minimum(first, len(at) - 1)],
        "no_longer_than": pl.Series(longest).set(pl.Series(~is_closed), None),
    }).filter(pl.Series(met))  # fmt: skip
