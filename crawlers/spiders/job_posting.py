"""Any site whose job pages carry schema.org JobPosting in JSON-LD, found by its sitemap.

The register's token is the address of a sitemap, or of the site: then robots.txt names the sitemaps, or else
/sitemap.xml is tried. Which of the listed pages are adverts only the pages tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http import Response, TextResponse

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.json_ld import job_postings, page_id, raw_advert
from crawlers.parse.record import ShapeError
from crawlers.parse.sitemap import read_sitemap


class JobPostingSpider(BoardSpider):
    name = "job_posting"

    def start_board(self, board: Board) -> Iterator[Request]:
        board.ended = True  # a sitemap that cannot be read fails the board, so that none is left out in silence
        token = board.source.token or ""
        if urlsplit(token).path in ("", "/"):
            meta = {"dont_obey_robotstxt": True, "handle_httpstatus_list": [404, 410]}
            yield self.ask(board, urljoin(token, "/robots.txt"), self.parse_robots, meta=meta)
        else:
            yield from self._ask_new(board, [token], is_detail=False)

    def parse_robots(self, response: Response, board: Board) -> Iterator[Request]:
        text = response.body.decode("utf-8-sig", "replace") if response.status == 200 else ""
        named = [urljoin(response.url, s) for s in Protego.parse(text).sitemaps]
        yield from self._ask_new(board, named or [urljoin(response.url, "/sitemap.xml")], is_detail=False)

    def parse_sitemap(self, response: Response, board: Board) -> Iterator[Request]:
        sitemap = read_sitemap(response.body, response.url)
        yield from self._ask_new(board, sitemap.sitemaps, is_detail=False)
        yield from self._ask_new(board, sitemap.pages, is_detail=True)

    def parse_page(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        html = response.text if isinstance(response, TextResponse) else ""
        adverts = page_adverts(html, response.url, board.source, self.seen_at)
        board.listed(len(adverts))
        board.n_other += not adverts
        yield from adverts

    def _ask_new(self, board: Board, urls: Iterable[str], *, is_detail: bool) -> Iterator[Request]:
        for url in urls:
            if url not in board.asked:
                board.asked.add(url)
                hook = self.parse_page if is_detail else self.parse_sitemap
                yield self.ask(board, url, hook, is_detail=is_detail)


def page_adverts(html: str, url: str, source: Source, seen_at: datetime) -> list[RawAdvert]:
    """The adverts of one page, pure; a posting that cannot be read is one with a ``fault``."""
    try:
        adverts = [_advert(posting, url, source, seen_at) for posting in job_postings(html, url)]
    except ShapeError as error:
        return [_faulty(error, url, source, seen_at)]
    return [_numbered(advert, n) for n, advert in enumerate(adverts)] if len(adverts) > 1 else adverts


def _advert(posting: dict[str, Any], url: str, source: Source, seen_at: datetime) -> RawAdvert:
    try:
        return raw_advert(posting, url, source, seen_at)
    except ShapeError as error:
        return _faulty(error, url, source, seen_at)


def _numbered(advert: RawAdvert, n: int) -> RawAdvert:
    """Postings that share a page and have no identifier of their own are told apart by their order on it."""
    return advert if advert.requisition_id else replace(advert, source_id=f"{advert.source_id}#{n}")


def _faulty(error: ShapeError, url: str, source: Source, seen_at: datetime) -> RawAdvert:
    run = run_id(source.source, seen_at)
    return RawAdvert(
        source.source, run, 0, seen_at, source_id=page_id(url), url=url, fault=str(error), payload=error.record
    )
