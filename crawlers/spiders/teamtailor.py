"""Teamtailor career sites: https://support.teamtailor.com/en/articles/11171756-rss-feed-how-to-guide.

Every career site serves its published jobs, whole, as RSS with some elements of Teamtailor's own. The feed is paged by
``per_page`` and ``offset`` and tells no total. A page as round as a limit (a multiple of ten) may
not be the last; each later one begins with the job that the one before ended with, so that a job taken down while we
read shows itself. (The site's jobs.json has
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
from crawlers.parse.paging import page_fault
from crawlers.parse.record import ShapeError
from crawlers.parse.xml_record import XmlRecord, as_json, read_xml

_PAGE = 100  # what the feed gives by default
_ROUND = 10  # limits are multiples of it
_MOST = 5_000
_BLOCKS = {"item", "image", "textInput", "skipDays", "skipHours"}  # what RSS has in a channel beside single words
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
        yield self._page(board, 0, None)

    def parse_page(
        self, response: Response, board: Board, offset: int, met: str | None
    ) -> Iterator[Request | RawAdvert]:
        """``met`` is the job that the page before ended with."""
        channel = read_xml(response.body, response.url, "rss").find("channel")
        if channel is None:
            raise ShapeError(f"{response.url}: an RSS feed without a channel")
        if strange := {child.tag for child in channel if len(child)} - _BLOCKS:
            raise ShapeError(f"teamtailor feed: a <{min(strange)}> where <item> is known")
        jobs = [raw_advert(as_json(item, _PREFIXES), board.source, self.seen_at) for item in channel.findall("item")]
        ids = [job.source_id for job in jobs]
        new = [job for job in jobs if job.source_id not in board.asked]
        board.asked.update(filter(None, ids))
        board.listed(len(new))
        yield from new
        if fault := page_fault(ids, len(new), met):
            board.capped(f"offset {offset}: {fault}")
        elif not new or len(jobs) % _ROUND:
            board.ended = True
        elif board.n_listed >= _MOST:
            board.capped(f"{board.n_listed} jobs were read and we read no more")
        else:
            yield self._page(board, offset + len(jobs) - 1, ids[-1])

    def _page(self, board: Board, offset: int, met: str | None) -> Request:
        url = f"{self.at(board)}/jobs.rss?per_page={_PAGE}&offset={offset}"
        return self.ask(board, url, self.parse_page, kwargs={"offset": offset, "met": met})


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one item of the feed says. Pure: the same item gives the same advert.

    ``posted`` is pubDate; the channel's lastBuildDate is the feed's own. A location's own name is often an office's
    nickname, so that its address goes first. Raises ShapeError where guid, title or link is left out.
    """
    record = XmlRecord(job, "teamtailor job")
    places = [_place(location) for location in record.within("tt:locations").each("tt:location")]
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("guid"),
        title=record.need("title"),
        url=record.need("link"),
        employer=record.take("company_name") or source.name,
        place="; ".join(dict.fromkeys(place for place in places if place)) or None,
        workplace=_WORKPLACES.get(record.see_words("remoteStatus") or ""),
        posted=record.take("pubDate"),
        department=record.take("tt:department"),
        description=record.take("description"),
        payload=record.rest(),
    )  # fmt: skip


def host(token: str) -> str:
    """The host of a career site.

    >>> host("kelpworks"), host("careers.kelpworks.example")
    ('kelpworks.teamtailor.com', 'careers.kelpworks.example')
    """
    return token if "." in token else f"{token}.teamtailor.com"


def _place(location: XmlRecord) -> str | None:
    """Town, postcode and country, without the street; the name stands where there is no address."""
    parts = [location.take("tt:city"), location.take("tt:zip"), location.take("tt:country")]
    return ", ".join(part for part in parts if part) or location.take("tt:name")
