"""What one source shows in one week, in its platform's addresses and formats, with the faults of its content."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from crawlers.items import Source
from crawlers.market.adverts import MarketAdvert
from crawlers.market.answer import HTML, TEXT, XML, Answer, json_answer
from crawlers.market.faults import WELL, Fault
from crawlers.market.formats import (
    greenhouse_board,
    greenhouse_job,
    greenhouse_summary,
    job_posting,
    job_posting_page,
    sitemap,
    sitemap_index,
)

_PER_SITEMAP = 500
_MOVED = 500_000_000  # added to an advert's number where its board moved: another platform counts on its own
_RESERVED = '<meta name="tdm-reservation" content="1">\n'


class NothingThereError(LookupError):
    """There is nothing at this address."""


@dataclass(frozen=True, slots=True)
class Stall:
    """One source as it stands: its open adverts, when its listing last changed, and the fault in force.

    ``root`` is the address its own begin with ("/sites/kelp/"), ``url`` the server's; ``rest`` is what was asked for
    under that root, ``crawled_at`` the moment of that week's crawl.
    """

    source: Source
    root: str
    url: str
    adverts: list[MarketAdvert]
    modified_at: datetime
    crawled_at: datetime
    fault: Fault = WELL
    rest: list[str] = field(default_factory=list)

    @property
    def listed(self) -> list[MarketAdvert]:
        """What its listing counts, in order."""
        if self.fault.empty:
            return []
        shown = self.adverts[: self.fault.cap]
        if self.fault.touched:
            shown = [replace(advert, updated_at=self.crawled_at) for advert in shown]
        return shown + shown[: self.fault.twice]

    @property
    def n_coming(self) -> int:
        """How many of those listed really come."""
        return max(0, len(self.listed) - self.fault.missing)

    @property
    def listing_modified_at(self) -> datetime | None:
        """None where a fault meddles with the listing: its last honest change says nothing then."""
        return self.modified_at if self.fault == WELL else None

    def position(self, number: str) -> int:
        """Where the advert of that number stands. Raises NothingThereError where it does not."""
        for k, advert in enumerate(self.adverts):
            if advert.source_id == number:
                return k
        raise NothingThereError(number)


def is_page(platform: str, rest: list[str]) -> bool:
    """Is this the address of a single advert (and not of a listing)?"""
    return bool(rest) if platform == "greenhouse" else len(rest) > 1


def strikes(stall: Stall, fault: Fault) -> bool:
    """Does the fault strike the request for ``stall.rest``? Raises NothingThereError where no such advert is open."""
    if not is_page(stall.source.platform, stall.rest):
        return fault.at != "page"
    return fault.at != "listing" and (fault.every == 1 or stall.position(stall.rest[-1]) % fault.every == 0)


def moved(advert: MarketAdvert) -> MarketAdvert:
    """The same advert on the board it moved to."""
    number = str(int(advert.source_id) + _MOVED)
    return replace(advert, source_id=number, url=advert.url.replace(advert.source_id, number))


def board(stall: Stall, query: str) -> Answer:
    """A Greenhouse board, or one job of it."""
    if stall.rest:
        job = greenhouse_job(stall.adverts[stall.position("/".join(stall.rest))])
        return json_answer(_drifted(job, stall.fault))
    jobs = [_drifted(greenhouse_job(advert), stall.fault) for advert in stall.listed[: stall.n_coming]]
    if parse_qs(query).get("content") != ["true"]:
        jobs = [greenhouse_summary(job) for job in jobs]
    answer = greenhouse_board(jobs, total=len(stall.listed))
    if not stall.fault.has_total:
        del answer["meta"]
    return json_answer(answer, stall.listing_modified_at)


def site(stall: Stall) -> Answer:
    """A site's sitemap index, one of its sitemaps, or the page of one advert."""
    listed, address = stall.listed, f"{stall.url}{stall.root}".rstrip("/")
    n_parts = max(1, -(-len(listed) // _PER_SITEMAP))
    parts = {f"jobs-{k + 1}.xml": listed[k * _PER_SITEMAP : (k + 1) * _PER_SITEMAP] for k in range(n_parts)}
    match stall.rest:
        case ["sitemap.xml"]:
            return Answer(XML, sitemap_index(f"{address}/{part}" for part in parts).encode())
        case [part] if part in parts:
            return Answer(XML, sitemap(parts[part], address).encode(), modified_at=stall.listing_modified_at)
        case ["jobs", number]:
            return _page(stall, stall.position(number))
    raise NothingThereError("/".join(stall.rest))


def _page(stall: Stall, k: int) -> Answer:
    advert, fault = stall.adverts[k], stall.fault
    if advert.source_id in {late.source_id for late in stall.listed[stall.n_coming :]}:
        return Answer(TEXT, b"Internal Server Error", 500)
    head = _RESERVED if fault.reserved == "meta" else ""
    page = job_posting_page(advert, _json_ld(stall, k), head)
    return Answer(HTML, page.encode(), modified_at=advert.updated_at if fault == WELL else None)


def _json_ld(stall: Stall, k: int) -> str:
    """The page's postings: its own, and with a fault those of the next adverts; or half of them."""
    n = len(stall.adverts)
    around = [stall.adverts[(k + step) % n] for step in range(min(n, stall.fault.postings))]
    postings = [_drifted(job_posting(advert), stall.fault) for advert in around]
    text = json.dumps(postings[0] if len(postings) == 1 else postings, ensure_ascii=False)
    return text[: len(text) // 2] if stall.fault.broken_json_ld else text


def _drifted(record: dict[str, Any], fault: Fault) -> dict[str, Any]:
    """A record whose fields bear other names, are of other types, or are new."""
    names = dict(fault.renamed)
    return {names.get(name, name): value for name, value in record.items()} | dict(fault.replaced)
