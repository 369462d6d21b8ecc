"""Ashby job boards: https://developers.ashbyhq.com/docs/public-job-posting-api.

One answer holds all published jobs of a board; the API has no pages and states no total, so that the list's own end
is the proof that it is whole.
"""

from __future__ import annotations

import re
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

_PERIODS = {"1 HOUR": "hour", "1 DAY": "day", "1 WEEK": "week", "1 MONTH": "month", "1 YEAR": "year"}


class AshbySpider(BoardSpider):
    name = "ashby"
    address = "https://api.ashbyhq.com"
    known_extras: ClassVar = frozenset({
        "address", "applyUrl", "compensation", "isListed", "isRemote", "secondaryLocations",
        "shouldDisplayCompensationOnJobPostings", "team",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        url = f"{self.at(board)}/posting-api/job-board/{self.token(board)}?includeCompensation=true"
        yield self.ask(board, url, self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        jobs = Record(self.json(response), "ashby board").need_objects("jobs")
        # A job with isListed false is reached by its link alone: the board does not show it, nor do we count it.
        listed = [job for job in jobs if Record(job, "ashby job").see_flag("isListed") is not False]
        board.listed(len(listed))
        board.ended = True
        for job in listed:
            yield raw_advert(job, board.source, self.seen_at)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one job of the list says. Pure: the same job gives the same advert.

    ``posted`` is publishedAt. ``workplace`` is workplaceType and never isRemote, which hybrid jobs bear as well.
    Raises ShapeError where id, title or jobUrl is left out.
    """
    record = Record(job, "ashby job")
    plain = record.take("descriptionPlain")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("title"),
        url=record.need("jobUrl"),
        employer=source.name,
        place="; ".join(_places(record)) or None,
        workplace=record.take("workplaceType"),
        contract=record.take("employmentType"),
        posted=record.take("publishedAt"),
        department=record.take("department") or record.see_words("team"),
        description=record.take("descriptionHtml") or plain,
        **_pay(record),
        payload=record.rest(),
    )  # fmt: skip


def _places(record: Record) -> list[str]:
    """All locations, the first one first, each once."""
    named = [_place(entry) for entry in (record, *record.each("secondaryLocations"))]
    return list(dict.fromkeys(place for place in named if place))


def _place(entry: Record) -> str | None:
    """The location's name, with the town and the country of its address where it leaves them out ("HQ", "Remote").

    Addresses stand in ``postalAddress`` (of the job) or by themselves (of its further locations).
    """
    name, address = entry.take("location"), entry.within("address")
    inner = address if address.see("postalAddress") is None else address.within("postalAddress")
    town, region, country = (inner.take(f"address{part}") for part in ("Locality", "Region", "Country"))
    if name is None:
        return ", ".join(part for part in (town, region, country) if part) or None
    unsaid = (part for part in (town, country) if part and not re.search(rf"\b{re.escape(part)}\b", name, re.I))
    return ", ".join([name, *unsaid])


def _pay(record: Record) -> StatedPay:
    """The salary alone, where the employer shows it: equity, bonus and commission are other components.

    Numbers need one salary for all; where several stand there (by country, by level) the wording says them.
    """
    if record.see_flag("shouldDisplayCompensationOnJobPostings") is False:
        return StatedPay()
    compensation = record.within("compensation")
    wording = compensation.take("scrapeableCompensationSalarySummary")
    components = compensation.each("summaryComponents")
    salaries = [c for c in components if c.take("compensationType") == "Salary"]
    numbers = _numbers(salaries[0]) if len(salaries) == 1 else StatedPay()
    return numbers | StatedPay(pay=wording) if wording else numbers


def _numbers(salary: Record) -> StatedPay:
    period = _PERIODS.get(salary.take("interval") or "")
    if period is None:
        return StatedPay()
    ends = {name: salary.see_plain(name) for name in ("minValue", "maxValue")}
    return stated_pay(ends | {"currency": salary.take("currencyCode"), "unitText": period})
