"""A page's JobPostings as adverts: one, several, or none; what cannot be read is an advert with a ``fault``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.json_ld import page_id, raw_advert, read_postings
from crawlers.parse.record import ShapeError


def page_adverts(html: str, url: str, source: Source, seen_at: datetime) -> list[RawAdvert]:
    """The adverts of one page, pure; a posting that cannot be read is one with a ``fault``."""
    postings, faults = read_postings(html, url)
    adverts = [_advert(posting, url, source, seen_at) for posting in postings]
    if len(adverts) > 1:
        adverts = [_numbered(advert, n) for n, advert in enumerate(adverts)]
    return adverts + [_faulty(fault, url, source, seen_at) for fault in faults]


def _advert(posting: dict[str, Any], url: str, source: Source, seen_at: datetime) -> RawAdvert:
    try:
        return raw_advert(posting, url, source, seen_at)
    except ShapeError as error:
        return _faulty(error, url, source, seen_at)


def _numbered(advert: RawAdvert, n: int) -> RawAdvert:
    """Postings that share a page and have no identifier of their own are told apart by their order on it; the first
    keeps the page's name, which it has when it is alone there.
    """
    return advert if advert.requisition_id or not n else replace(advert, source_id=f"{advert.source_id}#{n}")


def _faulty(error: ShapeError, url: str, source: Source, seen_at: datetime) -> RawAdvert:
    run = run_id(source.source, seen_at)
    return RawAdvert(
        source.source, run, 0, seen_at, source_id=page_id(url), url=url, fault=str(error), payload=error.record
    )
