"""Invented runs, loaded straight into the tables that the history layer reads: what a source showed, when, and no
more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from warehouse.build import build
from warehouse.tables import create_tables

MONDAY = datetime(2026, 1, 5, 5)  # noqa: DTZ001 - UTC without saying so, as the warehouse keeps it


def moment(week: float) -> datetime:
    """When the crawl of a week begins, weeks counted from 0; with a fraction, later in that week."""
    return MONDAY + timedelta(weeks=week)


@dataclass
class Past:
    """Runs told one by one. Source "api..." runs on a platform that tells its total, any other on one that does not."""

    con: duckdb.DuckDBPyConnection
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    versions: dict[str, tuple[str, str, dict[str, Any]]] = field(default_factory=dict)

    def _add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def run(
        self,
        source: str,
        week: float,
        ids: Iterable[Any],
        outcome: str = "complete",
        *,
        unread: Iterable[Any] = (),
        gone: Iterable[Any] = (),
        is_removed: bool = False,
        n_listed: int | None = None,
        n_dropped: int = 0,
        version: int = 0,
        **facts: Any,
    ) -> str:
        """``unread``: ids of records that were refused. ``gone``: ids whose address answered 404. Gives the run's
        id.
        """
        at, ids, unread, gone = moment(week), sorted(map(str, ids)), sorted(map(str, unread)), sorted(map(str, gone))
        run_id = f"{source}@{at:%Y%m%dT%H%M%SZ}"
        n = len(ids) + len(unread)
        self._add(
            "crawl_run", run_id=run_id, source=source, started_at=at, finished_at=at, outcome=outcome, proof="as told",
            n_listed=n + len(gone) if n_listed is None else n_listed, n_fetched=n, n_dropped=n_dropped,
            n_sightings=len(ids), n_rejects=len(unread), is_truncated=False, parser_version="test",
        )  # fmt: skip
        for i, id_ in enumerate(ids):
            advert_id = f"{source}/{id_}/{version}"
            self.versions[advert_id] = (source, id_, facts)
            self._add(
                "sighting", run_id=run_id, source=source, source_id=id_, seen_at=at, content_hash=f"v{version}",
                advert_id=advert_id, url=None, record=i,
            )  # fmt: skip
        for i, id_ in enumerate(unread, start=len(ids)):
            self._add(
                "reject", run_id=run_id, record=i, field="record", source=source, source_id=id_, reason="empty_title",
                detail="as told", origin=None,
            )  # fmt: skip
        for i, missing in enumerate([*gone, *([None] if is_removed else [])]):
            self._add("gone", run_id=run_id, ordinal=i, source=source, source_id=missing)
        return run_id

    def void(self, run_id: str) -> None:
        self._add("run_void", run_id=run_id, reason="as told")

    def link(self, advert_id: str, other_id: str, kind: str) -> None:
        self._add("link", advert_id=advert_id, other_id=other_id, kind=kind, score=1.0, version="test")

    def build(self) -> None:
        """Load all that was told, whole, and build every model."""
        sources = sorted({row["source"] for row in self.rows["crawl_run"]})
        self.rows["source"] = [
            {"source": s, "platform": "counted" if s.startswith("api") else "other", "name": s, "country": "GB",
             "kind": "job_board" if "board" in s else "employer_board", "cadence_days": 7, "is_simulated": True}
            for s in sources
        ]  # fmt: skip
        self.rows["platform"] = [{"platform": "counted", "n_absences": 1}]
        self.rows["advert"] = [
            {"advert_id": advert_id, "source": source, "source_id": id_, "content_hash": advert_id.rpartition("/")[2],
             "country": "GB", "text_kind": "full", "is_agency": False, "n_places": 0, "parser_version": "test"} | facts
            for advert_id, (source, id_, facts) in self.versions.items()
        ]  # fmt: skip
        create_tables(self.con)
        for table in ("source", "crawl_run", "sighting", "reject", "gone", "run_void", "link", "platform", "advert"):
            self.con.execute(f"DELETE FROM {table}")
            if rows := self.rows.get(table):
                frame = pl.DataFrame(rows, infer_schema_length=None).to_arrow()  # noqa: F841 - DuckDB finds it by its name
                self.con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame")
        build(self.con)

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self.con.execute(sql, list(values)).fetchall()

    def states(self, source: str) -> dict[str, str]:
        """State of each listing now, with its reason where it is closed: "closed listing_absent"."""
        rows = self.ask("SELECT source_id, state, close_reason FROM history.listing WHERE source = ?", source)
        return {id_: " ".join(filter(None, (state, reason))) for id_, state, reason in rows}
