"""The ledger of printed figures: rows are only added, a change of anything is a new row, and its reason is found."""

from typing import Any

import polars as pl
import pytest

from pipelines.schemas import BreakTable, ReportValueTable
from warehouse.headline import SERIES
from warehouse.vintages import LedgerError, additions, longest, reprinted, revisions

EMPTY = ReportValueTable.create_empty()
NO_BREAKS = BreakTable.create_empty()
FIGURE: dict[str, Any] = {
    "series": "open", "ref_week": "2026-W46", "value": 1000.0, "low": None, "high": None, "n": 1000, "n_runs": 40,
    "vintage": "aaa", "source_list": "sss", "week": "2026-W46", "code_version": "0.1.0", "parser_version": "p1",
    "taxonomy_version": "t1",
}  # fmt: skip
TYPES = {name: column.dtype for name, column in ReportValueTable.columns().items() if name in FIGURE}


def figures(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([FIGURE | row for row in rows], schema={name: TYPES[name] for name in FIGURE})


def ledger(*prints: dict[str, Any]) -> pl.DataFrame:
    """What stands there after these were printed, one report each."""
    table = EMPTY
    for row in prints:
        table = pl.concat([table, additions(figures(row), table)])
    return table


def breaks(*rows: dict[str, Any]) -> pl.DataFrame:
    return BreakTable.validate(
        pl.DataFrame([dict.fromkeys(BreakTable.columns()) | {"note": "said"} | row for row in rows]), cast=True
    )


def voided(run: str, n_printed: int, kind: str = "run_voided", week: str = "2026-W46", nth: int = 1) -> dict[str, Any]:
    return {"break_id": f"event-{nth:05d}", "kind": kind, "run_id": run, "n_printed": n_printed, "week": week}


def why(now: dict[str, Any], table: pl.DataFrame = NO_BREAKS, *first: dict[str, Any]) -> str | None:
    return revisions(figures(now), ledger(*(first or ({},))), table)["why"].item()


def test_the_same_print_again_adds_nothing_whichever_report_it_is_in() -> None:
    table = ledger({})
    assert additions(figures({}), table).is_empty()
    assert additions(figures({"week": "2026-W47"}), table).is_empty()


@pytest.mark.parametrize(
    "change",
    [
        {"value": 1001.0}, {"value": None}, {"low": 1.0, "high": 2e3}, {"n": 999}, {"n_runs": 41}, {"vintage": "bbb"},
        {"source_list": "ttt"}, {"code_version": "0.2.0"}, {"parser_version": "p2"}, {"taxonomy_version": "t2"},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_changes_makes_a_new_row(change: dict[str, Any]) -> None:
    table = ledger({}, change)
    assert table["revision"].to_list() == [0, 1]
    assert table["ordinal"].to_list() == [1, 2]


def test_back_and_forth_is_three_prints() -> None:
    table = ledger({}, {"value": 900.0, "vintage": "bbb"}, {})
    assert table["value"].to_list() == [1000.0, 900.0, 1000.0]
    shown = revisions(figures({}), table, NO_BREAKS).row(0, named=True)
    assert (shown["n_revisions"], shown["change"], shown["why"]) == (2, 0.0, None)


def test_a_gap_that_is_filled_later_is_a_revision() -> None:
    table = ledger({"value": None, "n": 0})
    row = revisions(figures({"n_runs": 42}), table, NO_BREAKS).row(0, named=True)
    assert (row["first_value"], row["value"], row["change"]) == (None, 1000.0, None)
    assert row["why"] == "2 runs of that time came in later"


def test_a_figure_printed_for_the_first_time_is_its_own_first_print() -> None:
    row = revisions(figures({}), EMPTY, NO_BREAKS).row(0, named=True)
    assert (row["first_value"], row["change"], row["n_revisions"], row["why"]) == (1000.0, 0.0, 0, None)


@pytest.mark.parametrize(
    ("now", "reason"),
    [
        ({"vintage": "b", "n_runs": 41}, "1 run of that time came in later"),
        ({"vintage": "b"}, "adverts were found to be copies of each other since, or a run's records were replaced"),
        ({"parser_version": "p2"}, "adverts were read anew, by changed rules"),
        ({"parser_version": "p2", "taxonomy_version": "t2"},
         "adverts were read anew, by changed tables of titles, skills or places"),
        ({"code_version": "0.1.1"}, "the program changed from 0.1.0 to 0.1.1"),
        ({}, "no reason is known"),
        ({"parser_version": "p2", "n_runs": 43, "vintage": "b"},
         "adverts were read anew, by changed rules; 3 runs of that time came in later"),
    ],
    ids=str,
)  # fmt: skip
def test_the_reason_of_a_revision_is_found(now: dict[str, Any], reason: str) -> None:
    assert why(now | {"value": 900.0}) == reason


def test_a_voided_run_is_the_reason_only_where_it_was_voided_after_the_first_print() -> None:
    now = {"value": 900.0, "vintage": "b", "n_runs": 39}
    assert why(now, breaks(voided("board@1", n_printed=1))) == "run board@1 was left out: said"
    assert why(now, breaks(voided("board@1", n_printed=0))) != "run board@1 was left out: said"
    assert "board@1" not in str(why(now, breaks(voided("board@1", n_printed=1, week="2026-W47"))))


def test_a_voiding_taken_back_explains_nothing_and_one_that_stood_before_does() -> None:
    undone = breaks(voided("a@1", 1), voided("a@1", 1, "run_restored", nth=2))
    assert "a@1" not in str(why({"value": 900.0, "vintage": "b"}, undone))
    restored = breaks(voided("a@1", 0), voided("a@1", 1, "run_restored", nth=2))
    assert why({"value": 1100.0, "vintage": "b", "n_runs": 41}, restored) == "run a@1 counts again"


def test_late_runs_are_told_from_voided_ones() -> None:
    table = breaks(voided("a@1", 1))
    assert why({"value": 1.0, "n_runs": 41, "vintage": "b"}, table) == (
        "run a@1 was left out: said; 2 runs of that time came in later"
    )


def test_a_method_explains_figures_printed_before_it() -> None:
    method = {"break_id": "m", "kind": "method", "code_version": "0.2.0", "series": "share", "note": "shares anew"}
    new = {"value": 0.5, "code_version": "0.10.0"}
    of_share = {"series": "share_remote"}
    assert why(new | of_share, breaks(method), of_share) == "shares anew"
    assert why(new, breaks(method)) == "the program changed from 0.1.0 to 0.10.0"
    later = of_share | {"code_version": "0.2.0"}
    assert why(new | of_share, breaks(method), later) == "the program changed from 0.2.0 to 0.10.0"


def test_of_two_copies_the_longer_is_kept_where_one_is_the_others_beginning() -> None:
    long = ledger({}, {"value": 900.0}, {"value": 901.0})
    assert longest(long.head(1), long).equals(long)
    assert longest(long, EMPTY).equals(long)


@pytest.mark.parametrize(
    "change",
    [
        pl.lit(5.0).alias("value"), pl.lit("x").alias("vintage"), pl.lit("2026-W01").alias("ref_week"),
        pl.lit("0" * 32).alias("seal"), pl.col("ordinal") + 1,
    ],
    ids=["value", "vintage", "week", "seal", "ordinal"],
)  # fmt: skip
def test_a_changed_row_is_found_with_the_other_copy_and_without(change: pl.Expr) -> None:
    true = ledger({}, {"value": 900.0})
    changed = true.with_columns(change)
    with pytest.raises(LedgerError, match="row 1 differs"):
        longest(true, changed)
    with pytest.raises(LedgerError, match="row 1 is not as it was printed"):
        longest(changed, EMPTY)


def test_a_lost_row_in_the_middle_is_found() -> None:
    true = ledger({}, {"value": 900.0}, {"value": 901.0})
    with pytest.raises(LedgerError, match="row 2"):
        longest(true.filter(pl.col("ordinal") != 2), EMPTY)


def stamp(**change: Any) -> pl.DataFrame:
    names = ["ref_week", "n_runs", "vintage", "source_list", "code_version", "parser_version", "taxonomy_version"]
    return figures(change).select(*names, week=pl.lit("2026-W47"))


def whole_week(*but: str) -> pl.DataFrame:
    return additions(figures(*({"series": name} for name in SERIES if name not in but)), EMPTY)


def test_a_week_that_stands_on_the_same_is_printed_as_it_was() -> None:
    table = whole_week()
    again = reprinted(stamp(), table)
    assert again.height == len(SERIES)
    assert again["week"].unique().to_list() == ["2026-W47"]
    assert additions(again, table).is_empty()


@pytest.mark.parametrize(
    "change",
    [{"vintage": "b"}, {"n_runs": 41}, {"source_list": "t"}, {"code_version": "0.1.0+b"}, {"parser_version": "p2"}],
    ids=str,
)
def test_a_week_that_stands_on_anything_else_is_worked_out_anew(change: dict[str, Any]) -> None:
    assert reprinted(stamp(**change), whole_week()).is_empty()


def test_a_week_is_reprinted_whole_or_not_at_all() -> None:
    assert reprinted(stamp(), whole_week("salary_median")).is_empty()


def test_after_another_print_the_older_one_is_not_taken() -> None:
    table = whole_week()
    table = pl.concat([table, additions(figures({"vintage": "b", "value": 2.0}), table)])
    assert reprinted(stamp(), table).is_empty()
