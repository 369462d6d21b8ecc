"""Replay: a crawl answered from its recording, with no network and no waiting, in the order of the recording.

Settings: JOBTIDE_REPLAY is the folder of a recording, or one file of it; JOBTIDE_SECRETS as when it was recorded
(where a key is not at hand any more, *** stands for it as well).
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import json
import logging
import re
from array import array
from base64 import b32encode
from collections import Counter
from datetime import UTC, datetime
from hashlib import blake2b, sha1
from pathlib import Path
from typing import Any, NamedTuple, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawlers.items import Source
from crawlers.warc.reader import Entry, entries, read
from crawlers.warc.record import REPLAYED, SWEEP, read_info, warc_file, wire_url
from crawlers.warc.redactor import Redactor

_log = logging.getLogger(__name__)
_RANGE = re.compile(rb"(?im)^Range: (.*?)\r?$")
_PATIENCE = 200  # turns of the event loop given to the crawl to ask what it asked next when it was recorded


class NotRecorded(IgnoreRequest):
    """The crawl that was recorded never asked this."""


class Recorded(NamedTuple):
    """What a recording is of; ``options`` are those of its crawl that the replay must have too."""

    started_at: datetime
    sources: list[Source]
    options: dict[str, Any]


def sweep(path: Path) -> Recorded:
    """What the recording (a folder or one file of it) is of. Raises ValueError naming the file that does not say."""
    files = sorted(path.glob("*.warc.gz")) if path.is_dir() else [path]
    if not files:
        raise ValueError(f"{path}: holds no recording (*.warc.gz)")
    found = {text: file for file in files for text in [read_info(file).get(SWEEP, "")]}
    if len(found) > 1:
        raise ValueError(f"{' and '.join(str(file) for file in found.values())}: recordings of different sweeps")
    ((text, file),) = found.items()
    try:
        said = json.loads(text)
        sources = [Source(**source) for source in said.pop("sources")]
        return Recorded(datetime.fromisoformat(said.pop("started_at")).astimezone(UTC), sources, said)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file}: does not say which sweep it records: {error}") from error


class ReplayMiddleware:
    """Answers every request, robots.txt too; what is not recorded fails by name and nothing reaches the network."""

    def __init__(self, crawler: Crawler) -> None:
        """Raises FileNotFoundError where nothing of this platform was recorded."""
        setting = crawler.settings.get("JOBTIDE_REPLAY")
        if not setting:
            raise NotConfigured
        path = Path(setting)
        if path.is_dir():
            path = warc_file(path, crawler.spider.name if crawler.spider else "crawl")
        self._recording = Recording(path, Redactor(crawler.settings.getlist("JOBTIDE_SECRETS")))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        middleware = cls(crawler)
        crawler.signals.connect(middleware.close, signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> Response:
        return await self._recording.answer(request)

    def close(self) -> None:
        self._recording.close()


class Recording:
    """The answers of one file by what was asked. Memory holds some 250 bytes an answer and no body."""

    def __init__(self, path: Path, redactor: Redactor) -> None:
        """Raises ValueError where the file is no WARC file."""
        self._path, self._redactor = path, redactor
        self._offsets = array("Q")  # of the answers, in the order they came in
        self._answers: dict[bytes, array[int]] = {}  # which of them answer this question
        self._n_asked: Counter[bytes] = Counter()
        self._turns = _Turns()
        self._index()
        self._file = path.open("rb")

    def __len__(self) -> int:
        return len(self._offsets)

    async def answer(self, request: Request) -> Response:
        """The n-th time a thing is asked its n-th answer, the last one again and again. Raises NotRecorded."""
        url = wire_url(request.url, self._redactor)
        key = _key(request.method, url, request.headers.get("Range") or b"", self._redactor.data(request.body))
        answers = self._answers.get(key)
        if answers is None:
            raise NotRecorded(f"{self._path.name} holds no answer to {request.method} {url}")
        position = answers[min(self._n_asked[key], len(answers) - 1)]
        self._n_asked[key] += 1
        await self._turns.come(position)
        return _response(read(self._file, self._offsets[position]).raw_stream.read(), request.url)

    def close(self) -> None:
        self._file.close()

    def _index(self) -> None:
        """An answer is followed by its question; one without (the crawl was killed between them) was never read."""
        answers: dict[str, int] = {}
        end = 0
        for entry in entries(self._path):
            end = entry.end
            if entry.kind == "response":
                answers[entry.warc.get_header("WARC-Record-ID")] = entry.offset
            elif entry.kind == "request":
                offset = answers.pop(entry.warc.get_header("WARC-Concurrent-To"), None)
                if offset is not None:
                    self._answers.setdefault(_key_of(entry), array("L")).append(len(self._offsets))
                    self._offsets.append(offset)
        if torn := self._path.stat().st_size - end:
            _log.warning("%s: the last %d bytes are no whole record, and are left out", self._path, torn)


class _Turns:
    """Lets answers go in the order they once came in, which decides the order of what is asked and written next.

    The next in line is waited for so long as the crawl may still be about to ask for it; then the line moves on,
    since a crawl that asks for less than was recorded is to be answered too.
    """

    def __init__(self) -> None:
        self._next = 0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._n = itertools.count()
        self._server: asyncio.Task[None] | None = None

    async def come(self, position: int) -> None:
        """Returns when it is this position's turn."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        heapq.heappush(self._waiting, (position, next(self._n), turn))
        if self._server is None:
            self._server = loop.create_task(self._serve())
        await turn

    async def _serve(self) -> None:
        patience = _PATIENCE
        while self._waiting:
            position, _, turn = self._waiting[0]
            if position <= self._next or not patience:
                heapq.heappop(self._waiting)
                self._next, patience = max(self._next, position + 1), _PATIENCE
                if not turn.cancelled():
                    turn.set_result(None)
            else:
                patience -= 1
            await asyncio.sleep(0)
        self._server = None


def _key_of(question: Entry) -> bytes:
    method, _, headers = question.head.partition(b" ")
    asked_range = _RANGE.search(headers)
    digest = question.warc.get_header("WARC-Payload-Digest")
    return _hash(method.decode("latin-1"), question.url, asked_range[1] if asked_range else b"", digest)


def _key(method: str, url: str, asked_range: bytes, body: bytes) -> bytes:
    # As the records have it: https://iipc.github.io/warc-specifications/, WARC-Payload-Digest.
    digest = b32encode(sha1(body, usedforsecurity=False).digest()).decode()
    return _hash(method, url, asked_range, f"sha1:{digest}")


def _hash(method: str, url: str, asked_range: bytes, digest: str) -> bytes:
    return blake2b(b"\0".join((method.encode(), url.encode(), asked_range, digest.encode())), digest_size=16).digest()


def _response(block: bytes, url: str) -> Response:
    """The answer as the downloader would have handed it on, still compressed."""
    head, _, body = block.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    headers = Headers()
    for line in lines:
        name, _, value = line.partition(b": ")
        headers.appendlist(name, value)
    kind = responsetypes.from_args(headers=headers, url=url, body=body)
    return kind(url, status=int(status.split()[1]), headers=headers, body=body, flags=[REPLAYED])
