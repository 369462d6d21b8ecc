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
from crawlers.parse.record import Record

_PERIODS = {"hour", "day", "week", "month", "year"}
_WORKPLACES = {"hybrid": "hybrid", "remote": "remote", "on_site": "on-site"}


class RecruiteeSpider(BoardSpider):
    name = "recruitee"
    address = "https://{token}.recruitee.com"
    known_extras: ClassVar = frozenset({
        "careers_apply_url", "category_code", "city", "country", "country_code", "created_at", "education_code",
        "experience_code", "guid", "highlight", "hybrid", "location", "locations", "locations_question",
        "locations_question_required", "locations_question_type", "max_hours", "min_hours",
        "on_site", "open_questions", "options_cover_letter", "options_cv", "options_phone", "options_photo",
        "position", "postal_code", "remote", "salary", "sharing_description", "sharing_image", "sharing_title",
        "slug", "state_code", "state_name", "status", "street", "tags", "translations",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, f"{self.at(board)}/api/offers/", self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        offers = Record(self.json(response), "recruitee site").need_objects("offers")
        # The list is one of published offers; should another ever stand there, it is not advertised.
        published = [o for o in offers if Record(o, "recruitee offer").see_words("status") in (None, "published")]
        board.listed(len(published))
        board.ended = True
        for offer in published:
            yield raw_advert(offer, board.source, self.seen_at)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one offer of the list says. Pure: the same offer gives the same advert.

    ``posted`` is published_at and never created_at, when its draft was begun. ``hours`` are min_hours and max_hours,
    a week. updated_at is not kept: it moves where no word does. Raises ShapeError where id, title, careers_url or
    description is left out.
    """
    record = Record(job, "recruitee offer")
    record.expect("description")
    record.drop("updated_at")
    places, country = _places(record)
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("title"),
        url=record.need("careers_url"),
        employer=record.take("company_name") or source.name,
        place="; ".join(places) or None, country=country,
        workplace="; ".join(kind for flag, kind in _WORKPLACES.items() if record.see_flag(flag)) or None,
        contract=record.take("employment_type_code"),
        hours=_hours(record),
        posted=record.take("published_at"), valid_through=record.take("close_at"),
        department=record.take("department"),
        description="\n".join(filter(None, [record.take("description"), record.take("requirements")])) or None,
        **_pay(record),
        payload=record.rest(),
    )  # fmt: skip


def _places(record: Record) -> tuple[list[str], str | None]:
    """All locations, each once, and their country where all agree on one."""
    entries = record.each("locations")
    codes = {entry.take("country_code") for entry in entries} or {record.see_words("country_code")}
    country = codes.pop() if len(codes) == 1 else None
    places = [*map(_place, entries)] or [record.see_words("location")]
    return list(dict.fromkeys(place for place in places if place)), country.upper() if country else None


def _place(entry: Record) -> str | None:
    parts = [entry.take(name) for name in ("city", "state", "country")]
    return ", ".join(part for part in parts if part) or entry.take("name")


def _hours(record: Record) -> str | None:
    ends = [record.see_words(name) for name in ("min_hours", "max_hours")]
    named = list(dict.fromkeys(end for end in ends if end))
    return f"{' - '.join(named)} hours a week" if named else None


def _pay(record: Record) -> StatedPay:
    """The salary's numbers; a period without amounts, which most offers carry, says nothing."""
    salary = record.within("salary")
    period = salary.take("period")
    if period is not None and period not in _PERIODS:
        return StatedPay()
    ends = {"minValue": salary.see_plain("min"), "maxValue": salary.see_plain("max")}
    return stated_pay(ends | {"currency": salary.take("currency"), "unitText": period})
