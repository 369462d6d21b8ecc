"""The demo: a simulated market's past from its archive, its newest week crawled for real over HTTP."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from crawlers.items import RawAdvert, Source, run_id
from crawlers.market.archive import Page, PastRun, Payload, past_runs
from crawlers.market.server import MarketServer
from crawlers.market.world import Market, build_market
from crawlers.parse.json_ld import job_postings
from crawlers.parse.json_ld import raw_advert as posting_advert
from crawlers.spiders.greenhouse import raw_advert as greenhouse_advert
from crawlers.store import RUN, RawWriter, read_source, run_folder, runs
from flows.ingest import Progress
from flows.settings import Settings
from flows.weekly import WeekResult, weekly
from pipelines.week import Week

DEMO_PORT = 47_047
DEMO_SCALE = 0.6  # of the market's adverts: enough for its trends to show, and a minute less to wait


def demo(settings: Settings, progress: Progress, market: Market | None = None) -> WeekResult:
    """Fill the raw store with the market's past, serve its newest week, and run the weekly flow on it."""
    _refuse_real(settings.home / "raw")
    market = market or build_market(scale=DEMO_SCALE)
    newest = market.weeks.n - 1
    fill_past(market, settings.home / "raw", progress)
    moment = market.weeks.crawl_moment(newest)
    with _server(market, newest) as server:
        here = settings.model_copy(
            update={
                "api_base": {"greenhouse": server.url},
                "delay": 0.0,
                "connections": 1,  # then answers come in the order asked, and two demos are the same to the byte
                "country": "GB",
                "contact": "https://jobtide.example/demo",
                "record": None,
            }
        )
        return weekly(Week.of(moment), server.register_rows(), moment, here)


def _refuse_real(raw: Path) -> None:
    """Raises ValueError where runs of real sources stand in the home: invented adverts must never mix with them."""
    for folder in runs(raw):
        if not (source := read_source(folder)).is_simulated:
            raise ValueError(f"{raw.parent}: holds runs of {source.source}; choose another --home for the demo")


def _server(market: Market, week: int) -> MarketServer:
    """At one port where it is free, so that two demos show the same addresses; else at any."""
    try:
        return MarketServer(market, week, port=DEMO_PORT)
    except OSError:
        return MarketServer(market, week)


def fill_past(market: Market, raw: Path, progress: Progress) -> None:
    """All weeks but the newest as runs of the raw store; what stands there already is left alone.

    An advert that did not change since an earlier run is written as that, as a crawl that knows it would.
    """
    n_weeks = market.weeks.n - 1
    past = [(source, market.weeks.crawl_moment(week)) for week in range(n_weeks) for source in market.sources(week)]
    if all(_stands(raw, source, moment) for source, moment in past):
        return
    written: dict[int, _Written] = {}
    for done, run in enumerate(past_runs(market, range(n_weeks)), start=1):
        progress("writing the simulated past", done, len(past))
        adverts = [advert for payload in run.payloads for advert in _adverts(payload, run, written)]
        if not _stands(raw, run.source, run.started_at):
            _write(raw, run, adverts)


class _Written(NamedTuple):
    """A payload that an earlier run has written (kept, so that its identity stays its own), and its adverts."""

    payload: Payload
    run_id: str
    adverts: list[RawAdvert]


def _adverts(payload: Payload, run: PastRun, written: dict[int, _Written]) -> list[RawAdvert]:
    """What a payload says, or, where an earlier run has written it, only that it is unchanged since."""
    if earlier := written.get(id(payload)):
        return [
            RawAdvert(
                source=a.source, run_id="", record=0, seen_at=run.started_at, source_id=a.source_id, url=a.url,
                unchanged_since=earlier.run_id,
            )
            for a in earlier.adverts
        ]  # fmt: skip
    adverts = _read(payload, run.source, run.started_at)
    written[id(payload)] = _Written(payload, run_id(run.source.source, run.started_at), adverts)
    return adverts


def _read(payload: Payload, source: Source, seen_at: datetime) -> list[RawAdvert]:
    """By the very functions the spiders read with."""
    if isinstance(payload, Page):
        return [posting_advert(p, payload.url, source, seen_at) for p in job_postings(payload.html, payload.url)]
    return [greenhouse_advert(dict(payload), source, seen_at)]


def _stands(raw: Path, source: Source, started_at: datetime) -> bool:
    return (run_folder(raw, source.source, run_id(source.source, started_at)) / RUN).exists()


def _write(raw: Path, run: PastRun, adverts: list[RawAdvert]) -> None:
    with RawWriter(raw, run.source, run.started_at) as writer:
        for advert in adverts:
            writer.add(advert)
        writer.finish(run.outcome, run.proof, finished_at=run.started_at, n_listed=run.n_listed)
