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
from crawlers.parse.record import Record, words
from crawlers.parse.xml_record import as_json, each, read_xml


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
        positions = read_xml(response.body, response.url, "workzag-jobs").findall("position")
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
    record = Record(job, "personio position")
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
        description=_description(record.left.pop("jobDescriptions", None)),
        **_pay(record.see("salaryInformation")),
        payload=record.left,
    )  # fmt: skip


def host(token: str) -> str:
    """The host of a board's public pages.

    >>> host("kelpworks"), host("kelpworks.jobs.personio.com")
    ('kelpworks.jobs.personio.de', 'kelpworks.jobs.personio.com')
    """
    return token if "." in token else f"{token}.jobs.personio.de"


def _offices(record: Record) -> list[str]:
    more = record.see("additionalOffices") or {}
    named = [words(office) for office in (record.see("office"), *each(more.get("office")))]
    return list(dict.fromkeys(office for office in named if office))


def _description(sections: dict[str, Any] | None) -> str | None:
    """The text's sections as a reader sees them: a heading, where there is one, then its HTML."""
    read = [Record(section, "personio jobDescription") for section in each((sections or {}).get("jobDescription"))]
    parts = [(record.take("name"), record.take("value")) for record in read]
    return "\n".join(_heading(name) + text for name, text in parts if text) or None


def _heading(name: str | None) -> str:
    return f"<h3>{escape(name, quote=False)}</h3>\n" if name else ""


def _pay(salary: dict[str, Any] | None) -> StatedPay:
    """<min> and <max> in currencyCode, ``type`` being yearly, monthly, hourly ..."""
    if not salary:
        return StatedPay()
    ends = {"minValue": salary.get("min"), "maxValue": salary.get("max"), "unitText": salary.get("type")}
    return stated_pay({"value": ends, "currency": salary.get("currencyCode")})
