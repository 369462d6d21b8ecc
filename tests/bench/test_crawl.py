"""JSON boards over loopback by the real crawl, beside a bare loop of urllib and json over the same bytes."""

import gzip
import json
import resource
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from crawlers.items import Source
from crawlers.market.server import MarketServer
from crawlers.market.world import build_market
from crawlers.run import CrawlOptions, crawl
from tests.bench.conftest import Record
from tests.bench.versus import Cost, compare, in_turn, timed

SCALE = 5.0  # of the market's adverts, so that starting Scrapy is not all that is measured


@pytest.fixture(scope="module")
def server() -> Iterator[MarketServer]:
    with MarketServer(build_market(n_weeks=8, scale=SCALE), 7) as server:
        yield server


@pytest.fixture(scope="module")
def boards(server: MarketServer) -> list[Source]:
    return [source for source in server.register_rows() if source.platform == "greenhouse"]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _n_open(server: MarketServer, boards: list[Source]) -> int:
    return sum(len(server.market.open_adverts(board, server.week_index)) for board in boards)


def _bare(server: MarketServer, boards: list[Source]) -> int:
    n = 0
    for board in boards:
        asked = Request(f"{server.url}/v1/boards/{board.token}/jobs?content=true", headers={"Accept-Encoding": "gzip"})
        with urlopen(asked) as answer:
            n += len(json.loads(gzip.decompress(answer.read()))["jobs"])
    return n


@pytest.mark.bench
def test_json_boards_beside_urllib(server: MarketServer, boards: list[Source], tmp_path: Path, record: Record) -> None:
    moment = server.market.weeks.crawl_moment(server.week_index)
    options = CrawlOptions(delay=0.0, concurrency_per_host=8, api_base={"greenhouse": server.url})
    smallest = min(boards, key=lambda board: _n_open(server, [board]))
    n, n_least = _n_open(server, boards), _n_open(server, [smallest])
    numbers = count()

    def crawled(some: list[Source]) -> Cost:
        """The crawl has a process of its own, and the server's work is in ours: so the clock is the children's."""
        raw = tmp_path / f"raw-{next(numbers)}"
        runs = []
        cost = timed(lambda: runs.extend(crawl(some, raw, moment, options)), _n_open(server, some), _children)
        assert {run.outcome for run in runs} == {"complete"}
        assert sum(run.n_fetched for run in runs) == cost.units
        return cost

    def bare() -> Cost:
        return timed(lambda: _bare(server, boards), n, time.thread_time)

    assert _bare(server, boards) == n
    whole, start, theirs = in_turn(lambda: crawled(boards), lambda: crawled([smallest]), bare)
    further = [Cost(all_.seconds - one.seconds, n - n_least) for all_, one in zip(whole, start, strict=True)]
    peer = "urllib and json, nothing kept"
    record(compare(f"crawl of {len(boards)} JSON boards, {n:,} adverts", "adverts", whole, peer, theirs))
    row = compare("the same without the start of the crawl", "adverts", further, peer, theirs)
    record(row)
    assert row.ratio > 0.01
