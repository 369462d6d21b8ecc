"""A week costs what is new in it: one that serves the same adverts again, beside the week that first served them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawlers.market.world import Market
from flows.ingest import Ingested, ingest
from flows.paths import Paths
from tests.bench.conftest import Record
from tests.bench.versus import RUNS, Cost, compare, timed


class Home:
    """One warehouse, which is to load one raw store after another."""

    def __init__(self, folder: Path) -> None:
        self._paths = Paths(folder)
        folder.mkdir()
        self.loaded: list[Ingested] = []

    def load(self, raw: Path, n: int) -> Cost:
        published = self._paths.published
        # one process, so that its clock sees all the work
        return timed(lambda: self.loaded.append(ingest(raw, self._paths.history, published, n_workers=1)), n)


@pytest.mark.bench
def test_a_week_with_nothing_new_beside_the_first(
    market: Market, write_week: Callable[[Path, datetime], int], tmp_path: Path, record: Record
) -> None:
    moment = market.weeks.crawl_moment(market.weeks.n - 1)
    first, second = tmp_path / "first", tmp_path / "second"
    n = write_week(first, moment)
    write_week(second, moment + timedelta(weeks=1))
    firsts, seconds = [], []
    for run in range(RUNS):
        home = Home(tmp_path / f"home-{run}")
        firsts.append(home.load(first, n))
        seconds.append(home.load(second, n))
        assert [(done.sightings, done.adverts) for done in home.loaded] == [(n, n), (n, 0)]
    name = f"ingest of {n:,} adverts that did not change, all tables rebuilt"
    row = compare(name, "adverts", seconds, "the same adverts when new", firsts)
    record(row)
    assert row.ratio > 2
