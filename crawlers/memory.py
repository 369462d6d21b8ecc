"""What earlier runs learnt of each source, so that a run asks only for what is new: ``raw/.memory.sqlite``.

A cache and no more: without it everything is asked anew, and an entry that stands on a run which is not in the raw
store (or which was voided) is not believed. Written as the crawl goes on: an entry of a run that never finished
stands on nothing.
"""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson

FILE = ".memory.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS listing (
    source TEXT, url TEXT, etag TEXT, modified TEXT, body BLOB, run_id TEXT, PRIMARY KEY (source, url)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS item (
    source TEXT, key TEXT, stamp TEXT, etag TEXT, modified TEXT, ids TEXT, n_dropped INTEGER, asked_in TEXT,
    run_id TEXT, PRIMARY KEY (source, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS advert (
    source TEXT, source_id TEXT, url TEXT, employer TEXT, digest TEXT, base TEXT, run_id TEXT,
    PRIMARY KEY (source, source_id)
) WITHOUT ROWID;
"""


class Validators(NamedTuple):
    """What a server gave to ask again with: ETag and Last-Modified."""

    etag: str | None = None
    modified: str | None = None


class Listing(NamedTuple):
    """An answer of a listing as last seen."""

    validators: Validators
    body: bytes


class Item(NamedTuple):
    """What one listed thing (an advert's own page or record) gave: ``ids`` of its adverts, none for another page.

    ``stamp`` is the source's mark of this version; ``asked_in`` the run that really asked for it.
    """

    stamp: str | None
    validators: Validators
    ids: list[str]
    n_dropped: int
    asked_in: str


class Known(NamedTuple):
    """An advert's words as last written: their digest, and the run they stand in."""

    url: str | None
    digest: str
    base: str


class Memory:
    """The whole file. Raises sqlite3.DatabaseError where it is not a database of ours."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        # A crash may lose the last entries (they are asked anew) and cannot break the file.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def of(self, source: str, run_id: str) -> SourceMemory:
        """The part of one source, for its run ``run_id``."""
        return SourceMemory(self._db, source, run_id)

    def commit(self) -> None:
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def close(self) -> None:
        self._db.execute("COMMIT")
        self._db.close()


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """One source's entries, read and written by its run ``run_id``."""

    _db: sqlite3.Connection
    source: str
    run_id: str

    def listing(self, url: str) -> Listing | None:
        row = self._one("SELECT etag, modified, body FROM listing WHERE source = ? AND url = ?", url)
        return Listing(Validators(row[0], row[1]), zlib.decompress(row[2])) if row else None

    def keep_listing(self, url: str, listing: Listing) -> None:
        body = zlib.compress(listing.body, 1)
        self._put("INSERT OR REPLACE INTO listing VALUES (?, ?, ?, ?, ?, ?)", url, *listing.validators, body)

    def item(self, key: str) -> Item | None:
        sql = "SELECT stamp, etag, modified, ids, n_dropped, asked_in FROM item WHERE source = ? AND key = ?"
        row = self._one(sql, key)
        return Item(row[0], Validators(row[1], row[2]), orjson.loads(row[3]), row[4], row[5]) if row else None

    def keep_item(self, key: str, item: Item) -> None:
        stamp, validators, ids, n_dropped, asked_in = item
        ids_ = orjson.dumps(ids).decode()
        sql = "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._put(sql, key, stamp, *validators, ids_, n_dropped, asked_in)

    def advert(self, source_id: str) -> Known | None:
        row = self._one("SELECT url, digest, base FROM advert WHERE source = ? AND source_id = ?", source_id)
        return Known(*row) if row else None

    def keep_advert(self, source_id: str, known: Known, employer: str | None) -> None:
        sql = "INSERT OR REPLACE INTO advert VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._put(sql, source_id, known.url, employer, known.digest, known.base)

    def saw_advert(self, source_id: str) -> None:
        """It is still listed, as it was."""
        sql = "UPDATE advert SET run_id = ? WHERE source = ? AND source_id = ?"
        self._db.execute(sql, (self.run_id, self.source, source_id))

    def unseen(self) -> tuple[int, set[str]]:
        """How many adverts of earlier runs this run has not seen, and all employers of earlier runs' words."""
        n = self._one("SELECT count(*) FROM advert WHERE source = ? AND run_id <> ?", self.run_id)
        sql = "SELECT DISTINCT employer FROM advert WHERE source = ? AND base <> ?"
        rows = self._db.execute(sql, (self.source, self.run_id))
        return (n[0] if n else 0), {name for (name,) in rows if name}

    def forget_unseen(self) -> None:
        """What a complete run did not see is gone."""
        self._forget("<>")

    def forget_run(self) -> None:
        """Nothing this run said is to be believed."""
        self._forget("=")

    def _forget(self, is_run: str) -> None:
        for table in ("listing", "item", "advert"):
            sql = f"DELETE FROM {table} WHERE source = ? AND run_id {is_run} ?"
            self._db.execute(sql, (self.source, self.run_id))

    def _one(self, sql: str, value: str) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(sql, (self.source, value)).fetchone()
        return row

    def _put(self, sql: str, *values: object) -> None:
        self._db.execute(sql, (self.source, *values, self.run_id))
