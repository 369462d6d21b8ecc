"""schema.org JobPosting objects in a page's JSON-LD, and what each says as a RawAdvert.

The vocabulary: https://schema.org/JobPosting. Pages fill it in freely (a text where an object is meant, a list
where one value is), so each field is read by its gist and the structured ones stay in the payload as written.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from crawlers.items import RawAdvert, Source, run_id
from crawlers.parse.json_ld_data import read_json_ld
from crawlers.parse.json_ld_pay import stated_pay
from crawlers.parse.record import Record, ShapeError, words

_UK = {"uk", "gbr", "united kingdom", "great britain", "england", "scotland", "wales", "northern ireland"}
_ALPHA_2 = re.compile(r"[A-Za-z]{2}")
_HOURS = re.compile(r"\b(?:full|part)[\s_-]?time\b", re.I)
_JUST_HOURS = re.compile(r"(?:full|part)[\s_-]?time", re.I)


def job_postings(html: str, url: str) -> list[dict[str, Any]]:
    """Every JobPosting in the page's JSON-LD, in page order: single, in lists, in @graph, nested in other objects.

    Raises ShapeError where a script speaks of a JobPosting and cannot be read; a broken script about anything
    else is none of our business.
    """
    postings, faults = read_postings(html, url)
    if faults:
        raise faults[0]
    return postings


def read_postings(html: str, url: str) -> tuple[list[dict[str, Any]], list[ShapeError]]:
    """The same, and beside them an error for each script that speaks of a JobPosting and cannot be read."""
    if "JobPosting" not in html:
        return [], []  # most pages of most sites, spared the parsing
    data, broken = read_json_ld(html)
    faults = [
        ShapeError(f"{url}: JSON-LD with a JobPosting cannot be read: {why}", {"json_ld": text})
        for text, why in broken
        if "JobPosting" in text
    ]
    return list(_postings(data)), faults


def raw_advert(posting: dict[str, Any], url: str, source: Source, seen_at: datetime) -> RawAdvert:
    """What a JobPosting found at ``url`` says. Pure: the same posting gives the same advert.

    ``source_id`` is the posting's identifier, or the address's path where it has none. Raises ShapeError where
    the title is missing.
    """
    record = Record(posting, f"JobPosting at {url}")
    record.drop("dateModified", "interactionStatistic")  # they move where no word does
    see = record.see
    identifier = _gist(see("identifier"), "value")
    places, country = _places(see("jobLocation"))
    if not places and not country:
        places, country = _places(see("applicantLocationRequirements"))
    kinds = _gists(see("employmentType"))
    return RawAdvert(
        source=source.source, run_id=run_id(source.source, seen_at), record=0, seen_at=seen_at, url=url,
        source_id=identifier or page_id(url),
        requisition_id=identifier,
        title=record.need("title"),
        employer=_gist(see("hiringOrganization"), "name", "legalName") or source.name,
        place=_joined(places), country=country,
        workplace=_joined(_gists(see("jobLocationType"))),
        contract=_joined(k for k in kinds if not _JUST_HOURS.fullmatch(k)),
        hours=_joined([k for k in kinds if _HOURS.search(k.replace("_", " "))] + _gists(see("workHours"))),
        posted=_gist(see("datePosted")), valid_through=_gist(see("validThrough")),
        department=_gist(see("employmentUnit"), "name"),
        description=_unescaped(_joined(_gists(record.left.pop("description", None)), "\n")),
        **stated_pay(see("baseSalary"), see("salaryCurrency")),
        payload=record.rest(),
    )  # fmt: skip


def page_id(url: str) -> str:
    """The address's path, with its query where it has one: what names an advert that has no identifier."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _postings(items: Iterable[Any]) -> Iterator[dict[str, Any]]:
    stack = list(items)[::-1]
    while stack:
        item = stack.pop()
        if isinstance(item, dict) and _is_posting(item):
            yield item
        elif isinstance(item, dict):
            stack += list(item.values())[::-1]
        elif isinstance(item, list):
            stack += item[::-1]


def _is_posting(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    return any(re.split(r"[/:#]", k)[-1] == "JobPosting" for k in _list(kinds) if isinstance(k, str))


def _places(value: object) -> tuple[list[str], str | None]:
    """The places named, and their country where all agree on one."""
    read = [_place(v) for v in _list(value)]
    countries = {country for _, country in read}
    return [p for p, _ in read if p], countries.pop() if len(countries) == 1 else None


def _place(value: object) -> tuple[str | None, str | None]:
    """A Place, PostalAddress, AdministrativeArea or plain text -> ("Leeds, West Yorkshire, LS1 4AP", "GB")."""
    if not isinstance(value, dict):
        return words(value), None
    address = value.get("address") or value
    if isinstance(address, list):
        address = next((a for a in address if a), {})
    if not isinstance(address, dict):
        return words(address), None
    named = _gist(address.get("addressCountry"), "name", "identifier")
    country = _country(named)
    parts = [_gist(address.get(k), "name") for k in ("addressLocality", "addressRegion", "postalCode")]
    if not any(parts):
        parts = [_gist(address, "name") or _gist(value, "name")]
        country = country or _country(parts[0])
    if named and not _ALPHA_2.fullmatch(named):
        parts.append(named)
    return _joined(dict.fromkeys(p for p in parts if p), ", "), country


def _country(name: str | None) -> str | None:
    """ISO 3166 alpha-2: the code as written, GB for the ways the UK is named, None for any other name."""
    if not name:
        return None
    if name.casefold() in _UK:
        return "GB"
    return name.upper() if _ALPHA_2.fullmatch(name) else None


def _gist(value: object, *keys: str) -> str | None:
    """One value's words: a text, an object's first key that has any, or the first of a list that says something."""
    if isinstance(value, list):
        return next((g for g in (_gist(v, *keys) for v in value) if g), None)
    if isinstance(value, dict):
        return next((g for g in (words(value.get(k)) for k in (*keys, "@value")) if g), None)
    return words(value)


def _gists(value: object) -> list[str]:
    return [g for g in (_gist(v, "name") for v in _list(value)) if g]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _joined(parts: Iterable[str], by: str = "; ") -> str | None:
    return by.join(parts) or None


def _unescaped(text: str | None) -> str | None:
    """Many sites escape the whole description once more ("&lt;p&gt;"); one that holds tags already is left alone."""
    return entities.unescape(text) if text and "&lt;" in text and "<" not in text else text
