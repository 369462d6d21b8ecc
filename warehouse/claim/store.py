"""Verdicts in the warehouse: a week's are written once and replaced where the week is checked again."""

from __future__ import annotations

import duckdb
import polars as pl

from pipelines.week import Week
from warehouse.tables import create_tables, insert


def store_verdicts(con: duckdb.DuckDBPyConnection, verdicts: pl.DataFrame, week: Week) -> None:
    """Replace the week's verdicts by these (schemas.ClaimVerdictTable), in one transaction."""
    create_tables(con)
    con.begin()
    try:
        con.execute("DELETE FROM claim_verdict WHERE week = ?", [str(week)])
        insert(con, "claim_verdict", verdicts)
        con.commit()
    except BaseException:
        con.rollback()
        raise


def changed(con: duckdb.DuckDBPyConnection, week: Week) -> pl.DataFrame:
    """Claims whose verdict differs from the one before: columns of report.claim_change."""
    return con.execute(
        "SELECT * FROM report.claim_change WHERE week = ? AND is_changed ORDER BY claim_id", [str(week)]
    ).pl()
