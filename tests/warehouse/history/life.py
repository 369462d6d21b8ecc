"""The lifecycle as a machine that lives through a source's runs one after the other: what the SQL is held to.

Written from the contract alone (statistics, section 5), with counters in place of the models' numbers of runs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass
class Seen:
    """One run, as a machine meets it."""

    at: datetime
    outcome: str
    ids: frozenset[str]
    unread: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    n_listed: int = 0
    is_removed: bool = False


@dataclass
class Spell:
    """One presence of a listing."""

    seen_not_before: datetime | None
    last_at: datetime
    missed_at: datetime | None = None
    n_missed: int = 0
    n_refused: int = 0
    is_held: bool = False
    closed: tuple[datetime, str] | None = None
    absent: bool = False  # closed, or on its way to it, by absence

    @property
    def is_open(self) -> bool:
        return self.closed is None


@dataclass
class Source:
    """The states of all listings of one source after each run."""

    n_absences: int
    spells: dict[str, list[Spell]] = field(default_factory=dict)
    last_evidence: datetime | None = None
    n_empty: int = 0
    removed: list[datetime] = field(default_factory=list)

    def live(self, runs: Iterable[Seen]) -> None:
        """All runs in time's order."""
        for run in runs:
            self._removal(run)
            if run.outcome in ("complete", "partial", "skipped_by_policy"):
                self._run(run)

    def _run(self, run: Seen) -> None:
        here = run.ids | run.unread
        is_answer = run.outcome in ("complete", "partial")
        is_empty = is_answer and not here and (run.outcome == "complete" or run.n_listed == 0)
        self.n_empty = (self.n_empty + 1 if is_empty else 0) if is_answer else self.n_empty
        is_evidence = run.outcome == "complete" and (not is_empty or self.n_empty >= 3)
        self._refusals(run, here)
        if is_evidence:
            self._absences(run, here, is_empty=is_empty)
        for id_ in here:
            self._meet(id_, run)
        if is_evidence:
            self.last_evidence = run.at

    def _meet(self, id_: str, run: Seen) -> None:
        spells = self.spells.setdefault(id_, [])
        if not spells or spells[-1].n_missed:
            spells.append(Spell(self.last_evidence, run.at))
        else:
            spell = spells[-1]
            spell.last_at, spell.n_refused = run.at, 0
            if spell.closed:  # by an address that answered 404, and does no more
                spell.closed = None
                spell.missed_at = None

    def _absences(self, run: Seen, here: frozenset[str], *, is_empty: bool) -> None:
        absent = [s[-1] for id_, s in self.spells.items() if id_ not in here]
        n_open = sum(not s[-1].absent for s in self.spells.values())
        closing = [s for s in absent if not s.absent and s.n_missed + 1 == self.n_absences]
        is_held = not is_empty and len(closing) > 0.3 * n_open
        for spell in absent:
            spell.n_missed += 1
            spell.missed_at = spell.missed_at or run.at
            if (is_empty and not spell.absent) or spell.is_held:
                spell.absent, spell.is_held = True, False
                spell.closed = spell.closed or (run.at, "listing_absent")
            elif spell in closing and is_held:
                spell.absent, spell.is_held = True, True
            elif not spell.absent and spell.n_missed >= self.n_absences:
                spell.absent = True
                spell.closed = spell.closed or (run.at, "listing_absent")

    def _refusals(self, run: Seen, here: frozenset[str]) -> None:
        refused = [s[-1] for id_, s in self.spells.items() if id_ in run.gone - here]
        for spell in refused:
            spell.n_refused += 1
            is_believed = len(run.gone) <= 0.3 * run.n_listed
            if spell.is_open and (spell.n_refused == 2 or (spell.n_refused == 1 and is_believed)):
                spell.closed = (run.at, "http_gone")
                spell.missed_at = spell.missed_at or run.at

    def _removal(self, run: Seen) -> None:
        self.removed = [*self.removed, run.at] if run.is_removed else []
        if len(self.removed) >= 3 and run.at - self.removed[0] >= timedelta(days=28):
            for spells in self.spells.values():
                if spells[-1].is_open:
                    spells[-1].closed = (run.at, "feed_removed")
