"""NHS Jobs (England and Wales): its XML search, https://www.jobs.nhs.uk/api/v1/search_xml, and its advert pages.

The NHS offers the search so that vacancies can be shown elsewhere. It needs no key, and no public page describes it:
what is known of it comes from its users. A token is the query string of a search (``keyword=data``). A keyword ranks
more than it filters, and a blank one is the whole board. The search gives an advert's first words only; the rest
stands on the advert's own page, which has no JSON-LD: its sections are known by their ids.

Proof of completeness: ``totalResults`` of the first answer. The newest come first, so that what is published while we
read moves others to a later page, where they are met twice, and hides none. What is withdrawn meanwhile may hide
another: then fewer are met than the first answer said, and the run is partial. All pages of the search are read before
the first advert's, to keep that while short.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import takewhile
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlencode

import lxml.etree
import lxml.html
from scrapy import Request
from scrapy.http import Response

from crawlers.base import BoardSpider
from crawlers.board import Board
from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.page import decoded
from crawlers.parse.record import Record, ShapeError
from crawlers.parse.stamp import entry_stamp
from crawlers.parse.xml_record import XmlRecord, as_json, read_xml

_SITE = "https://www.jobs.nhs.uk"
_PER_PAGE = 100  # ten where it is not asked for
_MOST_PAGES = 200
_PROSE = {"job_overview", "job_description", "about_organisation", "job_description_large"}
_CRITERIA = "descendant-or-self::*[starts-with(@id, 'essential_') or starts-with(@id, 'desirable_')]"
# Most of a page is there twice, once for small screens.
_NOT_READ = (
    ".//*[contains(concat(' ', @class, ' '), ' show-mobile ')] | .//script | .//style | .//form | .//nav | .//comment()"
)
_PARSER = lxml.html.HTMLParser(encoding="utf-8")  # type: ignore[no-untyped-call]
# What a page says in a line of its own, by the name we give it.
_LINES = {
    "salary": "//h3[normalize-space() = 'Salary']/following-sibling::p[1]",
    "working_pattern": "//*[@id = 'working_pattern_heading']/following-sibling::p[1]",
    "pay_scheme": "//*[@id = 'payscheme-type']",
    "band": "//*[@id = 'payscheme-band']",
    "employer_reference": "//*[@id = 'trac-job-reference']",
}


class NhsJobsSpider(BoardSpider):
    name = "nhs_jobs"
    address = _SITE
    known_extras: ClassVar = frozenset({"id", "locations", "page", "salary", "url"})

    def start_board(self, board: Board) -> Iterator[Request]:
        yield self._ask(board, 1, {})

    def parse_board(self, response: Response, board: Board, page: int, jobs: dict[str, Any]) -> Iterator[Request]:
        answer = read_xml(response.body, response.url, "nhsJobs")
        n_pages, total = (_whole(answer, name, response.url) for name in ("totalPages", "totalResults"))
        met = [as_json(element) for element in answer.iterfind("vacancyDetails")]
        listed = jobs | {Record(job, "NHS Jobs vacancy").need("reference"): job for job in met}
        is_last = page >= n_pages or len(listed) == len(jobs)
        board.listed(len(listed) - len(jobs), total if page == 1 else None)
        if is_last or page == _MOST_PAGES:
            if not is_last:
                board.capped(f"{page} of {n_pages} pages read")
            for reference, job in listed.items():
                yield from self._detail(board, reference, job)
        else:
            yield self._ask(board, page + 1, listed)

    def parse_page(self, response: Response, board: Board, job: dict[str, Any]) -> Iterator[RawAdvert]:
        content_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        page = read_page(decoded(response.body, content_type))
        yield raw_advert(job | {"page": page}, board.source, self.seen_at)

    def _ask(self, board: Board, page: int, jobs: dict[str, Any]) -> Request:
        search = parse_qsl(board.source.token or "", keep_blank_values=True)
        query = urlencode([*search, ("sort", "publicationDateDesc"), ("limit", _PER_PAGE), ("page", page)])
        url = f"{self.at(board)}/api/v1/search_xml?{query}"
        return self.ask(board, url, self.parse_board, kwargs={"page": page, "jobs": jobs})

    def _detail(self, board: Board, reference: str, job: dict[str, Any]) -> Iterator[Request]:
        """The search's own link leads to another name of the same site; it bears no mark of a modification."""
        url = f"{self.at(board)}/candidate/jobadvert/{reference}"
        stamp = entry_stamp(job)
        yield from self.detail(board, reference, url, self.parse_page, stamp=stamp, is_weak=True, kwargs={"job": job})


def raw_advert(job: dict[str, Any], source: Source, seen_at: datetime) -> RawAdvert:
    """What one vacancy of the search says, with its ``page`` as ``read_page`` has it. Pure.

    ``posted`` is postDate, when the advert went online (London time). The salary is in words: the page's, which
    say by the year or the hour, before the search's, which are amounts alone. ``requisition_id`` is the employer's
    own reference, where the page has one. An advert whose page holds no text of it has a ``fault``. Raises
    ShapeError where reference or title is left out.
    """
    record = XmlRecord(job, "NHS Jobs vacancy")
    page = record.within("page")
    record.left["page"] = {name: page.see_words(name) for name in ("pay_scheme", "band")}
    reference, opening, text = record.need("reference"), record.take("description"), page.take("text")
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at,
        source_id=reference,
        title=record.need("title"),
        url=f"{_SITE}/candidate/jobadvert/{reference}",
        employer=record.take("employer"),
        place=_places(record.within("locations")),
        pay=page.take("salary") or record.see_words("salary"),
        contract=record.take("type"), hours=page.take("working_pattern"),
        posted=record.take("postDate"), valid_through=record.take("closeDate"),
        requisition_id=page.take("employer_reference"),
        description=text or opening,
        fault=None if text else f"{reference}: its page holds no text of an advert",
        payload=record.rest(),
    )  # fmt: skip


def _places(locations: XmlRecord) -> str | None:
    return "; ".join(locations.see_words_of("location")) or None


def read_page(html: str) -> dict[str, str]:
    """An advert's page: ``text``, the HTML of its sections in their order, and its lines by the names of ``_LINES``.

    Only what the page says is there.
    """
    try:
        document = lxml.html.document_fromstring(html.encode("utf-8", "replace"), _PARSER)  # type: ignore[no-untyped-call]
    except lxml.etree.ParserError:  # nothing there
        return {}
    said = {name: _line(document, path) for name, path in _LINES.items()}
    for element in document.xpath(_NOT_READ):
        element.drop_tree()
    said["text"] = "".join(_html(element) for element in _sections(document))
    return {name: value for name, value in said.items() if value}


def _line(document: Any, path: str) -> str:  # noqa: ANN401 - lxml has no types
    return " ".join("".join(document.xpath(f"({path})[1]//text()")).split())


def _sections(document: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml has no types
    """Each heading of the site's own that stands over an employer's words, and those words.

    Paragraphs stand inside paragraphs, which no parser lets be: a section is all that follows up to the next heading,
    or to the block that holds it.
    """
    for heading in document.iter("h2", "h3"):
        if _is_heading(heading):
            content = list(takewhile(_is_in_section, heading.itersiblings()))
            if any(e.get("id") in _PROSE or e.xpath(_CRITERIA) for e in content):
                yield from (heading, *content)


def _is_in_section(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    return not any(_is_heading(heading) for heading in element.iter("h1", "h2", "h3"))


def _is_heading(element: Any) -> bool:  # noqa: ANN401 - lxml has no types
    """Headings of the site bear its class or an id, an employer's neither; a skill's is part of its section."""
    name = element.get("id") or ""
    is_ours = "nhsuk-" in (element.get("class") or "") or bool(name)
    return is_ours and not name.startswith("skill_category")


def _html(element: Any) -> str:  # noqa: ANN401 - lxml has no types
    """The element as it stands; where its style keeps the ends of lines, they are written out."""
    said: str = lxml.html.tostring(element, encoding="unicode")  # type: ignore[no-untyped-call]
    return said.replace("\n", "<br>\n") if "pre-line" in (element.get("style") or "") else said


def _whole(answer: Any, name: str, url: str) -> int:  # noqa: ANN401 - lxml has no types
    found = (answer.findtext(name) or "").strip()
    if not (found.isascii() and found.isdigit()):
        raise ShapeError(f"{url}: {name} is no whole number: {found[:80]!r}")
    return int(found)
