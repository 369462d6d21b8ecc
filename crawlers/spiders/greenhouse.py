"""Greenhouse job boards: https://developers.greenhouse.io/job-board.html.

One answer holds a whole board, with the number of its jobs in ``meta.total``: the proof that it is whole.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record, words

# Employers name their own custom fields; these names are the ones that say what a field of ours says.
_WORKPLACE = {"workplace type", "workplace", "location type", "work arrangement", "working model", "work model"}
_CONTRACT = {"employment type", "contract type", "type of contract", "job type"}
_HOURS = {"time type", "working hours", "working pattern", "hours"}


class GreenhouseSpider(BoardSpider):
    name = "greenhouse"
    address = "https://boards-api.greenhouse.io"
    known_extras: ClassVar = frozenset({
        "application_deadline", "data_compliance", "departments", "education", "include_ai_disclaimer",
        "internal_job_id", "language", "location", "metadata", "offices",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, f"{self.at(board)}/v1/boards/{self.token(board)}/jobs?content=true", self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        answer = Record(self.json(response), "greenhouse board")
        jobs = answer.need_objects("jobs")
        board.listed(len(jobs), answer.within("meta").see_count("total"))
        for job in jobs:
            yield raw_advert(job, board.source, self.seen_at)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one job of the list says. Pure: the same job gives the same advert.

    ``posted`` is first_published and never updated_at, which any edit of the board moves (and which is not kept, as
    each such edit would make new words of every advert). ``content`` is HTML escaped once more, undone here. Raises
    ShapeError where id, title, absolute_url or content is left out.
    """
    record = Record(job, "greenhouse job")
    record.expect("content")
    record.drop("updated_at")
    custom = _custom(record)
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("title"),
        url=record.need("absolute_url"),
        employer=record.take("company_name") or source.name,
        place=record.within("location").take("name"),
        workplace=_first(custom, _WORKPLACE), contract=_first(custom, _CONTRACT), hours=_first(custom, _HOURS),
        posted=record.take("first_published"),
        valid_through=record.see_words("application_deadline"),
        requisition_id=record.take("requisition_id"),
        department="; ".join(_names(record, "departments")) or None,
        description=_unescaped(record.take("content") or "") or None,
        payload=record.rest(),
    )  # fmt: skip


def _unescaped(text: str) -> str:
    """``html.unescape``, five times as fast: first the signs of markup, which hold no "&" and so change no other."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'")):
        text = text.replace(entity, sign)
    return html.unescape(text)


def _custom(record: Record) -> list[tuple[str, str]]:
    """The employer's own fields that hold words: name, words."""
    found = []
    for entry in record.each("metadata"):
        value = entry.see("value")
        chosen = [said for said in map(words, value if isinstance(value, list) else [value]) if said]
        if chosen:
            found.append(((entry.take("name") or "").casefold(), "; ".join(chosen)))
    return found


def _first(custom: list[tuple[str, str]], names: set[str]) -> str | None:
    return next((said for name, said in custom if name in names), None)


def _names(record: Record, field: str) -> list[str]:
    return [name for name in (entry.take("name") for entry in record.each(field)) if name]
