import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import JsonRequest, TextResponse

from crawlers.base import Sweep
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders import reed
from crawlers.spiders.reed import ReedSpider, raw_advert

SOURCE = Source("reed.tide", "reed", "job_board", "Reed", token="keywords=tide watcher")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "jobId": 7, "jobTitle": "Tide Watcher", "jobUrl": "https://www.reed.co.uk/jobs/tide-watcher/7",
    "jobDescription": "<p>Watch.</p>", "datePosted": "03/11/2026", "expirationDate": "01/12/2026",
    "minimumSalary": 14.5, "maximumSalary": 16.0, "yearlyMinimumSalary": 28000.0, "currency": "GBP",
    "salaryType": "per hour", "salary": "£14.50 - £16.00 per hour", "applicationCount": 3,
}  # fmt: skip
HIT: dict[str, Any] = {"jobId": 7, "jobTitle": "Tide Watcher", "date": "03/11/2026", "applications": 3}


@pytest.fixture
def spider(tmp_path: Path) -> ReedSpider:
    return ReedSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory"), secrets={"REED_API_KEY": "mykey"}))


def read(spider: ReedSpider, data: object, page: int = 1, jobs: dict[str, Any] | None = None) -> list[Request]:
    body = JsonRequest("https://x.example", data=data).body
    board = spider.boards[SOURCE.source]
    return list(spider.parse_board(TextResponse("https://x.example/s", body=body), board, page, jobs or {}))


def test_it_is_pure_and_dates_stay_as_written() -> None:
    before = dict(JOB)
    advert = raw_advert(JOB, SOURCE, MOMENT)
    assert before == JOB
    assert advert == raw_advert(JOB, SOURCE, MOMENT)
    assert (advert.posted, advert.valid_through) == ("03/11/2026", "01/12/2026")
    assert "applicationCount" not in advert.payload


@pytest.mark.parametrize(
    ("salary_type", "period"),
    [("per annum", "year"), ("per month", "month"), ("per week", "week"), ("per day", "day"), ("per hour", "hour"),
     ("per fortnight", None), (None, None)],
)  # fmt: skip
def test_pay_is_by_the_period_that_was_entered(salary_type: str | None, period: str | None) -> None:
    advert = raw_advert(JOB | {"salaryType": salary_type}, SOURCE, MOMENT)
    assert (advert.pay_min, advert.pay_max, advert.pay_currency) == (14.5, 16.0, "GBP")
    assert (advert.pay_period, advert.pay_basis, advert.pay) == (period, "stated", JOB["salary"])
    assert advert.payload["yearlyMinimumSalary"] == 28000.0


def test_hidden_pay_is_no_pay() -> None:
    hidden = {"minimumSalary": None, "maximumSalary": None, "salary": "Competitive salary"}
    advert = raw_advert(JOB | hidden, SOURCE, MOMENT)
    assert (advert.pay, advert.pay_min, advert.pay_basis) == ("Competitive salary", None, None)


@pytest.mark.parametrize(
    ("flags", "hours"),
    [({"fullTime": True, "partTime": True}, "Full time; Part time"), ({"partTime": True}, "Part time"), ({}, None)],
)
def test_hours(flags: dict[str, bool], hours: str | None) -> None:
    assert raw_advert(JOB | flags, SOURCE, MOMENT).hours == hours


@pytest.mark.parametrize("field", ["jobId", "jobTitle", "jobUrl", "jobDescription"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"reed job: {field} is missing"):
        raw_advert({k: v for k, v in JOB.items() if k != field}, SOURCE, MOMENT)


def test_the_key_goes_with_every_request_and_into_no_address(spider: ReedSpider) -> None:
    (search,) = spider.start_board(spider.boards[SOURCE.source])
    (detail,) = read(spider, {"results": [HIT], "totalResults": 1})
    for request in (search, detail):
        scheme, _, credentials = (request.headers["Authorization"] or b"").partition(b" ")
        assert (scheme, base64.b64decode(credentials)) == (b"Basic", b"mykey:")
        assert "mykey" not in request.url
    assert search.url == "https://www.reed.co.uk/api/1.0/search?keywords=tide+watcher&resultsToTake=100&resultsToSkip=0"


def test_all_pages_are_read_before_the_first_record(spider: ReedSpider) -> None:
    board = spider.boards[SOURCE.source]
    (second,) = read(spider, {"results": [HIT], "totalResults": 101})
    assert second.url.endswith("&resultsToSkip=100")
    jobs = second.cb_kwargs["kwargs"]["jobs"]
    details = read(spider, {"results": [HIT, HIT | {"jobId": 8}], "totalResults": 100}, 2, jobs)
    assert [r.url.rpartition("/")[2] for r in details] == ["7", "8"]
    assert (board.n_listed, board.total, board.cap) == (2, 101, None)


def test_a_page_without_news_ends_the_search(spider: ReedSpider) -> None:
    assert len(read(spider, {"results": [HIT], "totalResults": 900}, 2, {"7": HIT})) == 1
    assert spider.boards[SOURCE.source].cap is None


def test_a_search_of_too_many_pages_is_cut_and_says_so(spider: ReedSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reed, "_MOST_PAGES", 1)
    assert len(read(spider, {"results": [HIT], "totalResults": 300})) == 1
    assert spider.boards[SOURCE.source].cap == "1 pages read of 300 adverts"


def test_a_further_application_is_no_change_of_the_advert(spider: ReedSpider) -> None:
    hits = (HIT, HIT | {"applications": 4}, HIT | {"expirationDate": "02/12/2026"})
    first, same, other = (read(spider, {"results": [hit], "totalResults": 1})[0].meta["stamp"] for hit in hits)
    assert first == same != other


@pytest.mark.parametrize("answer", [[], {"results": []}, {"results": None, "totalResults": 0}])
def test_an_answer_of_another_shape_is_named(spider: ReedSpider, answer: object) -> None:
    with pytest.raises(
        ShapeError, match=r"reed search: (expected an object|totalResults is missing|results is missing)"
    ):
        read(spider, answer)
