"""Two hundred sources in one sweep, ten of them broken in ten ways: the others never notice."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from crawlers.items import CrawlRun, Source
from crawlers.market.server import Fault, MarketServer
from crawlers.market.world import build_market
from crawlers.run import CrawlOptions, crawl

N = 200
BROKEN = [
    (Fault(status=403), "failed", "HTTP 403"),
    (Fault(status=500), "failed", "HTTP 500"),
    (Fault(status=429), "failed", "HTTP 429"),
    (Fault(truncate=True), "failed", "ResponseDataLossError"),
    (Fault(maintenance=True), "failed", "not JSON"),
    (Fault(redirect="{path}"), "failed", "circle"),
    (Fault(missing=2), "partial", "not the source's own total"),
    (Fault(renamed=(("title", "headline"),)), "failed", "title is missing"),
    (Fault(bomb=80_000_000), "failed", "IgnoreRequest"),
    (Fault(reserved="header"), "skipped_by_policy", "TDM reservation"),
]


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Source], dict[str, CrawlRun]]]:
    market = build_market(n_weeks=4, n_boards=40, scale=0.3)
    with MarketServer(market, 3) as server:
        boards = [s for s in server.register_rows() if s.platform == "greenhouse" and server.market.open_adverts(s, 3)]
        broken, well = boards[: len(BROKEN)], boards[len(BROKEN) :]
        sites = [s for s in server.register_rows() if s.platform == "job_posting" and s.kind == "employer_board"]
        server.faults = {source.source: fault for source, (fault, _, _) in zip(broken, BROKEN, strict=True)}
        n_more = N - len(BROKEN) - len(sites)
        others = [*sites, *(replace(well[k % len(well)], source=f"well-{k}") for k in range(n_more))]
        sources = [*broken, *others]
        options = CrawlOptions(delay=0, concurrency_per_host=8, api_base={"greenhouse": server.url})
        runs = crawl(sources, tmp_path_factory.mktemp("raw"), market.weeks.crawl_moment(3), options)
    yield sources, {run.source: run for run in runs}


def test_every_source_has_a_manifest(sweep: tuple[list[Source], dict[str, CrawlRun]]) -> None:
    sources, runs = sweep
    assert len(sources) == len(runs) == N


@pytest.mark.parametrize("k", range(len(BROKEN)))
def test_a_broken_source_ends_with_its_own_outcome(sweep: tuple[list[Source], dict[str, CrawlRun]], k: int) -> None:
    sources, runs = sweep
    _, outcome, said = BROKEN[k]
    run = runs[sources[k].source]
    assert run.outcome == outcome, run.proof
    assert said in run.proof


def test_the_other_hundred_and_ninety_are_complete(sweep: tuple[list[Source], dict[str, CrawlRun]]) -> None:
    sources, runs = sweep
    others = [runs[source.source] for source in sources[len(BROKEN) :]]
    assert len(others) == 190
    assert [(run.source, run.proof) for run in others if run.outcome != "complete"] == []
    assert all(run.n_fetched for run in others)
