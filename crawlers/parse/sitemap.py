"""Sitemaps (https://www.sitemaps.org/protocol.html): urlset, sitemapindex, plain text, any of them gzipped."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from gzip import GzipFile
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urljoin

import lxml.etree

from crawlers.parse.record import ShapeError

_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_GZIP = b"\x1f\x8b\x08"
_MAX_BYTES = 50 * 1024 * 1024  # the protocol's own limit for one file, uncompressed


class Page(NamedTuple):
    """An address, and when it was last changed, as written: its lastmod, or a news sitemap's publication date.

    ``is_news``: it is listed as news, which a sitemap drops after two days.
    """

    url: str
    modified: str | None = None
    is_news: bool = False


class Sitemap(NamedTuple):
    """``sitemaps`` are the further files an index names, ``pages`` the addresses a urlset lists."""

    sitemaps: list[str]
    pages: list[Page]


def read_sitemap(body: bytes, url: str) -> Sitemap:
    """Read one file, duplicates dropped. Raises ShapeError naming ``url`` where it is no sitemap, is over 50 MB, or
    has an entry without an http(s) address: what would be passed over may be an advert.
    """
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
    entries = (entry for entry in root if isinstance(entry.tag, str))
    pages = _web((_page(entry, lxml.etree.QName(root).namespace) for entry in entries), url)
    return Sitemap([p.url for p in pages], []) if kind == "sitemapindex" else Sitemap([], pages)


def _page(entry: Any, namespace: str | None) -> Page:  # noqa: ANN401 - lxml has no types
    """Child by child: other vocabularies nest a <loc> of their own, such as <image:loc>."""
    said = {child.tag: (child.text or "").strip() for child in entry if isinstance(child.tag, str)}
    within = f"{{{namespace}}}" if namespace else ""
    news = entry.find(f"{_NEWS}news")
    published = news.findtext(f"{_NEWS}publication_date") or "" if news is not None else ""
    modified = said.get(f"{within}lastmod") or published.strip()
    return Page(said.get(f"{within}loc", ""), modified or None, news is not None)


def _read_lines(body: bytes, url: str) -> Sitemap:
    lines = body.decode("utf-8", "replace").split()
    if not lines:
        raise ShapeError(f"{url}: not a sitemap: an empty file")
    return Sitemap([], _web(map(Page, lines), url))


def _web(pages: Iterable[Page], url: str) -> list[Page]:
    """Each address once, as first listed; those that leave out the host are this one's."""
    first: dict[str, Page] = {}
    for page in pages:
        address = urljoin(url, page.url) if page.url.startswith("/") else page.url
        if not address.startswith(("http://", "https://")):
            raise ShapeError(f"{url}: not a sitemap: an entry's address is {address[:80]!r}")
        first.setdefault(address, page._replace(url=address))
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
