from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawlers.base import Sweep
from crawlers.board import Board
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.teamtailor import TeamtailorSpider, raw_advert

SOURCE = Source("teamtailor.pots", "teamtailor", "employer_board", "Bristol Pots", token="pots")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {"guid": "g-7", "title": "Thrower", "link": "https://pots.example/jobs/7"}


@pytest.fixture
def spider(tmp_path: Path) -> TeamtailorSpider:
    return TeamtailorSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory")))


def feed(numbers: range) -> bytes:
    items = "".join(
        f"<item><title>T</title><guid>g-{n}</guid><link>https://p.example/{n}</link></item>" for n in numbers
    )
    return f'<rss version="2.0"><channel>{items}</channel></rss>'.encode()


def read(spider: TeamtailorSpider, site: Callable[[int, int], range]) -> tuple[Board, list[str]]:
    """Follow the pages of a site that answers (offset, per_page) with jobs of these numbers: the ids, in order."""
    board = spider.boards["teamtailor.pots"]
    ids, asked = [], list(spider.start_board(board))
    while asked:
        request = asked.pop(0)
        for result in answered(spider, board, request, site):
            if isinstance(result, Request):
                asked.append(result)
            else:
                ids.append(result.source_id)
    return board, ids


def answered(
    spider: TeamtailorSpider, board: Board, request: Request, site: Callable[[int, int], range]
) -> Iterator[Any]:
    said = parse_qs(urlsplit(request.url).query)
    body = feed(site(int(said["offset"][0]), int(said["per_page"][0])))
    hook = getattr(spider, request.cb_kwargs["hook"])
    yield from hook(TextResponse(request.url, body=body), board, **request.cb_kwargs["kwargs"])


@pytest.mark.parametrize("n", [0, 1, 20, 99, 100, 101, 199, 250])
def test_pages_are_followed_to_one_that_is_not_round(spider: TeamtailorSpider, n: int) -> None:
    board, ids = read(spider, lambda offset, per_page: range(offset, min(offset + per_page, n)))
    assert ids == [f"g-{i}" for i in range(n)]
    assert (board.n_listed, board.ended, board.cap) == (n, True, None)


def test_a_site_that_knows_no_offset_is_read_once_and_not_called_whole(spider: TeamtailorSpider) -> None:
    board, ids = read(spider, lambda offset, per_page: range(per_page))
    assert (len(ids), board.n_listed, board.ended) == (100, 100, False)
    assert board.cap == "offset 99: a page holds what earlier ones held"


def test_a_limit_of_the_sites_own_is_no_end(spider: TeamtailorSpider) -> None:
    board, ids = read(spider, lambda offset, per_page: range(offset, min(offset + 30, 72)))
    assert ids == [f"g-{i}" for i in range(72)]
    assert (board.n_listed, board.ended, board.cap) == (72, True, None)


def test_jobs_taken_down_while_we_read_show_themselves(spider: TeamtailorSpider) -> None:
    def site(offset: int, per_page: int) -> range:
        return range(offset + 2, min(offset + 2 + per_page, 150)) if offset else range(per_page)

    board, ids = read(spider, site)
    assert "g-100" not in ids
    assert (board.ended, board.cap) == (
        False,
        "offset 99: the listing moved while it was read: g-99 is not where it was",
    )


def test_a_job_that_moves_to_the_next_page_while_we_read_counts_once(spider: TeamtailorSpider) -> None:
    board, ids = read(spider, lambda offset, per_page: range(max(offset - 1, 0), min(offset + per_page, 120)))
    assert ids == [f"g-{i}" for i in range(120)]
    assert (board.n_listed, board.ended) == (120, True)


def test_a_site_without_end_is_left(spider: TeamtailorSpider) -> None:
    board, ids = read(spider, lambda offset, per_page: range(offset, offset + per_page))
    assert len(ids) == 5_050
    assert (board.ended, board.cap) == (False, "5050 jobs were read and we read no more")


def test_a_token_is_a_name_or_a_whole_host(tmp_path: Path) -> None:
    for token, host in (("pots", "pots.teamtailor.com"), ("careers.pots.example", "careers.pots.example")):
        source = Source("x", "teamtailor", "employer_board", "Pots", token=token)
        spider = TeamtailorSpider([source], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory")))
        (request,) = spider.start_board(spider.boards["x"])
        assert request.url == f"https://{host}/jobs.rss?per_page=100&offset=0"


@pytest.mark.parametrize("body", [b'<rss version="2.0"/>', b"<html/>", b"<rss><channel><item><guid>1</guid></item>"])
def test_what_is_no_whole_feed_fails(spider: TeamtailorSpider, body: bytes) -> None:
    board = spider.boards["teamtailor.pots"]
    with pytest.raises(ShapeError, match=r"https://pots\.example/jobs\.rss"):
        list(spider.parse_page(TextResponse("https://pots.example/jobs.rss", body=body), board, offset=0, met=None))


def test_jobs_under_another_name_are_not_passed_over(spider: TeamtailorSpider) -> None:
    body = feed(range(2)).replace(b"item>", b"job>")
    with pytest.raises(ShapeError, match="a <job> where <item> is known"):
        list(spider.parse_page(TextResponse("https://p.example", body=body), spider.boards["teamtailor.pots"], 0, None))


@pytest.mark.parametrize("field", ["guid", "title", "link"])
def test_a_field_left_out_is_named(field: str) -> None:
    with pytest.raises(ShapeError, match=f"teamtailor job: {field} is missing"):
        raw_advert(JOB | {field: None}, SOURCE, MOMENT)


@pytest.mark.parametrize(
    ("status", "workplace"),
    [
        ("fully", "Fully remote"), ("hybrid", "Hybrid"), ("temporary", "Temporarily remote"), ("onsite", "On-site"),
        ("none", None), ("lunar", None), (None, None),
    ],
)  # fmt: skip
def test_the_workplace_is_what_was_chosen(status: str | None, workplace: str | None) -> None:
    advert = raw_advert(JOB | {"remoteStatus": status}, SOURCE, MOMENT)
    assert (advert.workplace, advert.payload["remoteStatus"]) == (workplace, status)
