"""Sitemaps (https://www.sitemaps.org/protocol.html): urlset, sitemapindex, plain text, any of them gzipped."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from gzip import GzipFile
from io import BytesIO
from typing import Any, NamedTuple

import lxml.etree

from crawlers.parse.record import ShapeError

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_GZIP = b"\x1f\x8b\x08"
_MAX_BYTES = 50 * 1024 * 1024  # the protocol's own limit for one file, uncompressed


class Page(NamedTuple):
    """An address, and when it was last changed, as written: its lastmod, or a news sitemap's publication date."""

    url: str
    modified: str | None = None


class Sitemap(NamedTuple):
    """``sitemaps`` are the further files an index names, ``pages`` the addresses a urlset lists; http(s) only."""

    sitemaps: list[str]
    pages: list[Page]


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Read one file, duplicates dropped. Raises ShapeError naming ``url`` where it is no sitemap or over 50 MB."""
    body = _unzipped(body, url)
    if not body.startswith(b"<"):
        return _read_lines(body, url)
    # A parser that fetches nothing, expands no entity and refuses what is not XML.
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = lxml.etree.fromstring(body, parser)
    except lxml.etree.XMLSyntaxError as error:
        raise ShapeError(f"{url}: not a sitemap: {error}") from error
    kind = lxml.etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        raise ShapeError(f"{url}: not a sitemap: the file is a <{kind}>")
    pages = _web(_page(entry, lxml.etree.QName(root).namespace) for entry in root)
    return Sitemap([p.url for p in pages], []) if kind == "sitemapindex" else Sitemap([], pages)


def _page(entry: Any, namespace: str | None) -> Page:  # noqa: ANN401 - lxml has no types
    """Child by child: other vocabularies nest a <loc> of their own, such as <image:loc>."""
    said = {child.tag: (child.text or "").strip() for child in entry if isinstance(child.tag, str)}
    within = f"{{{namespace}}}" if namespace else ""
    modified = said.get(f"{within}lastmod") or (entry.findtext(f".//{_NEWS}publication_date") or "").strip()
    return Page(said.get(f"{within}loc", ""), modified or None)


def _read_lines(body: bytes, url: str) -> Sitemap:
    lines = body.decode("utf-8", "replace").split()
    pages = _web(map(Page, lines))
    if not pages:
        raise ShapeError(f"{url}: not a sitemap: neither XML nor a list of addresses")
    return Sitemap([], pages)


def _web(pages: Iterable[Page]) -> list[Page]:
    """Each address once, as first listed."""
    first: dict[str, Page] = {}
    for page in pages:
        if page.url.startswith(("http://", "https://")):
            first.setdefault(page.url, page)
    return list(first.values())


def _unzipped(body: bytes, url: str) -> bytes:
    if body.startswith(_GZIP):
        try:
            body = GzipFile(fileobj=BytesIO(body)).read(_MAX_BYTES + 1)
        except (EOFError, OSError, zlib.error) as error:
            raise ShapeError(f"{url}: a broken gzip file: {error}") from error
    if len(body) > _MAX_BYTES:
        raise ShapeError(f"{url}: over {_MAX_BYTES} bytes")
    return body.removeprefix(b"\xef\xbb\xbf").strip()
