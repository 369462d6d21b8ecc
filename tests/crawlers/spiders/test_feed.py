from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from crawlers.base import Sweep
from crawlers.board import Board
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.feed import FeedSpider, raw_advert

START = "https://pots.example/rss"
SOURCE = Source("feed.pots", "feed", "job_board", "Pots Weekly", token=START)
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
ENTRY: dict[str, Any] = {"title": "Thrower", "id": "g-7", "link": "https://pots.example/7"}
SPACES = (
    'xmlns:a="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" '
    'xmlns:os="http://a9.com/-/spec/opensearch/1.1/"'
)


def page(*ids: int, following: str | None = None, more: str = "") -> str:
    items = "".join(f"<item><title>T</title><guid>g-{i}</guid></item>" for i in ids)
    link = f'<a:link rel="next" href="{following}"/>' if following else ""
    return f'<rss version="2.0" {SPACES}><channel>{link}{more}{items}</channel></rss>'


@pytest.fixture
def spider(tmp_path: Path) -> FeedSpider:
    return FeedSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory")))


def read(spider: FeedSpider, site: Mapping[str, str]) -> tuple[Board, list[str | None], str]:
    """Follow the feed over a site's pages: the board, the ids in order, the outcome."""
    board = spider.boards["feed.pots"]
    ids, asked = [], list(spider.start_board(board))
    while asked:
        request = asked.pop(0)
        response = TextResponse(request.url, body=site[request.url].encode())
        for result in spider.parse_feed(response, board, **request.cb_kwargs["kwargs"]):
            if isinstance(result, Request):
                asked.append(result)
            else:
                ids.append(result.source_id)
                board.add(result)
    return board, ids, board.verdict()[0]


def test_a_feed_is_a_window_and_never_whole(spider: FeedSpider) -> None:
    board, ids, outcome = read(spider, {START: page(1, 2)})
    assert (ids, outcome, board.cap) == (["g-1", "g-2"], "partial", None)


def test_an_empty_feed_closes_nothing(spider: FeedSpider) -> None:
    assert read(spider, {START: page()})[2] == "partial"


def test_a_feed_that_says_so_is_whole(spider: FeedSpider) -> None:
    assert read(spider, {START: page(1, more="<fh:complete/>")})[2] == "complete"


@pytest.mark.parametrize(("total", "outcome"), [(3, "complete"), (4, "partial")])
def test_pages_that_come_up_to_the_total_are_whole(spider: FeedSpider, total: int, outcome: str) -> None:
    said = f"<os:totalResults>{total}</os:totalResults>"
    site = {START: page(1, 2, following="?p=2", more=said), f"{START}?p=2": page(3, more=said)}
    board, ids, found = read(spider, site)
    assert (ids, found, board.total) == (["g-1", "g-2", "g-3"], outcome, total)


def test_an_entry_listed_twice_does_not_stand_for_a_missing_one(spider: FeedSpider) -> None:
    board, ids, outcome = read(spider, {START: page(1, 1, more="<os:totalResults>2</os:totalResults>")})
    assert (len(ids), board.n_listed, outcome) == (2, 1, "partial")


def test_pages_in_a_circle_are_read_once(spider: FeedSpider) -> None:
    site = {START: page(1, following="/2"), "https://pots.example/2": page(1, 2, following=START)}
    assert read(spider, site)[1] == ["g-1", "g-2"]


def test_pages_that_repeat_the_last_one_under_new_addresses_end(spider: FeedSpider) -> None:
    class Endless(dict[str, str]):
        def __missing__(self, url: str) -> str:
            return page(1, following=f"{url}x")

    assert read(spider, Endless({START: page(1, following="/x")}))[1] == ["g-1"]


def test_a_feed_without_end_is_left(spider: FeedSpider) -> None:
    class Endless(dict[str, str]):
        def __missing__(self, url: str) -> str:
            n = int(url.rpartition("=")[2])
            return page(n, following=f"?p={n + 1}", more="<fh:complete/>")

    board, ids, outcome = read(spider, Endless({START: page(1, following="?p=2")}))
    assert (len(ids), outcome, board.cap) == (100, "partial", "100 pages were read and we read no more")


def test_a_page_on_another_host_is_not_followed(spider: FeedSpider) -> None:
    board, ids, outcome = read(spider, {START: page(1, following="http://127.0.0.1/2", more="<fh:complete/>")})
    assert (ids, outcome) == (["g-1"], "partial")
    assert board.cap == "the next page is on another host: http://127.0.0.1/2"


def test_a_feed_read_in_part_is_partial_by_name(spider: FeedSpider) -> None:
    board, ids, outcome = read(spider, {START: page(1, more="<fh:complete/>").replace("</channel>", "<item>&</item>")})
    assert (ids, outcome) == (["g-1", None], "partial")
    assert board.cap is not None
    assert board.cap.startswith("https://pots.example/rss: not well-formed")
    assert board.missed == ["feed entry: title is missing"]


@pytest.mark.parametrize("field", ["title", "id"])
def test_an_entry_left_without_a_name_is_not_read(field: str) -> None:
    with pytest.raises(ShapeError, match=f"feed entry: {field} is missing"):
        raw_advert({k: v for k, v in ENTRY.items() if k not in (field, "link")}, SOURCE, MOMENT)


def test_an_entry_without_an_id_goes_by_its_link() -> None:
    assert raw_advert({k: v for k, v in ENTRY.items() if k != "id"}, SOURCE, MOMENT).source_id == ENTRY["link"]


def test_a_change_is_no_publication() -> None:
    assert raw_advert(ENTRY | {"updated": "2026-11-15"}, SOURCE, MOMENT).posted is None
    both = raw_advert(ENTRY | {"updated": "2026-11-15", "published": "Mon, 02 Nov 2026"}, SOURCE, MOMENT)
    assert (both.posted, both.payload) == ("Mon, 02 Nov 2026", {"updated": "2026-11-15"})


def test_the_longest_text_is_the_description_and_the_others_are_kept() -> None:
    contents = [{"value": "<p>Clay, a wheel, a kiln</p>"}, {"value": "Clay"}, {"value": None}]
    advert = raw_advert(ENTRY | {"summary": "Clay", "content": contents}, SOURCE, MOMENT)
    assert (advert.description, advert.payload) == ("<p>Clay, a wheel, a kiln</p>", {"other_texts": ["Clay"]})
    assert raw_advert(ENTRY | {"summary": "Clay"}, SOURCE, MOMENT).payload == {}
    assert raw_advert(ENTRY, SOURCE, MOMENT).description is None


def test_people_are_left_out() -> None:
    people = {"author": "a@pots.example (A)", "authors": [{"name": "A"}], "contributors": [{"name": "B"}]}
    assert raw_advert(ENTRY | people, SOURCE, MOMENT).payload == {}


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"job_listing_company": "Kiln & Co", "company": "Else"}, "employer", "Kiln & Co"),
        ({"g_location": "Stoke", "job_listing_location": ""}, "place", "Stoke"),
        ({"salary": "£12 an hour"}, "pay", "£12 an hour"),
        ({"job_listing_job_type": "Temporary"}, "contract", "Temporary"),
        ({"expires_at": "2026-12-01"}, "valid_through", "2026-12-01"),
    ],
)
def test_job_vocabularies_are_read(said: dict[str, str], field: str, value: str) -> None:
    assert getattr(raw_advert(ENTRY | said, SOURCE, MOMENT), field) == value
