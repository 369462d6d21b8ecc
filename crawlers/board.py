"""One source's run under way: what it listed, what was fetched, what went wrong, and the verdict with its proof."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from crawlers.items import CrawlRun, Outcome, RawAdvert, Source
from crawlers.store import RawWriter

_EXAMPLES = 3  # so many of a kind of trouble are quoted in a proof; all stand in the log


class Board:
    """Counts one source's run and judges it.

    ``total`` is the source's own count, where it tells one; ``ended`` means that its listing was followed to its
    natural end. One of the two must hold for the run to be *complete*: without it nothing proves that an advert
    not seen is gone.
    """

    def __init__(self, source: Source, raw: Path, started_at: datetime) -> None:
        self.source, self.started_at = source, started_at
        self.n_listed = 0
        self.total: int | None = None
        self.ended = False
        self.n_gone = 0  # listed, yet 404 or 410 when asked for
        self.n_other = 0  # pages that turned out to hold no advert
        self.missed: list[str] = []  # adverts listed and not read, each with what happened
        self.forbidden: list[str] = []  # addresses robots.txt keeps us from
        self.failure: str | None = None
        self.new_fields: set[str] = set()
        self.asked: set[str] = set()  # addresses asked for, where a listing may name one twice or run in circles
        # The requests still to be answered, and one more while the first of them are being made.
        self.n_open = 1
        self.run: CrawlRun | None = None
        self._raw = raw
        self._writer: RawWriter | None = None

    @property
    def is_over(self) -> bool:
        """No more of it is wanted: it failed, or its manifest is written."""
        return self.failure is not None or self.run is not None

    def listed(self, n: int, total: int | None = None) -> None:
        """The source lists ``n`` more adverts, and says that there are ``total`` in all."""
        self.n_listed += n
        self.total = self.total if total is None else total

    def add(self, advert: RawAdvert) -> None:
        self._open().add(advert)
        if advert.fault is not None:
            self.missed.append(advert.fault)

    def gone(self) -> None:
        """A listed advert is no longer there."""
        self.listed(1)
        self.n_gone += 1

    def miss(self, what: str) -> None:
        """A listed page could not be read."""
        self.listed(1)
        self.missed.append(what)

    def fail(self, what: str) -> None:
        """The source's shape or answers are not what we know: its run stops here. The first cause is kept."""
        self.failure = self.failure or what

    def interrupt(self, reason: str) -> None:
        """The crawl ends while requests are open."""
        what = f"the crawl ended ({reason}) with {self.n_open} requests unanswered"
        if self._writer is None:
            self.fail(what)
        else:
            self.missed.insert(0, what)

    def close(self, finished_at: datetime) -> CrawlRun:
        """Judge the run and write its manifest."""
        outcome, proof = self.verdict()
        if self.new_fields:
            proof += f"; fields not known before: {', '.join(sorted(self.new_fields))}"
        self.run = self._open().finish(
            outcome, proof, finished_at=finished_at, n_listed=self.n_listed, is_truncated=self._is_short()
        )
        return self.run

    def verdict(self) -> tuple[Outcome, str]:
        """The outcome and, in words, why it holds."""
        if self.failure is not None:
            return "failed", self.failure
        if self.forbidden and not self.n_listed:
            return "skipped_by_policy", f"robots.txt keeps us from {_some(self.forbidden)}"
        is_proven = self.total == self.n_listed if self.total is not None else self.ended
        is_read = not self.missed and not self.forbidden and not self._is_all_other()
        return ("complete" if is_proven and is_read else "partial"), self._proof()

    def _is_short(self) -> bool:
        return self.total is not None and self.n_listed < self.total

    def _is_all_other(self) -> bool:
        """Pages were listed and none holds an advert: an empty site and a changed one look alike."""
        return bool(self.n_other) and not self.n_listed

    def _proof(self) -> str:
        parts = [f"{self.n_listed} listed, {self._end()}", f"{self._open().n} records fetched"]
        parts += [f"{self.n_gone} gone (404 or 410)"] if self.n_gone else []
        parts += [f"{self.n_other} other pages hold no advert"] if self.n_other else []
        parts += [f"robots.txt keeps us from {_some(self.forbidden)}"] if self.forbidden else []
        parts += [f"{len(self.missed)} not read: {_some(self.missed)}"] if self.missed else []
        return "; ".join(parts)

    def _end(self) -> str:
        if self.total is not None:
            return f"{'' if self.total == self.n_listed else 'not '}the source's own total of {self.total}"
        return "to the natural end of its listing" if self.ended else "and no total to compare with"

    def _open(self) -> RawWriter:
        if self._writer is None:
            self._writer = RawWriter(self._raw, self.source, self.started_at)
        return self._writer


def _some(things: list[str]) -> str:
    more = len(things) - _EXAMPLES
    return " | ".join(things[:_EXAMPLES]) + (f" | and {more} more" if more > 0 else "")
