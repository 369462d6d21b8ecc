import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import TextResponse

from crawlers.base import Sweep
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.smartrecruiters import SmartrecruitersSpider, raw_advert

SOURCE = Source("smartrecruiters.Eel1", "smartrecruiters", "employer_board", "Glass Eel", token="Eel1")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
POSTINGS = "https://api.smartrecruiters.com/v1/companies/Eel1/postings"
JOB: dict[str, Any] = {"id": "1", "name": "Eel Lead", "jobAd": {"sections": {}}}


@pytest.fixture
def spider(tmp_path: Path) -> Iterator[SmartrecruitersSpider]:
    memory = Memory(tmp_path / "memory.sqlite")
    yield SmartrecruitersSpider([SOURCE], Sweep(tmp_path, MOMENT, memory, country=None))
    memory.close()


def read(spider: SmartrecruitersSpider, offset: int, total: Any, *ids: str) -> list[str]:
    """What is asked for after one page of the listing."""
    page = {"offset": offset, "limit": 100, "totalFound": total, "content": [{"id": i, "name": "Eel"} for i in ids]}
    response = TextResponse(f"{POSTINGS}?limit=100&offset={offset}", body=json.dumps(page).encode())
    board = spider.boards[SOURCE.source]
    return [request.url.removeprefix(POSTINGS) for request in spider.parse_board(response, board, offset=offset)]


def test_pages_are_followed_to_the_total(spider: SmartrecruitersSpider) -> None:
    board = spider.boards[SOURCE.source]
    assert [request.url for request in spider.start_board(board)] == [f"{POSTINGS}?limit=100&offset=0"]
    assert read(spider, 0, 3, "1", "2") == ["?limit=100&offset=2", "/1", "/2"]
    assert read(spider, 2, 3, "3") == ["/3"]
    assert (board.n_listed, board.total, board.ended, board.cap) == (3, 3, True, None)


def test_a_page_that_repeats_or_holds_nothing_ends_the_listing(spider: SmartrecruitersSpider) -> None:
    board = spider.boards[SOURCE.source]
    read(spider, 0, 9, "1", "2")
    assert read(spider, 2, 9, "1", "2") == []
    assert (board.n_listed, board.total) == (2, 9)


def test_a_total_that_changes_between_pages_proves_nothing(spider: SmartrecruitersSpider) -> None:
    board = spider.boards[SOURCE.source]
    read(spider, 0, 3, "1", "2")
    assert read(spider, 2, 2) == []
    assert (board.n_listed, board.total) == (2, 2)
    assert board.cap == "the total went from 3 to 2 between two pages"


def test_a_listing_without_end_is_left_and_said(spider: SmartrecruitersSpider) -> None:
    assert read(spider, 50_000, 99_999, "1") == ["/1"]
    assert spider.boards[SOURCE.source].cap == "only 50001 postings were listed"


def test_an_id_cannot_steer_a_request_elsewhere(spider: SmartrecruitersSpider) -> None:
    assert read(spider, 0, 1, "../../jobs?x#y") == ["/..%2F..%2Fjobs%3Fx%23y"]


@pytest.mark.parametrize("total", ["3", None])
def test_a_listing_without_its_total_is_said(spider: SmartrecruitersSpider, total: Any) -> None:
    with pytest.raises(ShapeError, match="smartrecruiters listing: totalFound is"):
        read(spider, 0, total, "1")


@pytest.mark.parametrize(
    ("location", "workplace"),
    [
        ({"remote": True, "hybrid": False}, "remote"),
        ({"remote": False, "hybrid": True}, "hybrid"),
        ({"hybrid": True, "hybridDescription": "2 days in Hull"}, "hybrid; 2 days in Hull"),
        ({"remote": False, "hybrid": False, "hybridDescription": "2 days in Hull"}, None),
        (None, None),
    ],
)
def test_neither_remote_nor_hybrid_is_no_statement(location: Any, workplace: str | None) -> None:
    assert raw_advert(JOB | {"location": location}, SOURCE, MOMENT).workplace == workplace


def test_places_and_countries() -> None:
    said = {"city": "Hull", "country": "gb", "fullLocation": "Hull, , United Kingdom"}
    advert = raw_advert(JOB | {"location": said}, SOURCE, MOMENT)
    assert (advert.place, advert.country) == ("Hull, , United Kingdom", "GB")
    assert raw_advert(JOB | {"location": said | {"fullLocation": ""}}, SOURCE, MOMENT).place == "Hull, gb"


def test_the_employers_own_field_words_the_pay() -> None:
    fields = [
        {"fieldLabel": "Country", "valueLabel": "United Kingdom"},
        {"fieldLabel": "Salary", "valueLabel": None},
        {"fieldLabel": "Job Ad Salary Range ", "valueLabel": "125000 - 153000 GBP Annual"},
    ]
    advert = raw_advert(JOB | {"customField": fields}, SOURCE, MOMENT)
    assert (advert.pay, advert.pay_min, advert.pay_basis) == ("125000 - 153000 GBP Annual", None, None)


def test_who_made_the_posting_is_not_kept() -> None:
    advert = raw_advert(JOB | {"creator": {"name": "Invented Person"}}, SOURCE, MOMENT)
    assert "creator" not in advert.payload


@pytest.mark.parametrize("field", ["id", "name", "jobAd"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"smartrecruiters posting: {field} is missing"):
        raw_advert({k: v for k, v in JOB.items() if k != field}, SOURCE, MOMENT)


@pytest.mark.parametrize("change", [{"location": "Hull"}, {"jobAd": None}, {"customField": [1]}, {"company": "Eel"}])
def test_a_field_of_another_type_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=f"smartrecruiters posting: {next(iter(change))}"):
        raw_advert(JOB | change, SOURCE, MOMENT)
