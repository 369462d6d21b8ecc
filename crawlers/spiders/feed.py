"""Any RSS or Atom feed of adverts: https://www.rssboard.org/rss-specification, RFC 4287, and RFC 5005 for its pages.

The token is the feed's address. A feed is a window: it shows the newest entries, so that an advert not in it may well
be open. A run is therefore complete only where the feed says so, by RFC 5005's ``complete`` or by an OpenSearch
``totalResults`` that its pages come up to; else it is partial, with no total to compare with. Nothing is fetched but
the feed: an entry's own page may be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.feed import read_feed
from crawlers.parse.record import Record, ShapeError, words

_MAX_PAGES = 100
# Elements of job vocabularies as feedparser names them: WP Job Manager's job_listing:, job:, Google's g:, no prefix.
_EMPLOYER = ("job_listing_company", "job_company", "g_employer", "company_name", "company", "employer")
_PLACE = ("job_listing_location", "job_location", "g_location", "location", "region")
_PAY = ("job_listing_salary", "job_salary", "g_salary", "salary")
_CONTRACT = ("job_listing_job_type", "job_type", "g_job_type", "employment_type", "employmenttype", "jobtype")
_ENDS = (
    "expires_at", "g_expiration_date", "job_listing_expires", "expired", "closingdate", "closing_date", "validthrough",
)  # fmt: skip


class FeedSpider(BoardSpider):
    name = "feed"

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self._page(board, board.source.token or "", 1)

    def parse_feed(self, response: Response, board: Board, page: int) -> Iterator[Request | RawAdvert]:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        feed = read_feed(response.body, response.url, content_type)
        adverts = [_advert(entry, board.source, self.seen_at) for entry in feed.entries]
        new = [a for a in adverts if a.source_id is None or a.source_id not in board.asked]
        ids = {a.source_id for a in new if a.source_id}
        board.asked |= ids
        n_nameless = sum(a.source_id is None for a in new)
        board.listed(len(ids) + n_nameless, feed.total if page == 1 else None)
        board.ended = board.ended or feed.is_complete
        if feed.flaw:
            board.capped(f"{response.url}: {feed.flaw}, entries may be lost")
        yield from new
        if feed.next_url and new:
            yield from self._follow(board, response.url, feed.next_url, page + 1)

    def _follow(self, board: Board, url: str, next_url: str, page: int) -> Iterator[Request]:
        if urlsplit(next_url).netloc != urlsplit(url).netloc:
            board.capped(f"the next page is on another host: {next_url}")
        elif page > _MAX_PAGES:
            board.capped(f"{_MAX_PAGES} pages were read and we read no more")
        elif next_url not in board.asked:
            yield self._page(board, next_url, page)

    def _page(self, board: Board, url: str, page: int) -> Request:
        board.asked.add(url)
        return self.ask(board, url, self.parse_feed, kwargs={"page": page})


def _advert(entry: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """An entry that cannot be read is an advert with a ``fault``: the feed's others are none the worse for it."""
    try:
        return raw_advert(entry, source, seen_at)
    except ShapeError as error:
        return RawAdvert(
            source.source, run_id(source.source, seen_at), 0, seen_at, source_id=words(entry.get("id")),
            url=words(entry.get("link")), fault=str(error), payload=error.record,
        )  # fmt: skip


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one entry of ``parse.feed.read_feed`` says. Pure: the same entry gives the same advert.

    ``posted`` is the entry's published date (pubDate, dcterms:issued) and never ``updated``, which dc:date is too.
    ``description`` is the longest of its texts. ``source_id`` is its id or guid, else its link. Categories may mean
    anything and stay in the payload. Raises ShapeError where there is no title, or neither id nor link.
    """
    record = Record(job, "feed entry")
    record.drop("publisher")  # a person's name, mostly
    title = record.need("title")
    link = record.take("link")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.take("id") or link or record.need("id"),
        title=unescape(title) if record.left.pop("title_is_html", False) else title,
        url=link,
        employer=_first(record, _EMPLOYER) or source.name,
        place=_first(record, _PLACE), pay=_first(record, _PAY), contract=_first(record, _CONTRACT),
        posted=record.take("published"), valid_through=_first(record, _ENDS),
        description=_longest_text(record),
        payload=record.rest(),
    )  # fmt: skip


def _first(record: Record, names: tuple[str, ...]) -> str | None:
    """The first of these elements that says something; further ones stay in the payload."""
    return next((said for said in (record.take(name) for name in names) if said), None)


def _longest_text(record: Record) -> str | None:
    """RSS gives a summary and may give the whole in content:encoded, Atom any number of contents. The rest is kept."""
    texts = [record.take("summary"), *(content.take("value") for content in record.each("content"))]
    record.drop("content")
    longest = max((text for text in texts if text), key=len, default=None)
    others = list(dict.fromkeys(text for text in texts if text and text != longest))
    record.left |= {"other_texts": others} if others else {}
    return longest
