from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import TextResponse

from crawlers.base import Sweep
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.personio import PersonioSpider, raw_advert

SOURCE = Source("personio.pots", "personio", "employer_board", "Bristol Pots", token="pots")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {"id": "7", "name": "Thrower", "office": "Bristol", "createdAt": "2026-10-01T00:00:00+00:00"}


def first_address(token: str, raw: Path, base: str | None = None) -> str:
    source = Source("personio.pots", "personio", "employer_board", "Bristol Pots", token=token)
    spider = PersonioSpider([source], Sweep(raw, MOMENT, Memory(raw / "memory")), base)
    (request,) = spider.start_board(spider.boards["personio.pots"])
    return str(request.url)


def test_a_token_is_a_name_or_a_whole_host_and_the_configuration_comes_first(tmp_path: Path) -> None:
    assert first_address("pots", tmp_path) == "https://pots.jobs.personio.de/xml?language=en"
    assert first_address("pots.jobs.personio.com", tmp_path) == "https://pots.jobs.personio.com/xml?language=en"
    configured = first_address("pots.jobs.personio.com", tmp_path, "http://127.0.0.1:1/{token}/")
    assert configured == "http://127.0.0.1:1/pots.jobs.personio.com/xml?language=en"


def test_what_is_no_position_is_not_passed_over(tmp_path: Path) -> None:
    spider = PersonioSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory")))
    body = b"<workzag-jobs><job><id>7</id><name>Thrower</name></job></workzag-jobs>"
    with pytest.raises(ShapeError, match="a <job> where only positions are known"):
        list(spider.parse_board(TextResponse("https://pots.example/xml", body=body), spider.boards[SOURCE.source]))


def test_it_is_pure_and_stamped_with_the_moment() -> None:
    before = dict(JOB)
    advert = raw_advert(JOB, SOURCE, MOMENT)
    assert before == JOB
    assert advert == raw_advert(JOB, SOURCE, MOMENT)
    assert (advert.seen_at, advert.run_id, advert.employer) == (MOMENT, "personio.pots@20261116T050000Z", SOURCE.name)


@pytest.mark.parametrize("field", ["id", "name"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"personio position: {field} is missing"):
        raw_advert(JOB | {field: None}, SOURCE, MOMENT)


@pytest.mark.parametrize(
    "change", [{"name": ["Thrower", "Turner"]}, {"jobDescriptions": {"jobDescription": {"value": {"p": "Clay"}}}}]
)
def test_a_field_of_another_shape_is_an_error_and_never_lost(change: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match="not a text"):
        raw_advert(JOB | change, SOURCE, MOMENT)


@pytest.mark.parametrize(
    ("salary", "pay"),
    [
        (
            {"min": "30000.00", "max": "40000.00", "currencyCode": "GBP", "type": "yearly"},
            (30000, 40000, "GBP", "year"),
        ),
        ({"min": "14.50", "currencyCode": "GBP", "type": "hourly"}, (14.5, None, "GBP", "hour")),
        ({"max": "4000", "currencyCode": "EUR", "type": "monthly"}, (None, 4000, "EUR", "month")),
        ({"min": "1", "max": "2", "currencyCode": "EUR", "type": "per moon"}, (1, 2, "EUR", None)),
        ({"min": "0.00", "max": "0.00", "currencyCode": "EUR", "type": "yearly"}, (None, None, None, None)),
        ({"type": "yearly"}, (None, None, None, None)),
        (None, (None, None, None, None)),
    ],
)
def test_pay_is_what_the_salary_block_says(salary: dict[str, str] | None, pay: tuple[Any, ...]) -> None:
    advert = raw_advert(JOB | {"salaryInformation": salary}, SOURCE, MOMENT)
    assert (advert.pay_min, advert.pay_max, advert.pay_currency, advert.pay_period) == pay
    assert advert.pay_basis == ("stated" if pay[0] or pay[1] else None)
    assert advert.pay is None


def test_all_offices_are_places_and_each_once() -> None:
    more = {"office": ["Leeds", None, "Bristol", "Leeds"]}
    assert raw_advert(JOB | {"additionalOffices": more}, SOURCE, MOMENT).place == "Bristol; Leeds"
    assert raw_advert(JOB | {"office": None, "additionalOffices": {"office": "Leeds"}}, SOURCE, MOMENT).place == "Leeds"
    assert raw_advert(JOB | {"office": None}, SOURCE, MOMENT).place is None
