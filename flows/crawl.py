"""Which sources a week still has to crawl, and the crawl itself."""

from __future__ import annotations

from collections import defaultdict
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
    """Sources to crawl in the week: a weekly one once, a rarer one when its time has come, a failed one again."""
    done: dict[str, list[Week]] = defaultdict(list)
    for run, _ in store.readable_runs(raw)[0]:
        if run.outcome in _DONE and run.run_id not in void:
            done[run.source].append(Week.of(run.started_at))
    return [s for s in sources if not any(w <= week < w.shift(_rhythm(s)) for w in done[s.source])]


def _rhythm(source: Source) -> int:
    """Weeks from one run of a source to the next: never more than its cadence, so that no monthly thread is missed."""
    return max(1, source.cadence_days // 7)


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
        record=str(settings.record.resolve()) if settings.record else None,
    )
