"""The raw store into the warehouse: new runs only, in time's order, a segment at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from crawlers import store
from flows.link import link
from flows.paths import Paths
from pipelines.advert import Cleaned, clean_runs
from pipelines.extract.families import families
from pipelines.extract.skills import read_skills
from pipelines.extract.workers import Workers
from pipelines.platforms import read_platforms
from pipelines.read import RunRead, bases, read_run, resolve
from pipelines.schemas import SkillTable, TitleFamilyTable
from pipelines.version import parser_version
from warehouse import ledger, load
from warehouse.accuracy import read_accuracy
from warehouse.build import build
from warehouse.check import check
from warehouse.connect import writer
from warehouse.publish import publish
from warehouse.tables import create_tables

SEGMENT_RECORDS = 20_000  # bounds memory: records held at once

Progress = Callable[[str, int, int], None]


class Ingested(NamedTuple):
    """What an ingest added, and the run folders that could not be read, with the reason."""

    runs: int
    sightings: int
    rejects: int
    adverts: int
    broken: tuple[str, ...]


def new_runs(raw: Path, history: Path) -> tuple[list[Path], list[str]]:
    """Folders of runs not loaded yet (or loaded by another parser version, or rewritten), in time's order.

    And a line for each run whose manifest cannot be read: it stops nobody else.
    """
    with writer(history) as con:
        create_tables(con)
        loaded = load.loaded_runs(con, parser_version())
    found, broken = store.readable_runs(raw)
    fresh = [(run, folder) for run, folder in found if loaded.get(run.run_id, "") != run.raw_sha256]
    return [folder for _, folder in sorted(fresh, key=lambda f: (f[0].started_at, f[0].run_id))], broken


def segments(folders: Sequence[Path]) -> Iterator[list[Path]]:
    """Folders in groups of about SEGMENT_RECORDS records."""
    group: list[Path] = []
    n = 0
    for folder in folders:
        group.append(folder)
        n += store.read_run(folder).n_fetched
        if n >= SEGMENT_RECORDS:
            yield group
            group, n = [], 0
    if group:
        yield group


def read_segment(folders: Sequence[Path]) -> tuple[list[RunRead], list[str]]:
    """The runs that can be read, and a line for each that cannot: one broken file never stops the others."""
    runs, broken = [], []
    for folder in folders:
        try:
            runs.append(read_run(folder))
        except ValueError as error:
            broken.append(str(error))
    return runs, broken


def clean_segment(
    runs: Sequence[RunRead], history: Path, workers: Workers, progress: Callable[[int, int], None] | None = None
) -> Cleaned:
    """Facts of what the runs add to what the warehouse knows."""
    with writer(history) as con:
        seen = {record.advert_id for run in runs for record in run.records}
        known = load.known_adverts(con, seen, parser_version())
        earlier = load.versions(con, bases(runs))
    return clean_runs(resolve(runs, earlier), known, workers, progress)


def load_segment(cleaned: Cleaned, history: Path) -> load.Loaded:
    with writer(history) as con:
        return load.load(con, cleaned._asdict())


def load_taxonomy(history: Path) -> None:
    """The skill, title and platform tables as the package ships them, and how well facts are read."""
    skills = [
        {"skill_id": s.skill_id, "name": s.name, "kind": s.kind, "family": s.family or None, "is_ml_ai": s.is_ml_ai}
        for s in read_skills()
    ]
    titles = [{name: getattr(family, name) for name in TitleFamilyTable.columns()} for family in families().rows]
    frames = {
        "skill": SkillTable.validate(pl.DataFrame(skills, infer_schema_length=None), cast=True),
        "title_family": TitleFamilyTable.validate(pl.DataFrame(titles, infer_schema_length=None), cast=True),
        "platform": read_platforms(),
        "accuracy": read_accuracy(),
    }
    with writer(history) as con:
        load.load_reference(con, frames)


def rebuild(history: Path) -> None:
    """Links, and all models from what is loaded and what the ledger keeps, the laws checked.

    Raises LawBrokenError, or LedgerError: then nothing may be published.
    """
    with writer(history) as con:
        ledger.sync(con, Paths(history.parent).ledger)
        link(con)
        build(con)
        check(con)


def ingest(raw: Path, history: Path, published: Path, n_workers: int, progress: Progress | None = None) -> Ingested:
    """Load every new run, rebuild, check, publish: the whole way for a command that needs no flow engine."""
    folders, broken = new_runs(raw, history)
    total = load.Loaded(0, 0, 0, 0)
    with Workers(n_workers) as workers:
        for i, group in enumerate(groups := list(segments(folders))):
            runs, unreadable = read_segment(group)
            broken += unreadable
            step = f"reading adverts, part {i + 1} of {len(groups)}"
            tell = (lambda done, of, step=step: progress(step, done, of)) if progress else None
            total = total.plus(load_segment(clean_segment(runs, history, workers, tell), history))
    load_taxonomy(history)
    rebuild(history)
    publish(history, published)
    return Ingested(*total, tuple(broken))
