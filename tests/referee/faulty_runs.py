"""Runs over a market's boards with the faults of step 2 among them, judged as the crawler judges: what each source
showed.

A fault lasts as long as those of ``tests/crawlers/test_misbehaviour.py``: pages that answer 404 one week, a listing
cut short or empty in silence at most two (one, where a board of fewer than twenty is cut: two runs that agree are
proof), whatever announces itself up to three. No week of the first three is struck, and one goes well between two
faults.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawlers.items import CrawlRun, Outcome
from crawlers.market.boards import Board
from crawlers.market.world import Market
from crawlers.past import Past

BURN_IN = 3
_LASTS = {
    "failed": 3, "refused": 3, "removed": 3, "partial": 3, "short": 3, "unread": 3, "empty": 2, "cap": 2,
    "pages 404": 1, "third 404": 1,
}  # fmt: skip


@dataclass
class Shown:
    """One run: its outcome, and the ids that it saw, could not read, and found gone at their own address."""

    week: int
    outcome: Outcome
    ids: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    n_listed: int = 0
    is_removed: bool = False


def runs(market: Market, board: Board, seed: int, rate: float) -> Iterator[Shown]:
    """The runs of one board, in each week of which a fault begins with chance ``rate``."""
    dice = random.Random(f"{seed}/{board.source.source}")
    manifests: list[CrawlRun] = []
    known: set[str] = set()
    fault, left = "", 0
    for week in range(board.first_week, board.last_week + 1):
        is_rest = left == 0 and fault != ""
        fault = fault if left else ""
        if not fault and not is_rest and week >= board.first_week + BURN_IN and dice.random() < rate:
            fault = dice.choice(list(_LASTS))
            left = dice.randint(1, _LASTS[fault])
            if fault == "cap" and len(market.open_adverts(board.source, week)) < 20:
                left = 1
        left = max(0, left - 1)
        shown = _shown(market, board, week, fault, dice)
        if fault not in ("failed", "refused", "removed"):
            _judge(shown, fault, manifests, known)
        known |= set(shown.ids)
        at = market.weeks.crawl_moment(week)
        manifests.insert(0, CrawlRun(board.source.source, "", at, at, shown.outcome, "", shown.n_listed))
        yield shown


def _shown(market: Market, board: Board, week: int, fault: str, dice: random.Random) -> Shown:
    ids = [advert.source_id for advert in market.open_adverts(board.source, week)]
    n = len(ids)
    match fault:
        case "failed" | "refused" | "removed":
            return Shown(week, "failed", is_removed=fault == "removed")
        case "partial":
            return Shown(week, "partial", ids[: int(0.6 * n)], n_listed=n)
        case "short":
            return Shown(week, "partial", [id_ for id_ in ids if dice.random() < 0.9], n_listed=n)
        case "unread":
            bad = [id_ for id_ in ids if dice.random() < 0.3]
            return Shown(week, "complete", [id_ for id_ in ids if id_ not in bad], unread=bad, n_listed=n)
        case "empty":
            return Shown(week, "complete")
        case "cap":
            return Shown(week, "complete", ids[: n // 3], n_listed=n // 3)
        case "pages 404":
            return Shown(week, "complete", gone=ids, n_listed=n)
        case "third 404":
            gone = ids[::3]
            return Shown(week, "complete", [id_ for id_ in ids if id_ not in gone], gone=gone, n_listed=n)
    return Shown(week, board.outcome(week), ids if board.outcome(week) == "complete" else [], n_listed=n)


def _judge(shown: Shown, fault: str, manifests: list[CrawlRun], known: set[str]) -> None:
    """A complete run is partial where its source's past speaks against it, as ``crawlers.board.Board`` has it."""
    seen = set(shown.ids) | set(shown.unread)
    all_seen_again = bool(seen & known) and known <= seen
    n_there = shown.n_listed - len(shown.gone)
    total = shown.n_listed if fault != "pages 404" else None
    if shown.outcome == "complete" and Past(tuple(manifests)).doubt(n_there, total, all_seen_again=all_seen_again):
        shown.outcome = "partial"
