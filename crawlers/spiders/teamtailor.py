"""Teamtailor career sites: https://support.teamtailor.com/en/articles/11171756-rss-feed-how-to-guide.

Every career site serves its published jobs, whole, as RSS with some elements of Teamtailor's own. The feed is paged by
``per_page`` and ``offset`` and tells no total: a page that is not full is its natural end. (The site's jobs.json has
neither departments nor the remote status, and api.teamtailor.com wants the customer's key.) The token is the name in
``name.teamtailor.com``, or the whole host of a career site under the employer's own domain.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record, ShapeError, words
from crawlers.parse.xml_record import as_json, each, read_xml

_PAGE = 100  # what the feed gives by default
_MAX_PAGES = 50
_PREFIXES = {"https://teamtailor.com/locations": "tt"}
# "none" is what a job has where nobody chose anything: it does not say that the work is on site.
_WORKPLACES = {
    "fully": "Fully remote", "hybrid": "Hybrid", "temporary": "Temporarily remote", "onsite": "On-site",
}  # fmt: skip


class TeamtailorSpider(BoardSpider):
    name = "teamtailor"
    address = "https://{token}.teamtailor.com"
    known_extras: ClassVar = frozenset({"company_uuid", "remoteStatus", "tt:locations", "tt:role"})

    def at(self, board: Board) -> str:
        """A whole host stands for itself, unless the configuration names another address."""
        return f"https://{host(board.source.token or '')}" if self._base == self.address else super().at(board)

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self._page(board, 0)

    def parse_page(self, response: Response, board: Board, offset: int) -> Iterator[Request | RawAdvert]:
        channel = read_xml(response.body, response.url, "rss").find("channel")
        if channel is None:
            raise ShapeError(f"{response.url}: an RSS feed without a channel")
        jobs = [raw_advert(as_json(item, _PREFIXES), board.source, self.seen_at) for item in channel.findall("item")]
        new = [job for job in jobs if job.source_id not in board.asked]
        board.asked.update(job.source_id for job in new if job.source_id)
        board.listed(len(new))
        yield from new
        if len(jobs) < _PAGE:
            board.ended = True
        elif not new:
            board.capped(f"the page at offset {offset} holds what earlier ones held")
        elif offset + _PAGE == _PAGE * _MAX_PAGES:
            board.capped(f"{_MAX_PAGES} pages were read and we read no more")
        else:
            yield self._page(board, offset + _PAGE)

    def _page(self, board: Board, offset: int) -> Request:
        url = f"{self.at(board)}/jobs.rss?per_page={_PAGE}&offset={offset}"
        return self.ask(board, url, self.parse_page, kwargs={"offset": offset})


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one item of the feed says. Pure: the same item gives the same advert.

    ``posted`` is pubDate; the channel's lastBuildDate is the feed's own. A location's own name is often an office's
    nickname, so that its address goes first. Raises ShapeError where guid, title or link is left out.
    """
    record = Record(job, "teamtailor job")
    locations = each((record.see("tt:locations") or {}).get("tt:location"))
    places = [_place(location) for location in locations if location is not None]
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("guid"),
        title=record.need("title"),
        url=record.need("link"),
        employer=record.take("company_name") or source.name,
        place="; ".join(dict.fromkeys(place for place in places if place)) or None,
        workplace=_WORKPLACES.get(words(record.see("remoteStatus")) or ""),
        posted=record.take("pubDate"),
        department=record.take("tt:department"),
        description=record.take("description"),
        payload=record.left,
    )  # fmt: skip


def host(token: str) -> str:
    """The host of a career site.

    >>> host("kelpworks"), host("careers.kelpworks.example")
    ('kelpworks.teamtailor.com', 'careers.kelpworks.example')
    """
    return token if "." in token else f"{token}.teamtailor.com"


def _place(location: object) -> str | None:
    """Town, postcode and country, without the street; the name stands where there is no address."""
    record = Record(location, "teamtailor location")
    parts = [record.take("tt:city"), record.take("tt:zip"), record.take("tt:country")]
    return ", ".join(part for part in parts if part) or record.take("tt:name")
