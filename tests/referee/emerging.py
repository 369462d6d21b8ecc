"""The rule of emerging titles and skills (contract, section 1), on many markets of counts: how much is found, how much
of that is false, and whether the intervals hold what is true."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl

from tests.referee.count_market import WEEK, Counts, Design, simulate
from tests.referee.row import Row
from warehouse.statistics.emerging import trend

MAX_FDR, COVERED = "<= 0.10", "0.85 to 0.95"
PROVISIONAL_WEEKS = 32


class Score(NamedTuple):
    """What one draw came to: units called and called falsely, true ones there are; intervals and those that hold."""

    called: int
    false: int
    true: int
    called_down: int
    false_down: int
    true_down: int
    intervals: int
    held: int
    held_of_risers: int
    risers: int


def score(counts: Counts) -> Score:
    """The rule on one market. A call is false where the unit's true share did not move that way by a tenth."""
    table = trend(counts.flow, counts.totals, counts.source_week, WEEK).table
    ratio = table["unit"].replace_strict(counts.ratio, return_dtype=pl.Float64)
    is_up, is_down = table["label"].is_in(["emerging", "new"]), table["label"] == "declining"
    is_tested = table["label"] != "too few to tell"
    change = 100 * (ratio - 1)
    held = (table["low_pct"] <= change) & (change <= table["high_pct"]) & is_tested
    rises = ratio > 1.5
    return Score(
        int(is_up.sum()), int((is_up & (ratio < 1.1)).sum()), sum(r > 1.5 for r in counts.ratio.values()),
        int(is_down.sum()), int((is_down & (ratio > 1 / 1.1)).sum()), sum(r < 1 / 1.5 for r in counts.ratio.values()),
        int(is_tested.sum()), int(held.sum()), int((held & rises).sum()), int((is_tested & rises).sum()),
    )  # fmt: skip


def rows(draws: int, seed: int) -> list[Row]:
    """The contract's two markets over all draws; what else befalls a rule over a part of them."""
    half, few = max(draws // 2, 1), max(draws // 4, 1)
    at_60 = _rows("titles, 60 boards", Design(), draws, seed, "> 0.34")
    at_180 = _rows("titles, 180 boards", Design(boards=180), draws, seed, "> 0.77")
    others = [
        ("titles, 13 weeks against 13 (provisional), 180 boards", Design(boards=180, weeks=PROVISIONAL_WEEKS), half),
        ("titles, 60 boards, a third of the adverts", Design(volume=0.4), half),
        ("titles, 60 boards, five times the adverts", Design(volume=6.0), few),
        ("skills, 60 boards", Design(skills=200), half),
    ]
    return [*at_60, *at_180, *(row for name, design, n in others for row in _rows(name, design, n, seed, ""))]


def _rows(name: str, design: Design, draws: int, seed: int, power: str) -> list[Row]:
    scores = np.array([score(simulate(design, seed + d)) for d in range(draws)], dtype=np.float64).T
    s = Score(*scores)  # type: ignore[arg-type]
    figures: Iterable[tuple[str, float | None, str]] = (
        ("rising: false-discovery rate", _fdr(s.called, s.false), MAX_FDR),
        ("rising: power", _share(s.called - s.false, s.true), power),
        ("falling: false-discovery rate", _fdr(s.called_down, s.false_down), MAX_FDR),
        ("falling: power", _share(s.called_down - s.false_down, s.true_down), ""),
        ("90 % intervals that hold the true ratio", _share(s.held, s.intervals), COVERED),
        ("the same, of what rises", _share(s.held_of_risers, s.risers), ""),
    )
    return [Row(f"emerging {name}: {what}", value, goal, draws, seed) for what, value, goal in figures]


def _fdr(called: np.ndarray, false: np.ndarray) -> float:
    """The mean over draws of false / called; 0 where nothing was called."""
    return float(np.mean(false / np.maximum(called, 1)))


def _share(part: np.ndarray, whole: np.ndarray) -> float | None:
    return float(part.sum() / whole.sum()) if whole.sum() else None
