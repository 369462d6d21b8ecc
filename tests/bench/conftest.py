"""The simulated week that the comparisons share, and RESULTS.md, written when all of them have run."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from crawlers.market.adverts import MarketAdvert
from crawlers.market.formats import greenhouse_job
from crawlers.market.world import Market, build_market
from crawlers.spiders.greenhouse import raw_advert
from crawlers.store import RawWriter, runs
from pipelines.read import RunRead, read_run
from tests.bench.versus import Comparison, table

RESULTS = Path(__file__).with_name("RESULTS.md")
Record = Callable[[Comparison], None]


@pytest.fixture(scope="session")
def record(request: pytest.FixtureRequest) -> Iterator[Record]:
    """Takes a comparison for the table, which is printed when the last has run; a part of them writes no file."""
    busy = os.getloadavg()[0]
    rows: list[Comparison] = []
    yield rows.append
    sys.stdout.write("\n\n" + table(rows))
    ran = {Path(item.path).name for item in request.session.items}
    if not request.session.testsfailed and ran == {p.name for p in RESULTS.parent.glob("test_*.py")}:
        RESULTS.write_text(_HEAD + _about(busy) + table(rows), "utf-8")


_HEAD = """\
# How fast it is, beside others

Written by `make bench`; README.md beside this file says how to read it. Trust the ratios, not the rates.

"""


def _about(busy: float) -> str:
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"
    return f"{machine}; load average {busy:.1f} when it began (0: nothing else ran).\n\n"


@pytest.fixture(scope="session")
def market() -> Market:
    return build_market()


@pytest.fixture(scope="session")
def newest(market: Market) -> list[MarketAdvert]:
    """The adverts open in the market's newest week."""
    week = market.weeks.n - 1
    return [advert for source in market.sources(week) for advert in market.open_adverts(source, week)]


@pytest.fixture(scope="session")
def write_week(market: Market) -> Callable[[Path, datetime], int]:
    """Write the newest week's adverts into a raw store, as seen at a moment; gives back how many."""
    week = market.weeks.n - 1

    def write(raw: Path, moment: datetime) -> int:
        n = 0
        for source in market.sources(week):
            with RawWriter(raw, source, moment) as writer:
                for advert in market.open_adverts(source, week):
                    writer.add(raw_advert(greenhouse_job(advert), source, moment))
                n += writer.finish("complete", "simulated", finished_at=moment, n_listed=writer.n).n_fetched
        return n

    return write


@pytest.fixture(scope="session")
def week(
    market: Market, write_week: Callable[[Path, datetime], int], tmp_path_factory: pytest.TempPathFactory
) -> list[RunRead]:
    """The newest week's runs as the pipelines read them."""
    raw = tmp_path_factory.mktemp("week")
    write_week(raw, market.weeks.crawl_moment(market.weeks.n - 1))
    return [read_run(folder) for folder in runs(raw)]
