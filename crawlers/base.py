"""The spider under all platform spiders: one spider a platform, one run and one verdict a board.

A platform file declares a name, an address and the fields it knows, and has two hooks: ``start_board`` asks the
first questions, and a hook for each kind of answer gives back adverts and further questions. All the rest is
here: whatever goes wrong with a board ends that board's run, with its cause as the proof, and no other's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.board import Board
from crawlers.items import RawAdvert, Source
from crawlers.politeness import RobotsForbidden

Results = Iterable[Request | RawAdvert] | None
Hook = Callable[[Response, Board], Results]
_GONE = (404, 410)


class BoardSpider(Spider):
    """Crawls all boards of one platform, so that the host they share sees one polite visitor.

    ``api`` is the platform's own address where it has one. ``known_extras`` are the fields of a record that we
    know and leave in the payload: any other is named in the proof, so that a new upstream field rings a bell;
    None where the vocabulary is open.
    """

    api: ClassVar[str] = ""
    known_extras: ClassVar[frozenset[str] | None] = None

    def __init__(self, sources: Sequence[Source], raw: Path, started_at: datetime, base: str | None = None) -> None:
        super().__init__()
        self.base = (base or self.api).rstrip("/")
        self.boards = {s.source: Board(s, raw, started_at) for s in sources}
        # One sweep is one moment: adverts of a sweep carry the same, and a repeated sweep gives the same bytes.
        self.seen_at = started_at.astimezone(UTC)
        self._begun = time.monotonic()
        self._alarm: asyncio.TimerHandle | None = None

    def start_board(self, board: Board) -> Iterable[Request]:
        """The first questions to one board."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Request]:
        limit = self.settings.getfloat("CLOSESPIDER_TIMEOUT")
        self._alarm = asyncio.get_running_loop().call_later(limit, self._close_all, f"after {limit:g} s")
        for board in self.boards.values():
            for request in self._guarded(board, partial(self.start_board, board), "start"):
                yield request
            self._settle(board)

    def ask(self, board: Board, url: str, hook: Hook, *, is_detail: bool = False, **options: Any) -> Request:  # noqa: ANN401
        """A request whose answer goes to ``hook``; ``options`` are Scrapy's (method, body, headers, meta ...).

        Trouble with a listing fails the board, since what it lists is then unknown. Trouble with one advert's
        own page (``is_detail``) leaves the run partial, and 404 or 410 there says that the advert is gone.
        """
        context = {"board": board.source.source, "is_detail": is_detail}
        return Request(
            url,
            callback=self._answered,
            errback=self._unanswered,
            cb_kwargs={"name": board.source.source, "hook": hook.__name__},
            meta=context | options.pop("meta", {}),
            priority=0 if is_detail else 1,
            dont_filter=True,  # a request dropped in silence would leave its board waiting for ever
            **options,
        )

    def is_wanted(self, request: Request) -> bool:
        """False where the request's board is over."""
        board = self.boards.get(request.meta.get("board", ""))
        return board is None or not board.is_over

    def _answered(self, response: Response, name: str, hook: str) -> Iterator[Request]:
        board = self.boards[name]
        if not board.is_over:
            yield from self._guarded(board, partial(getattr(self, hook), response, board), response.url)
        self._settle(board)

    def _guarded(self, board: Board, produce: Callable[[], Results], where: str) -> Iterator[Request]:
        """Run a hook: adverts to the board, requests on to Scrapy, any exception to the board's verdict."""
        try:
            for result in produce() or ():
                if isinstance(result, Request):
                    board.n_open += 1
                    yield result
                else:
                    self._add(board, result)
        except Exception as error:
            self.logger.exception("%s failed", board.source.source)
            board.fail(f"{where}: {type(error).__name__}: {error}")

    def _add(self, board: Board, advert: RawAdvert) -> None:
        board.add(advert)
        if self.known_extras is not None:
            board.new_fields |= advert.payload.keys() - self.known_extras

    def _unanswered(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        board = self.boards[request.meta["board"]]
        if not board.is_over and failure.value is not None:
            self._judge(board, request, failure.value)
        self._settle(board)

    def _judge(self, board: Board, request: Request, error: BaseException) -> None:
        status = error.response.status if isinstance(error, HttpError) else None
        what = f"{request.url}: {f'HTTP {status}' if status else f'{type(error).__name__}: {error}'}"
        self.logger.warning("%s: %s", board.source.source, what)
        if isinstance(error, RobotsForbidden):
            board.forbidden.append(request.url)
        elif not request.meta["is_detail"]:
            board.fail(what)
        elif status in _GONE:
            board.gone()
        else:
            board.miss(what)

    def _settle(self, board: Board) -> None:
        board.n_open -= 1
        if board.n_open == 0 and board.run is None:
            self._close(board)

    def _close(self, board: Board) -> None:
        run = board.close(board.started_at + timedelta(seconds=time.monotonic() - self._begun))
        self.logger.info("%s: %s: %s", run.source, run.outcome, run.proof)

    def closed(self, reason: str) -> None:
        """Scrapy is done with this spider."""
        if self._alarm:
            self._alarm.cancel()
        self._close_all(reason)

    def _close_all(self, reason: str) -> None:
        """Boards that still wait get their manifest. At the time limit that is now: Scrapy, when told to close,
        first sees every request to its end that the downloader holds already.
        """
        for board in self.boards.values():
            if board.run is None:
                board.interrupt(reason)
                self._close(board)


class UnwantedMiddleware:
    """Drops requests of boards that are over before they reach the network."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        spider = self._crawler.spider
        if isinstance(spider, BoardSpider) and not spider.is_wanted(request):
            raise IgnoreRequest(f"its board is over: {request.url}")
