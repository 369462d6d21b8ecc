"""The raw store: ``raw/<source>/<stamp>/`` with ``adverts.jsonl.gz`` and ``run.json``.

A run is written beside its final place and renamed once whole, so a killed crawl or import leaves no half run
that anything would read. E-mail addresses and phone numbers are masked here, the one door to the disk.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import quote

from crawlers.items import CrawlRun, Outcome, RawAdvert, Source, run_id
from crawlers.journal import Journal, as_json
from crawlers.mask import mask_contacts

ADVERTS, RUN, SOURCE, JOURNAL = "adverts.jsonl.gz", "run.json", "source.json", "journal.jsonl"
_AS_IS = {"source", "run_id", "source_id", "url", "requisition_id", "origin", "unchanged_since"}
_OF_THE_RUN = {"source", "run_id", "record", "seen_at"}
_PARTIAL = ".partial"
_SHORT = 80  # characters
_FIELDS = tuple(field.name for field in fields(RawAdvert))
_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: no character, and UTF-8 cannot hold it


def run_folder(raw: Path, source: str, run: str) -> Path:
    """Where a run stands; a source's name is escaped, so that it can hold any character and stays under ``raw``."""
    name = quote(source, safe="-_.@+")
    return raw / (f"%2E{name[1:]}" if name.startswith(".") else name) / run.rpartition("@")[2]


class RawWriter:
    """Writes one run. ``add`` each advert, then ``finish`` with the outcome; leaving without it discards the run."""

    def __init__(self, raw: Path, source: Source, started_at: datetime) -> None:
        self.source, self.started_at = source, started_at
        self.run_id = run_id(source.source, started_at)
        self._final = run_folder(raw, source.source, self.run_id)
        self._folder = self._final.with_name(self._final.name + _PARTIAL)
        self._folder.mkdir(parents=True, exist_ok=True)
        self.journal = Journal(self._folder / JOURNAL)
        self._begin()

    def add(self, advert: RawAdvert) -> None:
        """Append one advert, numbered and stamped with this run, contact details masked."""
        row = as_row(advert)
        self.write(row, said(row))

    def write(self, row: dict[str, Any], words: bytes) -> None:
        """Append what ``as_row`` made of an advert, ``words`` being what it ``said``."""
        about = {"record": self.n, "run_id": self.run_id, "seen_at": row["seen_at"], "source": self.source.source}
        line = as_json(about)[:-1] + b"," + words[1:]
        self._file.write(line + b"\n")
        self._sha.update(line)
        self.n += 1

    def finish(
        self,
        outcome: Outcome,
        proof: str,
        *,
        finished_at: datetime,
        n_listed: int | None = None,
        n_dropped: int = 0,
        is_truncated: bool = False,
        origin: str | None = None,
        new_fields: Sequence[str] = (),
        gone: Sequence[str] = (),
        is_removed: bool = False,
    ) -> CrawlRun:
        """Close the file, write the manifest, move the run to its place (replacing an earlier one of the same id)."""
        self._close()
        run = CrawlRun(
            source=self.source.source, run_id=self.run_id, started_at=self.started_at, finished_at=finished_at,
            outcome=outcome, proof=mask_contacts(proof), n_listed=n_listed, n_fetched=self.n, n_dropped=n_dropped,
            is_truncated=is_truncated, origin=origin, raw_sha256=self._sha.hexdigest(), new_fields=tuple(new_fields),
            gone=tuple(gone), is_removed=is_removed,
        )  # fmt: skip
        (self._folder / JOURNAL).unlink(missing_ok=True)
        _write_json(self._folder / SOURCE, asdict(self.source))
        _write_json(self._folder / RUN, run.as_json())
        shutil.rmtree(self._final, ignore_errors=True)
        self._folder.rename(self._final)
        return run

    def refuse(self, fault: str) -> None:
        """None of the records written so far is what it was taken for: each keeps its words and gets the fault."""
        self._close()
        rows = list(read_adverts(self._folder))
        self._begin()
        for row in rows:
            refused = row | {"fault": fault}
            self.write(refused, said(refused))

    def suspend(self) -> None:
        """Leave off without a verdict: a writer of the same run goes on from the journal."""
        self._close()

    def discard(self) -> None:
        self._close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _begin(self) -> None:
        self.n = 0
        self._sha = hashlib.sha256()
        self._disk = (self._folder / ADVERTS).open("wb")
        # no name and no time in the gzip header: the same adverts give the same bytes
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=3, mtime=0, fileobj=self._disk)
        self._file = io.BufferedWriter(cast(io.RawIOBase, packed), 64 * 1024)

    def _close(self) -> None:
        self._file.close()
        self._disk.close()
        self.journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder.exists():
            self.discard()


def discard_unfinished(raw: Path, sources: Iterable[str], started_at: datetime) -> None:
    """What killed sweeps left of these sources, but for that of the sweep that began at ``started_at``."""
    for source in sources:
        kept = run_folder(raw, source, run_id(source, started_at))
        for folder in kept.parent.glob(f"*{_PARTIAL}"):
            if folder.name != kept.name + _PARTIAL:
                shutil.rmtree(folder)


def read_run(folder: Path) -> CrawlRun:
    """The manifest of a finished run. Raises ValueError naming the file where it is not one."""
    try:
        data = json.loads((folder / RUN).read_text("utf-8"))
        for name in ("started_at", "finished_at"):
            data[name] = datetime.fromisoformat(data[name]).astimezone(UTC)
        for name in ("new_fields", "gone"):
            data[name] = tuple(data.get(name, ()))
        return CrawlRun(**data)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{folder / RUN}: not a run manifest: {error}") from error


def read_source(folder: Path) -> Source:
    """The source of a finished run. Raises ValueError naming the file where it is not one."""
    try:
        return Source(**json.loads((folder / SOURCE).read_text("utf-8")))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{folder / SOURCE}: not a source: {error}") from error


def runs(raw: Path) -> Iterator[Path]:
    """Folders of all finished runs, in the order of source and start."""
    for manifest in sorted(raw.glob(f"*/*/{RUN}")):
        if not manifest.parent.name.endswith(_PARTIAL):
            yield manifest.parent


def readable_runs(raw: Path) -> tuple[list[tuple[CrawlRun, Path]], list[str]]:
    """Manifests and folders of the finished runs, and a line for each manifest that cannot be read."""
    found, broken = [], []
    for folder in runs(raw):
        try:
            found.append((read_run(folder), folder))
        except ValueError as error:
            broken.append(str(error))
    return found, broken


def read_adverts(folder: Path) -> Iterator[dict[str, Any]]:
    """The run's adverts as mappings with the keys of RawAdvert, in the order they were written."""
    with gzip.open(folder / ADVERTS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def as_row(advert: RawAdvert) -> dict[str, Any]:
    """The advert ready for JSON, contact details masked."""
    out: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(advert, name)
        if value is None:
            out[name] = None
        elif isinstance(value, str):
            out[name] = _whole(value) if name in _AS_IS else _mask_text(value)
        elif isinstance(value, datetime):
            out[name] = value.isoformat()
        else:
            out[name] = _mask(value)
    return out


def said(row: dict[str, Any]) -> bytes:
    """All that a row of ``as_row`` says, whichever run says it, as JSON: what its line on the disk ends with."""
    return as_json({name: value for name, value in row.items() if name not in _OF_THE_RUN})


def digest(words: bytes) -> str:
    """32 hex digits over what a row ``said``."""
    return hashlib.blake2b(words, digest_size=16).hexdigest()


def _mask(value: Any) -> Any:  # noqa: ANN401 - a JSON value of any kind
    kind = type(value)
    if kind is str:
        return _mask_text(value)
    if kind is dict:
        return {k if k.isascii() else _whole(k): _mask(v) for k, v in value.items()}
    if kind is list:
        return [_mask(v) for v in value]
    return value


def _mask_text(text: str) -> str:
    return _mask_short(text) if len(text) <= _SHORT else mask_contacts(_whole(text))


@lru_cache(maxsize=4096)
def _mask_short(text: str) -> str:
    """Names of fields, departments, places: a board says few different ones, again and again."""
    return mask_contacts(_whole(text))


def _whole(text: str) -> str:
    """What cut a text by UTF-16 units left half an emoji at its end, more often than not."""
    try:
        text.encode()  # far faster than to search
    except UnicodeEncodeError:
        return _HALF.sub("\ufffd", text)
    return text


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
