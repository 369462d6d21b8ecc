"""Recruitee careers sites: https://career.recruitee.com/docs/index.html (the Careers Site API).

One answer holds all published offers of a site; the API has no pages and states no total, so that the list's own end
is the proof that it is whole.
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
from crawlers.parse.json_ld_pay import StatedPay, stated_pay
from crawlers.parse.record import Record, ShapeError, words

_PERIODS = {"hour", "day", "week", "month", "year"}
_WORKPLACES = {"hybrid": "hybrid", "remote": "remote", "on_site": "on-site"}


class RecruiteeSpider(BoardSpider):
    name = "recruitee"
    address = "https://{token}.recruitee.com"
    known_extras: ClassVar = frozenset({
        "careers_apply_url", "category_code", "city", "country", "country_code", "created_at", "education_code",
        "experience_code", "guid", "highlight", "hybrid", "location", "locations", "locations_question",
        "locations_question_required", "locations_question_type", "mailbox_email", "max_hours", "min_hours",
        "on_site", "open_questions", "options_cover_letter", "options_cv", "options_phone", "options_photo",
        "position", "postal_code", "remote", "salary", "sharing_description", "sharing_image", "sharing_title",
        "slug", "state_code", "state_name", "status", "street", "tags", "translations", "updated_at",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, f"{self.at(board)}/api/offers/", self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        answer = self.json(response)
        offers = answer.get("offers") if isinstance(answer, dict) else None
        if not isinstance(offers, list):
            raise ShapeError(f"{response.url}: recruitee site: no list of offers")
        # The list is one of published offers; should another ever stand there, it is not advertised.
        published = [offer for offer in offers if Record(offer, "recruitee offer").see("status") in (None, "published")]
        board.listed(len(published))
        board.ended = True
        for offer in published:
            yield raw_advert(offer, board.source, self.seen_at)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one offer of the list says. Pure: the same offer gives the same advert.

    ``posted`` is published_at and never created_at, when its draft was begun. ``hours`` are min_hours and max_hours,
    a week. Raises ShapeError where id, title, careers_url or description is left out.
    """
    record = Record(job, "recruitee offer")
    if "description" not in job:
        raise ShapeError("recruitee offer: description is missing", job)
    places, country = _places(record)
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("title"),
        url=record.need("careers_url"),
        employer=record.take("company_name") or source.name,
        place="; ".join(places) or None, country=country,
        workplace="; ".join(kind for flag, kind in _WORKPLACES.items() if record.see(flag) is True) or None,
        contract=record.take("employment_type_code"),
        hours=_hours(record),
        posted=record.take("published_at"), valid_through=record.take("close_at"),
        department=record.take("department"),
        description="\n".join(filter(None, [record.take("description"), record.take("requirements")])) or None,
        **_pay(record),
        payload=record.left,
    )  # fmt: skip


def _places(record: Record) -> tuple[list[str], str | None]:
    """All locations, each once, and their country where all agree on one."""
    entries = [Record(entry, "recruitee offer: location") for entry in record.see("locations") or []]
    codes = {entry.take("country_code") for entry in entries} or {words(record.see("country_code"))}
    country = codes.pop() if len(codes) == 1 else None
    places = [*map(_place, entries)] or [words(record.see("location"))]
    return list(dict.fromkeys(place for place in places if place)), country.upper() if country else None


def _place(entry: Record) -> str | None:
    parts = [entry.take(name) for name in ("city", "state", "country")]
    return ", ".join(part for part in parts if part) or entry.take("name")


def _hours(record: Record) -> str | None:
    ends = [words(record.see(name)) for name in ("min_hours", "max_hours")]
    named = list(dict.fromkeys(end for end in ends if end))
    return f"{' - '.join(named)} hours a week" if named else None


def _pay(record: Record) -> StatedPay:
    """The salary's numbers; a period without amounts, which most offers carry, says nothing."""
    salary = Record(record.see("salary") or {}, "recruitee offer: salary")
    period = salary.take("period")
    if period is not None and period not in _PERIODS:
        return StatedPay()
    ends = {"minValue": salary.see("min"), "maxValue": salary.see("max")}
    return stated_pay(ends | {"currency": salary.see("currency"), "unitText": period})
