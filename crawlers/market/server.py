"""One week of the market over loopback HTTP, in the addresses and manners of real boards, with faults on demand.

    /robots.txt
    /v1/boards/<token>/jobs?content=true          a Greenhouse board (and /jobs/<id> for one job)
    /sites/<token>/sitemap.xml                    a career site or job board: index -> jobs-1.xml -> jobs/<id>

A Greenhouse spider is pointed here by its own base address: ``GreenhouseSpider(..., base=server.url)``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import parse_qs, urlsplit

from crawlers.items import Source
from crawlers.market.adverts import MarketAdvert
from crawlers.market.formats import (
    greenhouse_board,
    greenhouse_job,
    greenhouse_summary,
    job_posting_page,
    sitemap,
    sitemap_index,
)
from crawlers.market.world import Market

_PER_SITEMAP = 500
_JSON, _HTML, _XML, _TEXT = "application/json", "text/html", "application/xml", "text/plain"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at one source: each field is one kind of fault.

    ``status`` answers every request with that HTTP status; ``truncate`` breaks the connection half-way through
    the body; ``empty`` lists no advert at all; ``missing`` leaves so many adverts out of the list while the total
    still counts them (a Greenhouse board) or lists pages that answer 500 (a site); ``slow`` waits so many
    seconds. ``times`` ends it after so many requests to the source; None: it lasts.
    """

    status: int | None = None
    truncate: bool = False
    empty: bool = False
    missing: int = 0
    slow: float = 0.0
    times: int | None = None


class NothingThereError(LookupError):
    """There is nothing at this address."""


@dataclass(frozen=True, slots=True)
class _Answer:
    content_type: str
    body: bytes
    status: int = 200
    is_broken: bool = False


class MarketServer:
    """Serves one week of a market on 127.0.0.1 while its ``with`` block lasts.

    ``faults`` maps a source's name to what is to go wrong there and may be changed while it serves;
    ``requests`` lists the paths asked for, in order.
    """

    def __init__(self, market: Market, week_index: int, port: int = 0) -> None:
        """``port`` 0 takes a free one. Raises IndexError where the market has no such week."""
        self.market, self.week_index = market, week_index
        self.faults: dict[str, Fault] = {}
        self.requests: list[str] = []
        self._sources = {(s.platform, s.token or ""): s for s in market.sources(week_index)}
        self._lock = Lock()
        handler = type("Handler", (_Handler,), {"market_server": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._http.daemon_threads = True
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Address without a final slash."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.shutdown()
        self._http.server_close()

    def register_rows(self) -> list[Source]:
        """The register of the week served: see the function of this name."""
        return register_rows(self.market, self.week_index, self.url)

    def answer(self, path: str, query: str) -> _Answer:
        """What stands at an address. Raises NothingThereError where nothing does."""
        with self._lock:
            self.requests.append(path)
        if path == "/robots.txt":
            return _Answer(_TEXT, self._robots().encode())
        match path.strip("/").split("/"):
            case ["v1", "boards", token, "jobs", *rest]:
                source = self._source("greenhouse", token)
                fault = self._fault(source)
                return _afflicted(fault) or _broken(self._board(source, rest, query, fault), fault)
            case ["sites", token, *rest]:
                source = self._source("job_posting", token)
                fault = self._fault(source)
                return _afflicted(fault) or _broken(self._site(source, rest, fault), fault)
        raise NothingThereError(path)

    def _source(self, platform: str, token: str) -> Source:
        try:
            return self._sources[platform, token]
        except KeyError:
            raise NothingThereError(token) from None

    def _fault(self, source: Source) -> Fault:
        """The fault that strikes this request; one that is to strike so many times is counted down."""
        with self._lock:
            fault = self.faults.get(source.source, Fault())
            if fault.times == 0:
                return Fault()
            if fault.times is not None:
                self.faults[source.source] = replace(fault, times=fault.times - 1)
            return fault

    def _robots(self) -> str:
        sites = [s.token for s in self._sources.values() if s.platform == "job_posting"]
        rules = ["User-agent: *", "Disallow: /sites/*/apply/", "Disallow: /sites/*/search", ""]
        return "\n".join(rules + [f"Sitemap: {self.url}/sites/{token}/sitemap.xml" for token in sites]) + "\n"

    def _adverts(self, source: Source) -> list[MarketAdvert]:
        return self.market.open_adverts(source, self.week_index)

    def _board(self, source: Source, rest: list[str], query: str, fault: Fault) -> _Answer:
        adverts = [] if fault.empty else self._adverts(source)
        if rest:
            return _json(greenhouse_job(_find(adverts, rest)))
        shown = adverts[: max(0, len(adverts) - fault.missing)]
        jobs = [greenhouse_job(advert) for advert in shown]
        if parse_qs(query).get("content") != ["true"]:
            jobs = [greenhouse_summary(job) for job in jobs]
        return _json(greenhouse_board(jobs, total=len(adverts)))

    def _site(self, source: Source, rest: list[str], fault: Fault) -> _Answer:
        adverts = [] if fault.empty else self._adverts(source)
        site = f"{self.url}/sites/{source.token}"
        n_parts = max(1, -(-len(adverts) // _PER_SITEMAP))
        parts = {f"jobs-{k + 1}.xml": adverts[k * _PER_SITEMAP : (k + 1) * _PER_SITEMAP] for k in range(n_parts)}
        match rest:
            case ["sitemap.xml"]:
                return _Answer(_XML, sitemap_index(f"{site}/{part}" for part in parts).encode())
            case [part] if part in parts:
                return _Answer(_XML, sitemap(parts[part], site).encode())
            case ["jobs", number]:
                advert = _find(adverts, [number])
                if advert in adverts[len(adverts) - fault.missing :]:
                    return _Answer(_TEXT, b"Internal Server Error", 500)
                return _Answer(_HTML, job_posting_page(advert).encode())
        raise NothingThereError("/".join(rest))


def register_rows(market: Market, week_index: int, base_url: str) -> list[Source]:
    """The sources of a week as a register has them: ``token`` is the board token, or the sitemap's address."""
    return [
        source
        if source.platform == "greenhouse"
        else replace(source, token=f"{base_url}/sites/{source.token}/sitemap.xml")
        for source in market.sources(week_index)
    ]


def _find(adverts: list[MarketAdvert], rest: list[str]) -> MarketAdvert:
    for advert in adverts:
        if [advert.source_id] == rest:
            return advert
    raise NothingThereError("/".join(rest))


def _json(data: object) -> _Answer:
    return _Answer(_JSON, json.dumps(data, ensure_ascii=False).encode())


def _afflicted(fault: Fault) -> _Answer | None:
    """The answer a fault gives in place of the real one, after its wait; None where there is no such fault."""
    if fault.slow:
        time.sleep(fault.slow)
    return _Answer(_TEXT, f"HTTP {fault.status}".encode(), fault.status) if fault.status else None


def _broken(answer: _Answer, fault: Fault) -> _Answer:
    return replace(answer, is_broken=True) if fault.truncate else answer


class _Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive, ETag and gzip."""

    market_server: ClassVar[MarketServer]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer on a kept connection waits for a delayed acknowledgement

    def do_GET(self) -> None:
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        address = urlsplit(self.path)
        try:
            answer = self.market_server.answer(address.path, address.query)
        except NothingThereError:
            answer = _Answer(_TEXT, b"Not Found", 404)
        tag = f'W/"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
        if answer.status == 200 and self.headers.get("If-None-Match") == tag and not answer.is_broken:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._send_whole(answer, tag, with_body=with_body)

    def _send_whole(self, answer: _Answer, tag: str, *, with_body: bool) -> None:
        zipped = "gzip" in self.headers.get("Accept-Encoding", "")
        body = gzip.compress(answer.body, 5, mtime=0) if zipped else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", f"{answer.content_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Vary", "Accept-Encoding")
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        if answer.status == 200:
            self.send_header("ETag", tag)
        if answer.status in (429, 503):
            self.send_header("Retry-After", "1")
        self.end_headers()
        if with_body:
            self.wfile.write(body[: len(body) // 2] if answer.is_broken else body)
        self.close_connection = self.close_connection or answer.is_broken

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: ``MarketServer.requests`` is the record."""
