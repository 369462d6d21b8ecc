"""The spider under all platform spiders: one spider a platform, one run and one verdict a board.

A platform file declares a name, an address and the fields it knows, and has two hooks: ``start_board`` asks the
first questions, and a hook for each kind of answer gives back adverts and further questions. All the rest is
here: whatever goes wrong with a board ends that board's run, with its cause as the proof, and no other's.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Self
from urllib.parse import quote

import orjson
from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.board import Board
from crawlers.country import is_abroad
from crawlers.items import RawAdvert, Source
from crawlers.memory import Memory, Validators
from crawlers.parse.record import ShapeError
from crawlers.politeness import KeptOut
from crawlers.rows import Answer

Results = Iterable[Request | RawAdvert] | None
_GONE = (404, 410)
_REFUSED = (401, 403, 429)
_UNCHANGED = 304


@dataclass(frozen=True)
class Sweep:
    """What all spiders of one sweep share.

    ``country`` is the one whose adverts are kept, None keeps all. ``recalls``: what is known is not asked again.
    ``distrusted`` are runs whose words are not to be believed. ``secrets`` are API keys by name.
    """

    raw: Path
    started_at: datetime
    memory: Memory
    country: str | None = None
    recalls: bool = True
    distrusted: frozenset[str] = frozenset()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class BoardSpider(Spider):
    """Crawls all boards of one platform, so that the host they share sees one polite visitor.

    ``address`` is the platform's own, with "{token}" where each board has a host of its own. ``known_extras`` are
    the fields of a record that we know and leave in the payload: any other is named in the proof, so that a new
    upstream field rings a bell; None where the vocabulary is open. ``lists_pages``: what is listed are pages, of
    which only they themselves tell whether they are adverts. ``needs`` names the secrets it cannot do without.
    """

    address: ClassVar[str] = ""
    known_extras: ClassVar[frozenset[str] | None] = None
    lists_pages: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()

    def __init__(self, sources: Sequence[Source], sweep: Sweep, base: str | None = None) -> None:
        """``base`` takes the place of ``address``."""
        super().__init__()
        self._base = (base or self.address).rstrip("/")
        self._sweep = sweep
        self.boards = {source.source: self._board(source) for source in sources}
        # One sweep is one moment: adverts of a sweep carry the same, and a repeated sweep gives the same bytes.
        self.seen_at = sweep.started_at.astimezone(UTC)
        self._begun = time.monotonic()
        self._alarm: asyncio.TimerHandle | None = None

    def _board(self, source: Source) -> Board:
        sweep = self._sweep
        return Board(
            source, sweep.raw, sweep.started_at, sweep.memory, lists_pages=self.lists_pages, recalls=sweep.recalls,
            is_abroad=partial(is_abroad, home=sweep.country) if sweep.country else None, distrusted=sweep.distrusted,
        )  # fmt: skip

    # --- what a platform uses ------------------------------------------------------------------------------------

    def start_board(self, board: Board) -> Results:
        """The first questions to one board."""
        raise NotImplementedError

    def token(self, board: Board) -> str:
        """The board's token as a part of an address."""
        return quote(board.source.token or "", safe="")

    def at(self, board: Board) -> str:
        """The address of the board's API, without a final slash."""
        return self._base.replace("{token}", self.token(board))

    def secret(self, name: str) -> str:
        """An API key. Raises KeyError where it is not among ``needs``."""
        return self._sweep.secrets[name]

    def json(self, response: Response) -> Any:  # noqa: ANN401 - a JSON value of any kind
        """The answer's JSON. Raises ShapeError naming the address where it is none."""
        try:
            return orjson.loads(response.body)
        except ValueError:
            return _lenient_json(response)

    def ask(
        self,
        board: Board,
        url: str,
        hook: Callable[..., Results],
        *,
        kwargs: Mapping[str, Any] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Request:
        """A question about a listing: its answer goes to ``hook``, with ``kwargs`` by name.

        ``options`` are Scrapy's (method, body, headers, meta ...). Trouble here fails the board, since what it
        lists is then unknown. A listing that did not change is not sent again: the hook sees what it was.
        """
        # An address with a key in it is kept nowhere.
        context = {"board": board.source.source, "is_kept": options.get("method", "GET") == "GET" and not self.needs}
        if context["is_kept"]:
            validators, _ = board.remembered(url)
            _ask_if_changed(options, validators)
        return self._request(board, url, hook, kwargs, context, priority=1, options=options)

    def detail(
        self,
        board: Board,
        key: str,
        url: str,
        hook: Callable[..., Results],
        *,
        stamp: str | None = None,
        is_weak: bool = False,
        place: str | None = None,
        country: str | None = None,
        kwargs: Mapping[str, Any] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> Iterator[Request]:
        """A question about one listed thing, named ``key`` within its board: its own page or record.

        Nothing is asked where the listing says that its place is abroad, and where it is known by the same
        ``stamp`` (the source's mark of this version; ``is_weak`` where the listing has none and the stamp is
        made of its words). Trouble here leaves the run partial; 404 or 410 says that the advert is gone.
        """
        if board.drops(place, country) or board.recall(key, stamp, is_weak=is_weak):
            return
        _ask_if_changed(options, board.validators(key))
        context = {"board": board.source.source, "key": key, "stamp": stamp}
        yield self._request(board, url, hook, kwargs, context, priority=0, options=options)

    def _request(
        self,
        board: Board,
        url: str,
        hook: Callable[..., Results],
        kwargs: Mapping[str, Any] | None,
        context: dict[str, Any],
        priority: int,
        options: dict[str, Any],
    ) -> Request:
        meta = options.pop("meta", {})
        handled = [_UNCHANGED, *meta.get("handle_httpstatus_list", ())]
        return Request(
            url,
            callback=self._answered,
            errback=self._unanswered,
            cb_kwargs={"hook": hook.__name__, "kwargs": dict(kwargs or {})},
            meta=context | meta | {"asked": url, "handle_httpstatus_list": handled},
            priority=priority,
            dont_filter=True,  # a request dropped in silence would leave its board waiting for ever
            **options,
        )

    # --- the course of a crawl -----------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        limit = self.settings.getfloat("CLOSESPIDER_TIMEOUT")
        self._alarm = asyncio.get_running_loop().call_later(limit, self._close_all, f"after {limit:g} s")
        missing = [f"JOBTIDE_{name}" for name in self.needs if not self._sweep.secrets.get(name)]
        for board in self.boards.values():
            if missing:
                board.keeps_out(f"not asked: needs {' and '.join(missing)}, which the environment does not set")
            else:
                self._begin(board, partial(self.start_board, board), "start")
            for request in self._drawn(board):
                yield request

    def is_wanted(self, request: Request) -> bool:
        """False where the request's board is over, or asks for no more pages."""
        board = self.boards.get(request.meta.get("board", ""))
        return board is None or not (board.is_over or (board.is_stopped and "key" in request.meta))

    def _answered(self, response: Response, hook: str, kwargs: dict[str, Any]) -> Iterator[Request]:
        meta = response.meta
        board = self.boards[meta["board"]]
        board.n_open -= 1
        if not board.is_over:
            produce = partial(self._read, board, getattr(self, hook), kwargs)
            if "key" in meta:
                self._read_detail(board, response, produce)
            else:
                self._begin(board, partial(self._read_listing, board, response, produce), response.url)
        yield from self._drawn(board)

    def _read(self, board: Board, hook: Callable[..., Results], kwargs: dict[str, Any], response: Response) -> Results:
        return hook(response, board, **kwargs)

    def _read_listing(self, board: Board, response: Response, read: Callable[[Response], Results]) -> Results:
        """Raises ShapeError where an unchanged listing is one that we do not know."""
        url = response.meta["asked"]
        if response.status == _UNCHANGED:
            _, body = board.remembered(url)
            if body is None:
                raise ShapeError("the server says that it has not changed, and it is not known")
            board.seen_again(url)
            return read(response.replace(status=200, body=body))
        validators = _validators(response)
        if any(validators) and response.meta["is_kept"]:
            board.remember(url, validators, response.body)
        return read(response)

    def _read_detail(self, board: Board, response: Response, read: Callable[[Response], Results]) -> None:
        """An answer about one listed thing is read at once: its adverts belong together."""
        meta = response.meta
        try:
            if response.status == _UNCHANGED:
                board.unchanged(meta["key"], meta["stamp"])
                return
            answer = Answer(meta["key"], meta["stamp"], _validators(response))
            for result in read(response) or ():
                self._add(board, result, answer)
            board.take(answer)
        except KeptOut as error:
            board.keeps_out(self._redacted(str(error)))
        except Exception as error:
            self._broke(board, response.url, error)

    def _begin(self, board: Board, produce: Callable[[], Results], where: str) -> None:
        """Put a hook's results in line."""
        try:
            board.backlog.append((where, iter(produce() or ())))
        except Exception as error:
            self._broke(board, where, error)

    def _drawn(self, board: Board) -> Iterator[Request]:
        """As many further questions as may be on their way; with the last of them answered, the verdict.

        The rest of a listing waits as it came: memory stays flat, and where we are refused little has been asked.
        """
        window = max(2, self.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))
        while board.backlog and not board.is_over and board.n_open < window:
            where, results = board.backlog[0]
            try:
                result = next(results, None)
                if result is None:
                    board.backlog.popleft()
                elif isinstance(result, Request):
                    board.n_open += 1
                    yield result
                else:
                    self._add(board, result)
            except Exception as error:
                self._broke(board, where, error)
        if board.run is None and not board.n_open and (board.is_over or not board.backlog):
            self._close(board)

    def _add(self, board: Board, result: object, answer: Answer | None = None) -> None:
        """Raises TypeError for what is no advert: an advert's own page lists nothing further."""
        if not isinstance(result, RawAdvert):
            raise TypeError(f"a {type(result).__name__} where an advert is expected")
        board.add(result, answer)
        if self.known_extras is not None and result.fault is None:
            board.new_fields |= result.payload.keys() - self.known_extras

    def _broke(self, board: Board, where: str, error: Exception) -> None:
        """A hook met what it does not know: the source's shape is not what we think, and its run stops."""
        self.logger.error("%s failed", board.source.source, exc_info=error)
        board.fail(self._redacted(f"{where}: {type(error).__name__}: {error}"))

    def _unanswered(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]
        board = self.boards[request.meta["board"]]
        board.n_open -= 1
        if not board.is_over and failure.value is not None:
            self._judge(board, request, failure.value)
        yield from self._drawn(board)

    def _judge(self, board: Board, request: Request, error: BaseException) -> None:
        if isinstance(error, NotWanted):
            return
        status = error.response.status if isinstance(error, HttpError) else None
        trouble = f"HTTP {status}" if status else ": ".join(filter(None, (type(error).__name__, str(error))))
        what = self._redacted(trouble if request.url in trouble else f"{request.url}: {trouble}")
        self.logger.warning("%s: %s", board.source.source, what)
        if isinstance(error, KeptOut):
            board.keeps_out(self._redacted(str(error)))
        elif "key" not in request.meta:
            (board.removed if status in _GONE else board.fail)(what)
        elif status in _GONE:
            board.gone(request.meta["key"])
        elif status in _REFUSED:
            board.refused(what)
        else:
            board.miss(what)

    def _redacted(self, text: str) -> str:
        for secret in self._sweep.secrets.values():
            text = text.replace(secret, "***")
        return text

    def _close(self, board: Board) -> None:
        run = board.close(board.started_at + timedelta(seconds=time.monotonic() - self._begun))
        self.logger.info("%s: %s: %s", run.source, run.outcome, run.proof)

    def closed(self, reason: str) -> None:
        """Scrapy is done with this spider."""
        if self._alarm:
            self._alarm.cancel()
        if reason == "shutdown":  # we were told to stop: the same sweep may go on from here
            for board in self.boards.values():
                if board.run is None:
                    board.suspend()
        else:
            self._close_all(reason)

    def _close_all(self, reason: str) -> None:
        """Boards that still wait get their manifest. At the time limit that is now: Scrapy, when told to close,
        first sees every request to its end that the downloader holds already.
        """
        for board in self.boards.values():
            if board.run is None:
                board.interrupt(reason)
                self._close(board)


class NotWanted(IgnoreRequest):
    """The board that this was to be asked for is over."""


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
            raise NotWanted(f"its board is over: {request.url}")


def _ask_if_changed(options: dict[str, Any], validators: Validators) -> None:
    """Conditional headers (RFC 9110, 13.1), where we have something to compare."""
    if not any(validators):
        return
    headers = dict(options.get("headers") or {})
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.modified:
        headers["If-Modified-Since"] = validators.modified
    options["headers"] = headers


def _validators(response: Response) -> Validators:
    etag, modified = (response.headers.get(name) for name in ("ETag", "Last-Modified"))
    return Validators(etag.decode("latin-1") if etag else None, modified.decode("latin-1") if modified else None)


def _lenient_json(response: Response) -> Any:  # noqa: ANN401 - a JSON value of any kind
    """As Python's own reader has it, which takes a byte order mark, NaN and half surrogate pairs."""
    try:
        return json.loads(response.body)
    except ValueError as error:
        raise ShapeError(f"{response.url}: not JSON: {error}") from error
