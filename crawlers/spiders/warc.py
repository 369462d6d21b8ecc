"""WARC archives that others made: files at hand, or a part of one Common Crawl, by its index.

https://commoncrawl.org/get-started: the index (CDX server of pywb) lists captures, a line of JSON each, and says of
each where in which file its record stands; that part alone is asked for. ``crawlers.warc.archive`` says what a token
looks like. A configured base address serves both, the index and (under /crawl-data/...) the files.

An archive shows what was captured and proves nothing gone: a run over one is never complete. Its adverts are of the
week of their capture, and so must the run be: an archive is read by ``jobtide replay``, which dates it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider, Results
from crawlers.board import Board
from crawlers.items import RawAdvert, run_id
from crawlers.parse.posting_page import page_adverts
from crawlers.parse.record import ShapeError
from crawlers.warc.archive import Query, archive_date, archive_files, read_query
from crawlers.warc.capture import OLDER, Selection, kept_out, read_page
from crawlers.warc.index import Capture, is_nothing, read_index

_FILES = "https://data.commoncrawl.org"
_MAX_PAGES = 1000  # of the index, some 15,000 captures each


class WarcSpider(BoardSpider):
    name = "warc"
    address = "https://index.commoncrawl.org"
    lists_pages = True

    def start_board(self, board: Board) -> Results:
        token = board.source.token or ""
        captured, run = archive_date(token).isocalendar()[:2], self.seen_at.isocalendar()[:2]
        if captured != run:
            raise ValueError(
                f"{token}: was captured in {captured[0]}-W{captured[1]:02}, and this run is of another week"
            )
        if read_query(token) is None:
            return self._read_files(board)
        return [self._ask_index(board, "showNumPages=true", self.parse_size)]

    def parse_size(self, response: Response, board: Board) -> Iterator[Request]:
        """How many pages the index has for the query."""
        is_empty = is_nothing(response.status, response.body, response.url)
        answer = {"pages": 0} if is_empty else self.json(response)
        pages = answer.get("pages") if isinstance(answer, dict) else None
        if not isinstance(pages, int):
            raise ShapeError(f"{response.url}: no number of pages")
        if pages > _MAX_PAGES:
            board.capped(f"{pages} pages of the index, of which {_MAX_PAGES} are read")
        yield from self._go_on(board, 0, min(pages, _MAX_PAGES), None, Counter())

    def parse_index(
        self, response: Response, board: Board, page: int, pages: int, held: Capture | None, left_out: Counter[str]
    ) -> Iterator[Request]:
        """Lines come by address, then moment: the last of an address (``held``) is the latest capture of it."""
        query = _query(board)
        is_empty = is_nothing(response.status, response.body, response.url)
        for capture in [] if is_empty else read_index(response.body, response.url):
            if not query.wants(capture.url):
                continue
            if capture.reason:
                left_out[capture.reason] += 1
                continue
            if held and held.key == capture.key:
                left_out[OLDER] += 1
            elif held:
                yield from self._ask_record(board, held)
            held = capture
        yield from self._go_on(board, page + 1, pages, held, left_out)

    def parse_record(self, response: Response, board: Board, capture: Capture) -> list[RawAdvert]:
        member = response.body
        if response.status != 206:  # a server may answer a question for a part with the whole (RFC 9110, 14.2)
            member = member[capture.offset : capture.offset + capture.length]
        return self._adverts(board, BytesIO(member), 0, capture.place)

    def _go_on(
        self, board: Board, page: int, pages: int, held: Capture | None, left_out: Counter[str]
    ) -> Iterator[Request]:
        if page < pages:
            known = {"page": page, "pages": pages, "held": held, "left_out": left_out}
            yield self._ask_index(board, f"page={page}", self.parse_index, known)
            return
        board.capped(_why_partial(left_out))
        if held:
            yield from self._ask_record(board, held)

    def _ask_index(
        self, board: Board, what: str, hook: Callable[..., Results], known: dict[str, Any] | None = None
    ) -> Request:
        query = _query(board)
        asked = quote(query.asked, safe="*/:")
        url = f"{self.at(board)}/{query.crawl}-index?url={asked}&output=json&{what}"
        return self.ask(board, url, hook, kwargs=known, meta={"handle_httpstatus_list": [404]})

    def _ask_record(self, board: Board, capture: Capture) -> Iterator[Request]:
        base = _FILES if self.at(board) == self.address else self.at(board)
        url, place = f"{base}/{capture.file}", capture.place
        yield from self.detail(
            board, place, url, self.parse_record, kwargs={"capture": capture},
            stamp=place,  # what stands in an archive stays as it is
            headers={"Range": capture.part, "Accept-Encoding": "identity"},
        )  # fmt: skip

    def _read_files(self, board: Board) -> Iterator[RawAdvert]:
        selection = Selection(archive_files(board.source.token or ""))
        board.capped(_why_partial(selection.left_out))
        for torn in selection.torn:
            board.miss(torn)
        for path, offset in selection.pages():
            with path.open("rb") as file:
                adverts = self._adverts(board, file, offset, f"{path.name}:{offset}")
            board.listed(len(adverts))
            board.n_other += not adverts
            yield from adverts

    def _adverts(self, board: Board, file: BinaryIO, offset: int, place: str) -> list[RawAdvert]:
        """``place`` names the record. One that cannot be read is an advert with a fault: nobody knows what it held."""
        try:
            page = read_page(file, offset)
        except ValueError as error:
            source = board.source.source
            run = run_id(source, self.seen_at)
            return [RawAdvert(source, run, 0, self.seen_at, source_id=place, origin=place, fault=f"{place}: {error}")]
        if reason := kept_out(page):
            board.kept_out.append(reason)
            return []
        return [
            # An archive may span hosts that number their adverts alike.
            replace(advert, seen_at=page.moment, origin=place, source_id=f"{page.host}:{advert.source_id}")
            for advert in page_adverts(page.html, page.url, board.source, self.seen_at)
        ]


def _query(board: Board) -> Query:
    query = read_query(board.source.token or "")
    if query is None:
        raise ValueError(f"{board.source.token}: names no Common Crawl")
    return query


def _why_partial(left_out: Counter[str]) -> str:
    counts = ", ".join(f"{n} {what}" for what, n in sorted(left_out.items()) if n)
    why = "an archive shows what was captured, not what was open"
    return f"{why}; left out: {counts}" if counts else why
