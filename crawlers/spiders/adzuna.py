"""Adzuna's job search for Great Britain: https://developer.adzuna.com/docs/search, with an app id and key of one's own.

A token is the query string of a search (``what=machine learning&category=it-jobs``). Adzuna gives the first 500
characters of an advert, so that what is found in its text is found in a part of it.

Its terms (https://developer.adzuna.com/docs/terms_of_service) bind whoever holds the key. They allow 25 requests a
minute, 250 a day, 1,000 a week and 2,500 a month: hence the pause, and the most pages of one search. They allow
personal research; an organisation needs Adzuna's written consent to go on using the data beyond 14 days, aggregated
(vacancy counts, average salaries) or not. The host's robots.txt shuts out crawlers altogether: it is the key that
lets us in, on these terms, and so robots.txt is not asked.

Proof of completeness: ``count`` of the first answer. The newest come first, so that what is published while we read
moves others to a later page, where they are met twice, and hides none; what is withdrawn leaves the run partial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.json_ld_pay import StatedPay, stated_pay
from crawlers.parse.record import Record, ShapeError

_PER_PAGE = 50  # the most there is
_MOST_PAGES = 20
_PAUSE = 2.5  # seconds
_FOUND = re.compile(r"</?strong>")  # marks the words searched for, which the advert does not


class AdzunaSpider(BoardSpider):
    name = "adzuna"
    address = "https://api.adzuna.com"
    needs = ("ADZUNA_APP_ID", "ADZUNA_APP_KEY")
    known_extras: ClassVar = frozenset({
        "__CLASS__", "category", "company", "latitude", "location", "longitude", "salary_is_predicted", "salary_max",
        "salary_min",
    })  # fmt: skip

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """The pause that the terms ask for; a market on loopback that is crawled without one needs none."""
        super().update_settings(settings)
        if settings.getfloat("DOWNLOAD_DELAY") >= 1:
            settings.set("DOWNLOAD_DELAY", max(_PAUSE, settings.getfloat("DOWNLOAD_DELAY")), priority="spider")

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self._ask(board, 1, frozenset())

    def parse_board(
        self, response: Response, board: Board, page: int, seen: frozenset[str]
    ) -> Iterator[Request | RawAdvert]:
        answer = Record(self.json(response), "adzuna search")
        jobs, count = answer.need_objects("results"), answer.need_count("count")
        new = {Record(job, "adzuna job").need("id"): job for job in jobs}
        new = {number: job for number, job in new.items() if number not in seen}
        board.listed(len(new), count if page == 1 else None)
        for job in new.values():
            yield raw_advert(job, board.source, self.seen_at)
        if not new or page * _PER_PAGE >= count:
            return
        if page == _MOST_PAGES:
            board.capped(f"{_MOST_PAGES} pages read of {count} adverts")
        else:
            yield self._ask(board, page + 1, seen | new.keys())

    def _ask(self, board: Board, page: int, seen: frozenset[str]) -> Request:
        keys = [("app_id", self.secret("ADZUNA_APP_ID")), ("app_key", self.secret("ADZUNA_APP_KEY"))]
        search = parse_qsl(board.source.token or "", keep_blank_values=True)
        options = [("results_per_page", _PER_PAGE), ("sort_by", "date"), ("content-type", "application/json")]
        url = f"{self.at(board)}/v1/api/jobs/gb/search/{page}?{urlencode([*keys, *search, *options])}"
        meta = {"dont_obey_robotstxt": True}
        return self.ask(board, url, self.parse_board, kwargs={"page": page, "seen": seen}, meta=meta)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one result says. Pure: the same result gives the same advert.

    ``posted`` is created: when the advert was placed or, where its site does not say, when Adzuna first met it.
    ``url`` is the advert's page at Adzuna without the marks of the request, which are other ones each time and name
    the key's holder; redirect_url and adref, made of the same, are not kept. A contract's pay is a day rate times the
    days of a year, which its advert does not say: it stays in the payload. Raises ShapeError where id, title,
    redirect_url or description is left out.
    """
    record = Record(job, "adzuna job")
    contract = record.take("contract_type")
    url = _page(record.need("redirect_url"))
    record.drop("adref")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=_FOUND.sub("", record.need("title")),
        url=url,
        employer=record.within("company").take("display_name"),
        place=record.within("location").take("display_name"),
        country="GB",
        contract=contract, hours=record.take("contract_time"),
        posted=record.take("created"),
        description=_FOUND.sub("", record.need("description")),
        **(StatedPay() if contract == "contract" else _pay(record)),
        payload=record.rest(),
    )  # fmt: skip


def _page(redirect_url: str) -> str:
    """``.../jobs/land/ad/7?se=...`` needs its short-lived ``se``; ``.../jobs/details/7`` is the same advert."""
    try:
        parts = urlsplit(redirect_url)
    except ValueError as error:
        raise ShapeError(f"adzuna job: redirect_url is no address: {redirect_url[:80]!r}") from error
    return f"https://{parts.netloc}{parts.path.replace('/land/ad/', '/details/')}"


def _pay(record: Record) -> StatedPay:
    """Pounds a year, given or predicted by Adzuna."""
    ends = {"minValue": record.see_plain("salary_min"), "maxValue": record.see_plain("salary_max")}
    pay = stated_pay(ends | {"unitText": "year", "currency": "GBP"})
    if pay and record.see_words("salary_is_predicted") == "1":
        pay["pay_basis"] = "predicted"
    return pay
