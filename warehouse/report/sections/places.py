"""Regions, and where the work is done."""

from __future__ import annotations

from typing import Any

from warehouse.report.charts import NO_PLACE, region_chart
from warehouse.report.content import Content
from warehouse.report.page import Block, Section, Subhead, Table
from warehouse.report.words import MISSING, TOO_FEW, count, percent, ratio
from warehouse.statistics.regions import MIN_EMPLOYERS, MIN_VACANCIES

_WORKPLACE = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On site", "unstated": "Not stated"}


def regions(content: Content) -> Section:
    """Twelve regions, UK remote and unlocated; the remote split over all and over stated."""
    blocks: list[Block] = [chart] if (chart := region_chart(content)) else []
    blocks += [_table(content), Subhead("Remote, hybrid, on site"), _split(content)]
    return Section("regions", "Regions", blocks)


def _table(content: Content) -> Table:
    is_new_known = content.weeks["n_new"].item(-1) is not None
    rows = [
        (
            r["region"], count(r["n_open"]), count(r["n_available"]), count(r["n_new"] if is_new_known else None),
            count(r["n_employers"]), *_concentration(r),
        )
        for r in content.regions.to_dicts()
    ]  # fmt: skip
    note = (
        "“Open” splits a vacancy with several places between them, and sums to all vacancies; “available in” counts it "
        "whole in each and does not sum. Concentration: how many times as likely a vacancy there is to be machine "
        f"learning or AI work as in the rest of the UK; shown from {MIN_VACANCIES} such vacancies at {MIN_EMPLOYERS} "
        "employers. “UK remote” has no base; “unlocated” names no UK region."
    )
    heads = ("Region", "Open", "Available in", "New", "Employers", "ML or AI", "Share", "Concentration", "90% interval")
    return Table("UK vacancies by region this week", heads, rows, note)


def _concentration(row: dict[str, Any]) -> tuple[str, ...]:
    if row["region"] in NO_PLACE:
        return (MISSING,) * 4
    if row["n_group"] is None:
        return (count(0), MISSING, TOO_FEW, MISSING)
    shown = count(row["n_group"]), percent(row["share_group"], row["n_open"])
    if row["lq"] is None:
        return (*shown, TOO_FEW, MISSING)
    return (*shown, ratio(row["lq"]), f"{ratio(row['low'])} to {ratio(row['high'])}")


def _split(content: Content) -> Table:
    rows = content.workplace.to_dicts()
    n = sum(r["n_open"] for r in rows)
    stated = sum(r["n_open"] for r in rows if r["workplace"] != "unstated")
    cells = [
        (_WORKPLACE[r["workplace"]], count(r["n_open"]), count(r["n_employers"]), percent(r["share_of_all"], n),
         percent(r["share_of_stated"], stated))
        for r in rows
    ]  # fmt: skip
    note = f"Given twice: over all {count(n)}, and over the {count(stated)} that say. “Not stated” is never on site."
    heads = ("Workplace", "Open", "Employers", "Share of all", "Share of stated")
    return Table("Where the work is done", heads, cells, note)
