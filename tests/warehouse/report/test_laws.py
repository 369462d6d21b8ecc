"""The laws of a report: each printed table is made wrong in every way that a law forbids, and the law says so."""

from collections.abc import Callable

import duckdb
import polars as pl
import pytest

from warehouse.check import REPORT_CHECKS, LawBrokenError, check_report
from warehouse.report.content import Content
from warehouse.report.render import checked_tables

Wrong = Callable[[pl.DataFrame], pl.DataFrame]


def set_to(**columns: object) -> Wrong:
    return lambda table: table.with_columns(
        **{name: value if isinstance(value, pl.Expr) else pl.lit(value) for name, value in columns.items()}
    )


def labelled(label: str, **columns: object) -> Wrong:
    """Every unit with this label, and enough of all else, but for what is given."""
    enough = {"n_recent": 20, "n_base": 20, "n_employers": 9, "n_platforms": 3, "theta": 1.0, "q_value": 0.01}
    return set_to(label=label, **(enough | columns))


WRONGS: dict[str, list[tuple[str, Wrong]]] = {
    "interval_holds_its_estimate": [
        ("pay_levels", set_to(low=pl.col("median") + 1)),
        ("pay_titles", set_to(high=pl.lit(None, pl.Float64))),
        (
            "day_rates",
            lambda table: table.clear().with_columns().vstack(_day_rate(table, median=500.0, low=501.0, high=502.0)),
        ),
        ("regions", set_to(low=pl.col("high"), high=pl.col("low"))),
        ("regions", set_to(lq=float("nan"))),
        ("title_trend", set_to(high_pct=pl.col("change_pct") - 1)),
        ("skill_trend", set_to(low_pct=pl.col("change_pct") + 1)),
        ("figures", set_to(low=2.0, high=1.0)),
        ("figures", set_to(low=pl.lit(None, pl.Float64))),
    ],
    "thin_cells_are_empty": [
        ("pay_levels", set_to(n_employers=7)),
        ("pay_levels", set_to(n_stated=14)),
        ("pay_titles", set_to(n_employers=11)),
        ("regions", set_to(n_group=4.0)),
        ("figures", set_to(n=14)),
    ],
    "label_has_its_counts": [
        ("title_trend", labelled("emerging", n_employers=3)),
        ("title_trend", labelled("emerging", n_platforms=1)),
        ("title_trend", labelled("emerging", theta=-1.0)),
        ("title_trend", labelled("emerging", q_value=0.11)),
        ("title_trend", labelled("emerging", n_recent=3, n_base=4)),
        ("skill_trend", labelled("declining")),
        ("skill_trend", labelled("declining", theta=-1.0, q_value=0.2)),
        ("skill_trend", labelled("steady", n_recent=1, n_base=6)),
        ("skill_trend", labelled("new")),
        ("skill_trend", labelled("rising")),
        ("skill_trend", set_to(label=pl.lit(None, pl.String))),
    ],
    "no_growth_over_changed_sources": [("report", set_to(overlap_rate=0.69)), ("report", set_to(overlap_rate=None))],
    "parts_sum_in_print": [
        ("workplace", set_to(share_of_all=pl.col("share_of_all") * 1.01)),
        ("workplace", set_to(share_of_stated=pl.col("share_of_all"))),
        ("workplace", set_to(n_open=pl.col("n_open") + 1)),
        ("regions", set_to(n_open=pl.col("n_open") + 1)),
    ],
    "number_matches_its_rows": [
        ("figures", set_to(value=pl.col("value") + 1)),
        ("titles", set_to(n_open=pl.col("n_open") + 1)),
    ],
    "pay_is_of_one_product": [
        ("pay_titles", set_to(n_stated=pl.col("n_stated") + 1)),
        ("pay_titles", set_to(n_stated=pl.col("n_stated") - 1)),
        ("pay_levels", set_to(n_stated=pl.col("n_stated") + 500)),
        ("day_rates", lambda table: table.clear().vstack(_day_rate(table, n_stated=3))),
    ],
}


def _day_rate(table: pl.DataFrame, **cells: object) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(table.columns) | {"ir35": "outside"} | cells], schema=table.schema)


def test_every_law_has_its_wrongs() -> None:
    assert set(WRONGS) == {path.stem for path in REPORT_CHECKS.glob("*.sql")}


def test_a_true_report_breaks_no_law(full: Content, warehouse: duckdb.DuckDBPyConnection) -> None:
    check_report(warehouse, checked_tables(full))
    assert not warehouse.execute("SELECT view_name FROM duckdb_views() WHERE view_name LIKE 'printed%'").fetchall()


@pytest.mark.parametrize(
    ("law", "table", "wrong"),
    [(law, *wrong) for law, wrongs in WRONGS.items() for wrong in wrongs],
    ids=[f"{law}-{table}-{n}" for law, wrongs in WRONGS.items() for n, (table, _) in enumerate(wrongs)],
)
def test_every_law_can_be_broken(
    full: Content, warehouse: duckdb.DuckDBPyConnection, law: str, table: str, wrong: Wrong
) -> None:
    tables = checked_tables(full)
    made_wrong = wrong(tables[table])
    assert made_wrong.height, "a table without rows cannot be wrong"
    with pytest.raises(LawBrokenError, match=f"law {law} is broken"):
        check_report(warehouse, tables | {table: made_wrong})
