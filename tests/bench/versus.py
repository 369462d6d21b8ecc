"""Ours against a named peer: both do their work in turn, three times, and what is kept is the CPU time of a unit."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

RUNS = 3


class Cost(NamedTuple):
    """CPU seconds spent on so many units of work."""

    seconds: float
    units: int

    @property
    def each(self) -> float:
        return self.seconds / self.units


class Comparison(NamedTuple):
    """Units a CPU-second, medians of the runs. ``ratio`` above 1: ours is so many times cheaper; ``low high``: over
    single runs, each against the peer's run that followed it.
    """

    name: str
    unit: str
    peer_name: str
    ours: float
    peer: float
    ratio: float
    low: float
    high: float
    runs: int


def timed(work: Callable[[], object], units: int, clock: Callable[[], float] = time.process_time) -> Cost:
    """What ``work`` costs by the clock: the CPU time of this whole process, unless said otherwise."""
    begun = clock()
    work()
    return Cost(clock() - begun, units)


def in_turn(*sides: Callable[[], Cost], runs: int = RUNS) -> list[list[Cost]]:
    """Each side's costs over the runs. Sides run in turn, so that whatever else the machine does strikes all alike."""
    rounds = [[side() for side in sides] for _ in range(runs)]
    return [list(costs) for costs in zip(*rounds, strict=True)]


def compare(name: str, unit: str, ours: list[Cost], peer_name: str, peer: list[Cost]) -> Comparison:
    """What the runs of both sides come to."""
    our_time, peer_time = median(c.each for c in ours), median(c.each for c in peer)
    ratios = [theirs.each / own.each for own, theirs in zip(ours, peer, strict=True)]
    return Comparison(
        name, unit, peer_name, 1 / our_time, 1 / peer_time, peer_time / our_time, min(ratios), max(ratios), len(ratios)
    )


def table(rows: list[Comparison]) -> str:
    """The comparisons as a Markdown table, readable as it stands."""
    cells = [("name", "ours", "peer", "ratio", "runs")]
    cells += [
        (
            row.name,
            f"{_number(row.ours)} {row.unit}/s",
            f"{_number(row.peer)} {row.unit}/s: {row.peer_name}",
            _number(row.ratio),
            f"{row.runs} ({_number(row.low)} to {_number(row.high)})",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [f"| {' | '.join(c.ljust(w) for c, w in zip(line, widths, strict=True))} |" for line in cells]
    return "\n".join([lines[0], f"|{'|'.join('-' * (w + 2) for w in widths)}|", *lines[1:]]) + "\n"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"
