"""BambooHR careers pages: the public JSON that ``name.bamboohr.com/careers`` itself reads.

BambooHR documents only its API for customers (https://documentation.bamboohr.com/reference); shapes and codes here are
those its careers pages are served and print. The list holds every opening with ``meta.totalCount``, the proof that it
is whole, but no text, date or pay: each opening's own record has them. The token is the name in ``name.bamboohr.com``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.record import Record
from crawlers.parse.stamp import entry_stamp

# What the careers page prints beside the place. For "0" it prints nothing, and so it says nothing.
_WORKPLACES = {"1": "Remote", "2": "Hybrid"}


class BamboohrSpider(BoardSpider):
    name = "bamboohr"
    address = "https://{token}.bamboohr.com"
    known_extras: ClassVar = frozenset({
        "atsLocation", "departmentId", "employmentType", "jobCategoryId", "jobOpeningStatus", "location",
        "locationType", "minimumExperience", "seekPromoted",
    })  # fmt: skip

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self.ask(board, f"{self.at(board)}/careers/list", self.parse_board)

    def parse_board(self, response: Response, board: Board) -> Iterator[Request]:
        answer = Record(self.json(response), "bamboohr list")
        entries = answer.need_objects("result")
        openings = {Record(entry, "bamboohr list entry").need("id"): entry for entry in entries}
        board.listed(len(openings), answer.within("meta").see_count("totalCount"))
        for number, opening in openings.items():
            # The list marks no modification. Its entry holds title, department, status and place, not the text.
            stamp = entry_stamp(opening)
            yield from self.detail(
                board, number, f"{self.at(board)}/careers/{number}/detail", self.parse_opening,
                stamp=stamp, is_weak=True, place=place(opening), kwargs={"number": number},
            )  # fmt: skip

    def parse_opening(self, response: Response, board: Board, number: str) -> Iterator[RawAdvert]:
        opening = Record(self.json(response), "bamboohr record").within("result").need_within("jobOpening")
        yield raw_advert({"id": number, **opening.left}, board.source, self.seen_at)


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one opening's record, with its ``id``, says. Pure: the same record gives the same advert.

    ``posted`` is datePosted. ``workplace`` is locationType and never isRemote, which is null throughout.
    ``compensation`` is wording. Countries are names and stay in the place. Raises ShapeError where
    jobOpeningName, jobOpeningShareUrl or description is left out.
    """
    record = Record(job, "bamboohr opening")
    record.expect("description")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=record.need("id"),
        title=record.need("jobOpeningName"),
        url=record.need("jobOpeningShareUrl"),
        employer=source.name,
        place=place(job),
        pay=record.take("compensation"),
        workplace=_WORKPLACES.get(record.see_words("locationType") or ""),
        contract=record.take("employmentStatusLabel"),
        posted=record.take("datePosted"),
        department=record.take("departmentLabel"),
        description=record.take("description"),
        payload=record.rest(),
    )  # fmt: skip


def place(opening: dict[str, Any]) -> str | None:
    """Town, state, postcode and country ("Leeds, West Yorkshire, LS1 4AP, United Kingdom"), as far as they are said.

    An opening has either an office (``location``) or, where it is remote, the place it is tied to (``atsLocation``).
    """
    record = Record(opening, "bamboohr opening")
    office, remote = record.within("location"), record.within("atsLocation")
    for where in (
        [office.take(k) for k in ("city", "state", "postalCode", "addressCountry")],
        [remote.take("city"), remote.take("state") or remote.take("province"), remote.take("country")],
    ):
        if parts := [part for part in where if part]:
            return ", ".join(dict.fromkeys(parts))
    return None
