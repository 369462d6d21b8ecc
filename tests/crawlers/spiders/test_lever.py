import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawlers.base import Sweep
from crawlers.items import RawAdvert, Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.lever import LeverSpider, raw_advert

SOURCE = Source("lever.kelpworks", "lever", "employer_board", "Kelpworks", token="kelpworks")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": "p-0",
    "text": "Diver",
    "hostedUrl": "https://jobs.example/p-0",
    "description": "<p>Dive</p>",
}


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / "memory.sqlite")
    yield memory
    memory.close()


def spider_of(source: Source, tmp_path: Path, memory: Memory, base: str | None = None) -> LeverSpider:
    return LeverSpider([source], Sweep(tmp_path, MOMENT, memory), base)


def jobs(first: int, n: int) -> list[dict[str, Any]]:
    return [JOB | {"id": f"p-{k}"} for k in range(first, first + n)]


def read(spider: LeverSpider, answer: Any, **kwargs: Any) -> tuple[int, list[str]]:
    """How many adverts an answer gives, and what is asked for next."""
    response = TextResponse("https://api.lever.co/x", body=json.dumps(answer).encode())
    results = list(spider.parse_board(response, spider.boards[SOURCE.source], **kwargs))
    return sum(isinstance(r, RawAdvert) for r in results), [r.url for r in results if isinstance(r, Request)]


@pytest.mark.parametrize(
    ("token", "base", "url"),
    [
        ("kelpworks", None, "https://api.lever.co/v0/postings/kelpworks?mode=json"),
        ("eu:kelpworks", None, "https://api.eu.lever.co/v0/postings/kelpworks?mode=json"),
        ("eu:kelp works", "http://127.0.0.1:1/lever/", "http://127.0.0.1:1/lever/v0/postings/kelp%20works?mode=json"),
        ("eu", None, "https://api.lever.co/v0/postings/eu?mode=json"),
    ],
)
def test_a_token_names_instance_and_site(
    token: str, base: str | None, url: str, tmp_path: Path, memory: Memory
) -> None:
    source = Source("lever.kelpworks", "lever", "employer_board", "Kelpworks", token=token)
    spider = spider_of(source, tmp_path, memory, base)
    assert [request.url for request in spider.start_board(spider.boards[source.source])] == [url]


def test_an_answer_that_is_not_round_is_the_end(tmp_path: Path, memory: Memory) -> None:
    spider = spider_of(SOURCE, tmp_path, memory)
    assert read(spider, jobs(0, 99)) == (99, [])
    board = spider.boards[SOURCE.source]
    assert (board.n_listed, board.ended) == (99, True)


def test_behind_a_round_number_there_may_be_more(tmp_path: Path, memory: Memory) -> None:
    spider = spider_of(SOURCE, tmp_path, memory)
    board = spider.boards[SOURCE.source]
    assert read(spider, jobs(0, 100)) == (100, ["https://api.lever.co/v0/postings/kelpworks?mode=json&skip=99"])
    assert not board.ended
    assert read(spider, jobs(99, 8), n_answers=2, met="p-99") == (7, [])
    assert (board.n_listed, board.ended, board.cap) == (107, True, None)


def test_a_posting_taken_down_between_two_answers_shows_itself(tmp_path: Path, memory: Memory) -> None:
    spider = spider_of(SOURCE, tmp_path, memory)
    read(spider, jobs(0, 100))
    assert read(spider, jobs(101, 6), n_answers=2, met="p-99") == (6, [])
    board = spider.boards[SOURCE.source]
    assert (board.ended, board.cap) == (False, "the listing moved while it was read: p-99 is not where it was")


def test_a_skip_that_is_not_heeded_lists_nothing_twice(tmp_path: Path, memory: Memory) -> None:
    spider = spider_of(SOURCE, tmp_path, memory)
    read(spider, jobs(0, 100))
    assert read(spider, jobs(0, 100), n_answers=2, met="p-99") == (0, [])
    board = spider.boards[SOURCE.source]
    assert (board.n_listed, board.cap) == (100, "a page holds what earlier ones held")


def test_answers_without_end_are_left_and_said(tmp_path: Path, memory: Memory) -> None:
    spider = spider_of(SOURCE, tmp_path, memory)
    assert read(spider, jobs(0, 50), n_answers=50) == (50, [])
    assert spider.boards[SOURCE.source].cap == "only 50 answers were read"


@pytest.mark.parametrize("answer", [{"ok": False, "error": "Document not found"}, None, [["p-0"]]])
def test_what_is_no_list_of_postings_is_said(answer: Any, tmp_path: Path, memory: Memory) -> None:
    with pytest.raises(ShapeError, match="lever"):
        read(spider_of(SOURCE, tmp_path, memory), answer)


@pytest.mark.parametrize(
    ("created", "posted"),
    [
        (1790845812345, "2026-10-01T09:10:12.345+00:00"),
        ("1790845812345", "2026-10-01T09:10:12.345+00:00"),
        (0, "1970-01-01T00:00:00.000+00:00"),
        ("2026-10-01", "2026-10-01"),
        (10**18, "1000000000000000000"),
        (None, None),
    ],
)
def test_milliseconds_are_written_as_a_moment(created: Any, posted: str | None) -> None:
    assert raw_advert(JOB | {"createdAt": created}, SOURCE, MOMENT).posted == posted


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        ({"min": 40000, "max": 50000, "currency": "GBP", "interval": "per-year-salary"}, (40000, 50000, "GBP", "year")),
        ({"min": 160, "max": 160, "currency": "USD", "interval": "per-day-wage"}, (160, 160, "USD", "day")),
        ({"min": 900, "max": None, "currency": "EUR", "interval": "per-week-salary"}, (900, None, "EUR", "week")),
        ({"min": 0, "max": 0, "currency": "GBP", "interval": "per-year-salary"}, (None, None, None, None)),
        ({"min": 5000, "max": 5000, "currency": "GBP", "interval": "one-time"}, (None, None, None, None)),
        (None, (None, None, None, None)),
    ],
)
def test_a_range_is_pay_where_it_has_a_figure_and_a_period_of_ours(salary: Any, pay: tuple[Any, ...]) -> None:
    advert = raw_advert(JOB | {"salaryRange": salary}, SOURCE, MOMENT)
    assert (advert.pay_min, advert.pay_max, advert.pay_currency, advert.pay_period) == pay
    assert advert.pay_basis == ("stated" if any(pay) else None)
    assert advert.payload["salaryRange"] == salary


def test_a_country_is_that_of_one_place_alone() -> None:
    both = {"country": "US", "categories": {"location": "New York", "allLocations": ["New York", "London"]}}
    assert (raw_advert(JOB | both, SOURCE, MOMENT).place, raw_advert(JOB | both, SOURCE, MOMENT).country) == (
        "New York; London",
        None,
    )
    assert raw_advert(JOB | {"country": "gb"}, SOURCE, MOMENT).country == "GB"


def test_it_is_pure_and_repeats_leave_the_payload() -> None:
    job = JOB | {"descriptionPlain": "Dive", "opening": "", "newField": 1}
    before = dict(job)
    advert = raw_advert(job, SOURCE, MOMENT)
    assert job == before
    assert advert == raw_advert(job, SOURCE, MOMENT)
    assert advert.payload == {"newField": 1}
    assert raw_advert(job | {"description": None}, SOURCE, MOMENT).description == "Dive"


@pytest.mark.parametrize("field", ["id", "text", "hostedUrl"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"lever posting: {field} is missing"):
        raw_advert({k: v for k, v in JOB.items() if k != field}, SOURCE, MOMENT)


@pytest.mark.parametrize("change", [{"categories": "Leeds"}, {"salaryRange": "GBP 1"}, {"workplaceType": ["remote"]}])
def test_a_field_of_another_type_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=f"lever posting: {next(iter(change))}"):
        raw_advert(JOB | change, SOURCE, MOMENT)
