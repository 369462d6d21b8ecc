"""The raw store into frames: adverts as written, their hashes, and the records that cannot be used, with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from crawlers import store
from crawlers.items import CrawlRun, Source

MAX_TEXT = 1_000_000  # characters; a longer description is no advert, and costs the whole week's time
# What an advert says. Dates and addresses are left out: boards touch them without changing a word.
_CONTENT = (
    "title", "employer", "place", "country", "pay", "pay_min", "pay_max", "pay_currency", "pay_period", "pay_basis",
    "workplace", "contract", "hours", "description",
)  # fmt: skip


class Reject(NamedTuple):
    """A record or a field that could not be used (schema RejectTable)."""

    run_id: str
    record: int
    field: str
    source: str
    source_id: str | None
    reason: str
    detail: str
    origin: str | None


class Record(NamedTuple):
    """A usable record: RawAdvert's fields, with the hash of what it says and the id of that version.

    Both are "" in a record that says only "unchanged since that run", until ``resolve`` has looked them up.
    """

    raw: dict[str, Any]
    content_hash: str
    advert_id: str


class RunRead(NamedTuple):
    """One run as read: its records and rejects, where n_fetched = len(records) + rejected records."""

    run: CrawlRun
    source: Source
    records: list[Record]
    rejects: list[Reject]


def read_run(folder: Path) -> RunRead:
    """Read one finished run of the raw store. Raises ValueError naming the file where it is broken."""
    run, source = store.read_run(folder), store.read_source(folder)
    try:
        rows = list(store.read_adverts(folder))
    except (OSError, EOFError, ValueError) as error:
        raise ValueError(f"{folder / store.ADVERTS}: broken: {error}") from error
    if len(rows) != run.n_fetched:
        raise ValueError(f"{folder / store.ADVERTS}: {len(rows)} records, the manifest says {run.n_fetched}")
    records, rejects = _sorted_out(rows)
    return RunRead(run, source, records, rejects)


def _sorted_out(rows: Iterable[dict[str, Any]]) -> tuple[list[Record], list[Reject]]:
    records: list[Record] = []
    rejects: list[Reject] = []
    seen: dict[str, str] = {}
    for raw in rows:
        digest = "" if raw["unchanged_since"] else content_hash(raw)
        if fault := _fault(raw, digest, seen):
            rejects.append(reject(raw, "record", *fault))
            continue
        seen[raw["source_id"]] = digest
        faults: dict[str, str] = raw["payload"].get("field_faults", {})
        rejects += [reject(raw, field, "bad_value", detail) for field, detail in sorted(faults.items())]
        records.append(Record(raw, digest, advert_id(raw["source"], raw["source_id"], digest) if digest else ""))
    return records, rejects


def _fault(raw: dict[str, Any], digest: str, seen: dict[str, str]) -> tuple[str, str] | None:
    """Why a record cannot be used: (reason, detail), or None."""
    if raw["fault"]:
        return "unreadable", raw["fault"]
    if not (raw["source_id"] or "").strip():
        return "no_id", "the record has no id at its source"
    if not (raw["title"] or "").strip() and not raw["unchanged_since"]:
        return "empty_title", "the title is empty"
    if (size := len(raw["description"] or "")) > MAX_TEXT:
        return "too_large", f"the description has {size:,} characters, more than {MAX_TEXT:,}"
    if (earlier := seen.get(raw["source_id"])) is not None:
        same = "says the same" if earlier == digest else "says something else: the first was kept"
        return "duplicate_id", f"id {raw['source_id']!r} stands earlier in this run and {same}"
    return None


def reject(raw: dict[str, Any], field: str, reason: str, detail: str) -> Reject:
    """Why a record (field "record") or one field of a record that stays cannot be used."""
    return Reject(
        raw["run_id"], raw["record"], field, raw["source"], raw["source_id"], reason, detail[:300], raw["origin"]
    )


def content_hash(raw: dict[str, Any]) -> str:
    """32 hex digits over what the advert says, white space folded, so that a re-served page is no new version."""
    sha = hashlib.sha256()
    for name in _CONTENT:
        value = raw[name]
        sha.update(b"\0" if value is None else b"\1" + " ".join(str(value).split()).encode("utf-8", "surrogatepass"))
        sha.update(b"\2")
    return sha.hexdigest()[:32]


def advert_id(source: str, source_id: str, digest: str) -> str:
    """16 hex digits that name one version of one advert at one source."""
    return hashlib.sha256(f"{source}\0{source_id}\0{digest}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


Version = tuple[str, str]  # content_hash, advert_id
SightingKey = tuple[str, str]  # run_id, source_id


def bases(runs: Iterable[RunRead]) -> set[SightingKey]:
    """The earlier sightings that records of these runs stand on: what ``resolve`` has to be told."""
    return {_base(r) for run in runs for r in run.records if not r.advert_id}


def resolve(runs: Sequence[RunRead], earlier: Mapping[SightingKey, Version]) -> list[RunRead]:
    """Records "unchanged since" filled in from ``earlier`` or from these runs themselves (in time's order).

    A base that nobody knows makes the record a reject: its words are lost, and the next full run brings them.
    """
    known = dict(earlier)
    resolved = []
    for run in sorted(runs, key=lambda r: r.run.started_at):
        records, rejects = [], list(run.rejects)
        for record in run.records:
            version = (record.content_hash, record.advert_id) if record.advert_id else known.get(_base(record))
            if version is None:
                detail = f"unchanged since run {record.raw['unchanged_since']}, which is not loaded"
                rejects.append(reject(record.raw, "record", "no_base", detail))
                continue
            known[run.run.run_id, record.raw["source_id"]] = version
            records.append(Record(record.raw, *version))
        resolved.append(run._replace(records=records, rejects=rejects))
    return resolved


def _base(record: Record) -> SightingKey:
    return record.raw["unchanged_since"], record.raw["source_id"]


def seen_at(raw: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(raw["seen_at"])


def unread(runs: Sequence[RunRead], known: frozenset[str]) -> list[Record]:
    """The versions not read before, each once: what a week costs."""
    new: dict[str, Record] = {}
    for run in runs:
        for record in run.records:
            if record.advert_id not in known and not record.raw["unchanged_since"]:
                new.setdefault(record.advert_id, record)
    return list(new.values())
