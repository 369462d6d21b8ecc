"""One source's run under way: what it listed, what was fetched, what went wrong, and the verdict with its proof."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers import store
from crawlers.items import CrawlRun, Outcome, RawAdvert, Source, run_id
from crawlers.memory import Item, Listing, Memory, Validators
from crawlers.past import passed_on, read_past
from crawlers.rows import Answer, Rows

_EXAMPLES = 3  # so many of a kind of trouble are quoted in a proof; all stand in the log
_MAX_REFUSALS = 5  # in a row: then we are not wanted there
# More pages than so many, and than this share of the adverts found, do not lose their adverts in one week.
_FEW, _MANY = 2, 0.1


class Board:
    """Counts one source's run and judges it.

    ``total`` is the source's own count, where it tells one; ``ended`` means that its listing was followed to its
    natural end. One of the two must hold for the run to be *complete*: without it nothing proves that an advert
    not seen is gone. Nor is a listing believed that its own past makes improbable (``past``).
    """

    def __init__(
        self,
        source: Source,
        raw: Path,
        started_at: datetime,
        memory: Memory,
        *,
        lists_pages: bool = False,
        is_abroad: Callable[[str | None, str | None], bool] | None = None,
        recalls: bool = True,
        distrusted: Collection[str] = (),
    ) -> None:
        """``lists_pages``: what is listed are pages, and only they tell which of them are adverts.

        ``is_abroad(place, country)`` drops adverts, None keeps all. ``recalls`` is off where all is to be asked
        anew. ``distrusted`` are ids of runs whose words are not to be believed.
        """
        self.source, self.started_at = source, started_at
        self.n_listed = 0
        self.total: int | None = None
        self.ended = False
        self.n_gone = 0  # listed, yet 404 or 410 when asked for
        self.gone_ids: set[str] = set()  # adverts known to have stood there; the key where none is
        self.is_removed = False  # the listing itself answered 404 or 410
        self.n_other = 0  # pages that turned out to hold no advert
        self.n_emptied = 0  # of them, those that held adverts when last asked
        self.n_dropped = 0  # left out by the country filter
        self.missed: list[str] = []  # adverts listed and not read, each with what happened
        self.kept_out: list[str] = []  # rules of the site that keep us from an address
        self.cap: str | None = None  # why the listing is known to end before the source does
        self.failure: str | None = None
        self.is_stopped = False  # we are not wanted there: none of its pages is asked for any more
        self.new_fields: set[str] = set()
        self.asked: set[str] = set()  # addresses asked for, where a listing may name one twice or run in circles
        # Hooks under way: adverts and questions still to come, drawn as answers come in.
        self.backlog: deque[tuple[str, Iterator[Any]]] = deque()
        self.n_open = 0  # questions asked and not answered
        self.run: CrawlRun | None = None
        self.past = read_past(raw, source.source, run_id(source.source, started_at), distrusted)
        self._lists_pages, self._is_abroad = lists_pages, is_abroad
        is_filtered = is_abroad is not None
        self._rows = Rows(source, raw, started_at, memory, self.past, recalls=recalls, is_filtered=is_filtered)
        self._commit = memory.commit
        self._refusals = 0
        self._doubt: str | None = None
        self._is_cut = False

    @property
    def is_over(self) -> bool:
        """No more of it is wanted: it failed, or its manifest is written."""
        return self.failure is not None or self.run is not None

    # --- what the source says ------------------------------------------------------------------------------------

    def listed(self, n: int, total: int | None = None) -> None:
        """The source lists ``n`` more adverts, and says that there are ``total`` in all."""
        self.n_listed += n
        self.total = self.total if total is None else total

    def capped(self, why: str) -> None:
        """The listing ends before the source does: what it does not show may well be open."""
        self.cap = self.cap or why

    def drops(self, place: str | None, country: str | None) -> bool:
        """Whether the country filter leaves out what is at this place; counted where it does."""
        if self._is_abroad is None or not self._is_abroad(place, country):
            return False
        self.n_dropped += 1
        return True

    def add(self, advert: RawAdvert, answer: Answer | None = None) -> None:
        """Write an advert; ``answer`` is the one it came with, where it has a page or record of its own."""
        if advert.fault is None and self.drops(advert.place, advert.country):
            if answer:
                answer.n_dropped += 1
            return
        if advert.fault is not None:
            self.missed.append(advert.fault)
        row = store.as_row(advert)
        if answer:
            answer.rows.append(row)
        self._rows.write(row)

    def take(self, answer: Answer) -> None:
        """The answer is read to its end."""
        self._refusals = 0
        self._count(len(answer.rows), answer.n_dropped)
        self.n_emptied += self._rows.take(answer)

    def gone(self, key: str) -> None:
        """What is listed under this key is no longer there."""
        self._count(1)
        self.n_gone += 1
        self.gone_ids.update(self._rows.ids_of(key) or [key])

    def removed(self, what: str) -> None:
        """The listing is no longer there."""
        self.is_removed = not self.n_listed
        self.fail(what)

    def miss(self, what: str) -> None:
        """A listed page could not be read."""
        self._count(1)
        self.missed.append(what)

    def refused(self, what: str) -> None:
        """The site refuses us a listed page."""
        self.miss(what)
        if self._stops():
            self.capped(f"refused {_MAX_REFUSALS} times in a row, the rest was not asked for")

    def keeps_out(self, rule: str) -> None:
        """A rule of the site keeps us from an address."""
        self.kept_out.append(rule)
        self._stops()

    def _stops(self) -> bool:
        """After so many refusals in a row we ask no more."""
        self._refusals += 1
        if self._refusals >= _MAX_REFUSALS:
            self.is_stopped = True
            self.backlog.clear()
        return self.is_stopped

    def _count(self, n_adverts: int, n_dropped: int = 0) -> None:
        """A listed thing turned out to hold so many adverts."""
        n = n_adverts + n_dropped
        self.n_other += not n
        if self._lists_pages:
            self.listed(n)

    def fail(self, what: str) -> None:
        """The source's shape or answers are not what we know: its run stops here. The first cause is kept."""
        self.failure = self.failure or what

    # --- what is known already -----------------------------------------------------------------------------------

    def remembered(self, url: str) -> tuple[Validators, bytes | None]:
        """What to ask a listing again with, and the body it had."""
        listing = self._rows.listing(url)
        return (listing.validators, listing.body) if listing else (Validators(), None)

    def remember(self, url: str, validators: Validators, body: bytes) -> None:
        self._rows.memory.keep_listing(url, Listing(validators, body, self._rows.run_id))

    def seen_again(self, url: str) -> None:
        """A listing did not change."""
        self._rows.memory.saw_listing(url)

    def validators(self, key: str) -> Validators:
        """What to ask for a listed thing again with; empty where its words are not to be believed any more."""
        item = self._rows.known(key)
        return item.validators if item else Validators()

    def recall(self, key: str, stamp: str | None, *, is_weak: bool) -> bool:
        """Write what is known of a listed thing that bears the same stamp; False where it has to be asked for."""
        if noted := self._rows.noted(key):
            self.n_dropped += noted.n_dropped
            self.missed += [row["fault"] for row in noted.rows if row["fault"] is not None]
            self._count(len(noted.rows), noted.n_dropped)
            self.n_emptied += self._rows.keep(noted)
            return True
        item = self._rows.known(key)
        if item is None:
            return False
        if is_same := self._rows.is_same(item, stamp, is_weak=is_weak):
            self._repeat(key, item)
        return is_same

    def unchanged(self, key: str, stamp: str | None) -> None:
        """A listed thing was asked for, and the server says that it did not change: its words are those of today."""
        item = self._rows.known(key)
        if item is None:
            self.miss(f"{key}: the server says that it has not changed, and nothing is known of it")
            return
        self._refusals = 0
        self._repeat(key, item._replace(stamp=stamp, asked_in=self._rows.run_id))

    def _repeat(self, key: str, item: Item) -> None:
        self._rows.repeat(key, item)
        self.n_dropped += item.n_dropped
        self._count(len(item.ids), item.n_dropped)

    # --- the verdict ---------------------------------------------------------------------------------------------

    def interrupt(self, reason: str) -> None:
        """The crawl ends while requests are open."""
        what = f"the crawl ended ({reason}) with {self.n_open} requests unanswered"
        if self._rows.is_begun:
            self.missed.insert(0, what)
        else:
            self.fail(what)

    def suspend(self) -> None:
        """Leave off without a verdict: the same sweep, begun again, goes on from what was answered."""
        self._rows.suspend()

    def close(self, finished_at: datetime) -> CrawlRun:
        """Judge the run and write its manifest."""
        self._consult_past()
        outcome, proof = self.verdict()
        if self.new_fields:
            proof += f"; fields not known before: {', '.join(sorted(self.new_fields))}"
        self.run = self._rows.writer.finish(
            outcome, proof, finished_at=finished_at, n_listed=self.n_listed, n_dropped=self.n_dropped,
            is_truncated=self._is_short() or self._is_cut, new_fields=sorted(self.new_fields),
            gone=sorted(self.gone_ids), is_removed=self.is_removed,
        )  # fmt: skip
        self._rows.finish(self.run, is_doubted=self._doubt is not None)
        self._commit()
        return self.run

    def _consult_past(self) -> None:
        """A board that is another company's now fails, its records refused; a listing hard to believe is partial."""
        rows = self._rows
        n_unseen, earlier = rows.memory.unseen()
        is_own = self.source.kind == "employer_board" and self.failure is None and not rows.n_met
        if is_own and (fault := passed_on(self.n_listed, n_unseen, earlier, rows.employers)):
            self.fail(fault)
            rows.refuse(fault)
        n_there = self.n_listed - self.n_gone
        all_seen_again = rows.n_met > 0 and not n_unseen
        if doubt := self.past.doubt(n_there, self.total, all_seen_again=all_seen_again):
            self._doubt, self._is_cut = doubt
        elif self.n_emptied > max(_FEW, _MANY * n_there):
            self._doubt = f"{self.n_emptied} pages that held adverts hold none: is it the adverts or the site?"

    def verdict(self) -> tuple[Outcome, str]:
        """The outcome and, in words, why it holds."""
        if self.failure is not None:
            return "failed", self.failure
        if self.kept_out and not self._rows.has_any:
            return "skipped_by_policy", _some(self.kept_out)
        is_proven = self.total == self.n_listed if self.total is not None else self.ended
        is_read = not self.missed and not self.kept_out and not self._is_all_other()
        is_whole = is_proven and is_read and self.cap is None and self._doubt is None
        return ("complete" if is_whole else "partial"), self._proof()

    def _is_short(self) -> bool:
        return self.cap is not None or (self.total is not None and self.n_listed < self.total)

    def _is_all_other(self) -> bool:
        """Pages were listed and none holds an advert: an empty site and a changed one look alike."""
        return bool(self.n_other) and not self.n_listed

    def _proof(self) -> str:
        n, n_same = self._rows.writer.n, self._rows.n_same
        parts = [f"{self.n_listed} listed, {self._end()}", f"{n - n_same} records fetched"]
        parts += [f"{n_same} unchanged"] if n_same else []
        parts += [f"{self.n_dropped} abroad, dropped"] if self.n_dropped else []
        parts += [f"{self.n_gone} gone (404 or 410)"] if self.n_gone else []
        parts += [f"{self.n_other} other pages hold no advert"] if self.n_other else []
        parts += [doubt for doubt in (self.cap, self._doubt) if doubt]
        parts += [_some(self.kept_out)] if self.kept_out else []
        parts += [f"{len(self.missed)} not read: {_some(self.missed)}"] if self.missed else []
        return "; ".join(parts)

    def _end(self) -> str:
        if self.total is not None:
            return f"{'' if self.total == self.n_listed else 'not '}the source's own total of {self.total}"
        return "to the natural end of its listing" if self.ended else "and no total to compare with"


def _some(things: list[str]) -> str:
    more = len(things) - _EXAMPLES
    return " | ".join(things[:_EXAMPLES]) + (f" | and {more} more" if more > 0 else "")
