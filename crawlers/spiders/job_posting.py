"""Any site whose job pages carry schema.org JobPosting in JSON-LD, found by its sitemap.

The register's token is the address of a sitemap, or of the site: then robots.txt names the sitemaps, or else
/sitemap.xml is tried. Which of the listed pages are adverts only the pages tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert
from crawlers.network import site
from crawlers.parse.page import decoded
from crawlers.parse.posting_page import page_adverts
from crawlers.parse.sitemap import Page, read_sitemap

_MOST = 200_000  # addresses: sitemaps may name ever new ones


class JobPostingSpider(BoardSpider):
    name = "job_posting"
    lists_pages = True

    def start_board(self, board: Board) -> Iterator[Request]:
        board.ended = True  # a sitemap that cannot be read fails the board, so that none is left out in silence
        token = board.source.token or ""
        if urlsplit(token).path in ("", "/"):
            meta = {"dont_obey_robotstxt": True, "handle_httpstatus_list": [404, 410]}
            yield self.ask(board, urljoin(token, "/robots.txt"), self.parse_robots, meta=meta)
        else:
            yield from self._ask_sitemaps(board, [token])

    def parse_robots(self, response: Response, board: Board) -> Iterator[Request]:
        text = response.body.decode("utf-8-sig", "replace") if response.status == 200 else ""
        named = [urljoin(response.url, s) for s in Protego.parse(text).sitemaps]
        yield from self._ask_sitemaps(board, named or [urljoin(response.url, "/sitemap.xml")])

    def parse_sitemap(self, response: Response, board: Board) -> Iterator[Request]:
        sitemap = read_sitemap(response.body, response.url)
        yield from self._ask_sitemaps(board, sitemap.sitemaps)
        if any(page.is_news for page in sitemap.pages):
            board.capped("a news sitemap shows two days, not all that is open")
        for page in sitemap.pages:
            if _is_new(page.url, board) and _is_of_the_site(page.url, board):
                yield from self._ask_page(board, page)

    def parse_page(self, response: Response, board: Board) -> Iterable[RawAdvert]:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        return page_adverts(decoded(response.body, content_type), response.url, board.source, self.seen_at)

    def _ask_sitemaps(self, board: Board, urls: Iterable[str]) -> Iterator[Request]:
        for url in urls:
            if len(board.asked) >= _MOST:
                board.capped(f"{_MOST} addresses were listed, and we read no further sitemap")
                return
            if _is_new(url, board) and _is_of_the_site(url, board):
                yield self.ask(board, url, self.parse_sitemap)

    def _ask_page(self, board: Board, page: Page) -> Iterator[Request]:
        """A page without a lastmod is taken for the one we know for a while, then asked again."""
        stamp, is_weak = (page.modified, False) if page.modified else ("listed", True)
        yield from self.detail(board, page.url, page.url, self.parse_page, stamp=stamp, is_weak=is_weak)


def _is_new(url: str, board: Board) -> bool:
    """Sitemaps name an address twice, and each other in circles."""
    is_new = url not in board.asked
    board.asked.add(url)
    return is_new


def _is_of_the_site(url: str, board: Board) -> bool:
    """Nobody's sitemap sends us to anybody else's site."""
    here, there = (urlsplit(address).hostname or "" for address in (board.source.token or "", url))
    of_the_site = here == there or site(here) == site(there)
    if not of_the_site:
        board.capped(f"names addresses of another site, which are not asked for: {url}")
    return of_the_site
