"""Captures in an archive: which of them are pages worth reading, and what such a page is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser
from warcio.bufferedreaders import BufferedReader

from crawlers.parse.page import decoded, reserved_by_meta
from crawlers.reservation import HEADER
from crawlers.warc.reader import Entry, entries, has_all, read

_MAX_PAGE = 64 * 1024 * 1024  # bytes, unzipped, as for a page that is fetched
_BLOCK = 64 * 1024
_HTML = {"text/html", "application/xhtml+xml"}
_CONTENT_TYPE = re.compile(rb"(?im)^Content-Type:\s*([^\s;,]+)")
_HEAD = 64 * 1024  # bytes of a page in which its <meta> stand
REVISIT, OLDER = "revisits", "older captures"


class Page(NamedTuple):
    """One captured page: ``body`` unzipped, ``moment`` when it was captured."""

    url: str
    moment: datetime
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def html(self) -> str:
        return decoded(self.body, next(iter(self.header("content-type")), None))

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def header(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]


def unwanted(url: str, status: str, *content_types: str) -> str | None:
    """Why a capture is no page to read; None where it is one. ``content_types`` are what it is said to be."""
    if status != "200":
        return "not of status 200"
    if urlsplit(url).path == "/robots.txt":
        return "robots.txt"
    return None if _HTML.intersection(t.lower() for t in content_types) else "not HTML"


class Selection:
    """The latest capture of each page in some files. Memory holds some 300 bytes a page and no body.

    ``left_out`` counts the other captures by why; ``torn`` names the files that could not be read to their end.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        """Raises ValueError naming a file that is no WARC file."""
        self.left_out: Counter[str] = Counter()
        self.torn: list[str] = []
        self._latest: dict[bytes, tuple[datetime, Path, int]] = {}
        for path in paths:
            self._read(path)

    def pages(self) -> Iterator[tuple[Path, int]]:
        """Where they stand, in the files' order."""
        yield from sorted((path, offset) for _, path, offset in self._latest.values())

    def _read(self, path: Path) -> None:
        end = 0
        for entry in entries(path):
            end = entry.end
            if entry.kind == "revisit":
                self.left_out[REVISIT] += 1
            elif entry.kind == "response" and entry.url.startswith("http"):
                self._weigh(path, entry)
        if torn := path.stat().st_size - end:
            self.torn.append(f"{path}: the {torn} bytes from byte {end} on are no whole record")

    def _weigh(self, path: Path, entry: Entry) -> None:
        if reason := _unwanted(entry):
            self.left_out[reason] += 1
            return
        key = blake2b(entry.url.partition("#")[0].encode(), digest_size=16).digest()
        known = self._latest.get(key)
        self.left_out[OLDER] += known is not None
        if known is None or entry.moment >= known[0]:
            self._latest[key] = entry.moment, path, entry.offset


def _unwanted(entry: Entry) -> str | None:
    try:
        _ = entry.moment
    except ValueError:
        return "undated"
    status = entry.head.split(None, 2)[1:2]
    kind = _CONTENT_TYPE.search(entry.head)
    return unwanted(entry.url, status[0].decode("latin-1") if status else "", kind[1].decode("latin-1") if kind else "")


def read_page(file: BinaryIO, offset: int = 0) -> Page:
    """The page whose record stands there. Raises ValueError where there is none, or where it cannot be decoded."""
    record = read(file, offset, is_parsed=True)
    if record.rec_type != "response" or record.http_headers is None:
        raise ValueError(f"the record is a {record.rec_type} and no page")
    entry = Entry(offset, 0, record.rec_type, record.rec_headers, b"")
    return Page(entry.url, entry.moment, record.http_headers.headers, _content(record))


def _content(record: Any) -> bytes:  # noqa: ANN401 - warcio has no types
    encoding = (record.http_headers.get_header("Content-Encoding") or "identity").strip().lower()
    if encoding not in {"identity", *BufferedReader.DECOMPRESSORS}:
        raise ValueError(f"its Content-Encoding {encoding} is not one we read")
    body: bytes = record.content_stream().read(_MAX_PAGE + 1)
    if len(body) > _MAX_PAGE:
        raise ValueError(f"the page is over {_MAX_PAGE} bytes")
    while record.raw_stream.read(_BLOCK):  # what its encoding has no use for
        pass
    if not has_all(record):
        raise ValueError("the record is cut short")
    return body


def kept_out(page: Page) -> str | None:
    """The word of the page itself that keeps us from using a copy of it; None where it says none."""
    if "1" in (value.strip() for value in page.header(HEADER)):
        return f"TDM reservation in the header {HEADER} covers {page.url}"
    if reserved_by_meta(page.body):
        return f"TDM reservation in the page's <meta> covers {page.url}"
    if any(_says_noarchive(value) for value in page.header("x-robots-tag")):
        return f"noarchive in the header X-Robots-Tag covers {page.url}"
    if _noarchive_by_meta(page.body[:_HEAD]):
        return f"noarchive in the page's <meta> covers {page.url}"
    return None


def _says_noarchive(value: str) -> bool:
    """A rule for another robot by name ("googlebot: noarchive") is none for us."""
    return "noarchive" in (part.strip().lower() for part in value.split(","))


def _noarchive_by_meta(head: bytes) -> bool:
    if b"noarchive" not in head.lower():
        return False
    metas = LexborHTMLParser(head.decode("latin-1")).css('meta[name="robots" i]')
    return any(_says_noarchive(meta.attributes.get("content") or "") for meta in metas)
