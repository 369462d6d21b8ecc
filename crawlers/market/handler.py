"""The market server's HTTP: keep-alive, gzip, conditional requests, and bodies that misbehave on their way."""

from __future__ import annotations

import gzip
import hashlib
import sys
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

from crawlers.market.answer import Answer
from crawlers.market.faults import Manners

_N_DRIPS = 20
_BLANKS = b" " * 65_536


class Asked(NamedTuple):
    """One request as the server saw it: ``at`` is when it arrived (``time.monotonic``), ``status`` what it got."""

    path: str
    at: float
    method: str
    status: int


class Host(Protocol):
    """What is behind the handler: it answers, is told of each request once it has its status, and has its manners."""

    manners: Manners

    def answer(self, path: str, query: str) -> Answer: ...
    def record(self, asked: Asked) -> None: ...


class QuietServer(ThreadingHTTPServer):
    """One thread a connection; says nothing of clients that go away. ``stopping`` ends the waits and endless bodies."""

    daemon_threads = True
    request_queue_size = 1024  # socketserver's default of 5 refuses the sixth who comes at once

    def __init__(self, address: tuple[str, int], host: Host) -> None:
        super().__init__(address, MarketHandler)
        self.host, self.stopping = host, Event()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as the parent has it
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class MarketHandler(BaseHTTPRequestHandler):
    """Sends what the host answers."""

    server: QuietServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer on a kept connection waits for a delayed acknowledgement

    def do_GET(self) -> None:
        self._serve(with_body=True)

    def do_HEAD(self) -> None:
        self._serve(with_body=False)

    def _serve(self, *, with_body: bool) -> None:
        arrived_at, address = time.monotonic(), urlsplit(self.path)
        answer = self.server.host.answer(address.path, address.query)
        tags = self._tags(answer)
        status = 304 if self._is_known(answer, tags) else answer.status
        self.server.host.record(Asked(address.path, arrived_at, self.command, status))
        if status == 304:
            self._head(304, tags | {"Content-Length": "0"})
        else:
            self._send(answer, tags, with_body=with_body)

    def _tags(self, answer: Answer) -> dict[str, str]:
        """What a client can ask conditionally by."""
        tags, manners = {}, self.server.host.manners
        if answer.status == 200 and manners.has_etag:
            tags["ETag"] = f'W/"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
        if answer.status == 200 and manners.has_last_modified and answer.modified_at:
            tags["Last-Modified"] = format_datetime(answer.modified_at.astimezone(UTC), usegmt=True)
        return tags

    def _is_known(self, answer: Answer, tags: dict[str, str]) -> bool:
        """If-None-Match where it is sent, else If-Modified-Since (RFC 9110, 13.2.2)."""
        fault = answer.fault
        if not tags or fault.truncate or fault.bomb or fault.endless:
            return False
        if (asked := self.headers.get("If-None-Match")) is not None:
            return asked == tags.get("ETag")
        since = _moment(self.headers.get("If-Modified-Since"))
        changed = _moment(tags.get("Last-Modified"))
        return bool(since and changed and changed <= since)

    def _send(self, answer: Answer, tags: dict[str, str], *, with_body: bool) -> None:
        fault = answer.fault
        charset = f"; charset={answer.charset}" if answer.charset else ""
        headers = {"Content-Type": answer.content_type + charset, "Vary": "Accept-Encoding"} | answer.headers | tags
        body, is_zipped = self._packed(answer)
        headers |= {"Content-Encoding": "gzip"} if is_zipped else {}
        headers |= {"Connection": "close"} if fault.endless else {"Content-Length": str(len(body))}
        self._head(answer.status, headers)
        if with_body:
            for piece in self._pieces(body, answer):
                self.wfile.write(piece)
        self.close_connection = self.close_connection or fault.truncate or fault.endless

    def _packed(self, answer: Answer) -> tuple[bytes, bool]:
        """The body as it is sent, and whether that is gzip."""
        if answer.fault.bomb:
            return _bomb(answer.fault.bomb), True
        if answer.fault.endless or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return answer.body, False
        return gzip.compress(answer.body, 5, mtime=0), True

    def _pieces(self, body: bytes, answer: Answer) -> Iterator[bytes]:
        fault = answer.fault
        if fault.truncate:
            body = body[: len(body) // 2]
        size = -(-len(body) // _N_DRIPS) if fault.drip else len(body)
        for start in range(0, len(body), max(1, size)):
            if fault.drip and self.server.stopping.wait(fault.drip / _N_DRIPS):
                return
            yield body[start : start + size]
        while fault.endless and not self.server.stopping.is_set():
            yield _BLANKS

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: ``record`` is told."""


@lru_cache(maxsize=2)
def _bomb(size: int) -> bytes:
    """So many blanks, gzipped: a thousandth of their size."""
    packer = zlib.compressobj(1, wbits=31)
    blocks = [packer.compress(_BLANKS) for _ in range(size // len(_BLANKS))]
    return b"".join((*blocks, packer.compress(b" " * (size % len(_BLANKS))), packer.flush()))


def _moment(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header).astimezone(UTC) if header else None
    except ValueError:
        return None
