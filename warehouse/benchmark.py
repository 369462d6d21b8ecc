"""Our weekly series in the shape of outside ones: vacancies open and new, share of AI, open by region and town."""

from __future__ import annotations

import duckdb
import polars as pl

from warehouse.statistics.benchmark import SERIES, place_key

_SQL = """
    SELECT 'total postings' AS measure, 'UK' AS unit, monday_on, n_open::DOUBLE AS value, n_open::DOUBLE AS n
    FROM report.week_total
    UNION ALL
    SELECT 'new postings', 'UK', monday_on, n_new, n_new FROM report.week_total
    WHERE monday_on IN (SELECT monday_on FROM trend.source_week WHERE n_complete_weeks_before >= 3)
    UNION ALL
    SELECT 'ai_share', 'UK', monday_on, n_ml_ai / n_open, n_open FROM report.week_total
    UNION ALL
    SELECT 'region', region, monday_on, n_open, n_open FROM trend.region_week
    UNION ALL
    SELECT 'city', town, monday_on, count(*), count(*)
    FROM trend.vacancy_week WHERE town IS NOT NULL GROUP BY town, monday_on
    ORDER BY ALL
"""


def ours(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The columns of SERIES and n, every week. Counts as they are: sources come and go, and a reader must be told."""
    table = con.execute(_SQL).pl()
    is_place = pl.col("measure").is_in(["region", "city"])
    key = pl.col("unit").map_elements(place_key, return_dtype=pl.String)
    named = table.with_columns(unit=pl.when(is_place).then(key).otherwise("unit"))
    summed = named.group_by("measure", "unit", "monday_on").agg(pl.col("value", "n").sum().round(6))
    return summed.select(*SERIES, "n").sort(pl.all())


def is_simulated(con: duckdb.DuckDBPyConnection) -> bool:
    """Does any source of the warehouse hold invented adverts?"""
    found = con.execute("SELECT count(*) FROM source WHERE is_simulated").fetchone()
    return bool(found and found[0])
