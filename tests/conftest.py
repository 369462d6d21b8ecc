"""A raw store to write invented runs into, and a home around it: what most tests of the later stages begin with."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from crawlers.items import CrawlRun, Outcome, RawAdvert, Source
from crawlers.store import RawWriter
from flows.ingest import Ingested, ingest
from flows.paths import Paths
from warehouse.connect import reader

MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)  # 2026-W47


@dataclass(frozen=True)
class House:
    """A home folder with shorthands to fill it and to ask it."""

    paths: Paths

    def run(
        self,
        source: str,
        adverts: Sequence[dict[str, Any]],
        *,
        weeks_ago: int = 0,
        outcome: Outcome = "complete",
        **about: Any,
    ) -> CrawlRun:
        """One run of a source at 05:00 on a Monday; adverts are RawAdvert fields, an int or str id is enough."""
        at = MONDAY - timedelta(weeks=weeks_ago)
        described = {"platform": "test", "kind": "employer_board", "name": source.title()} | about
        with RawWriter(self.paths.raw, Source(source=source, **described), at) as writer:
            for fields in adverts:
                writer.add(RawAdvert(**({"source": "", "run_id": "", "record": 0, "seen_at": at} | fields)))
            return writer.finish(outcome, "as the test says", finished_at=at, n_listed=len(adverts))

    def ingest(self) -> Ingested:
        return ingest(self.paths.raw, self.paths.history, self.paths.published, n_workers=1)

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with reader(self.paths.published) as con:
            return con.execute(sql, list(values)).fetchall()

    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table of the published file, rows in a fixed order: two houses are equal when these are."""
        with reader(self.paths.published) as con:
            names = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
            return {n: con.execute(f"SELECT * FROM {n} ORDER BY ALL").pl() for (n,) in names}

    def history(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(self.paths.history)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(Paths(tmp_path))


@pytest.fixture
def advert() -> Any:
    """An invented advert's fields: ``advert(id, title=..., ...)``."""

    def make(source_id: int | str, **fields: Any) -> dict[str, Any]:
        return {
            "source_id": str(source_id),
            "url": f"https://jobs.example/{source_id}",
            "title": "Machine Learning Engineer",
            "employer": "Quillfeather Robotics Ltd",
            "place": "Leeds, West Yorkshire",
            "description": "<p>We build tools.</p><ul><li>Python and SQL</li></ul><p>£50,000 - £60,000 a year</p>",
            "posted": "2026-11-02",
        } | fields

    return make


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Prefect's own server, its files in a temporary folder: it takes some 15 s to start, once a process."""
    from flows import cli

    os.environ.setdefault("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
    os.environ.pop("PREFECT_API_URL", None)
    cli._quiet_prefect()
