"""An archive of past adverts as dated runs, and its import into the raw store.

Every row of the file ends in one run: as a record, with a fault or without, or counted as dropped by the mapping's
``where``. The import fails where the sums differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from crawlers.archive.advert import FIELD_FAULTS, read_advert
from crawlers.archive.mapping import Mapping, Outcome
from crawlers.archive.sweeps import Sweep, sort_rows
from crawlers.archive.tables import Table, read_table
from crawlers.items import RawAdvert, Source, run_id
from crawlers.store import RUN, RawWriter, read_run, run_folder, runs

_SHA = "sha256:"


class ImportedRun(NamedTuple):
    """One run of an archive, whole. ``origin`` names the file with the start of its sha256."""

    source: Source
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    proof: str
    adverts: list[RawAdvert]
    n_dropped: int
    origin: str


class ImportSummary(NamedTuple):
    """What an import did. ``rows`` is ``records`` + ``dropped``.

    ``unreadable`` records have a fault, ``field_faults`` counts single fields set to None. ``leftover`` are run
    folders that an earlier import of the same file wrote, by another mapping, and this one did not: they still
    stand in the raw store.
    """

    file: str
    rows: int
    runs: int
    records: int
    dropped: int
    unreadable: int
    field_faults: int
    folders: list[Path]
    leftover: list[Path]


class _Archive(NamedTuple):
    """A file sorted into sweeps, in the order of source and start."""

    file: Path
    mapping: Mapping
    n_rows: int
    origin: str
    sweeps: list[Sweep]


def read_archive(file: Path, mapping: Mapping, *, now: datetime) -> Iterator[ImportedRun]:
    """The runs of an archive in the order of (source, started_at), adverts in file order.

    Raises FileNotFoundError, and ValueError naming the file where it cannot be read at all, lacks a column of the
    mapping, or tells no row's source and moment. A row that cannot be read is an advert with a ``fault``.
    """
    archive = _open(file, mapping, now)
    return (_run(archive, sweep) for sweep in archive.sweeps)


def import_archive(
    file: Path,
    mapping: Mapping,
    raw: Path,
    *,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> ImportSummary:
    """Write each run of an archive to the raw store; the same file and mapping again give the same bytes.

    ``progress`` is called after each run with the rows done and the rows of the file. Raises what read_archive
    raises, and ValueError, before anything is written, where one of the runs was written from elsewhere.
    """
    archive = _open(file, mapping, now)
    folders = [_folder(raw, mapping, sweep) for sweep in archive.sweeps]
    for folder in folders:
        _refuse_another_origin(folder, archive.origin)
    leftover = _leftover(raw, archive.origin, set(folders))
    records = dropped = unreadable = field_faults = 0
    for sweep in archive.sweeps:
        run = _run(archive, sweep)
        records += _write(raw, run)
        dropped += run.n_dropped
        unreadable += sum(advert.fault is not None for advert in run.adverts)
        field_faults += sum(len(advert.payload.get(FIELD_FAULTS, ())) for advert in run.adverts)
        if progress is not None:
            progress(records + dropped, archive.n_rows)
    if records + dropped != archive.n_rows:
        raise RuntimeError(f"{file.name}: {archive.n_rows} rows became {records} records and {dropped} dropped")
    return ImportSummary(
        file.name, archive.n_rows, len(folders), records, dropped, unreadable, field_faults, folders, leftover
    )


def _open(file: Path, mapping: Mapping, now: datetime) -> _Archive:
    table = read_table(file, delimiter=mapping.delimiter, encoding=mapping.encoding)
    try:
        _require_columns(table, mapping)
        sweeps = sort_rows(table.rows, mapping, now)
        _require_exceptions(mapping, sweeps)
    except ValueError as error:
        raise ValueError(f"{file.name}: {error}") from error
    with file.open("rb") as content:
        sha = hashlib.file_digest(content, "sha256").hexdigest()[:12]
    return _Archive(file, mapping, len(table.rows), f"{file.name} {_SHA}{sha}", sweeps)


def _require_columns(table: Table, mapping: Mapping) -> None:
    for key, column in mapping.columns():
        if column not in table.columns:
            alone = " (one alone: is it the delimiter that differs?)" if len(table.columns) == 1 else ""
            raise ValueError(
                f"the mapping's {key} names the column {column!r}, which the file lacks; "
                f"its columns are: {', '.join(table.columns)}{alone}"
            )


def _require_exceptions(mapping: Mapping, sweeps: list[Sweep]) -> None:
    """An exception that matches nothing is a slip which would leave a partial run complete."""
    for rule in mapping.runs.exceptions:
        if not any(sweep.is_meant(rule) for sweep in sweeps):
            raise ValueError(
                f"the mapping's runs.except names a run that begins at {rule.at.isoformat()}"
                f"{f' of {rule.source}' if rule.source else ''}, and there is none; the first begins at "
                f"{min(sweep.started_at for sweep in sweeps).isoformat()}"
            )


def _run(archive: _Archive, sweep: Sweep) -> ImportedRun:
    mapping = archive.mapping
    source = mapping.source.source(sweep.name)
    adverts = [
        read_advert(
            entry.row,
            mapping,
            file=archive.file.name,
            source=source.source,
            run=run_id(source.source, sweep.started_at),
            record=record,
            seen_at=entry.seen_at or sweep.started_at,
            fault=entry.fault,
        )
        for record, entry in enumerate(sweep.entries)
    ]
    rule = next((rule for rule in mapping.runs.exceptions if sweep.is_meant(rule)), mapping.runs)
    return ImportedRun(
        source, sweep.started_at, sweep.finished_at, rule.outcome, rule.proof, adverts, sweep.n_dropped, archive.origin
    )


def _write(raw: Path, run: ImportedRun) -> int:
    with RawWriter(raw, run.source, run.started_at) as writer:
        for advert in run.adverts:
            writer.add(advert)
        return writer.finish(
            run.outcome, run.proof, finished_at=run.finished_at, n_dropped=run.n_dropped, origin=run.origin
        ).n_fetched


def _folder(raw: Path, mapping: Mapping, sweep: Sweep) -> Path:
    source = mapping.source.prefix + sweep.name
    return run_folder(raw, source, run_id(source, sweep.started_at))


def _refuse_another_origin(folder: Path, origin: str) -> None:
    if not (folder / RUN).exists():
        return
    there = read_run(folder)
    if _sha(there.origin) != _sha(origin):
        raise ValueError(
            f"run {there.run_id} was already {f'imported from {there.origin}' if there.origin else 'crawled'}; "
            f"give the source another name in the mapping, or remove {folder} to import {origin} in its place"
        )


def _leftover(raw: Path, origin: str, ours: set[Path]) -> list[Path]:
    return [folder for folder in runs(raw) if folder not in ours and _sha(read_run(folder).origin) == _sha(origin)]


def _sha(origin: str | None) -> str | None:
    return None if origin is None else origin.rpartition(_SHA)[2]
