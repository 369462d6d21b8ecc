"""The weekly flow: crawl, read, load, build, check, publish, report. It reads like a contents page.

A source that fails is named and the others go on; a law that breaks stops publication; the same week twice
changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl
from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE

from crawlers.items import CrawlRun, Source
from flows import ingest
from flows.claims import Kept, claims_of, keep_verdicts
from flows.crawl import crawl_sources, due
from flows.paths import Paths
from flows.report import Reported, keep_figures, report
from flows.settings import Settings
from pipelines.extract.workers import Workers
from pipelines.schemas import ClaimVerdictTable
from pipelines.week import Week
from warehouse.claim.check import NoSuchWeekError
from warehouse.connect import writer
from warehouse.ledger import sync
from warehouse.load import Loaded, void_runs
from warehouse.publish import publish
from warehouse.report.content import NothingSeenError

_N_NAMED = 10  # sources that an error names; the command says all


class WeekResult(NamedTuple):
    """What a weekly run did. ``crawled``: one manifest a source asked; ``broken``: raw runs that could not be read."""

    crawled: list[CrawlRun]
    loaded: Loaded
    broken: list[str]
    reported: Reported
    claims: Kept

    @property
    def degraded(self) -> list[str]:
        """Every source or raw run that fell short: the run finished, and not whole."""
        return [*self.reported.degraded, *self.broken]


@task(name="sources due", cache_policy=NO_CACHE)
def sources_due(sources: Sequence[Source], paths: Paths, week: Week) -> list[Source]:
    return due(sources, paths.raw, week, void_runs_of(paths))


@task(name="crawl", cache_policy=NO_CACHE)
def crawl_due(sources: Sequence[Source], paths: Paths, moment: datetime, settings: Settings) -> list[CrawlRun]:
    """No retry here: the spiders retry requests, and the next run of the flow retries failed sources."""
    runs = crawl_sources(sources, paths.raw, moment, settings, void_runs_of(paths))
    for run in runs:
        if run.outcome != "complete":
            get_run_logger().warning("%s: %s: %s", run.source, run.outcome, run.proof)
    return runs


@task(name="find new runs", cache_policy=NO_CACHE)
def find_new_runs(paths: Paths) -> tuple[list[list[Path]], list[str]]:
    folders, broken = ingest.new_runs(paths.raw, paths.history)
    for line in broken:
        get_run_logger().error("left out: %s", line)
    return list(ingest.segments(folders)), broken


# A load is one transaction that replaces its own slices, so trying it again is safe.
@task(name="extract and load", retries=2, retry_delay_seconds=5, cache_policy=NO_CACHE)
def extract_and_load(segment: list[Path], paths: Paths, workers: Workers) -> tuple[Loaded, list[str]]:
    runs, broken = ingest.read_segment(segment)
    for line in broken:
        get_run_logger().error("left out: %s", line)
    return ingest.load_segment(ingest.clean_segment(runs, paths.history, workers), paths.history), broken


@task(name="build and check", cache_policy=NO_CACHE)
def build_and_check(paths: Paths) -> None:
    ingest.load_taxonomy(paths.history)
    ingest.rebuild(paths.history)


@task(name="keep figures", cache_policy=NO_CACHE)
def keep_week_figures(paths: Paths, week: Week) -> int:
    return keep_figures(paths, week)


@task(name="check claims", cache_policy=NO_CACHE)
def check_the_claims(paths: Paths, week: Week, settings: Settings) -> Kept:
    """None of a week without any run: the report will say what became of its sources."""
    try:
        return keep_verdicts(paths.history, claims_of(settings), week)
    except NoSuchWeekError:
        return Kept(ClaimVerdictTable.create_empty(), pl.DataFrame())


@task(name="publish", retries=2, retry_delay_seconds=5, cache_policy=NO_CACHE)
def publish_warehouse(paths: Paths) -> None:
    publish(paths.history, paths.published)


@task(name="report", cache_policy=NO_CACHE)
def write_week_report(paths: Paths, week: Week, crawled: Sequence[CrawlRun]) -> Reported:
    """Raises NothingSeenError where the week saw nothing, with what each source came to."""
    try:
        return report(paths, week)
    except NothingSeenError as error:
        runs = [f"  {run.source}: {run.outcome}: {run.proof}" for run in crawled[:_N_NAMED]]
        rest = [f"  and {more} more: `jobtide sources health`"] if (more := len(crawled) - _N_NAMED) > 0 else []
        raise NothingSeenError("\n".join([str(error), *runs, *rest])) from error


@flow(name="weekly", flow_run_name="weekly {week}", validate_parameters=False)
def weekly(week: Week, sources: Sequence[Source], moment: datetime | None, settings: Settings) -> WeekResult:
    """One week. ``moment`` is when its crawl takes place (the sightings' date); None: a past week, nothing to crawl."""
    paths = Paths(settings.home)
    crawled = crawl_due(sources_due(sources, paths, week), paths, moment, settings) if moment else []
    loaded, (segments, broken) = Loaded(0, 0, 0, 0), find_new_runs(paths)
    with Workers(settings.workers) as workers:
        for segment in segments:
            added, unreadable = extract_and_load(segment, paths, workers)
            loaded = loaded.plus(added)
            broken += unreadable
    build_and_check(paths)
    keep_week_figures(paths, week)
    claims = check_the_claims(paths, week, settings)
    publish_warehouse(paths)
    return WeekResult(crawled, loaded, broken, write_week_report(paths, week, crawled), claims)


def void_runs_of(paths: Paths) -> frozenset[str]:
    """Those that the ledger remembers too, where the warehouse is new."""
    with writer(paths.history) as con:
        sync(con, paths.ledger)
        return void_runs(con)
