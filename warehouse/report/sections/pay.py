"""Pay: salaries by level and area, salaries by title, day rates; never mixed, never annualised."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.report.charts import pay_chart
from warehouse.report.content import Content
from warehouse.report.page import Block, Section, Table, Text
from warehouse.report.words import MISSING, TOO_FEW, count, percent, pounds, said
from warehouse.statistics.pay import MEDIAN_EMPLOYERS, MEDIAN_VACANCIES, QUARTILE_EMPLOYERS

_HEADS = ("Stated", "Employers", "Share stating pay", "Median", "90% interval", "Lower quartile", "Upper quartile")
_WHY = (
    f"Stated base pay in pounds only, midpoint of a range, last 13 weeks. “Too few to say”: below {MEDIAN_VACANCIES} "
    f"vacancies or {MEDIAN_EMPLOYERS} employers a median is not shown; quartiles need {QUARTILE_EMPLOYERS} employers."
)


def pay(content: Content) -> Section:
    """The three products, each in its own table."""
    blocks: list[Block] = [chart] if (chart := pay_chart(content)) else []
    blocks.append(_table(content.pay_levels, "year", ("Level", "Area"), "Salaries of machine learning and AI roles"))
    blocks.append(_table(content.pay_titles, "year", ("Title",), "Salaries by title, the 25 with most stated pay"))
    blocks.append(_table(content.day_rates, "day", ("IR35",), "Day rates of technology contracts"))
    return Section("pay", "Pay", blocks)


def _table(frame: pl.DataFrame, period: str, heads: tuple[str, ...], caption: str) -> Block:
    if frame.is_empty():
        return Text(f"{caption}: no such vacancy in the last 13 weeks.")
    keys = frame.columns[: len(heads)]
    rows = [(*(_key(r[k]) for k in keys), count(r["n"]), *_cells(r, period)) for r in frame.to_dicts()]
    unit = "pounds a year" if period == "year" else "pounds a day"
    return Table(f"{caption}, {unit}", (*heads, "Vacancies", *_HEADS), rows, _WHY, n_text=len(heads))


def _key(value: str) -> str:
    return "not stated" if value == "unstated" else said(value)


def _cells(row: dict[str, Any], period: str) -> tuple[str, ...]:
    seen = count(row["n_stated"]), count(row["n_employers"]), percent(row["stated_rate"], row["n"])
    if row["median"] is None:
        return (*seen, TOO_FEW, MISSING, MISSING, MISSING)
    ends = row["low"], row["high"]
    median, low, high, p25, p75 = (pounds(row[k], *ends, period) for k in ("median", "low", "high", "p25", "p75"))
    return (*seen, median, f"{low} to {high}", p25, p75)
