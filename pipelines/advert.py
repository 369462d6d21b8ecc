"""The contents page of the pipelines: runs of raw adverts in, the warehouse's frames out.

raw run -> records and rejects (read) -> words (clean) -> facts with evidence (extract) -> frames (schemas)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, timedelta
from typing import Any, NamedTuple

import dataframely as dy
import polars as pl

from pipelines import schemas
from pipelines.clean.dates import parse_date
from pipelines.clean.employer import employer_key
from pipelines.extract.facts import Facts
from pipelines.extract.workers import Workers
from pipelines.read import Record, Reject, RunRead, reject, seen_at, unread
from pipelines.version import parser_version
from pipelines.words import Found, Words

_RAW_FIELDS = ("title", "employer", "place", "pay", "workplace", "contract", "hours", "posted", "valid_through")
COLUMN = {"text": "text"} | {field: f"{field}_raw" for field in _RAW_FIELDS}

_NOT_OF_RUN = ("new_fields", "gone", "is_removed")  # the crawlers' own matter, and a table of its own


class Cleaned(NamedTuple):
    """Frames of one load, each valid by its schema; advert_place and what follows belong to ``advert``."""

    source: pl.DataFrame
    crawl_run: pl.DataFrame
    sighting: pl.DataFrame
    gone: pl.DataFrame
    reject: pl.DataFrame
    advert: pl.DataFrame
    advert_place: pl.DataFrame
    mention: pl.DataFrame
    unseen_skill: pl.DataFrame
    evidence: pl.DataFrame


def clean_runs(
    runs: Sequence[RunRead],
    known: frozenset[str],
    workers: Workers,
    progress: Callable[[int, int], None] | None = None,
) -> Cleaned:
    """Everything the runs add. ``known``: advert_ids this parser version has read, which are not read again.

    Raises dataframely's ValidationError where a frame breaks its schema: a fault of ours, never of an advert.
    """
    records = unread(runs, known)
    country = {r.source.source: r.source.country for r in runs}
    tables = _Tables()
    said = [(r.raw, country[r.raw["source"]]) for r in records]
    for done, (record, (words, facts)) in enumerate(zip(records, workers.facts(said), strict=True), start=1):
        tables.add(record, words, facts)
        if progress and (done % 100 == 0 or done == len(records)):
            progress(done, len(records))
    return Cleaned(
        source=_frame(schemas.SourceTable, {r.source.source: asdict(r.source) for r in runs}.values()),
        crawl_run=_frame(schemas.CrawlRunTable, [_run_row(r) for r in runs]),
        sighting=_frame(schemas.SightingTable, [row for r in runs for row in _sightings(r)]),
        gone=_frame(schemas.GoneTable, [row for r in runs for row in _gone(r)]),
        reject=_frame(schemas.RejectTable, [j._asdict() for r in runs for j in (*r.rejects, *_date_faults(r))]),
        advert=_frame(schemas.AdvertTable, tables.advert),
        advert_place=_frame(schemas.AdvertPlaceTable, tables.place),
        mention=_frame(schemas.MentionTable, tables.mention),
        unseen_skill=_frame(schemas.UnseenSkillTable, tables.unseen_skill),
        evidence=_frame(schemas.EvidenceTable, tables.evidence),
    )


class _Tables:
    """Rows of the new adverts, gathered."""

    def __init__(self) -> None:
        self.advert: list[dict[str, Any]] = []
        self.place: list[dict[str, Any]] = []
        self.mention: list[dict[str, Any]] = []
        self.unseen_skill: list[dict[str, Any]] = []
        self.evidence: list[dict[str, Any]] = []

    def add(self, record: Record, words: Words, facts: Facts) -> None:
        key = {"advert_id": record.advert_id}
        self.advert.append(key | _advert_row(record, words, facts))
        share = 1 / len(facts.place.places) if facts.place.places else 0.0
        self.place += [
            key | {"ordinal": i, "town": town, "region": region, "share": share}
            for i, (town, region) in enumerate(facts.place.places)
        ]
        self.mention += [
            key
            | {"skill_id": m.skill_id, "field": COLUMN[m.field], "start_char": m.start, "end_char": m.end}
            | {"surface": m.surface, "demand": m.demand}
            for m in facts.mentions
        ]
        self.unseen_skill += [
            key
            | {"ordinal": i, "field": COLUMN[m.field], "start_char": m.start, "end_char": m.end}
            | {"surface": m.surface, "demand": m.demand, "score": m.score, "skill_id": m.skill_id}
            for i, m in enumerate(facts.unseen)
        ]
        told: dict[str, int] = {}
        for e in facts.evidence():
            ordinal = told[e.fact] = told.get(e.fact, -1) + 1
            self.evidence.append(
                key
                | {"fact": e.fact, "ordinal": ordinal, "value": e.value, "field": COLUMN[e.field]}
                | {"start_char": e.start, "end_char": e.end, "rule": e.rule, "parser_version": parser_version()}
            )


def _advert_row(record: Record, words: Words, facts: Facts) -> dict[str, Any]:
    raw, pay, place, title = record.raw, facts.pay, facts.place, facts.title
    education, years, clearance = facts.education, facts.experience, facts.clearance
    row: dict[str, Any] = {column: getattr(words, field) or None for field, column in COLUMN.items()}
    return row | {
        "source": raw["source"], "source_id": raw["source_id"], "content_hash": record.content_hash,
        "title_core": title.core, "title_family": title.family,
        "seniority": _said(title.seniority),
        "is_ml_ai": facts.is_ml_ai, "is_tech": facts.is_tech,
        "employer_key": facts.employer.value if facts.employer else employer_key(words.employer),
        "is_agency": facts.is_agency,
        "employer_kind": _said(facts.employer_kind), "sector": _said(facts.sector),
        "country": place.country, "town": place.town, "region": place.region, "n_places": len(place.places),
        "workplace": _said(facts.workplace), "contract": _said(facts.contract), "hours": _said(facts.hours),
        "ir35": _said(facts.ir35),
        "education_required": _said(education.required), "education_preferred": _said(education.preferred),
        "is_experience_equivalent": education.or_equivalent if education.required else None,
        "years_min": years.min_years if years else None, "years_max": years.max_years if years else None,
        "clearance": clearance.level.value if clearance else None,
        "clearance_state": clearance.state.value if clearance else None,
        "visa": _said(facts.visa),
        "pay_text": pay.text if pay else None,
        "pay_min": pay.min if pay else None, "pay_max": pay.max if pay else None,
        "pay_currency": pay.currency if pay else None, "pay_period": pay.period if pay else None,
        "pay_basis": pay.basis if pay else None,
        "posted_on": _posted_on(raw, words), "valid_through_on": facts.closing[0] if facts.closing else None,
        "requisition_id": raw["requisition_id"], "department": raw["department"],
        "text_kind": _text_kind(words.text), "parser_version": parser_version(),
    }  # fmt: skip


def _said(found: Found | None) -> str | None:
    return found.value if found else None


def _posted_on(raw: dict[str, Any], words: Words) -> date | None:
    """The claimed posting date; None where it lies after the sighting (``_date_faults`` says so)."""
    seen_on = seen_at(raw).date()
    posted = parse_date(words.posted, seen_on) if words.posted else None
    # one day of grace: a board east of us can write tomorrow's date
    return posted if posted and posted <= seen_on + timedelta(days=1) else None


def _date_faults(run: RunRead) -> Iterable[Reject]:
    for record in run.records:
        if not (written := record.raw["posted"]):
            continue
        seen_on = seen_at(record.raw).date()
        posted = parse_date(written, seen_on)
        if posted and posted > seen_on + timedelta(days=1):
            yield reject(record.raw, "posted", "future_date", f"posted {written!r}, seen on {seen_on}")


def _text_kind(text: str) -> str:
    """A text that ends in an ellipsis was cut by its source."""
    if not text:
        return "none"
    return "snippet" if text.endswith(("…", "...")) else "full"


def _run_row(read: RunRead) -> dict[str, Any]:
    n_rejects = sum(j.field == "record" for j in read.rejects)
    said = {name: value for name, value in asdict(read.run).items() if name not in _NOT_OF_RUN}
    return said | {
        "n_sightings": len(read.records), "n_rejects": n_rejects, "parser_version": parser_version(),
    }  # fmt: skip


def _sightings(read: RunRead) -> Iterable[dict[str, Any]]:
    for record in read.records:
        raw = record.raw
        yield {
            "run_id": read.run.run_id, "source_id": raw["source_id"], "source": raw["source"],
            "seen_at": seen_at(raw).astimezone(UTC), "content_hash": record.content_hash,
            "advert_id": record.advert_id, "url": raw["url"], "record": raw["record"],
        }  # fmt: skip


def _gone(read: RunRead) -> Iterable[dict[str, Any]]:
    gone: list[str | None] = [*read.run.gone, *([None] if read.run.is_removed else [])]
    for i, source_id in enumerate(gone):
        yield {"run_id": read.run.run_id, "ordinal": i, "source": read.run.source, "source_id": source_id}


def _frame(schema: type[dy.Schema], rows: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """A frame of the schema's columns in its order, validated."""
    frame = pl.DataFrame(
        list(rows), schema={name: column.dtype for name, column in schema.columns().items()}, strict=False
    )
    return schema.validate(frame, cast=True)
