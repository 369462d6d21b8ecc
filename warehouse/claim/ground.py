"""What a claim is checked against: the published tables as they stood in one week, read by queries that are shown.

The rows behind a number come from one of three views of the vacancies (``sql/*.sql``). The rows of a span of weeks
are made once a check, as a temporary table; the query that is shown holds the view in full and runs anywhere.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

import duckdb
import polars as pl

from pipelines.week import Week
from warehouse.claim.population import Condition, Value, shown
from warehouse.statistics.emerging import Trend, trend

View = Literal["stock", "arrivals", "ever"]
_SQL = Path(__file__).with_name("sql")


class Span(NamedTuple):
    """Weeks by their Mondays, both ends in."""

    since: date
    until: date

    @classmethod
    def ending(cls, week: Week, weeks: int) -> Span:
        return cls(week.shift(1 - weeks).monday, week.monday)

    def __str__(self) -> str:
        return f"{Week.of(self.since)} to {Week.of(self.until)}"


class Arm(NamedTuple):
    """Rows of one population in one span: ``columns`` and ``join`` are SQL over ``v``, their values bound."""

    view: View
    span: Span
    population: Condition
    columns: str
    values: dict[str, Value]
    side: str = "this"
    join: str = ""

    def select(self, seen: str) -> str:
        return (
            f"SELECT '{self.side}' AS side, v.vacancy_id, v.advert_id, v.source, v.monday_on, v.employer, v.title_raw, "
            f"{self.columns}\nFROM {seen} AS v{self.join}\nWHERE {self.population.sql}"
        )


class Query(NamedTuple):
    """One question for the rows behind a number: one population, or two that are compared (``side``)."""

    arms: tuple[Arm, ...]

    @property
    def values(self) -> dict[str, Value]:
        return {name: value for arm in self.arms for name, value in (arm.population.values | arm.values).items()}

    @property
    def shown(self) -> str:
        """The whole statement with its values written in: it runs on the published file as it stands."""
        spans = dict.fromkeys((arm.view, arm.span) for arm in self.arms)
        seen = [
            f"{_name(view, span)} AS (\n{_indented(shown(_view(view), {'since': span.since, 'until': span.until}))}\n)"
            for view, span in spans
        ]
        return f"WITH {', '.join(seen)}\n{shown(self.select, self.values)}\nORDER BY ALL"

    @property
    def select(self) -> str:
        return "\nUNION ALL\n".join(arm.select(_name(arm.view, arm.span)) for arm in self.arms)


class Ground:
    """A week's tables, asked by Query. One a check: it keeps the rows of the spans asked for."""

    def __init__(self, con: duckdb.DuckDBPyConnection, week: Week) -> None:
        """``con`` may be read-only: only temporary tables are made."""
        self.con = con
        self.week = week
        self._made: set[tuple[View, Span]] = set()

    def span(self, weeks: int, weeks_ago: int = 0) -> Span:
        return Span.ending(self.week.shift(-weeks_ago), weeks)

    def ask(self, query: Query, outer: str = "FROM rows ORDER BY ALL") -> pl.DataFrame:
        """The rows, or what ``outer`` makes of them (SQL over ``rows``)."""
        for arm in query.arms:
            self._make(arm.view, arm.span)
        return self.con.execute(f"WITH rows AS (\n{query.select}\n)\n{outer}", query.values).pl()

    def close(self) -> None:
        for view, span in self._made:
            self.con.execute(f"DROP TABLE {_name(view, span)}")
        self._made.clear()

    @cached_property
    def source_week(self) -> pl.DataFrame:
        """trend.source_week up to the week."""
        return self.con.execute(
            "SELECT * FROM trend.source_week WHERE monday_on <= ? ORDER BY monday_on, source", [self.week.monday]
        ).pl()

    @cached_property
    def trends(self) -> dict[str, Trend]:
        """The labels of the week, of titles and of skills."""
        return {
            "titles": self._trend("trend.title_flow", "title_family", "n_new"),
            "skills": self._trend("trend.skill_flow", "skill_id", "n_described"),
        }

    def _trend(self, flow: str, unit: str, of: str) -> Trend:
        new, totals = (
            self.con.execute(f"SELECT * FROM {table} WHERE monday_on <= ? ORDER BY ALL", [self.week.monday]).pl()
            for table in (flow, "trend.vacancy_flow")
        )
        totals = totals.with_columns(n_new=pl.col(of)).filter(pl.col("n_new") > 0)
        return trend(new.rename({unit: "unit"}), totals, self.source_week, self.week)

    @cached_property
    def first_monday(self) -> date | None:
        """Of the week in which anything was first seen."""
        found = self.con.execute("SELECT min(monday_on) FROM trend.source_week").fetchone()
        return found[0] if found else None

    def _make(self, view: View, span: Span) -> None:
        if (view, span) in self._made:
            return
        limits = {"since": span.since, "until": span.until}
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {_name(view, span)} AS {_view(view)}", limits)
        self._made.add((view, span))


def _name(view: View, span: Span) -> str:
    return f"{view}_{span.since:%Y%m%d}_{span.until:%Y%m%d}"


def _view(view: View) -> str:
    lines = (_SQL / f"{view}.sql").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
