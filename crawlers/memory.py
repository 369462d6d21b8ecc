"""What earlier runs learnt of each source, so that a run asks only for what is new: ``raw/.memory.sqlite``.

A cache and no more: without it everything is asked anew, and an entry that stands on a run which is not in the raw
store (or which was voided) is not believed. What a run learns stands in temporary tables until its manifest is
written: a run that is killed, and goes on or not, leaves no trace here.
"""

from __future__ import annotations

import logging
import sqlite3
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import orjson

FILE = ".memory.sqlite"
_VERSION = 1  # of the tables: what another version wrote is begun anew
_TABLES = {
    "listing": "source TEXT, url TEXT, etag TEXT, modified TEXT, body BLOB, asked_in TEXT,"
               " PRIMARY KEY (source, url)",
    "item": "source TEXT, key TEXT, stamp TEXT, etag TEXT, modified TEXT, ids TEXT, n_dropped INTEGER,"
            " is_filtered INTEGER, asked_in TEXT, PRIMARY KEY (source, key)",
    "advert": "source TEXT, source_id TEXT, url TEXT, employer TEXT, digest TEXT, base TEXT,"
              " PRIMARY KEY (source, source_id)",
}  # fmt: skip

logger = logging.getLogger(__name__)


class Validators(NamedTuple):
    """What a server gave to ask again with: ETag and Last-Modified."""

    etag: str | None = None
    modified: str | None = None


class Listing(NamedTuple):
    """An answer of a listing as last sent, to the run ``asked_in``."""

    validators: Validators
    body: bytes
    asked_in: str


class Item(NamedTuple):
    """What one listed thing (an advert's own page or record) gave: ``ids`` of its adverts, none for another page.

    ``stamp`` is the source's mark of this version; ``asked_in`` the run that really asked for it. ``n_dropped`` of its
    adverts a declared filter left out, where it ``is_filtered``.
    """

    stamp: str | None
    validators: Validators
    ids: list[str]
    n_dropped: int
    is_filtered: bool
    asked_in: str


class Known(NamedTuple):
    """An advert's words as last written: their digest, and the run they stand in."""

    url: str | None
    digest: str
    base: str


class Memory:
    """The whole file. A broken one is begun anew; raises sqlite3.OperationalError where it cannot be opened.

    ``is_lasting`` is off for a crawl of the past, whose words must not take the place of today's.
    """

    def __init__(self, path: Path, *, is_lasting: bool = True) -> None:
        self._is_lasting = is_lasting
        try:
            self._db = _opened(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            logger.warning("%s is broken and begun anew: %s", path, error)
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._db = _opened(path)
        self._db.execute("BEGIN")
        self._new: set[str] = set()  # sources of which nothing is known: they need not be looked up

    def of(self, source: str) -> SourceMemory:
        """The part of one source, for a run that begins."""
        is_known = any(
            self._db.execute(f"SELECT 1 FROM {name} WHERE source = ? LIMIT 1", (source,)).fetchone() for name in _TABLES
        )
        if not is_known:
            self._new.add(source)
        return SourceMemory(self._db, source, self._new)

    def commit(self) -> None:
        if self._is_lasting:
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    def close(self) -> None:
        self._db.execute("COMMIT" if self._is_lasting else "ROLLBACK")
        self._db.close()


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    if (found := db.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise sqlite3.DatabaseError(found)
    # A crash may lose the last entries (they are asked anew) and cannot break the file.
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    is_ours = db.execute("PRAGMA user_version").fetchone()[0] == _VERSION
    for name, columns in _TABLES.items():
        if not is_ours:
            db.execute(f"DROP TABLE IF EXISTS {name}")
        db.execute(f"CREATE TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")
        db.execute(f"CREATE TEMP TABLE new_{name} ({columns}) WITHOUT ROWID")
    db.execute(f"PRAGMA user_version = {_VERSION}")
    return db


@dataclass(frozen=True, slots=True)
class SourceMemory:
    """One source: what earlier runs left is read, what its run under way learns is kept beside it until ``settle``."""

    _db: sqlite3.Connection
    source: str
    _new: set[str]

    def listing(self, url: str) -> Listing | None:
        row = self._one("SELECT etag, modified, body, asked_in FROM listing WHERE source = ? AND url = ?", url)
        return Listing(Validators(row[0], row[1]), zlib.decompress(row[2]), row[3]) if row else None

    def keep_listing(self, url: str, listing: Listing) -> None:
        body, sql = zlib.compress(listing.body, 1), "INSERT OR REPLACE INTO new_listing VALUES (?, ?, ?, ?, ?, ?)"
        self._put(sql, url, *listing.validators, body, listing.asked_in)

    def saw_listing(self, url: str) -> None:
        """It is as it was."""
        self._put("INSERT OR REPLACE INTO new_listing SELECT * FROM listing WHERE source = ? AND url = ?", url)

    def item(self, key: str) -> Item | None:
        sql = (
            "SELECT stamp, etag, modified, ids, n_dropped, is_filtered, asked_in FROM item WHERE source = ? AND key = ?"
        )
        row = self._one(sql, key)
        if row is None:
            return None
        return Item(row[0], Validators(row[1], row[2]), orjson.loads(row[3]), row[4], bool(row[5]), row[6])

    def keep_item(self, key: str, item: Item) -> None:
        stamp, validators, ids, *rest = item
        ids_ = orjson.dumps(ids).decode()
        sql = "INSERT OR REPLACE INTO new_item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._put(sql, key, stamp, *validators, ids_, *rest)

    def advert(self, source_id: str) -> Known | None:
        row = self._one("SELECT url, digest, base FROM advert WHERE source = ? AND source_id = ?", source_id)
        return Known(*row) if row else None

    def keep_advert(self, source_id: str, known: Known, employer: str | None) -> None:
        """Of a run that says an id twice the first counts, as it does to all who read the run."""
        sql = "INSERT OR IGNORE INTO new_advert VALUES (?, ?, ?, ?, ?, ?)"
        self._put(sql, source_id, known.url, employer, known.digest, known.base)

    def saw_advert(self, source_id: str) -> None:
        """It is still listed, as it was."""
        self._put("INSERT OR IGNORE INTO new_advert SELECT * FROM advert WHERE source = ? AND source_id = ?", source_id)

    def unseen(self) -> tuple[int, set[str]]:
        """How many adverts of earlier runs this run has not seen, and all employers of earlier runs."""
        seen = "SELECT 1 FROM new_advert AS n WHERE n.source = advert.source AND n.source_id = advert.source_id"
        sql = f"SELECT count(*) FROM advert WHERE source = ? AND NOT EXISTS ({seen})"
        (n,) = self._db.execute(sql, (self.source,)).fetchone()
        rows = self._db.execute("SELECT DISTINCT employer FROM advert WHERE source = ?", (self.source,))
        return n, {name for (name,) in rows if name}

    def settle(self, *, is_whole: bool) -> None:
        """The run is over: what it learnt is known. What a whole one did not see is gone, and so is any listing that
        was not asked for: their bodies are large, and some sources never give the same address twice.
        """
        for name in _TABLES:
            if is_whole or name == "listing":
                self._put(f"DELETE FROM {name} WHERE source = ?")
            self._put(f"INSERT OR REPLACE INTO {name} SELECT * FROM new_{name} WHERE source = ?")
        self._new.discard(self.source)
        self.forget_run()

    def forget_run(self) -> None:
        """Nothing this run said is to be believed."""
        for name in _TABLES:
            self._put(f"DELETE FROM new_{name} WHERE source = ?")

    def forget_listings(self) -> None:
        """They are asked for whole the next time."""
        for name in ("listing", "new_listing"):
            self._put(f"DELETE FROM {name} WHERE source = ?")

    def _one(self, sql: str, value: str) -> tuple[Any, ...] | None:
        if self.source in self._new:
            return None
        row: tuple[Any, ...] | None = self._db.execute(sql, (self.source, value)).fetchone()
        return row

    def _put(self, sql: str, *values: object) -> None:
        self._db.execute(sql, (self.source, *values))
