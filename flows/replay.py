"""A crawl again, from what was recorded of it or from an archive of pages, without the network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crawlers.items import CrawlRun, Source
from crawlers.run import CrawlOptions, crawl, spider_class
from crawlers.warc.archive import archive_date, read_query
from crawlers.warc.redactor import HIDDEN
from crawlers.warc.replay import Recorded, sweep
from flows.crawl import options
from flows.settings import Settings


def replay(archive: str, raw: Path, settings: Settings, name: str | None = None) -> list[CrawlRun]:
    """Write the runs that a WARC folder or file holds into ``raw``, under the moment of their own.

    A recording of ours (``jobtide week --record``) gives the rows of that crawl once more, to the byte; a folder of
    several gives them all, in time's order. Any other archive gives the JobPostings of its pages as one run of the
    source ``name``, dated by its first capture: it is never complete, and its adverts count in the week they were
    captured. "CC-MAIN-2026-40 *.employer.example/jobs/*" asks Common Crawl for a part of one. Raises ValueError where
    ``archive`` is none of these.
    """
    if read_query(archive) is None and not Path(archive).exists():
        raise ValueError(f"{archive}: is not there")
    recordings = [(path, recorded) for path in _folders(Path(archive)) if (recorded := _recorded(path))]
    if recordings:
        return [run for path, recorded in recordings for run in _again(path, recorded, raw)]
    if name is None:
        raise ValueError(f"{archive}: no recording of ours; an archive of other pages needs a --name for its source")
    token = archive if read_query(archive) else str(Path(archive).resolve())
    source = Source(name, "warc", "aggregator", name, country=None, token=token)
    return crawl([source], raw, archive_date(token), options(settings))


def _folders(path: Path) -> list[Path]:
    """The folder or file itself, and the folders in it, which are named for the moments of their sweeps."""
    return [path, *sorted(folder for folder in path.glob("*") if folder.is_dir())] if path.exists() else []


def _again(path: Path, recorded: Recorded, raw: Path) -> list[CrawlRun]:
    secrets = {needed: HIDDEN for source in recorded.sources for needed in spider_class(source.platform).needs}
    options = CrawlOptions(delay=0, replay=str(path.resolve()), secrets=secrets)
    return crawl(recorded.sources, raw, recorded.started_at, replace(options, **recorded.options))


def _recorded(path: Path) -> Recorded | None:
    """What a recording of ours is of; None for any other archive."""
    try:
        return sweep(path)
    except ValueError:
        return None
