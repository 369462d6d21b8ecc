from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import JsonRequest, TextResponse

from crawlers.archive.advert import read_advert
from crawlers.archive.mapping import read_mapping
from crawlers.archive.tables import Row
from crawlers.base import Sweep
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.parse.record import ShapeError
from crawlers.spiders.hacker_news import HackerNewsSpider, is_advert, is_thread, raw_advert

SOURCE = Source("hacker_news.whoishiring", "hacker_news", "forum", "Who is hiring?", country=None, token="whoishiring")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
COMMENT: dict[str, Any] = {
    "by": "somebody", "id": 7, "kids": [8], "parent": 1, "time": 1793637000, "type": "comment",
    "text": "Tern &amp; Gull | London | Onsite<p>We are hiring.",
}  # fmt: skip


def test_a_live_comment_and_an_archived_one_are_the_same_advert() -> None:
    mapping = read_mapping(Path(__file__).parents[2] / "mappings" / "hn_who_is_hiring_2013_2016.yml")
    url = "https://news.ycombinator.com/item?id=7"
    row = Row("row 1", {"hn_id": "7", "url": url, "full_html": COMMENT["text"], "location": None, "country": None})
    old = read_advert(row, mapping, file="a.csv", source="s", run="r", record=0, seen_at=MOMENT)
    new = raw_advert(COMMENT, SOURCE, MOMENT)
    fields = ("source_id", "url", "title", "employer", "place", "country", "description")
    assert [getattr(new, f) for f in fields] == [getattr(old, f) for f in fields]


def test_it_is_pure_and_keeps_no_name_of_a_person() -> None:
    before = dict(COMMENT)
    advert = raw_advert(COMMENT, SOURCE, MOMENT)
    assert before == COMMENT
    assert advert.payload == {"parent": 1, "type": "comment"}
    assert "somebody" not in repr(advert)
    assert (advert.posted, advert.title) == ("2026-11-02T16:30:00+00:00", "Tern & Gull | London | Onsite")


@pytest.mark.parametrize("time", [None, "yesterday", [1], 1e300])
def test_a_time_that_is_none_is_named(time: object) -> None:
    with pytest.raises(ShapeError, match=r"time is (no moment|of type list)"):
        raw_advert(COMMENT | {"time": time}, SOURCE, MOMENT)


@pytest.mark.parametrize(
    "comment",
    [None, COMMENT | {"deleted": True}, COMMENT | {"dead": True}, COMMENT | {"text": " "}, {"id": 7}, "7", [COMMENT]],
)
def test_what_is_no_advert(comment: object) -> None:
    assert is_advert(COMMENT)
    assert not is_advert(comment)


@pytest.mark.parametrize(
    ("title", "type_", "expected"),
    [
        ("Ask HN: Who is hiring? (November 2026)", "story", True),
        ("Ask HN: Who Is Hiring? (March 2014)", "story", True),
        ("Ask HN: Who wants to be hired? (November 2026)", "story", False),
        ("Ask HN: Freelancer? Seeking freelancer? (November 2026)", "story", False),
        ("Tell HN: Ask HN: Who is hiring? is early", "story", False),
        ("Ask HN: Who is hiring? (November 2026)", "comment", False),
        (None, "story", False),
    ],
)
def test_which_story_is_the_thread(title: str | None, type_: str, expected: bool) -> None:
    assert is_thread({"id": 1, "title": title, "type": type_}) is expected
    assert not is_thread({"id": 1, "title": title, "type": type_, "dead": True})


@pytest.fixture
def spider(tmp_path: Path) -> HackerNewsSpider:
    return HackerNewsSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory")))


def answer(data: object) -> TextResponse:
    return TextResponse("https://x.example/i.json", body=JsonRequest("https://x.example", data=data).body or b"null")


def test_the_newest_submission_is_looked_at_first(spider: HackerNewsSpider) -> None:
    board = spider.boards[SOURCE.source]
    (request,) = spider.parse_user(answer({"submitted": [5, 90, 7]}), board)
    assert request.url == "https://hacker-news.firebaseio.com/v0/item/90.json"
    assert request.cb_kwargs["kwargs"] == {"older": [7, 5]}


@pytest.mark.parametrize(
    ("user", "what"),
    [
        (None, "no such user"),
        ({"id": "x"}, "no thread among"),
        ({"submitted": [1, None]}, "submitted is no list of ids"),
    ],
)
def test_a_user_of_another_shape_is_named(spider: HackerNewsSpider, user: object, what: str) -> None:
    with pytest.raises(ShapeError, match=what):
        list(spider.parse_user(answer(user), spider.boards[SOURCE.source]))


def test_the_search_for_a_thread_ends(spider: HackerNewsSpider) -> None:
    with pytest.raises(ShapeError, match="no thread among the newest submissions of whoishiring"):
        list(spider.parse_thread(answer({"id": 1, "title": "Poll", "type": "poll"}), spider.boards[SOURCE.source], []))


@pytest.mark.parametrize("item", [None, [], {"error": "Permission denied"}])
def test_a_submission_that_does_not_come_is_not_passed_over_for_an_older_thread(
    spider: HackerNewsSpider, item: object
) -> None:
    with pytest.raises(ShapeError, match="not a submission"):
        list(spider.parse_thread(answer(item), spider.boards[SOURCE.source], [3, 2, 1]))


def test_a_thread_whose_comments_are_not_listed_is_named(spider: HackerNewsSpider) -> None:
    thread = {"id": 1, "title": "Ask HN: Who is hiring? (May 2026)", "type": "story", "descendants": 412}
    with pytest.raises(ShapeError, match="412 comments, and no list of them"):
        list(spider.parse_thread(answer(thread), spider.boards[SOURCE.source], []))
    board = spider.boards[SOURCE.source]
    assert (list(spider.parse_thread(answer(thread | {"descendants": 0}), board, [])), board.ended) == ([], True)


def test_a_thread_of_another_shape_is_named(spider: HackerNewsSpider) -> None:
    thread = {"id": 1, "title": "Ask HN: Who is hiring? (May 2026)", "type": "story", "kids": "none"}
    with pytest.raises(ShapeError, match="kids is no list of ids"):
        list(spider.parse_thread(answer(thread), spider.boards[SOURCE.source], []))
