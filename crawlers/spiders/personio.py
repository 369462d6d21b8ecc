"""Personio career pages: https://developer.personio.de/docs/retrieving-open-job-positions.

One XML document holds a whole board with all its texts; there is no paging and no total. Read to its end it is
whole: that it parses is the proof. The texts are asked for in English: a position that has none in that language
comes without a description. The token is the name in ``name.jobs.personio.de``, or a whole host
(``name.jobs.personio.com``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from html import escape
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.json_ld_pay import StatedPay, stated_pay
from crawlers.parse.record import ShapeError
from crawlers.parse.xml_record import XmlRecord, as_json, read_xml


class PersonioSpider(BoardSpider):
    name = "personio"
    address = "https://{token}.jobs.personio.de"
    known_extras: ClassVar = frozenset({
        "additionalOffices", "keywords", "occupation", "occupationCategory", "office", "recruitingCategory",
        "salaryInformation", "seniority", "yearsOfExperience",
    })  # fmt: skip

    def at(self, board: Board) -> str:
        """A whole host stands for itself, unless the configuration names another address."""
        return f"https://{host(board.source.token or '')}" if self._base == self.address else super().at(board)

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, f"{self.at(board)}/xml?language=en", self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        positions = list(read_xml(response.body, response.url, "workzag-jobs"))
        if strange := {position.tag for position in positions} - {"position"}:
            raise ShapeError(f"personio board: a <{min(strange)}> where only positions are known")
        board.listed(len(positions))
        board.ended = True
        for position in positions:
            yield raw_advert(as_json(position), board.source, self.seen_at)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one position says. Pure: the same position gives the same advert.

    ``posted`` is createdAt, the feed's only date: the moment the position was made, which may lie some days before
    it was published. ``employer`` is the subcompany where the position belongs to one. The feed names no country
    and no workplace. Raises ShapeError where id or name is left out.
    """
    record = XmlRecord(job, "personio position")
    number = record.need("id")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=number,
        title=record.need("name"),
        url=f"https://{host(source.token or '')}/job/{number}",
        employer=record.take("subcompany") or source.name,
        place="; ".join(_offices(record)) or None,
        contract=record.take("employmentType"), hours=record.take("schedule"),
        posted=record.take("createdAt"),
        department=record.take("department"),
        description=_description(record),
        **_pay(record.within("salaryInformation")),
        payload=record.rest(),
    )  # fmt: skip


def host(token: str) -> str:
    """The host of a board's public pages.

    >>> host("kelpworks"), host("kelpworks.jobs.personio.com")
    ('kelpworks.jobs.personio.de', 'kelpworks.jobs.personio.com')
    """
    return token if "." in token else f"{token}.jobs.personio.de"


def _offices(record: XmlRecord) -> list[str]:
    named = [record.see_words("office"), *record.within("additionalOffices").see_words_of("office")]
    return list(dict.fromkeys(office for office in named if office))


def _description(record: XmlRecord) -> str | None:
    """The text's sections as a reader sees them: a heading, where there is one, then its HTML."""
    sections = record.within("jobDescriptions").each("jobDescription")
    record.drop("jobDescriptions")
    parts = [(section.take("name"), section.take("value")) for section in sections]
    return "\n".join(_heading(name) + text for name, text in parts if text) or None


def _heading(name: str | None) -> str:
    return f"<h3>{escape(name, quote=False)}</h3>\n" if name else ""


def _pay(salary: XmlRecord) -> StatedPay:
    """<min> and <max> in currencyCode, ``type`` being yearly, monthly, hourly ..."""
    ends = {"minValue": salary.take("min"), "maxValue": salary.take("max"), "unitText": salary.take("type")}
    return stated_pay({"value": ends, "currency": salary.take("currencyCode")})
