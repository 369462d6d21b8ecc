"""Reed's Jobseeker API: https://www.reed.co.uk/developers/jobseeker, with a key of one's own.

A token is the query string of a search (``keywords=machine learning``). The search gives an advert's first words; all
of them come with its record. The key is sent as the user name of basic authentication, with each request to this host
and in no address. No rate limit is published; the usual pause between two requests is kept. The site's robots.txt
shuts crawlers out of /api/: it is the key that lets us in, and so robots.txt is not asked.

Proof of completeness: ``totalResults`` of the first answer. The search cannot be sorted by date: where adverts come or
go while its pages are read, fewer or more are met than that, and the run is partial. All pages of the search are read
before the first record, to keep that while short.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.json_ld_pay import StatedPay, stated_pay
from crawlers.parse.record import Record
from crawlers.parse.stamp import entry_stamp

_PER_PAGE = 100  # the most there is
_MOST_PAGES = 100
_HOURS = {"fullTime": "Full time", "partTime": "Part time"}
_COUNTED = ("applications",)  # differs each day, and is not the advert's


class ReedSpider(BoardSpider):
    name = "reed"
    address = "https://www.reed.co.uk"
    needs = ("REED_API_KEY",)
    known_extras: ClassVar = frozenset({
        "currency", "employerId", "employerProfileId", "employerProfileName", "externalUrl", "fullTime", "jobType",
        "maximumSalary", "minimumSalary", "partTime", "salaryType", "yearlyMaximumSalary", "yearlyMinimumSalary",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self._ask(board, 1, {})

    def parse_board(self, response: Response, board: Board, page: int, jobs: dict[str, Any]) -> Iterator[Request]:
        answer = Record(self.json(response), "reed search")
        met, total = answer.need_objects("results"), answer.need_count("totalResults")
        listed = jobs | {Record(job, "reed result").need("jobId"): job for job in met}
        is_last = page * _PER_PAGE >= total or len(listed) == len(jobs)
        board.listed(len(listed) - len(jobs), total if page == 1 else None)
        if is_last or page == _MOST_PAGES:
            if not is_last:
                board.capped(f"{page} pages read of {total} adverts")
            for number, job in listed.items():
                yield from self._detail(board, number, job)
        else:
            yield self._ask(board, page + 1, listed)

    def parse_job(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        yield raw_advert(self.json(response), board.source, self.seen_at)

    def _ask(self, board: Board, page: int, jobs: dict[str, Any]) -> Request:
        search = parse_qsl(board.source.token or "", keep_blank_values=True)
        window = [("resultsToTake", _PER_PAGE), ("resultsToSkip", (page - 1) * _PER_PAGE)]
        url = f"{self.at(board)}/api/1.0/search?{urlencode([*search, *window])}"
        return self.ask(board, url, self.parse_board, kwargs={"page": page, "jobs": jobs}, **self._by_key())

    def _detail(self, board: Board, number: str, job: dict[str, Any]) -> Iterator[Request]:
        """A result bears no mark of a modification."""
        url = f"{self.at(board)}/api/1.0/jobs/{number}"
        stamp = entry_stamp(job, _COUNTED)
        options = {"place": Record(job, "reed result").take("locationName")} | self._by_key()
        yield from self.detail(board, number, url, self.parse_job, stamp=stamp, is_weak=True, **options)

    def _by_key(self) -> dict[str, Any]:
        credentials = base64.b64encode(f"{self.secret('REED_API_KEY')}:".encode()).decode()
        return {"headers": {"Authorization": f"Basic {credentials}"}, "meta": {"dont_obey_robotstxt": True}}


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one record says. Pure: the same record gives the same advert.

    ``posted`` is datePosted, day before month as written; expirationDate is when the advert ends. The number of
    applications so far is not kept. Raises ShapeError where jobId, jobTitle, jobUrl or jobDescription is left out.
    """
    record = Record(job, "reed job")
    record.drop("applicationCount")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("jobId"),
        title=record.need("jobTitle"),
        url=record.need("jobUrl"),
        employer=record.take("employerName"),
        place=record.take("locationName"),
        contract=record.take("contractType"),
        hours="; ".join(said for name, said in _HOURS.items() if record.see_flag(name)) or None,
        posted=record.take("datePosted"), valid_through=record.take("expirationDate"),
        description=record.need("jobDescription"),
        **_pay(record),
        payload=record.rest(),
    )  # fmt: skip


def _pay(record: Record) -> StatedPay:
    """As the recruiter entered it ("per day"); what Reed makes of that by the year stays in the payload."""
    amount = {
        "minValue": record.see_plain("minimumSalary"),
        "maxValue": record.see_plain("maximumSalary"),
        "unitText": (record.see_words("salaryType") or "").removeprefix("per "),
        "currency": record.see_words("currency"),
    }
    pay = stated_pay(amount)
    pay["pay"] = record.take("salary")
    return pay
