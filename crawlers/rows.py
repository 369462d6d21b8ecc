"""The rows of one run under way: new words written, known ones repeated by reference, answers noted against a kill."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from crawlers import store
from crawlers.items import CrawlRun, RawAdvert, Source, run_id
from crawlers.memory import Item, Known, Listing, Memory, Validators
from crawlers.past import Past

# How long words are believed unchanged where the source marks no modification, and a listing where its server says so.
_TRUST_MARKED = timedelta(weeks=13)  # and where it does: a stale sitemap names what is long gone
_TRUST = timedelta(weeks=4)


@dataclass
class Answer:
    """What one answer to a question about one listed thing, named ``key``, has given.

    ``stamp`` is the source's mark of this version, ``n_dropped`` the adverts a declared filter left out.
    """

    key: str
    stamp: str | None
    validators: Validators = field(default_factory=Validators)
    rows: list[dict[str, Any]] = field(default_factory=list)
    n_dropped: int = 0


class Rows:
    """Writes one source's run into the raw store, as little as says all.

    An advert that says what it said in an earlier, finished run is written as "unchanged since" that run.
    ``recalls`` is off where nothing is to rest on earlier runs. ``is_filtered``: a declared filter leaves adverts out.
    """

    def __init__(
        self,
        source: Source,
        raw: Path,
        started_at: datetime,
        memory: Memory,
        past: Past,
        *,
        recalls: bool,
        is_filtered: bool,
    ) -> None:
        self.source, self.started_at, self.run_id = source, started_at, run_id(source.source, started_at)
        self.memory = memory.of(source.source)
        self.n_same = 0  # unchanged since an earlier run, their words not written again
        self.n_met = 0  # adverts that earlier runs knew
        self.employers: set[str] = set()
        self._past, self._recalls, self._raw, self._is_filtered = past, recalls, raw, is_filtered
        self._open: store.RawWriter | None = None

    @property
    def writer(self) -> store.RawWriter:
        if self._open is None:
            self._open = store.RawWriter(self._raw, self.source, self.started_at)
        return self._open

    @property
    def is_begun(self) -> bool:
        return self._open is not None

    def write(self, row: dict[str, Any]) -> None:
        """A row of ``store.as_row``."""
        source_id: str | None = row["source_id"]
        if row["employer"]:
            self.employers.add(row["employer"])
        words = store.said(row)
        if row["fault"] is not None or not source_id:
            self.writer.write(row, words)
            return
        digest, known = store.digest(words), self.memory.advert(source_id)
        if known and known.digest == digest and self._is_trusted(known):
            self._repeat(source_id, known)
            return
        self.n_met += known is not None
        self.writer.write(row, words)
        self.memory.keep_advert(source_id, Known(row["url"], digest, self.run_id), row["employer"])

    @property
    def has_any(self) -> bool:
        return self._open is not None and self._open.n > 0

    def take(self, answer: Answer) -> bool:
        """An answer is read to its end and its rows are written: remember it. Whether it holds no advert any more."""
        is_emptied = self.keep(answer)
        self.writer.journal.note(
            answer.key,
            {
                "stamp": answer.stamp,
                "validators": list(answer.validators),
                "rows": answer.rows,
                "n_dropped": answer.n_dropped,
            },
        )
        return is_emptied

    def noted(self, key: str) -> Answer | None:
        """What this very run was answered before it was killed, its rows written; None where nothing was."""
        noted = self.writer.journal.recall(key)
        if noted is None:
            return None
        answer = Answer(key, noted["stamp"], Validators(*noted["validators"]), noted["rows"], noted["n_dropped"])
        for row in answer.rows:
            self.write(row)
        return answer

    def listing(self, url: str) -> Listing | None:
        """As last sent; None where that was too long ago, or in a run that is not to be believed."""
        found = self.memory.listing(url) if self._recalls else None
        return found if found and found.asked_in in self._past.finished and self._is_recent(found.asked_in) else None

    def known(self, key: str) -> Item | None:
        """What earlier runs know of a listed thing; None where a run that it rests on is not to be believed, or went by
        another filter.
        """
        item = self.memory.item(key) if self._recalls else None
        if item is None or item.asked_in not in self._past.finished or not self._is_filtered_alike(item):
            return None
        return item if all(self._advert(source_id) for source_id in item.ids) else None

    def ids_of(self, key: str) -> list[str]:
        """The adverts that a listed thing held when it was last asked for; none where nothing is known of it."""
        item = self.memory.item(key)
        return item.ids if item else []

    def is_same(self, item: Item, stamp: str | None, *, is_weak: bool) -> bool:
        """Whether the stamp says that nothing changed. The source's own mark of a modification is believed for thirteen
        weeks; a weak one, which is not that, for four.
        """
        trust = _TRUST if is_weak else _TRUST_MARKED
        return stamp is not None and item.stamp == stamp and self._is_recent(item.asked_in, trust)

    def repeat(self, key: str, item: Item) -> None:
        """The adverts of a listed thing that did not change."""
        for source_id in item.ids:
            self._repeat(source_id, self._advert(source_id))
        self.memory.keep_item(key, item)

    def _repeat(self, source_id: str, known: Known | None) -> None:
        if known is None:
            raise ValueError(f"{source_id}: nothing is known of it")
        self.n_same += 1
        self.n_met += 1
        self.memory.saw_advert(source_id)
        self.writer.add(
            RawAdvert(
                self.source.source, self.run_id, 0, self.started_at,
                source_id=source_id, url=known.url, unchanged_since=known.base,
            )
        )  # fmt: skip

    def keep(self, answer: Answer) -> bool:
        """For the next run; not where a record could not be read, so that it is asked for again.

        That something holds no advert is believed when it was found twice: it may be a page of the moment. What held
        adverts and holds none is not noted at all, and True is given back.
        """
        if not all(row["source_id"] and row["fault"] is None for row in answer.rows):
            return False
        ids, stamp = [row["source_id"] for row in answer.rows], answer.stamp
        if not ids and not answer.n_dropped:
            earlier = self.memory.item(answer.key)
            if earlier and earlier.ids:
                return True
            stamp = stamp if earlier else None
        item = Item(stamp, answer.validators, ids, answer.n_dropped, self._is_filtered, self.run_id)
        self.memory.keep_item(answer.key, item)
        return False

    def _is_recent(self, run: str, trust: timedelta = _TRUST) -> bool:
        return self.started_at - _moment(run) < trust

    def _is_filtered_alike(self, item: Item) -> bool:
        return item.is_filtered if self._is_filtered else not item.n_dropped

    def _advert(self, source_id: str) -> Known | None:
        known = self.memory.advert(source_id)
        return known if known and self._is_trusted(known) else None

    def _is_trusted(self, known: Known) -> bool:
        return self._recalls and known.base in self._past.finished

    def refuse(self, fault: str) -> None:
        """None of the rows is what it was taken for."""
        self.writer.refuse(fault)
        self.memory.forget_run()

    def finish(self, run: CrawlRun, *, is_doubted: bool) -> None:
        """A listing that failed or is hard to believe is not to come again by the server's saying "unchanged"."""
        if is_doubted or run.outcome == "failed":
            self.memory.forget_listings()
        self.memory.settle(is_whole=run.outcome == "complete")

    def suspend(self) -> None:
        if self._open:
            self._open.suspend()


def _moment(run: str) -> datetime:
    """When the run of this id began."""
    return datetime.strptime(run.rpartition("@")[2], "%Y%m%dT%H%M%S%z")
