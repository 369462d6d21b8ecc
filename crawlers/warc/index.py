"""The index of a Common Crawl: lines of JSON, a capture each, sorted by address and moment.

Fields: https://commoncrawl.org/blog/announcing-the-common-crawl-index and the documentation of pywb's CDX server.
"""

from __future__ import annotations

from typing import NamedTuple

import orjson

from crawlers.parse.record import Record, ShapeError
from crawlers.warc.capture import REVISIT, unwanted

_NOTHING = b"No Captures found"
_REVISIT = "warc/revisit"


class Capture(NamedTuple):
    """Where a capture's record stands: ``length`` bytes from ``offset`` of ``file``.

    ``key`` is the address as the index sorts by it (SURT), the same for http and https, with and without www.
    ``reason`` is why it is no page to read; None where it is one.
    """

    key: str
    url: str
    file: str
    offset: int
    length: int
    reason: str | None

    @property
    def place(self) -> str:
        return f"{self.file}:{self.offset}"

    @property
    def part(self) -> str:
        """The Range to ask for."""
        return f"bytes={self.offset}-{self.offset + self.length - 1}"


def is_nothing(status: int, body: bytes, where: str) -> bool:
    """Whether the server says that the crawl holds none of the addresses, which it does by a 404.

    Raises ShapeError naming ``where`` for any other 404: there is no such crawl.
    """
    if status == 404 and _NOTHING not in body:
        raise ShapeError(f"{where}: HTTP 404: the index knows no such crawl")
    return status == 404


def read_index(body: bytes, where: str) -> list[Capture]:
    """One page of the index. Raises ShapeError naming ``where`` and the line that is none of it."""
    return [_capture(line, f"{where}, line {n}") for n, line in enumerate(body.splitlines(), 1) if line.strip()]


def _capture(line: bytes, where: str) -> Capture:
    try:
        row = Record(orjson.loads(line), "capture")
        url, kinds = row.need("url"), (row.take("mime") or "", row.take("mime-detected") or "")
        reason = REVISIT if _REVISIT in kinds else unwanted(url, row.take("status") or "", *kinds)
        place = row.need("filename"), int(row.need("offset")), int(row.need("length"))
        return Capture(row.need("urlkey"), url, *place, reason)
    except ValueError as error:
        raise ShapeError(f"{where}: {error}") from error
