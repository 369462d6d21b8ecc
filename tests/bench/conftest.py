"""The simulated week that the comparisons share, and RESULTS.json and RESULTS.md, written when they have run."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from crawlers.market.adverts import MarketAdvert
from crawlers.market.formats import greenhouse_job
from crawlers.market.world import Market, build_market
from crawlers.spiders.greenhouse import raw_advert
from crawlers.store import RawWriter, runs
from pipelines.read import RunRead, read_run
from tests.bench.versus import Comparison, table

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "RESULTS.json"
PAGE = FOLDER / "RESULTS.md"
Record = Callable[[Comparison], None]


@pytest.fixture(scope="session")
def record(request: pytest.FixtureRequest) -> Iterator[Record]:
    """Takes a comparison for the table, which is printed when the last has run. A file whose tests all ran and passed
    replaces its own rows in RESULTS.json and RESULTS.md; rows of files that did not run stay.
    """
    about = {"machine": _machine(), "load": round(os.getloadavg()[0], 1)}
    rows: dict[str, list[Comparison]] = {}

    def take(row: Comparison) -> None:
        rows.setdefault(_file(os.environ["PYTEST_CURRENT_TEST"]), []).append(row)

    yield take
    sys.stdout.write("\n\n" + table([row for found in rows.values() for row in found]))
    if not request.session.testsfailed:
        asked = [option for option in request.config.args if "::" in option]
        fresh = {} if asked else {f: [r._asdict() | {"file": f} | about for r in found] for f, found in rows.items()}
        _write(fresh)


def _file(test: str) -> str:
    return Path(test.partition("::")[0]).name


def _write(fresh: dict[str, list[dict[str, Any]]]) -> None:
    before = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
    every = [row for row in before if row["file"] not in fresh] + [row for found in fresh.values() for row in found]
    every = sorted((r for r in every if (FOLDER / r["file"]).exists()), key=lambda row: str(row["file"]))
    RESULTS.write_text(json.dumps(every, indent=1) + "\n", "utf-8")
    tables = [_of_file(file, list(rows)) for file, rows in groupby(every, itemgetter("file"))]
    PAGE.write_text(_HEAD + "\n".join(tables), "utf-8")


def _of_file(file: str, rows: list[dict[str, Any]]) -> str:
    machine, load = rows[0]["machine"], rows[0]["load"]
    comparisons = [Comparison(**{field: row[field] for field in Comparison._fields}) for row in rows]
    return f"## {file}\n\n{machine}; load average {load} when it began.\n\n{table(comparisons)}"


_HEAD = """\
# How fast it is, beside others

Written by `make bench`; README.md beside this file says how to read it. Trust the ratios, not the rates. A load average
of 0 means that nothing else ran.

"""


def _machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


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
