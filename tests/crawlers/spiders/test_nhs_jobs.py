from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import Request, XmlResponse

from crawlers.base import Sweep
from crawlers.board import Board
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders import nhs_jobs
from crawlers.spiders.nhs_jobs import NhsJobsSpider, raw_advert, read_page

SOURCE = Source("nhs_jobs.kelp", "nhs_jobs", "job_board", "NHS Jobs", token="keyword=kelp")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": "7", "reference": "C1-26-7", "title": "Kelp Nurse", "description": "Opening words...", "type": "Bank",
    "employer": "Kelpmouth Hospitals", "salary": "£16.41", "closeDate": "2026-12-01",
    "postDate": "2026-11-01T10:00:00.1",
    "url": "https://beta.jobs.nhs.uk/candidate/jobadvert/C1-26-7", "locations": {"location": "Leeds, LS1 3EX"},
}  # fmt: skip
Ask = Callable[..., list[Request]]


def vacancies(*references: str, pages: int, total: int) -> bytes:
    found = "".join(f"<vacancyDetails><reference>{r}</reference><title>T</title></vacancyDetails>" for r in references)
    said = f"<nhsJobs>{found}<totalPages>{pages}</totalPages><totalResults>{total}</totalResults></nhsJobs>"
    return said.encode()


@pytest.fixture
def board_and_spider(tmp_path: Path) -> tuple[Board, NhsJobsSpider]:
    spider = NhsJobsSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory")))
    return spider.boards[SOURCE.source], spider


def requests(spider: NhsJobsSpider, board: Board, body: bytes, page: int, jobs: dict[str, Any]) -> list[Request]:
    return list(spider.parse_board(XmlResponse("https://x.example/s", body=body), board, page=page, jobs=jobs))


def test_all_pages_of_the_search_are_read_before_the_first_advert(
    board_and_spider: tuple[Board, NhsJobsSpider],
) -> None:
    board, spider = board_and_spider
    (second,) = requests(spider, board, vacancies("A", "B", pages=2, total=3), 1, {})
    assert second.url.endswith("?keyword=kelp&sort=publicationDateDesc&limit=100&page=2")
    jobs = second.cb_kwargs["kwargs"]["jobs"]
    details = requests(spider, board, vacancies("B", "C", pages=2, total=4), 2, jobs)
    assert [r.url.rpartition("/")[2] for r in details] == ["A", "B", "C"]
    assert (board.n_listed, board.total, board.cap) == (3, 3, None)


def test_a_page_that_repeats_the_ones_before_is_the_last(board_and_spider: tuple[Board, NhsJobsSpider]) -> None:
    board, spider = board_and_spider
    jobs = requests(spider, board, vacancies("A", pages=9, total=9), 1, {})[0].cb_kwargs["kwargs"]["jobs"]
    assert [r.url.rpartition("/")[2] for r in requests(spider, board, vacancies("A", pages=9, total=9), 2, jobs)] == [
        "A"
    ]
    assert (board.n_listed, board.total) == (1, 9)


def test_a_search_of_too_many_pages_is_cut_and_says_so(
    board_and_spider: tuple[Board, NhsJobsSpider], monkeypatch: pytest.MonkeyPatch
) -> None:
    board, spider = board_and_spider
    monkeypatch.setattr(nhs_jobs, "_MOST_PAGES", 1)
    assert len(requests(spider, board, vacancies("A", "B", pages=3, total=250), 1, {})) == 2
    assert board.cap == "1 of 3 pages read"


def test_an_advert_is_asked_for_again_where_the_search_says_anything_else_of_it(
    board_and_spider: tuple[Board, NhsJobsSpider],
) -> None:
    board, spider = board_and_spider
    body = vacancies("A", pages=1, total=1)
    first, same, other = (
        requests(spider, board, b, 1, {})[0].meta["stamp"] for b in (body, body, body.replace(b">T<", b">U<"))
    )
    assert first == same != other


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"<html/>", "expected <nhsJobs>"),
        (b"<nhsJobs><totalPages>1", "not the XML"),
        (b"<nhsJobs><totalPages>1</totalPages></nhsJobs>", "totalResults is no whole number"),
        (vacancies(pages=1, total=1).replace(b">1<", b">many<"), "totalPages is no whole number: 'many'"),
        (vacancies(" ", pages=1, total=1), "reference is missing"),
    ],
)
def test_an_answer_of_another_shape_is_named(
    board_and_spider: tuple[Board, NhsJobsSpider], body: bytes, what: str
) -> None:
    board, spider = board_and_spider
    with pytest.raises(ShapeError, match=what):
        requests(spider, board, body, 1, {})


def test_it_is_pure_and_says_what_the_page_says_before_what_the_search_says() -> None:
    page = {"text": "<p>All of it</p>", "salary": "£16.41 an hour", "working_pattern": "Part-time", "band": "Band 5"}
    job = JOB | {"page": page}
    before = repr(job)
    advert = raw_advert(job, SOURCE, MOMENT)
    assert repr(job) == before
    assert advert == raw_advert(job, SOURCE, MOMENT)
    assert (advert.pay, advert.hours, advert.description) == ("£16.41 an hour", "Part-time", "<p>All of it</p>")
    assert (advert.posted, advert.valid_through) == ("2026-11-01T10:00:00.1", "2026-12-01")
    assert advert.payload["salary"] == "£16.41"
    assert advert.payload["page"] == {"pay_scheme": None, "band": "Band 5"}
    assert advert.url == "https://www.jobs.nhs.uk/candidate/jobadvert/C1-26-7"
    assert advert.pay_min is None
    assert advert.fault is None


def test_a_page_without_an_advert_leaves_the_opening_words_and_a_fault() -> None:
    advert = raw_advert(JOB | {"page": {}}, SOURCE, MOMENT)
    assert (advert.description, advert.pay) == ("Opening words...", "£16.41")
    assert advert.fault == "C1-26-7: its page holds no text of an advert"


@pytest.mark.parametrize(
    ("locations", "place"),
    [
        ({"location": ["Hull, HU1 1AA", None, "York, YO1 1AA"]}, "Hull, HU1 1AA; York, YO1 1AA"),
        ({"location": "Hull"}, "Hull"),
        (None, None),
    ],
)
def test_places(locations: object, place: str | None) -> None:
    assert raw_advert(JOB | {"locations": locations, "page": {}}, SOURCE, MOMENT).place == place


def test_a_page_is_read_section_by_section_and_once() -> None:
    page = read_page("""<main><h3 class="nhsuk-heading-xs">Job summary</h3>
        <p id="job_overview">One <h3>The employer's own heading</h3><p>Two
        <div class="show-mobile"><h3 class="nhsuk-heading-xs">Again</h3><p id="about_organisation">Twice</p></div>
        <div class="hide-mobile"><h3 class="nhsuk-heading-xs">Job responsibilities</h3>
        <p id="job_description_large" style="white-space: pre-line">Three
Four</p><h3 class="nhsuk-heading-s">Certificate of Sponsorship</h3><p>Boilerplate</p></div></main>""")
    text = page["text"]
    assert [text.count(word) for word in ("One", "own heading", "Two", "Three<br>\nFour")] == [1, 1, 1, 1]
    assert [word in text for word in ("Again", "Twice", "Sponsorship", "Boilerplate")] == [False] * 4


@pytest.mark.parametrize(
    "html", ["", " \n", "<!-- only this -->", "\x00", "<main><p id='job_overview'>No heading</p></main>"]
)
def test_a_page_that_holds_nothing(html: str) -> None:
    assert "text" not in read_page(html)


def test_a_hostile_page_takes_no_longer_for_its_size() -> None:
    section = "<h3 class='nhsuk-heading-xs'>Job summary</h3><p id='job_overview'><p>words</p>"
    assert read_page(f"<main>{section * 3_000}</main>")["text"].count("words") == 3_000
