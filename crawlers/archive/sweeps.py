"""Sorts the rows of an archive into sweeps: what will be one run over one source each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from crawlers.archive.advert import is_kept, read_seen_at, read_source
from crawlers.archive.mapping import Mapping, RunException
from crawlers.archive.tables import Row


class Entry(NamedTuple):
    """A row of a sweep; ``seen_at`` is None where the row does not tell its source and moment: ``fault`` says why."""

    order: int
    row: Row
    seen_at: datetime | None
    fault: str | None


@dataclass(slots=True)
class Sweep:
    """The rows of one run in file order; ``name`` is the source's, without the mapping's prefix."""

    name: str
    started_at: datetime
    finished_at: datetime
    entries: list[Entry] = field(default_factory=list)
    n_dropped: int = 0

    def is_meant(self, rule: RunException) -> bool:
        """Whether an exception of the mapping is about this sweep."""
        same_second = rule.at.replace(microsecond=0) == self.started_at.replace(microsecond=0)
        return same_second and rule.source in (None, self.name)


def sort_rows(rows: Iterable[Row], mapping: Mapping, now: datetime) -> list[Sweep]:
    """The sweeps in the order of source and start; every row is in one of them, or counted there as dropped.

    A row that does not tell its moment goes with the row of its source before it, else with the first sweep of
    its source; one that does not tell its source goes with the row before it, else with the first row that does.
    Raises ValueError where no row tells both.
    """
    sorter = _Sorter(mapping, now)
    for index, row in enumerate(rows):
        sorter.place(index, row)
    return sorter.finish()


class _Sorter:
    def __init__(self, mapping: Mapping, now: datetime) -> None:
        self.mapping, self.now = mapping, now
        self.sweeps: dict[tuple[str, datetime | date], Sweep] = {}
        self.last: dict[str | None, Sweep] = {}
        self.waiting: list[tuple[str | None, Entry]] = []

    def place(self, index: int, row: Row) -> None:
        name, seen_at, fault = self._read(row)
        if name is None or seen_at is None:
            self._place_beside(name, Entry(index, row, None, fault))
            return
        sweep = self._sweep(name, seen_at)
        self._add(sweep, Entry(index, row, seen_at, fault))
        self.last[name] = self.last[None] = sweep

    def finish(self) -> list[Sweep]:
        if not self.sweeps:
            raise ValueError(f"no row tells both its source and when it was seen; {self.waiting[0][1].fault}")
        first = next(iter(self.sweeps.values()))
        ordered = sorted(self.sweeps.values(), key=lambda sweep: (sweep.name, sweep.started_at))
        for name, entry in self.waiting:
            self._add(next((sweep for sweep in ordered if sweep.name == name), first), entry)
        for sweep in ordered:
            sweep.entries.sort(key=lambda entry: entry.order)
        return ordered

    def _place_beside(self, name: str | None, entry: Entry) -> None:
        if sweep := self.last.get(name):
            self._add(sweep, entry)
            self.last[None] = sweep
        else:
            self.waiting.append((name, entry))

    def _add(self, sweep: Sweep, entry: Entry) -> None:
        if is_kept(entry.row, self.mapping):
            sweep.entries.append(entry)
        else:
            sweep.n_dropped += 1

    def _sweep(self, name: str, seen_at: datetime) -> Sweep:
        # a run's id tells its start to the second, so two moments within one second are one run
        when = seen_at.date() if self.mapping.runs.by == "day" else seen_at.replace(microsecond=0)
        sweep = self.sweeps.setdefault((name, when), Sweep(name, seen_at, seen_at))
        sweep.started_at = min(sweep.started_at, seen_at)
        sweep.finished_at = max(sweep.finished_at, seen_at)
        return sweep

    def _read(self, row: Row) -> tuple[str | None, datetime | None, str | None]:
        """Source, moment, and what is wrong with the row as a whole."""
        faults = [] if row.fault is None else [row.fault]
        name = seen_at = None
        try:
            name = read_source(row, self.mapping)
        except ValueError as error:
            faults.append(str(error))
        try:
            seen_at = read_seen_at(row, self.mapping.seen_at, self.now)
        except ValueError as error:
            faults.append(str(error))
        # of a row that is broken already, an empty cell is no news
        return name, seen_at, row.fault or "; ".join(faults) or None
