"""RSS 0.9 to 2.0 and Atom as they are found in the wild, read by feedparser from bytes that we fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urljoin
from xml.sax import SAXParseException

import feedparser

from crawlers.parse.record import ShapeError, words
from crawlers.parse.xml_record import read_xml

_HISTORY = "http://purl.org/syndication/history/1.0"  # RFC 5005
_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_ELEMENT = re.compile(rb"<[A-Za-z]")
_DIGITS = re.compile(r"\d{1,9}")
_MAX_BROKEN = 1024 * 1024  # feedparser reads 10 MB/s of what is well-formed, and 0.2 MB/s of what is not


class Feed(NamedTuple):
    """One document of a feed.

    ``next_url`` is the page that follows (RFC 5005, 3). ``is_complete``: it says itself that what is not in it is
    gone (RFC 5005, 2). ``total`` is OpenSearch's totalResults. ``flaw`` says what is wrong with markup that could
    be read in part only.
    """

    entries: list[dict[str, Any]]
    next_url: str | None
    is_complete: bool
    total: int | None
    flaw: str | None


def read_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Raises ShapeError naming ``url`` where the document is no feed, or is broken and holds no entry that can be read
    (over 1 MB: is broken at all).

    Nothing is fetched, a document that declares entities is refused, and HTML stays as it is written.
    """
    if b"<!ENTITY" in _ELEMENT.split(body, maxsplit=1)[0]:
        raise ShapeError(f"{url}: declares entities, which are not expanded")
    if len(body) > _MAX_BROKEN:
        read_xml(body, url)
    read = feedparser.parse(  # type: ignore[attr-defined, no-untyped-call]
        BytesIO(body),  # never a string: feedparser would take it for an address or a file
        response_headers={"content-type": _charset(body, content_type)},
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    flaw = _flaw(read.get("bozo_exception"))
    if not read.get("version"):
        raise ShapeError(f"{url}: neither RSS nor Atom")
    if flaw and not read.entries:
        raise ShapeError(f"{url}: {flaw}")
    return Feed(
        entries=[_plain(entry) for entry in read.entries],
        next_url=_next(read.feed, url),
        is_complete=_named(read, _HISTORY, "complete") is not None,
        total=_total(_named(read, _SEARCH, "totalresults")),
        flaw=flaw,
    )


def _flaw(error: object) -> str | None:
    """What breaks the markup; feedparser's other complaints (of types and charsets) cost no entry."""
    if not isinstance(error, SAXParseException):
        return None
    return f"not well-formed in line {error.getLineNumber()}: {error.getMessage()}"


def _charset(body: bytes, content_type: str) -> str:
    """Servers and XML declarations are often wrong about it; what can be read as UTF-8 is UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return content_type
    return "application/xml; charset=utf-8"


def _plain(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry as JSON has it, without feedparser's second readings of the same; an HTML title is told by its key."""
    is_html = (entry.get("title_detail") or {}).get("type") == "text/html"
    kept = {k: v for k, v in entry.items() if not k.endswith(("_parsed", "_detail"))}
    return kept | ({"title_is_html": True} if is_html else {})


def _next(feed: Mapping[str, Any], url: str) -> str | None:
    href = next((words(link.get("href")) for link in feed.get("links", []) if link.get("rel") == "next"), None)
    return urljoin(url, href) if href else None


def _named(read: Any, namespace: str, name: str) -> Any:  # noqa: ANN401 - feedparser has no types
    """What the feed says in an element of a vocabulary feedparser does not know, whatever its prefix."""
    prefix = next((prefix for prefix, uri in read.namespaces.items() if uri == namespace), None)
    return None if prefix is None else read.feed.get(f"{prefix.lower()}_{name}")


def _total(value: object) -> int | None:
    text = words(value) or ""
    return int(text) if _DIGITS.fullmatch(text) else None
