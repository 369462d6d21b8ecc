"""Greenhouse job boards: https://developers.greenhouse.io/job-board.html.

One answer holds a whole board, with the number of its jobs in ``meta.total``: the proof that it is whole.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record, ShapeError, words

# Employers name their own custom fields; these names are the ones that say what a field of ours says.
_WORKPLACE = {"workplace type", "workplace", "location type", "work arrangement", "working model", "work model"}
_CONTRACT = {"employment type", "contract type", "type of contract", "job type"}
_HOURS = {"time type", "working hours", "working pattern", "hours"}


class GreenhouseSpider(BoardSpider):
    name = "greenhouse"
    address = "https://boards-api.greenhouse.io"
    known_extras: ClassVar = frozenset({
        "application_deadline", "data_compliance", "departments", "education", "include_ai_disclaimer",
        "internal_job_id", "language", "location", "metadata", "offices", "updated_at",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, f"{self.at(board)}/v1/boards/{self.token(board)}/jobs?content=true", self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[RawAdvert]:
        answer = self.json(response)
        jobs = answer.get("jobs") if isinstance(answer, dict) else None
        if not isinstance(jobs, list):
            raise ShapeError("greenhouse board: no list of jobs")
        total = (answer.get("meta") or {}).get("total")
        board.listed(len(jobs), total if isinstance(total, int) else None)
        for job in jobs:
            yield raw_advert(job, board.source, self.seen_at)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one job of the list says. Pure: the same job gives the same advert.

    ``posted`` is first_published and never updated_at, which any edit of the board moves. ``content`` is HTML
    escaped once more, undone here. Raises ShapeError where id, title, absolute_url or content is left out.
    """
    record = Record(job, "greenhouse job")
    if "content" not in job:
        raise ShapeError("greenhouse job: content is missing", job)
    location = record.see_object("location")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("title"),
        url=record.need("absolute_url"),
        employer=record.take("company_name") or source.name,
        place=words(location.get("name")),
        workplace=_custom(record, _WORKPLACE), contract=_custom(record, _CONTRACT), hours=_custom(record, _HOURS),
        posted=record.take("first_published"),
        valid_through=words(record.see("application_deadline")),
        requisition_id=record.take("requisition_id"),
        department="; ".join(_names(record.see_objects("departments"))) or None,
        description=_unescaped(record.take("content") or "") or None,
        payload=record.left,
    )  # fmt: skip


def _unescaped(text: str) -> str:
    """``html.unescape``, five times as fast: first the signs of markup, which hold no "&" and so change no other."""
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'")):
        text = text.replace(entity, sign)
    return html.unescape(text)


def _custom(record: Record, names: set[str]) -> str | None:
    """The value of the first custom field of one of these names that holds words."""
    for entry in record.see_objects("metadata"):
        if str(entry.get("name")).strip().casefold() in names:
            value = entry.get("value")
            chosen = [w for w in map(words, value if isinstance(value, list) else [value]) if w]
            if chosen:
                return "; ".join(chosen)
    return None


def _names(departments: Iterable[Mapping[str, Any]]) -> list[str]:
    return [name for name in (words(d.get("name")) for d in departments) if name]
