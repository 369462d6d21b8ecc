"""Workable accounts, as the careers widget that employers put on their own sites is answered; its fields are those of
https://workable.readme.io/reference/jobs.

One answer holds the whole account with its jobs' texts (``details=true``); there are no pages and no total, so that
the list's own end is the proof that it is whole. A job with several locations stands there once for each of them,
under one shortcode: it is one advert.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record


class WorkableSpider(BoardSpider):
    name = "workable"
    address = "https://apply.workable.com"
    known_extras: ClassVar = frozenset({
        "application_url", "city", "country", "created_at", "education", "experience", "function", "industry",
        "locations", "shortlink", "state", "telecommuting",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        url = f"{self.at(board)}/api/v1/widget/accounts/{self.token(board)}?details=true"
        yield self.ask(board, url, self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        answer = Record(self.json(response), "workable account")
        whole = merged(answer.need_objects("jobs"))
        board.listed(len(whole))
        board.ended = True
        employer = answer.take("name")
        for job in whole:
            yield raw_advert(job, board.source, self.seen_at, employer)


def merged(jobs: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The jobs, each once, with the locations of all its rows in ``locations``; all else is that of its first row.

    Raises ShapeError where a row has no shortcode.
    """
    found: dict[str, dict[str, Any]] = {}
    for job in jobs:
        record = Record(job, "workable job")
        first = found.setdefault(record.need("shortcode"), job | {"locations": []})
        first["locations"] += [place for place in _row_places(record) if place not in first["locations"]]
    return list(found.values())


def _row_places(record: Record) -> list[dict[str, Any]]:
    """A row's own locations, or the one that its city, state and country name."""
    named = {"city": "city", "region": "state", "country": "country"}
    own = {name: record.see_words(field) for name, field in named.items()}
    return record.see_objects("locations") or ([own] if any(own.values()) else [])


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime, employer: str | None = None) -> RawAdvert:
    """What one job of ``merged`` says; ``employer`` is the account's name. Pure: the same job gives the same advert.

    ``posted`` is published_on and never created_at, when its draft was begun. The widget has no workplace type:
    ``telecommuting`` does not tell hybrid from the rest, and stays in the payload. Raises ShapeError where
    shortcode, title, url or description is left out.
    """
    record = Record(job, "workable job")
    record.expect("description")
    places = record.each("locations")
    countries = {place.take("countryCode") for place in places}
    country = countries.pop() if len(countries) == 1 else None
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("shortcode"),
        title=record.need("title"),
        url=record.need("url"),
        employer=employer or source.name,
        place="; ".join(dict.fromkeys(filter(None, map(_place, places)))) or None,
        country=country.upper() if country else None,
        contract=record.take("employment_type"),
        posted=record.take("published_on"),
        requisition_id=record.take("code"),
        department=record.take("department"),
        description=record.take("description"),
        payload=record.rest(),
    )  # fmt: skip


def _place(place: Record) -> str | None:
    """City, region and country; None where the employer hides the location from the advert."""
    if place.see_flag("hidden"):
        return None
    parts = (place.take(name) for name in ("city", "region", "country"))
    return ", ".join(part for part in parts if part) or None
