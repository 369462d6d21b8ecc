"""Lever postings: https://github.com/lever/postings-api (its README is the documentation).

One answer holds the published postings of a site and states no total. Asked for without a limit the API gives the
whole board; should an answer be cut all the same, it holds a round number of postings, and what lies behind them is
asked for (``skip``, from the last of them on). An answer that is not as round as a cap is the natural end. Sites of
the EU instance are on another host: their token is ``eu:name``.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import quote

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.json_ld_pay import StatedPay, stated_pay
from crawlers.parse.paging import page_fault
from crawlers.parse.record import Record, ShapeError

_EU = "eu:"
_EU_ADDRESS = "https://api.eu.lever.co"
_ROUND = 50  # limits are multiples of it
_MOST_ANSWERS = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# The other intervals (two weeks, half a month, once) are no period of ours: such pay stays in the payload.
_PERIODS = {
    "per-hour-wage": "hour", "per-day-wage": "day", "per-week-salary": "week", "per-month-salary": "month",
    "per-year-salary": "year",
}  # fmt: skip
# They say once more what description, lists and additional say.
_REPEATS = (
    "additionalPlain", "descriptionBody", "descriptionBodyPlain", "descriptionPlain", "opening", "openingPlain",
)  # fmt: skip


class LeverSpider(BoardSpider):
    name = "lever"
    address = "https://api.lever.co"
    known_extras: ClassVar = frozenset({
        "applyUrl", "categories", "country", "lists", "salaryDescription", "salaryRange", "workplaceType",
    })  # fmt: skip

    def at(self, board: Board) -> str:
        """The instance of the site; an address from the configuration stands for both."""
        base = super().at(board)
        return _EU_ADDRESS if base == self.address and (board.source.token or "").startswith(_EU) else base

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, self._url(board), self.parse_board)

    def parse_board(
        self, response: Response, board: Board, n_answers: int = 1, met: str | None = None
    ) -> Iterator[Request | RawAdvert]:
        """``met`` is the posting that the answer before ended with."""
        jobs = self.json(response)
        if not isinstance(jobs, list):
            raise ShapeError(f"{response.url}: lever site: no list of postings")
        adverts = [raw_advert(job, board.source, self.seen_at) for job in jobs]
        ids = [advert.source_id for advert in adverts]
        new = [advert for advert in adverts if advert.source_id not in board.asked]
        board.asked.update(filter(None, ids))
        board.listed(len(new))
        yield from new
        if fault := page_fault(ids, len(new), met):
            board.capped(fault)
        elif not new or len(jobs) % _ROUND:
            board.ended = True
        elif n_answers == _MOST_ANSWERS:
            board.capped(f"only {_MOST_ANSWERS} answers were read")
        else:
            url = f"{self._url(board)}&skip={board.n_listed - 1}"
            yield self.ask(board, url, self.parse_board, kwargs={"n_answers": n_answers + 1, "met": ids[-1]})

    def _url(self, board: Board) -> str:
        site = quote((board.source.token or "").removeprefix(_EU), safe="")
        return f"{self.at(board)}/v0/postings/{site}?mode=json"


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one posting of the list says. Pure: the same posting gives the same advert.

    ``posted`` is createdAt (epoch milliseconds, written here as ISO 8601 UTC), the one date there is: the day the
    posting was made, which may lie before it was published. ``country`` is that of the first location, so a posting
    with several locations has none here. Raises ShapeError where id, text (the title) or hostedUrl is left out.
    """
    record = Record(job, "lever posting")
    categories = record.within("categories")
    places = _places(categories)
    country = record.see_words("country") if len(places) < 2 else None
    workplace = record.see_words("workplaceType")
    description = _description(record)
    record.drop(*_REPEATS)
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("text"),
        url=record.need("hostedUrl"),
        employer=source.name,
        place="; ".join(places) or None, country=country.upper() if country else None,
        workplace=None if workplace == "unspecified" else workplace,
        contract=categories.take("commitment"),
        posted=_moment(record.take("createdAt")),
        department=categories.take("department") or categories.take("team"),
        description=description,
        **_pay(record),
        payload=record.rest(),
    )  # fmt: skip


def _places(categories: Record) -> list[str]:
    """All locations, the first one first, each once."""
    named = [categories.take("location"), *categories.see_words_of("allLocations")]
    return list(dict.fromkeys(place for place in named if place))


def _description(record: Record) -> str | None:
    """HTML as the job page shows it: opening and body (``description`` holds both), the lists, the closing."""
    body = record.take("description") or _joined(record.take("opening"), record.take("descriptionBody"))
    lists = [_list(entry) for entry in record.each("lists")]
    return _joined(body or record.take("descriptionPlain"), *lists, record.take("additional"))


def _list(entry: Record) -> str:
    heading = html.escape(html.unescape(entry.take("text") or ""), quote=False)
    return f"<h3>{heading}</h3><ul>{entry.take('content') or ''}</ul>"


def _joined(*parts: str | None) -> str | None:
    return "\n".join(part for part in parts if part) or None


def _moment(milliseconds: str | None) -> str | None:
    if milliseconds is None or not milliseconds.isdecimal() or len(milliseconds) > 14:
        return milliseconds
    return (_EPOCH + timedelta(milliseconds=int(milliseconds))).isoformat(timespec="milliseconds")


def _pay(record: Record) -> StatedPay:
    """The range, where it is one: a posting that states no pay may carry zeros. The wording beside it is ``pay``."""
    wording = record.take("salaryDescriptionPlain") or record.see_words("salaryDescription")
    pay = record.within("salaryRange")
    period = _PERIODS.get(pay.take("interval") or "")
    ends = {"minValue": pay.see_plain("min"), "maxValue": pay.see_plain("max"), "currency": pay.take("currency")}
    numbers = stated_pay(ends | {"unitText": period}) if period else StatedPay()
    return numbers | StatedPay(pay=wording) if wording else numbers
