"""SmartRecruiters postings: https://developers.smartrecruiters.com/docs/objects and, of the endpoints,
https://dev.smartrecruiters.com/customer-api/posting-api/endpoints/postingcontent/.

The listing comes in pages of at most 100 with the number of all postings in ``totalFound``: the proof that it is
whole. It holds no texts; a posting's own record does, and is asked for where the posting is new. A company that
does not exist is answered as an empty one.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record
from crawlers.parse.stamp import entry_stamp

_PAGE = 100
_MOST = 50_000  # postings listed: more than any company has, less than for ever
_PAGES = "https://jobs.smartrecruiters.com"
# As the job page has them. There may be videos beside them, which have no text.
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
# Employers name their own custom fields; these names are the ones that say pay.
_PAY = {
    "compensation", "compensation range", "job ad salary range", "pay", "pay range", "salary", "salary band",
    "salary range",
}  # fmt: skip


class SmartrecruitersSpider(BoardSpider):
    name = "smartrecruiters"
    address = "https://api.smartrecruiters.com"
    known_extras: ClassVar = frozenset({
        "active", "applyUrl", "company", "customField", "defaultJobAd", "department", "experienceLevel", "function",
        "industry", "jobAd", "jobAdId", "jobId", "jobUrl", "language", "location", "ref", "referralUrl",
        "typeOfEmployment", "uuid", "visibility",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self._ask_page(board, 0)

    def parse_board(self, response: Response, board: Board, offset: int) -> Iterator[Request]:
        answer = Record(self.json(response), "smartrecruiters listing")
        postings, total = answer.need_objects("content"), answer.need_count("totalFound")
        new = self._listed(board, postings, total)
        # The pages first, as close upon one another as may be; then what they list.
        offset += len(postings)
        if not new or offset >= total:
            board.ended = True
        elif offset >= _MOST:
            board.capped(f"only {offset} postings were listed")
        else:
            yield self._ask_page(board, offset)
        for key, posting in new.items():
            yield from self._ask_posting(board, key, posting)

    def parse_posting(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        yield raw_advert(self.json(response), board.source, self.seen_at)

    def _listed(self, board: Board, postings: list[dict[str, Any]], total: int) -> dict[str, dict[str, Any]]:
        """The postings by id, without those that earlier pages held."""
        if board.total not in (None, total):
            # What opens or closes meanwhile shifts the pages, and what is shifted past their edge is never shown.
            board.capped(f"the total went from {board.total} to {total} between two pages")
        by_id = {Record(posting, "smartrecruiters posting").need("id"): posting for posting in postings}
        new = {key: posting for key, posting in by_id.items() if key not in board.asked}
        board.asked.update(new)
        board.listed(len(new), total)
        return new

    def _ask_page(self, board: Board, offset: int) -> Request:
        url = f"{self._url(board)}?limit={_PAGE}&offset={offset}"
        return self.ask(board, url, self.parse_board, kwargs={"offset": offset})

    def _ask_posting(self, board: Board, key: str, posting: dict[str, Any]) -> Iterator[Request]:
        """The listing marks no modification: the entry's own words are the stamp."""
        stamp = entry_stamp(posting)
        place, country, _ = _location(Record(posting, "smartrecruiters posting"))
        url = f"{self._url(board)}/{quote(key, safe='')}"
        return self.detail(board, key, url, self.parse_posting, stamp=stamp, is_weak=True, place=place, country=country)

    def _url(self, board: Board) -> str:
        return f"{self.at(board)}/v1/companies/{self.token(board)}/postings"


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What a posting's own record says. Pure: the same record gives the same advert.

    ``posted`` is releasedDate. ``pay`` is the wording of the employer's own field for it; the API has no numbers.
    Raises ShapeError where id, name (the title) or jobAd
    is left out.
    """
    record = Record(job, "smartrecruiters posting")
    company = record.within("company")
    place, country, workplace = _location(record)
    source_id = record.need("id")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=source_id,
        title=record.need("name"),
        url=record.take("postingUrl") or f"{_PAGES}/{company.take('identifier') or source.token}/{source_id}",
        employer=company.take("name") or source.name,
        place=place, country=country, workplace=workplace,
        contract=_label(record, "typeOfEmployment"),
        pay=_custom(record, _PAY),
        posted=record.take("releasedDate"),
        requisition_id=record.take("refNumber"),
        department=_label(record, "department"),
        description=_description(record),
        payload=record.rest(),
    )  # fmt: skip


def _location(record: Record) -> tuple[str | None, str | None, str | None]:
    """Place, country and workplace. Neither remote nor hybrid is no statement: the flags are there by default."""
    location = record.within("location")
    country = location.take("country")
    parts = [location.take("city"), location.take("region"), country]
    place = location.take("fullLocation") or ", ".join(part for part in parts if part) or None
    kinds = [kind for kind in ("remote", "hybrid") if location.see_flag(kind)]
    workplace = "; ".join(filter(None, [*kinds, location.take("hybridDescription") if kinds else None])) or None
    return place, country.upper() if country else None, workplace


def _label(record: Record, name: str) -> str | None:
    return record.within(name).take("label")


def _custom(record: Record, names: set[str]) -> str | None:
    """The value of the first custom field of one of these names that holds words."""
    named = [f for f in record.each("customField") if (f.take("fieldLabel") or "").casefold() in names]
    return next((value for value in (f.take("valueLabel") for f in named) if value), None)


def _description(record: Record) -> str | None:
    """HTML: each section under its title."""
    sections = record.need_within("jobAd").within("sections")
    return "\n".join(filter(None, (_section(sections.within(name)) for name in _SECTIONS))) or None


def _section(entry: Record) -> str | None:
    title, text = entry.take("title"), entry.take("text")
    heading = f"<h3>{html.escape(html.unescape(title), quote=False)}</h3>\n" if title else ""
    return heading + text if text else None
