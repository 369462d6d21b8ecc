import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import TextResponse

from crawlers.base import Sweep
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.bamboohr import BamboohrSpider, place, raw_advert

SOURCE = Source("bamboohr.pots", "bamboohr", "employer_board", "Bristol Pots", token="pots")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": "7", "jobOpeningName": "Thrower", "jobOpeningShareUrl": "https://pots.bamboohr.com/careers/7",
    "description": "<p>Clay</p>",
}  # fmt: skip


@pytest.fixture
def spider(tmp_path: Path) -> BamboohrSpider:
    return BamboohrSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory"), country="GB"))


def answer(what: object) -> TextResponse:
    return TextResponse("https://pots.bamboohr.com/careers", body=json.dumps(what).encode())


@pytest.mark.parametrize("what", [[], {}, {"result": None}, {"result": {"jobOpening": None}}, {"error": "no"}, "gone"])
def test_an_answer_of_another_shape_fails_by_name(spider: BamboohrSpider, what: object) -> None:
    board = spider.boards["bamboohr.pots"]
    with pytest.raises(ShapeError, match=r"bamboohr list: (expected an object|result is)"):
        list(spider.parse_board(answer(what), board))
    with pytest.raises(ShapeError, match=r"bamboohr record: (expected an object|result)"):
        list(spider.parse_opening(answer(what), board, "7"))


def test_an_opening_is_asked_for_by_its_number_unless_its_place_is_abroad(spider: BamboohrSpider) -> None:
    board = spider.boards["bamboohr.pots"]
    openings = [{"id": 7, "location": {"city": "Leeds"}}, {"id": 8, "atsLocation": {"country": "Switzerland"}}]
    (request,) = spider.parse_board(answer({"meta": {"totalCount": 2}, "result": openings}), board)
    assert request.url == "https://pots.bamboohr.com/careers/7/detail"
    assert (board.n_listed, board.total, board.n_dropped) == (2, 2, 1)


def test_an_opening_listed_twice_does_not_stand_for_a_missing_one(spider: BamboohrSpider) -> None:
    board = spider.boards["bamboohr.pots"]
    openings = [{"id": 7}, {"id": "7"}]
    assert len(list(spider.parse_board(answer({"meta": {"totalCount": 2}, "result": openings}), board))) == 1
    assert (board.n_listed, board.total) == (1, 2)


@pytest.mark.parametrize("total", ["2", True, 2.0, [2]])
def test_a_total_of_another_type_is_named(spider: BamboohrSpider, total: object) -> None:
    with pytest.raises(ShapeError, match="bamboohr list: meta: totalCount is of type"):
        list(spider.parse_board(answer({"meta": {"totalCount": total}, "result": []}), spider.boards["bamboohr.pots"]))


def test_the_stamp_changes_with_the_entry(spider: BamboohrSpider) -> None:
    stamps = []
    for name in ("Thrower", "Thrower", "Turner"):
        entry = {"id": "7", "jobOpeningName": name}
        (request,) = spider.parse_board(answer({"result": [entry]}), spider.boards["bamboohr.pots"])
        stamps.append(request.meta["stamp"])
    assert stamps[0] == stamps[1] != stamps[2]


@pytest.mark.parametrize("field", ["id", "jobOpeningName", "jobOpeningShareUrl", "description"])
def test_a_field_left_out_is_named(field: str) -> None:
    job = {k: v for k, v in JOB.items() if k != field}
    with pytest.raises(ShapeError, match=f"bamboohr opening: {field} is missing"):
        raw_advert(job, SOURCE, MOMENT)


@pytest.mark.parametrize(("code", "said"), [("1", "Remote"), ("2", "Hybrid"), ("0", None), ("7", None), (None, None)])
def test_the_workplace_is_what_the_careers_page_prints(code: str | None, said: str | None) -> None:
    advert = raw_advert(JOB | {"locationType": code, "isRemote": True}, SOURCE, MOMENT)
    assert (advert.workplace, advert.payload["locationType"]) == (said, code)


@pytest.mark.parametrize(
    ("opening", "said"),
    [
        ({"location": {"city": "Leeds", "state": "West Yorkshire"}}, "Leeds, West Yorkshire"),
        (
            {"location": {"city": "London", "state": "London", "addressCountry": "United Kingdom"}},
            "London, United Kingdom",
        ),
        ({"location": {"city": None}, "atsLocation": {"country": "United Kingdom"}}, "United Kingdom"),
        ({"location": {"city": "Leeds"}, "atsLocation": {"city": "Hull"}}, "Leeds"),
        ({"atsLocation": {"city": "Inverness", "province": "Highland"}}, "Inverness, Highland"),
        ({"location": None, "atsLocation": {}}, None),
        ({}, None),
    ],
)
def test_a_place_is_the_office_or_where_a_remote_opening_is_tied_to(opening: dict[str, Any], said: str | None) -> None:
    assert place(opening) == said
