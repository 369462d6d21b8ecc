"""A bad run is undone by voiding it, row for row, and comes back by restoring it."""

from __future__ import annotations

import random

import duckdb
import polars as pl

from tests.warehouse.history.past import Past
from tests.warehouse.history.test_against_a_machine import draw_runs

SOURCES = ("api board 3", "web 5", "api 21", "web 34")


def told(without: str | None = None) -> Past:
    """Four sources through good and bad weeks, their adverts linked across; the run named is left out."""
    past, dice = Past(duckdb.connect()), random.Random(47)
    for source in SOURCES:
        runs = draw_runs(int(source.rpartition(" ")[2]))
        for week, run in enumerate(runs):
            if f"{source}/{week}" != without:
                past.run(
                    source, week, run.ids, run.outcome, unread=run.unread, gone=run.gone, is_removed=run.is_removed,
                    n_listed=run.n_listed,
                )  # fmt: skip
    adverts = sorted(f"{source}/{n}/0" for source in SOURCES for n in range(90))
    for _ in range(60):
        past.link(*dice.sample(adverts, 2), dice.choice(("near_body", "repost_of", "sibling_of")))
    return past


def tables(past: Past) -> dict[str, pl.DataFrame]:
    """Every model, rows in a fixed order, but for the register of sources, which a run leaves behind."""
    past.build()
    names = past.ask(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE schema_name <> 'main' UNION ALL "
        "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE schema_name IN ('history', 'trend', 'report')"
    )
    return {name: past.con.sql(f"SELECT * FROM {name} ORDER BY ALL").pl() for (name,) in names}


def test_void_is_as_if_the_run_had_never_been_and_restore_as_if_it_had_never_been_void() -> None:
    whole = told()
    before = tables(whole)
    assert len(before) > 25
    n_changed = 0
    for source, week in (("api board 3", 0), ("web 5", 7)):
        run_id = whole.rows["crawl_run"][16 * SOURCES.index(source) + week]["run_id"]
        never = tables(told(without=f"{source}/{week}"))
        whole.void(run_id)
        undone = tables(whole)
        assert undone.keys() == never.keys()
        for name, table in undone.items():
            assert table.equals(never[name]), (name, run_id)
        n_changed += sum(not table.equals(before[name]) for name, table in undone.items())
        whole.rows["run_void"].clear()
        restored = tables(whole)
        assert all(restored[name].equals(table) for name, table in before.items())
    assert n_changed > 12, "what was voided should have mattered"
