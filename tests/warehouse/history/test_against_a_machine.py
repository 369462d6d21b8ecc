"""Runs drawn at random, lived through by a machine and seen as a whole by the SQL: both come to the same lives."""

from __future__ import annotations

import random
from datetime import datetime
from typing import Any

from tests.warehouse.history.life import Seen, Source
from tests.warehouse.history.past import Past, moment
from warehouse.check import broken_laws

N_SOURCES, N_RUNS = 60, 16
_OUTCOMES = ("complete", "complete", "complete", "complete", "partial", "failed", "skipped_by_policy")


def draw_runs(seed: int) -> list[Seen]:
    """Runs in which single adverts and whole boards come and go, answer nothing, 404 or what cannot be read."""
    dice = random.Random(seed)
    ids = [str(i) for i in range(dice.choice((1, 4, 12, 90)))]
    open_ids = {id_ for id_ in ids if dice.random() < 0.7}
    runs = []
    removed = range(start := dice.randrange(3, 2 * N_RUNS), start + dice.choice((2, 3, 6)))
    for n in range(N_RUNS):
        open_ids ^= {id_ for id_ in ids if dice.random() < dice.choice((0.02, 0.1))}
        outcome, mood = dice.choice(_OUTCOMES) if n not in removed else "failed", dice.random()
        runs.append(_run(dice, moment(n), outcome, open_ids, mood))
    return runs


def _run(dice: random.Random, at: datetime, outcome: str, open_ids: set[str], mood: float) -> Seen:
    if outcome in ("failed", "skipped_by_policy"):
        return Seen(at, outcome, frozenset(), is_removed=outcome == "failed" and mood < 0.9)
    if mood < 0.25:
        return Seen(at, outcome, frozenset())
    kept = {id_ for id_ in open_ids if dice.random() < (0.4 if mood < 0.4 else 0.98)}
    unread = {id_ for id_ in kept if dice.random() < 0.05}
    gone = {id_ for id_ in open_ids - kept if dice.random() < dice.choice((0, 0, 0.5, 1))}
    ids = frozenset(kept - unread)
    return Seen(at, outcome, ids, frozenset(unread), frozenset(gone), n_listed=len(kept) + len(gone))


def tell(past: Past, source: str, runs: list[Seen]) -> None:
    for n, run in enumerate(runs):
        past.run(
            source, n, run.ids, run.outcome, unread=run.unread, gone=run.gone, is_removed=run.is_removed,
            n_listed=run.n_listed,
        )  # fmt: skip


def lived(source: str, runs: list[Seen]) -> list[tuple[Any, ...]]:
    """Every spell of every advert that was readable once, as the machine has it."""
    known = frozenset().union(*(run.ids for run in runs))
    machine = Source(n_absences=1 if source.startswith("api") else 2)
    machine.live(
        Seen(r.at, r.outcome, r.ids, r.unread & known, r.gone, r.n_listed, r.is_removed) if known else r for r in runs
    )
    return sorted(
        (source, id_, n, s.seen_not_before, s.last_at, s.missed_at, *(s.closed or (None, None)))
        for id_, spells in machine.spells.items()
        for n, s in enumerate(spells, start=1)
    )


def test_the_models_tell_what_happened(past: Past) -> None:
    drawn = {f"{kind}{seed}": draw_runs(seed) for seed in range(N_SOURCES) for kind in ("api", "web")}
    for source, runs in drawn.items():
        tell(past, source, runs)
    past.build()
    assert not broken_laws(past.con)
    told: dict[str, list[tuple[Any, ...]]] = {}
    for row in past.ask(
        "SELECT source, source_id, spell, seen_not_before, last_seen_at, gone_before, closed_at, close_reason "
        "FROM history.spell ORDER BY source, source_id, spell"
    ):
        told.setdefault(row[0], []).append(row)
    for source, runs in drawn.items():
        assert sorted(told.get(source, [])) == lived(source, runs), source
    reasons = {row[-1] for rows in told.values() for row in rows}
    assert reasons == {None, "listing_absent", "http_gone", "feed_removed"}
    assert past.ask("SELECT count(*) > 20 FROM history.closing_run WHERE is_held") == [(True,)]
