"""A site of many job pages over loopback, as fast as Python can: ``python -m tests.bench.site_server PAGES``.

Prints its port, then answers until its standard input closes. Pages are 44 kB of HTML sent gzipped, each with one
JobPosting in JSON-LD; under ``/plain/`` they have no charset in the header, under ``/small/`` nothing but the posting.
``/v1/boards/N/jobs`` is a JSON board of N adverts.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from functools import cache, partial

from crawlers.market.adverts import MarketAdvert
from crawlers.market.formats import greenhouse_board, greenhouse_job, job_posting_page
from crawlers.market.world import Market, build_market

PAGE_SIZE = 44_000
N_DISTINCT = 100  # pages made; the site repeats them under other addresses and identifiers
_ROW = '<li class="similar"><a href="/jobs/{n}" data-id="{n}">Another vacancy, number {n}, full time</a></li>\n'


class Site:
    """What stands at an address, gzipped and with its headers ready."""

    def __init__(self, n_pages: int) -> None:
        self.n_pages = n_pages
        self.port = 0
        market = build_market(n_weeks=4, n_boards=20)
        self._adverts = _some(market)
        # no identifier: then a page's address names its advert, and 100 texts make any number of adverts
        pages = [job_posting_page(a).replace(f'"{a.source_id}"', "null") for a in self._adverts]
        self._pages = {"small": pages, "": [padded(page) for page in pages]}

    def answer(self, path: str) -> bytes:
        if path == "/robots.txt":
            return _answer("text/plain", b"User-agent: *\nDisallow: /private/\n")
        if path.endswith("/sitemap.xml"):
            return self._sitemap(path.removesuffix("sitemap.xml"))
        if path.startswith("/v1/boards/"):
            return self._board(int(path.split("/")[3]))
        number = path.rpartition("/")[2]
        if not number.isdigit():
            return _answer("text/plain", b"Not Found", "404 Not Found")
        return self._page(int(number) % N_DISTINCT, path.split("/")[1])

    @cache  # noqa: B019 - one site lives as long as its process
    def _page(self, number: int, root: str) -> bytes:
        kind = "text/html" if root == "plain" else "text/html; charset=utf-8"
        return _answer(kind, self._pages.get(root, self._pages[""])[number].encode())

    @cache  # noqa: B019
    def _sitemap(self, root: str) -> bytes:
        rows = "".join(f"<url><loc>http://127.0.0.1:{self.port}{root}jobs/{n}</loc></url>" for n in range(self.n_pages))
        text = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        return _answer("application/xml", text.encode())

    @cache  # noqa: B019
    def _board(self, n: int) -> bytes:
        jobs = [greenhouse_job(self._adverts[k % N_DISTINCT]) | {"id": k + 1} for k in range(n)]
        return _answer("application/json", json.dumps(greenhouse_board(jobs)).encode())


def _some(market: Market) -> list[MarketAdvert]:
    week = market.weeks.n - 1
    found = [a for source in market.sources(week) for a in market.open_adverts(source, week) if not a.vacancy.abroad]
    numbered = [a for a in found if a.source_id.isdigit()]
    return numbered[:N_DISTINCT]


def padded(html: str) -> str:
    """The page with so many similar jobs that it has the size of a real one."""
    rows = "".join(_ROW.format(n=n) for n in range(max(0, (PAGE_SIZE - len(html)) // len(_ROW.format(n=100)))))
    return html.replace("</main>", f"<ul>{rows}</ul></main>")


def _answer(kind: str, body: bytes, status: str = "200 OK") -> bytes:
    zipped = gzip.compress(body, 6, mtime=0)
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\nContent-Length: {len(zipped)}\r\n\r\n"
    )
    return head.encode() + zipped


class _Talk(asyncio.Protocol):
    """One connection, kept open; requests without a body."""

    def __init__(self, site: Site) -> None:
        self._site, self._asked = site, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *whole, self._asked = (self._asked + data).split(b"\r\n\r\n")
        for request in whole:
            self._transport.write(self._site.answer(request.split(b" ", 2)[1].decode()))


async def main(n_pages: int) -> None:
    site = Site(n_pages)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(partial(_Talk, site), "127.0.0.1", 0, backlog=1000)
    site.port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"{site.port}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
