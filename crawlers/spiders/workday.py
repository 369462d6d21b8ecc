"""Workday career sites: the JSON that every site on myworkdayjobs.com reads itself (``/wday/cxs/``).

Workday documents none of it in public; shapes and habits are as observed by its many users, among them
https://dev.to/adderleydata/the-workday-job-board-api-measured-20-a-page-a-2000-cap-and-an-offset-that-loops-24hb and
https://dev.to/glitchbound/workdays-job-api-tells-you-there-are-2000-jobs-then-says-0-on-page-two-2c8e:
a page holds 20 at most, the first tells the ``total``, later ones say 0, no search shows more than 2,000, and behind
the end the first page comes again. The proof is that as many different postings were listed as the first page says.

The token is ``tenant/wdN/site``, as in ``https://tenant.wdN.myworkdayjobs.com/site``, and may carry a filter of the
site's own as its address does (``tenant/wd3/Careers?locationCountry=...``): one way to stay below 2,000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qs, quote

import orjson
from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record
from crawlers.parse.stamp import entry_stamp

_PAGE = 20  # more is refused
_CAP = 2_000
_MOST = 10_000
_TOKEN = re.compile(r"([\w-]+)/([\w-]+)/([\w.-]+)(?:\?(.+))?")
_COUNT = re.compile(r"\d+ \w+")  # "3 Locations"
_RELATIVE = ("postedOn", "timeLeftToApply")  # "Posted 3 Days Ago": other words each day, of the same posting


class WorkdaySpider(BoardSpider):
    name = "workday"
    address = "https://{token}.myworkdayjobs.com"
    known_extras: ClassVar = frozenset({
        "additionalLocations", "canApply", "country", "externalPath", "hiringOrganization", "includeResumeParsing",
        "jobPostingId", "jobPostingSiteId", "jobRequisitionLocation", "location", "logoImage", "posted",
        "questionnaireId", "secondaryQuestionnaireId", "timeLeftToApply",
    })  # fmt: skip

    def at(self, board: Board) -> str:
        """Tenant and data centre name the host; an address from the configuration has the token as it is."""
        site = read_token(board.source.token or "")
        own = f"{site.tenant}.{site.instance}" if self._base == self.address else site.path
        return self._base.replace("{token}", own)

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self._page(board, 0)

    def parse_page(self, response: Response, board: Board, offset: int) -> Iterator[Request | RawAdvert]:
        answer = Record(self.json(response), "workday listing")
        # An entry without an address is none that was met before.
        by_path = {_path(entry) or f"{offset}/{n}": entry for n, entry in enumerate(answer.need_objects("jobPostings"))}
        new = {path: entry for path, entry in by_path.items() if path not in board.asked}
        board.asked.update(new)
        total = answer.need_count("total") if offset == 0 else None
        board.listed(len(new), total)
        if total is not None:
            yield from self._further_pages(board, total)
        for entry in new.values():
            yield from self._posting(board, entry)

    def parse_posting(self, response: Response, board: Board, path: str) -> Iterator[RawAdvert]:
        answer = Record(self.json(response), "workday answer")
        if code := answer.see_words("errorCode"):
            yield self._faulty(board, f"{response.url}: errorCode {code}", answer)
            return
        around = {"externalPath": path, "hiringOrganization": answer.see("hiringOrganization")}
        yield raw_advert(answer.need_within("jobPostingInfo").left | around, board.source, self.seen_at)

    def _further_pages(self, board: Board, total: int) -> Iterator[Request]:
        """All at once and before any posting is asked for: the listing moves less while it is read."""
        if total == _CAP or total > _MOST:
            board.capped(f"a search shows no more than {min(total, _MOST)} postings")
        for offset in range(_PAGE, min(total, _MOST), _PAGE):
            yield self._page(board, offset)

    def _page(self, board: Board, offset: int) -> Request:
        site = read_token(board.source.token or "")
        search = {"appliedFacets": site.facets, "limit": _PAGE, "offset": offset, "searchText": ""}
        return self.ask(
            board, f"{self._cxs(board)}/jobs", self.parse_page, kwargs={"offset": offset}, method="POST",
            body=orjson.dumps(search), headers={"Content-Type": "application/json", "Accept": "application/json"},
        )  # fmt: skip

    def _posting(self, board: Board, entry: dict[str, Any]) -> Iterator[Request | RawAdvert]:
        record = Record(entry, "workday entry")
        path, where = record.see_words("externalPath"), record.see_words("locationsText")
        if path is None:
            yield self._faulty(board, "workday entry: externalPath is missing", record)
            return
        yield from self.detail(
            board, path, f"{self._cxs(board)}{path}", self.parse_posting,
            stamp=entry_stamp(entry, _RELATIVE), is_weak=True,
            place=None if where and _COUNT.fullmatch(where) else where, kwargs={"path": path},
            headers={"Accept": "application/json"},
        )  # fmt: skip

    def _cxs(self, board: Board) -> str:
        site = read_token(board.source.token or "")
        return f"{self.at(board)}/wday/cxs/{quote(site.tenant)}/{quote(site.name)}"

    def _faulty(self, board: Board, fault: str, record: Record) -> RawAdvert:
        name = board.source.source
        return RawAdvert(name, run_id(name, self.seen_at), 0, self.seen_at, fault=fault, payload=record.rest())


class Site(NamedTuple):
    """One career site; ``facets`` is a search's filter, the ids chosen by the facet's name."""

    tenant: str
    instance: str
    name: str
    facets: dict[str, list[str]]

    @property
    def path(self) -> str:
        return f"{self.tenant}/{self.instance}/{self.name}"


def read_token(token: str) -> Site:
    """Raises ValueError where the token is none.

    >>> read_token("kelp/wd3/Kelp_Careers?locationCountry=a1&locationCountry=b2")
    Site(tenant='kelp', instance='wd3', name='Kelp_Careers', facets={'locationCountry': ['a1', 'b2']})
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        raise ValueError(f"token {token!r} is not of the form tenant/wdN/site")
    tenant, instance, name, query = match.groups()
    return Site(tenant, instance, name, parse_qs(query or ""))


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one posting's record says. Pure: the same record gives the same advert.

    ``posted`` is startDate, the day the posting went up; postedOn says it relative to the reader's day ("Posted 3 Days
    Ago") and stands in only where that is missing, for its words are others each day. Postings of one requisition
    (jobReqId) have an ``id`` each, which outlives their titles. ``country`` is the first location's, so that a posting
    of several has none. Raises ShapeError where id, title or externalUrl is left out.
    """
    record = Record(job, "workday posting")
    places = _places(record)
    posted, relative, ends = (record.take(name) for name in ("startDate", "postedOn", "endDate"))
    if ends:
        record.drop("timeLeftToApply")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("title"),
        url=record.need("externalUrl"),
        employer=record.within("hiringOrganization").take("name") or source.name,
        place="; ".join(places) or None,
        country=_country(record) if len(places) < 2 else None,
        workplace=record.take("remoteType"),
        hours=record.take("timeType"),
        posted=posted or relative, valid_through=ends,
        requisition_id=record.take("jobReqId"),
        description=record.take("jobDescription"),
        payload=record.rest(),
    )  # fmt: skip


def _path(entry: object) -> str | None:
    return Record(entry, "workday entry").take("externalPath")


def _places(record: Record) -> list[str]:
    """A lone place without a country code is followed by the country's name: "Cambridge, United Kingdom"."""
    named = [record.see_words("location"), *record.see_words_of("additionalLocations")]
    places = list(dict.fromkeys(place for place in named if place))
    country = record.within("country").take("descriptor")
    if len(places) < 2 and country and _country(record) is None:
        return [", ".join(dict.fromkeys([*places, country]))]
    return places


def _country(record: Record) -> str | None:
    """ISO alpha-2 of the first location. The requisition's has a code more often, and may be another country's."""
    country, at_requisition = record.within("country"), record.within("jobRequisitionLocation").within("country")
    is_same = not country.left or country.see_words("descriptor") == at_requisition.see_words("descriptor")
    code = country.take("alpha2Code") or (at_requisition.take("alpha2Code") if is_same else None)
    return code.upper() if code else None
