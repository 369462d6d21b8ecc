import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawlers.base import Sweep
from crawlers.board import Board
from crawlers.items import RawAdvert, Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.workday import WorkdaySpider, raw_advert, read_token

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": "a7", "title": "Thrower", "externalUrl": "https://pots.wd3.myworkdayjobs.com/Pots/job/Bristol/Thrower_R-7",
}  # fmt: skip
UK = {"descriptor": "United Kingdom", "id": "u"}
Site = Callable[[int], dict[str, Any]]


def source(token: str = "pots/wd3/Pots") -> Source:
    return Source("workday.pots", "workday", "employer_board", "Bristol Pots", token=token)


def spider_of(raw: Path, token: str = "pots/wd3/Pots", base: str | None = None) -> tuple[WorkdaySpider, Board]:
    spider = WorkdaySpider([source(token)], Sweep(raw, MOMENT, Memory(raw / "memory"), country="GB"), base)
    return spider, spider.boards["workday.pots"]


@pytest.fixture
def spider(tmp_path: Path) -> WorkdaySpider:
    return spider_of(tmp_path)[0]


def entries(*numbers: int) -> list[dict[str, Any]]:
    return [{"title": "T", "externalPath": f"/job/Leeds/T_R-{n}", "locationsText": "Leeds"} for n in numbers]


def read(spider: WorkdaySpider, site: Site) -> tuple[Board, list[str], list[str]]:
    """Read a site's pages as it answers by offset: the board, the records asked for, the faults."""
    board = spider.boards["workday.pots"]
    records, faults, asked = [], [], list(spider.start_board(board))
    while asked:
        request = asked.pop(0)
        body = json.dumps(site(json.loads(request.body)["offset"])).encode()
        for result in spider.parse_page(TextResponse(request.url, body=body), board, **request.cb_kwargs["kwargs"]):
            if isinstance(result, RawAdvert):
                faults.append(str(result.fault))
            elif result.method == "POST":
                asked.append(result)
            else:
                records.append(result.url.rpartition("-")[2])
    return board, records, faults


def pages(n: int, total: int | None = None) -> Site:
    def answer(offset: int) -> dict[str, Any]:
        shown = entries(*range(offset, min(offset + 20, n)))
        return {"total": (n if total is None else total) if offset == 0 else 0, "jobPostings": shown}

    return answer


@pytest.mark.parametrize("n", [0, 1, 20, 21, 45])
def test_later_pages_say_that_there_are_none_and_are_not_believed(spider: WorkdaySpider, n: int) -> None:
    board, records, _ = read(spider, pages(n))
    assert records == [str(i) for i in range(n)]
    assert (board.n_listed, board.total, board.cap) == (n, n, None)


def test_a_search_that_shows_2000_shows_no_more(spider: WorkdaySpider) -> None:
    board, records, _ = read(spider, pages(2_000))
    assert (len(records), board.n_listed, board.total) == (2_000, 2_000, 2_000)
    assert board.cap == "a search shows no more than 2000 postings"


def test_the_first_page_come_again_is_not_counted(spider: WorkdaySpider) -> None:
    board, records, _ = read(spider, lambda offset: pages(40, total=70)(offset % 40) | {"total": 0 if offset else 70})
    assert (len(records), board.n_listed, board.total) == (40, 40, 70)


def test_a_posting_that_moves_to_the_next_page_while_we_read_is_not_counted_twice(spider: WorkdaySpider) -> None:
    moved = entries(*range(19, 24))
    board, records, _ = read(spider, lambda offset: {"total": 25, "jobPostings": moved} if offset else pages(25)(0))
    assert (records[-2:], board.n_listed, board.total) == (["22", "23"], 24, 25)


def test_a_site_without_end_is_left(spider: WorkdaySpider) -> None:
    board, records, _ = read(spider, lambda offset: pages(offset + 20, total=1_000_000)(offset))
    assert (len(records), board.n_listed) == (10_000, 10_000)
    assert board.cap is not None


def test_a_posting_listed_twice_on_a_page_is_asked_for_once(spider: WorkdaySpider) -> None:
    board, records, _ = read(spider, lambda _: {"total": 2, "jobPostings": entries(1, 1)})
    assert (records, board.n_listed, board.total) == (["1"], 1, 2)


def test_an_entry_without_an_address_is_named_and_kept(spider: WorkdaySpider) -> None:
    site = {"total": 2, "jobPostings": [*entries(1), {"bulletFields": ["R-2"]}]}
    board, records, faults = read(spider, lambda _: site)
    assert (records, faults, board.n_listed) == (["1"], ["workday entry: externalPath is missing"], 2)


def test_a_filter_in_the_token_is_the_search(tmp_path: Path) -> None:
    spider, board = spider_of(tmp_path, "pots/wd3/Pots_Jobs?locationCountry=u1&locationCountry=u2&timeType=f")
    (request,) = spider.start_board(board)
    assert (request.method, request.url) == ("POST", "https://pots.wd3.myworkdayjobs.com/wday/cxs/pots/Pots_Jobs/jobs")
    facets = {"locationCountry": ["u1", "u2"], "timeType": ["f"]}
    assert json.loads(request.body) == {"appliedFacets": facets, "limit": 20, "offset": 0, "searchText": ""}


def test_another_address_has_the_token_as_it_is(tmp_path: Path) -> None:
    spider, board = spider_of(tmp_path, base="http://127.0.0.1:1/{token}")
    (request,) = spider.start_board(board)
    assert request.url == "http://127.0.0.1:1/pots/wd3/Pots/wday/cxs/pots/Pots/jobs"


@pytest.mark.parametrize("token", ["", "pots", "pots/wd3", "https://pots.wd3.myworkdayjobs.com/Pots", "a/b/c/d"])
def test_what_is_no_token_says_what_one_is(token: str) -> None:
    with pytest.raises(ValueError, match="is not of the form tenant/wdN/site"):
        read_token(token)


def asked(spider: WorkdaySpider, **entry: object) -> list[Request]:
    board = spider.boards["workday.pots"]
    board.asked.clear()
    body = json.dumps({"total": 1, "jobPostings": [entries(1)[0] | entry]}).encode()
    return list(spider.parse_page(TextResponse("https://pots.example", body=body), board, 0))  # type: ignore[arg-type]


def test_the_stamp_is_of_what_lasts(spider: WorkdaySpider) -> None:
    (plain,) = asked(spider, postedOn="Posted Today")
    (later,) = asked(spider, postedOn="Posted 2 Days Ago", timeLeftToApply="1 day left")
    (other,) = asked(spider, postedOn="Posted Today", title="Turner")
    assert plain.meta["stamp"] == later.meta["stamp"] != other.meta["stamp"]


def test_a_place_abroad_is_not_asked_for_and_a_count_of_places_is_no_place(spider: WorkdaySpider) -> None:
    assert not asked(spider, locationsText="Lyon, France")
    for where in ("Leeds", "2 Locations", "12 Standorte", None):
        assert len(asked(spider, locationsText=where)) == 1


@pytest.mark.parametrize("what", [[], {"total": 3}, {"jobPostings": None}, {"errorCode": "S22"}, {"total": 1}])
def test_a_listing_of_another_shape_fails_by_name(spider: WorkdaySpider, what: object) -> None:
    response = TextResponse("https://pots.example/jobs", body=json.dumps(what).encode())
    with pytest.raises(ShapeError, match=r"workday listing: (expected an object|jobPostings is missing)"):
        list(spider.parse_page(response, spider.boards["workday.pots"], 0))


@pytest.mark.parametrize("field", ["id", "title", "externalUrl"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"workday posting: {field} is missing"):
        raw_advert(JOB | {field: None}, source(), MOMENT)


def test_the_relative_date_stands_in_only_where_there_is_no_other() -> None:
    both = raw_advert(JOB | {"startDate": "2026-11-13", "postedOn": "Posted 3 Days Ago"}, source(), MOMENT)
    assert (both.posted, both.payload) == ("2026-11-13", {})
    assert raw_advert(JOB | {"postedOn": "Posted 30+ Days Ago"}, source(), MOMENT).posted == "Posted 30+ Days Ago"
    assert raw_advert(JOB, source(), MOMENT).posted is None


@pytest.mark.parametrize(
    ("said", "place", "country"),
    [
        ({"location": "Leeds", "country": UK | {"alpha2Code": "gb"}}, "Leeds", "GB"),
        (
            {"location": "Leeds", "country": UK, "jobRequisitionLocation": {"country": UK | {"alpha2Code": "GB"}}},
            "Leeds",
            "GB",
        ),
        ({"location": "Leeds", "country": UK}, "Leeds, United Kingdom", None),
        (
            {
                "location": "Hull",
                "country": UK,
                "jobRequisitionLocation": {"country": {"descriptor": "India", "alpha2Code": "IN"}},
            },
            "Hull, United Kingdom",
            None,
        ),
        ({"location": "Lyon", "additionalLocations": ["Leeds"], "country": {"alpha2Code": "FR"}}, "Lyon; Leeds", None),
        (
            {"location": "Leeds", "additionalLocations": ["Leeds", None], "country": UK | {"alpha2Code": "GB"}},
            "Leeds",
            "GB",
        ),
        ({"country": UK}, "United Kingdom", None),
        ({"location": " ", "country": None, "additionalLocations": None}, None, None),
    ],
)
def test_a_country_is_that_of_a_lone_place(said: dict[str, Any], place: str | None, country: str | None) -> None:
    advert = raw_advert(JOB | said, source(), MOMENT)
    assert (advert.place, advert.country) == (place, country)
