"""Revisions: what the last eight weeks' headline figures were when first printed, what they are now, and why."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.report.content import Content
from warehouse.report.page import Block, Section, Table, Text
from warehouse.report.words import MISSING, count, listing, percent, plural, pounds, said, signed
from warehouse.vintages import words

_KINDS = {
    "source_added": "Sources first read", "source_lost": "Sources no longer read", "source_back": "Sources read again",
    "run_voided": "Runs left out", "run_restored": "Runs that count again", "method": "Method",
    "program": "Program", "rules": "Rules of reading", "tables": "Tables of titles, skills and places",
}  # fmt: skip


def revisions(content: Content) -> Section:
    """The table of first print and now, the reasons, and the breaks of these weeks."""
    changed = content.revisions.filter(pl.col("why").is_not_null())
    n = content.revisions.height
    text = (
        f"Each report prints the headline figures of its week and of the seven before it. Of the {plural(n, 'figure')} "
        f"below, {count(changed.height) if changed.height else 'none'} now differ from what was first printed. What "
        "was printed is kept: a figure gets a new line in the table report_value, and no line is ever changed."
    )
    blocks: list[Block] = [Text(text), _first_and_now(content.revisions)]
    if changed.height:
        blocks.append(_reasons(changed))
    blocks.append(_breaks(content.breaks))
    return Section("revisions", "Revisions", blocks)


def _first_and_now(table: pl.DataFrame) -> Table:
    weeks = table["ref_week"].unique().sort().to_list()
    rows = []
    for series in table["series"].unique(maintain_order=True):
        of_week = {row["ref_week"]: row for row in table.filter(pl.col("series") == series).to_dicts()}
        rows.append((words(series)[0], *(_cell(of_week[week]) for week in weeks)))
    note = (
        "An arrow leads from the first print to the figure of today, where they differ as printed. A dash: no usable "
        "run, too few to print, or a change that may not be claimed."
    )
    return Table("Headline figures, first print and now", ("Figure", *weeks), rows, note)


def _cell(row: dict[str, Any]) -> str:
    now, first = _figure(row, "value"), _figure(row, "first_value")
    return now if now == first else f"{first} → {now}"


def _figure(row: dict[str, Any], which: str) -> str:
    value, unit = row[which], words(row["series"])[1]
    if value is None:
        return MISSING
    if unit == "share":
        return percent(value, row["n"])
    if unit == "ratio":
        return signed(100 * (value - 1))
    if unit == "year":
        # a first print has no interval here: it is rounded as its successor is, or finest
        return pounds(value, row["low"] or value, row["high"] or value, unit)
    return count(value)


def _reasons(changed: pl.DataFrame) -> Table:
    by_reason = changed.group_by("ref_week", "why").agg("series").sort("ref_week", "why", descending=[True, False])
    rows = [
        (row["ref_week"], listing([words(series)[0] for series in row["series"]]), said(row["why"], 400))
        for row in by_reason.to_dicts()
    ]
    return Table("Why they differ", ("Week", "Figures", "Reason"), rows, n_text=3)


def _breaks(breaks: pl.DataFrame) -> Block:
    if breaks.is_empty():
        return Text("No source came or went in these weeks, no run was left out, and the method stayed.")
    grouped = breaks.group_by("week", "kind", "note", maintain_order=True).agg("subject")
    rows = [
        (row["week"], _KINDS[row["kind"]], listing([said(s) for s in row["subject"] if s]), said(row["note"], 300))
        for row in grouped.to_dicts()
    ]
    note = (
        "A figure may differ across such a line though the market did not. Columns that count open vacancies bend most."
    )
    return Table("Breaks in these weeks", ("Week", "What", "Which", "Note"), rows, note, n_text=4)
