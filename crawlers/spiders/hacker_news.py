"""Hacker News "Who is hiring?": https://github.com/HackerNews/API (its README is the documentation).

A token is the name of the user who opens the monthly threads (``whoishiring``). The newest thread is read, and each
comment straight under it is one advert; answers to comments are none. The API sets no rate limit, and its robots.txt
allows what ends in ".json".

Proof of completeness: the thread names all its comments (``kids``; ``descendants`` counts the answers to them too and
is no total of ours). Deleted and dead (flagged) comments are named among them and are no adverts.

A comment bears no mark of a modification. Its author may edit it for two hours, and what is known is not asked for
again for four weeks: a later edit of a comment we read within those hours is missed, and one deleted meanwhile goes on
being counted until the next thread shows that its month is over. Authors' names are not kept: they are people's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawlers.archive.cells import first_line
from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record, ShapeError

_THREAD = re.compile(r"Ask HN: Who is hiring\?", re.IGNORECASE)
_MOST_LOOKED_AT = 12  # submissions; the user opens three threads a month and comments now and then
_POSTED = "posted"


class HackerNewsSpider(BoardSpider):
    name = "hacker_news"
    address = "https://hacker-news.firebaseio.com"
    known_extras: ClassVar = frozenset({"parent", "type"})
    lists_pages = True

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, f"{self.at(board)}/v0/user/{self.token(board)}.json", self.parse_user)

    def parse_user(self, response: Response, board: Board) -> Iterator[Request]:
        user = self.json(response)
        if not isinstance(user, dict):  # null: there is none of this name
            raise ShapeError(f"{response.url}: no such user")
        newest = sorted(_ids(user, "submitted", response.url), reverse=True)[:_MOST_LOOKED_AT]
        yield self._look_at(board, newest)

    def parse_thread(self, response: Response, board: Board, older: list[int]) -> Iterator[Request]:
        item = self.json(response)
        if not isinstance(item, dict) or "id" not in item:  # passed over, last month's thread would be taken for new
            raise ShapeError(f"{response.url}: not a submission")
        if not is_thread(item):
            yield self._look_at(board, older)
            return
        comments = _ids(item, "kids", response.url)
        if not comments and item.get("descendants"):
            raise ShapeError(f"{response.url}: {item['descendants']!r:.20} comments, and no list of them")
        board.ended = True
        for n in dict.fromkeys(comments):
            page = self._item(board, n)
            yield from self.detail(board, str(n), page, self.parse_comment, stamp=_POSTED, is_weak=True)

    def parse_comment(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        comment = self.json(response)
        if is_advert(comment):
            yield raw_advert(comment, board.source, self.seen_at)

    def _look_at(self, board: Board, submissions: list[int]) -> Request:
        """Is the first of these the thread? If not, the next. Raises ShapeError where none is left."""
        if not submissions:
            raise ShapeError(f"no thread among the newest submissions of {board.source.token}")
        first, *older = submissions
        return self.ask(board, self._item(board, first), self.parse_thread, kwargs={"older": older})

    def _item(self, board: Board, n: int) -> str:
        return f"{self.at(board)}/v0/item/{n}.json"


def is_thread(item: Any) -> bool:  # noqa: ANN401 - a JSON value of any kind
    """A story that asks who is hiring, and neither who wants to be hired nor for freelancers."""
    return _is_there(item) and item.get("type") == "story" and bool(_THREAD.match(str(item.get("title"))))


def is_advert(comment: Any) -> bool:  # noqa: ANN401 - a JSON value of any kind
    """False for a comment that was deleted, flagged dead, or emptied, and for an id that is not known any more."""
    return _is_there(comment) and bool(str(comment.get("text") or "").strip())


def raw_advert(comment: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one comment says, field by field as the archive of earlier threads has it. Pure.

    By custom the first line names employer, role and place, each as its author likes: it is the title, and they are
    left in it. ``posted`` is the comment's time, epoch seconds written as ISO 8601. Raises ShapeError where id or
    text is left out, or time is no number.
    """
    record = Record(comment, "hacker news comment")
    record.drop("by", "kids")
    number, text = record.need("id"), record.need("text")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=number,
        url=f"https://news.ycombinator.com/item?id={number}",
        title=first_line(text),
        posted=_moment(record),
        description=text,
        payload=record.rest(),
    )  # fmt: skip


def _moment(record: Record) -> str:
    seconds = record.see_plain("time")
    record.drop("time")
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise ShapeError(f"hacker news comment: time is no moment: {seconds!r:.80}", record.left) from error


def _is_there(item: object) -> bool:
    return isinstance(item, dict) and not item.get("deleted") and not item.get("dead")


def _ids(item: dict[str, Any], name: str, url: str) -> list[int]:
    """Raises ShapeError where what the item has there is no list of ids; a list that is left out has none."""
    ids = item.get(name, [])
    if not isinstance(ids, list) or any(type(n) is not int for n in ids):
        raise ShapeError(f"{url}: {name} is no list of ids")
    return ids
