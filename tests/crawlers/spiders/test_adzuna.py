from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import JsonRequest, TextResponse
from scrapy.settings import Settings

from crawlers.base import Sweep
from crawlers.items import RawAdvert, Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders import adzuna
from crawlers.spiders.adzuna import AdzunaSpider, raw_advert

SOURCE = Source("adzuna.tide", "adzuna", "aggregator", "Adzuna", token="what=tide watcher")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": "7", "title": "Tide <strong>Watcher</strong>", "description": "Watch…", "created": "2026-11-01T00:00:00Z",
    "redirect_url": "https://www.adzuna.co.uk/jobs/land/ad/7?se=x&utm_source=myappid", "adref": "a.b.c",
    "company": {"display_name": "Whelk & Sons"}, "salary_min": 30000, "salary_max": 35000,
}  # fmt: skip


@pytest.fixture
def spider(tmp_path: Path) -> AdzunaSpider:
    secrets = {"ADZUNA_APP_ID": "myappid", "ADZUNA_APP_KEY": "mykey"}
    return AdzunaSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory"), secrets=secrets))


def read(spider: AdzunaSpider, data: object, page: int = 1, seen: tuple[str, ...] = ()) -> list[Request | RawAdvert]:
    body = JsonRequest("https://x.example", data=data).body
    board = spider.boards[SOURCE.source]
    return list(spider.parse_board(TextResponse("https://x.example", body=body), board, page, frozenset(seen)))


def test_it_is_pure_and_keeps_nothing_that_names_the_key() -> None:
    before = dict(JOB)
    advert = raw_advert(JOB, SOURCE, MOMENT)
    assert before == JOB
    assert advert == raw_advert(JOB, SOURCE, MOMENT)
    assert "myappid" not in repr(advert)
    assert "a.b.c" not in repr(advert)
    assert (advert.url, advert.title) == ("https://www.adzuna.co.uk/jobs/details/7", "Tide Watcher")


@pytest.mark.parametrize(("flag", "basis"), [("1", "predicted"), (1, "predicted"), ("0", "stated"), (0, "stated")])
def test_a_predicted_salary_is_called_so(flag: object, basis: str) -> None:
    advert = raw_advert(JOB | {"salary_is_predicted": flag}, SOURCE, MOMENT)
    assert (advert.pay_min, advert.pay_max, advert.pay_currency, advert.pay_period) == (30000, 35000, "GBP", "year")
    assert advert.pay_basis == basis


def test_no_salary_is_no_basis() -> None:
    for ends in ({"salary_min": None, "salary_max": None}, {"salary_min": 0, "salary_max": 0}):
        advert = raw_advert(JOB | ends | {"salary_is_predicted": "1"}, SOURCE, MOMENT)
        assert (advert.pay_min, advert.pay_basis) == (None, None)


def test_a_day_rate_made_yearly_is_not_what_the_advert_says() -> None:
    advert = raw_advert(JOB | {"contract_type": "contract"}, SOURCE, MOMENT)
    assert (advert.pay_min, advert.pay_period, advert.pay_basis) == (None, None, None)
    assert advert.payload["salary_min"] == 30000


@pytest.mark.parametrize("field", ["id", "title", "redirect_url", "description"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"adzuna job: {field} is missing"):
        raw_advert({k: v for k, v in JOB.items() if k != field}, SOURCE, MOMENT)


def test_pages_follow_until_the_first_answers_count(spider: AdzunaSpider) -> None:
    board = spider.boards[SOURCE.source]
    *adverts, request = read(spider, {"count": 51, "results": [JOB, JOB | {"id": "8"}]})
    assert len(adverts) == 2
    assert isinstance(request, Request)
    assert request.url == (
        "https://api.adzuna.com/v1/api/jobs/gb/search/2?app_id=myappid&app_key=mykey&what=tide+watcher"
        "&results_per_page=50&sort_by=date&content-type=application%2Fjson"
    )
    last = read(spider, {"count": 52, "results": [JOB | {"id": "8"}, JOB | {"id": "9"}]}, 2, ("7", "8"))
    assert [advert.source_id for advert in last if isinstance(advert, RawAdvert)] == ["9"]
    assert (board.n_listed, board.total, board.cap) == (3, 51, None)


def test_a_page_of_known_adverts_ends_the_search(spider: AdzunaSpider) -> None:
    assert read(spider, {"count": 500, "results": [JOB]}, 2, ("7",)) == []


def test_a_search_of_too_many_pages_is_cut_and_says_so(spider: AdzunaSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adzuna, "_MOST_PAGES", 1)
    assert len(read(spider, {"count": 3000, "results": [JOB]})) == 1
    assert spider.boards[SOURCE.source].cap == "1 pages read of 3000 adverts"


@pytest.mark.parametrize("answer", [[], {"results": []}, {"results": {}, "count": 1}, {"results": [], "count": "1"}])
def test_an_answer_of_another_shape_is_named_without_the_key(spider: AdzunaSpider, answer: object) -> None:
    with pytest.raises(ShapeError, match=r"adzuna search: (expected an object|count is|results is)") as error:
        read(spider, answer)
    assert "mykey" not in str(error.value)


@pytest.mark.parametrize(("given", "made"), [(2.0, 2.5), (6.0, 6.0), (0.001, 0.001)])
def test_the_pause_that_the_terms_ask_for(given: float, made: float) -> None:
    settings = Settings({"DOWNLOAD_DELAY": given})
    AdzunaSpider.update_settings(settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == made
