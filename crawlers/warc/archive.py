"""What the "warc" platform's token names: WARC files of anyone's making, or a part of one Common Crawl.

/archives/2026/jobs.warc.gz                    a file (or file:///archives/2026/jobs.warc.gz)
/archives/2026                                 a folder: its *.warc.gz and *.warc
CC-MAIN-2026-40 *.employer.example/jobs/*      a crawl's name, then addresses as its index takes them
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

from crawlers.reservation import matches
from crawlers.warc.reader import entries

_CRAWL = re.compile(r"CC-MAIN-(\d{4})-(\d{2})(?=\s|$)")
_ANSWERS = ("response", "revisit")
_ENDINGS = (".warc.gz", ".warc")


class Query(NamedTuple):
    """A part of one Common Crawl: ``crawl`` is its name, ``pattern`` the addresses wanted of it."""

    crawl: str
    pattern: str

    @property
    def asked(self) -> str:
        """What the index is to be asked: of "*.host/path" it takes no account of the path."""
        return self.pattern.partition("/")[0] if self.pattern.startswith("*.") else self.pattern

    def wants(self, url: str) -> bool:
        """Whether an address that the index lists is one of the pattern's."""
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return matches(self.pattern[len(self.asked) :], target)


def read_query(token: str) -> Query | None:
    """The query a token is; None where it names files. Raises ValueError where the addresses are left out."""
    found = _CRAWL.match(token)
    if found is None:
        return None
    pattern = token[found.end() :].strip()
    if not pattern:
        raise ValueError(f"{token!r}: says no addresses, such as {found[0]} *.employer.example/jobs/*")
    return Query(found[0], pattern)


def archive_files(token: str) -> list[Path]:
    """The files a token names, in the order of their names. Raises ValueError where there are none."""
    path = Path(url2pathname(urlsplit(token).path) if token.startswith("file:") else token)
    found = [path] if path.is_file() else sorted(p for p in path.glob("*") if p.name.endswith(_ENDINGS))
    if not found:
        raise ValueError(f"{path}: no WARC file (*.warc.gz, *.warc) is there")
    return found


def archive_date(token: str) -> datetime:
    """The moment that a run over an archive carries, so that what it adds counts in the week it was captured.

    That is the WARC-Date of the first answer in a file, the earliest of them in a folder, the Monday of the ISO week
    in a Common Crawl's name. Raises ValueError where there is none.
    """
    if crawl := _CRAWL.match(token):
        return datetime.fromisocalendar(int(crawl[1]), int(crawl[2]), 1).replace(tzinfo=UTC)
    firsts = (next((e for e in entries(path) if e.kind in _ANSWERS), None) for path in archive_files(token))
    moments = [first.moment for first in firsts if first]
    if not moments:
        raise ValueError(f"{token}: holds no answer of any server")
    return min(moments)
