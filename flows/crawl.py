"""Which sources a week still has to crawl, and the crawl itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from crawlers import store
from crawlers.items import CrawlRun, Source
from crawlers.run import CrawlOptions, crawl, interrupted
from flows.settings import Settings
from pipelines.week import Week

_DONE = {"complete", "partial", "skipped_by_policy"}


def due(sources: Sequence[Source], raw: Path, week: Week, void: frozenset[str]) -> list[Source]:
    """Sources without a usable run in the week: a week is crawled once, a failed source is tried again."""
    done = set()
    for run, _ in store.readable_runs(raw)[0]:
        if Week.of(run.started_at) == week and run.outcome in _DONE and run.run_id not in void:
            done.add(run.source)
    return [s for s in sources if s.source not in done]


def crawl_sources(
    sources: Sequence[Source], raw: Path, moment: datetime, settings: Settings, void: frozenset[str] = frozenset()
) -> list[CrawlRun]:
    """One polite sweep over the sources. Every source gets a manifest, whatever happens to it.

    A sweep of this week that was killed goes on, under its own moment. Words of ``void`` runs are asked for anew.
    """
    begun = interrupted(raw)
    if begun and Week.of(begun) == Week.of(moment):
        moment = begun
    return crawl(sources, raw, moment, options(settings), void)


def options(settings: Settings) -> CrawlOptions:
    """What of the settings a crawl goes by."""
    return CrawlOptions(
        contact=settings.contact,
        delay=settings.delay,
        concurrency_per_host=settings.connections,
        api_base=settings.api_base,
        max_seconds=settings.max_crawl_seconds,
        country=settings.country or None,
        secrets=settings.secrets(),
    )
