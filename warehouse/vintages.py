"""What reports printed, kept for good: a ledger to which rows are only added, and what became of each first print.

A figure of a week is printed in that week's report and again, as the data and the method then have it, in the seven
after it. It gets a new row only where something changed: its value, the data behind it (vintage) or a version.
Each row carries a seal, the md5 of the row and of the seal before it. Source: statistics contract, section 7.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import Any

import polars as pl

from pipelines.schemas import ReportValueTable
from warehouse.headline import SERIES

LEDGER = ReportValueTable.create_empty().schema
_KEY = ["series", "ref_week"]
_STANDS_ON = ["n_runs", "vintage", "source_list"]
_VERSIONS = ["code_version", "parser_version", "taxonomy_version"]
# What makes a print another print; week, the report's, is not of it.
_SAYS = ["value", "low", "high", "n", *_STANDS_ON, *_VERSIONS]
_FIGURE = [name for name in LEDGER if name not in ("ordinal", "revision", "seal")]
_SEALED = [name for name in LEDGER if name != "seal"]


class LedgerError(ValueError):
    """The ledger of printed figures was changed, or two copies of it say different things."""


def additions(figures: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """The rows to add to the ledger for a report: none where the same was printed last.

    ``figures``: one row a series and ref_week, columns as schemas.ReportValueTable but for ordinal, revision and seal.
    Gives rows of that schema, sealed, in the order of ``figures``.
    """
    last = ledger.sort("ordinal").unique(_KEY, keep="last").select(*_KEY, "revision", *_SAYS)
    both = figures.join(last, on=_KEY, how="left", suffix="_last", maintain_order="left")
    is_news = pl.col("revision").is_null() | pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_last")) for name in _SAYS
    )
    rows = both.filter(is_news).with_row_index("ordinal", ledger.height + 1)
    rows = rows.with_columns(pl.col("revision").fill_null(-1) + 1, seal=pl.lit("")).select(LEDGER.keys())
    seal = ledger.sort("ordinal")["seal"].item(-1) if ledger.height else ""
    return ReportValueTable.validate(rows.with_columns(pl.Series("seal", _seals(rows, seal), pl.String)), cast=True)


def stamped(stands_on: pl.DataFrame, week: str, code: str, parser: str, taxonomy: str) -> pl.DataFrame:
    """What headline.vintages gives, with the report's week and the versions that make its figures."""
    versions = dict(zip(_VERSIONS, (code, parser, taxonomy), strict=True))
    return stands_on.with_columns(**{name: pl.lit(value) for name, value in ({"week": week} | versions).items()})


def reprinted(stamp: pl.DataFrame, ledger: pl.DataFrame) -> pl.DataFrame:
    """Figures that are as last printed, for data and versions are: rows for ``additions``, of whole weeks only.

    ``stamp``: from ``stamped``, a row a ref_week. So a report costs what is new in it.
    """
    last = ledger.sort("ordinal").unique(_KEY, keep="last").drop("week")
    same = stamp.join(last, on=["ref_week", *_STANDS_ON, *_VERSIONS]).filter(pl.col("series").is_in(list(SERIES)))
    is_whole = pl.len().over("ref_week") == len(SERIES)
    return same.filter(is_whole).select(_FIGURE)


def _seals(rows: pl.DataFrame, before: str) -> list[str]:
    """As the law printed_figures_stay recomputes them: nine significant digits, a dash for null."""
    seals = []
    for row in rows.select(_SEALED).iter_rows():
        before = hashlib.md5("|".join([before, *map(_text, row)]).encode(), usedforsecurity=False).hexdigest()
        seals.append(before)
    return seals


def _text(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.9g}" if isinstance(value, float) else str(value)


def longest(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Of two copies of the ledger the longer: one must be the other's beginning, and its seals must hold.

    Raises LedgerError naming the first row that is not as it was printed.
    """
    short, long = sorted((one.sort("ordinal"), other.sort("ordinal")), key=lambda copy: copy.height)
    for row, (a, b) in enumerate(zip(short.iter_rows(), long.iter_rows(), strict=False), start=1):
        if a != b:
            raise LedgerError(f"row {row} differs between the ledger's file and the warehouse: {a} and {b}")
    for row, (seal, right) in enumerate(zip(long["seal"], _seals(long, ""), strict=True), start=1):
        if seal != right:
            raise LedgerError(f"row {row} is not as it was printed: {long.row(row - 1)}")
    return long


REVISION = {
    "series": pl.String, "ref_week": pl.String, "first_value": pl.Float64, "value": pl.Float64, "low": pl.Float64,
    "high": pl.Float64, "n": pl.Int64, "change": pl.Float64, "n_revisions": pl.Int64, "first_vintage": pl.String,
    "vintage": pl.String, "why": pl.String,
}  # fmt: skip


def revisions(figures: pl.DataFrame, ledger: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """The columns of REVISION: each figure's first print against now, and why they differ (null: they do not).

    ``figures`` as in ``additions``; ``breaks``: the table break, whose changes after the first print are named.
    n_revisions counts the values printed since that differ from the one before, this one included.
    """
    rows = [_revision(row, ledger, breaks) for row in figures.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=REVISION, orient="row")


def _revision(now: dict[str, Any], ledger: pl.DataFrame, breaks: pl.DataFrame) -> dict[str, Any]:
    prints = ledger.filter(pl.col("series") == now["series"], pl.col("ref_week") == now["ref_week"]).sort("ordinal")
    values = [*prints["value"], now["value"]]
    first = prints.row(0, named=True) if prints.height else now
    differs = first["value"] != now["value"]
    known = first["value"] is not None and now["value"] is not None
    return {name: now[name] for name in REVISION if name in now} | {
        "first_value": first["value"],
        "change": now["value"] - first["value"] if known else None,
        "n_revisions": sum(a != b for a, b in pairwise(values)),
        "first_vintage": first["vintage"],
        "why": "; ".join(_reasons(first, now, breaks)) if differs else None,
    }


def _reasons(first: dict[str, Any], now: dict[str, Any], breaks: pl.DataFrame) -> list[str]:
    """What happened between two prints that could change the figure; never empty."""
    named = [row for row in breaks.iter_rows(named=True) if _touches(row, now)]
    methods = [row["note"] for row in named if row["kind"] == "method" and _came_between(row, first, now)]
    events = _standing([row for row in named if row["run_id"] and row["n_printed"] >= first["ordinal"]])
    undone = [row for row in events if row["kind"] == "run_voided"]
    found = [*methods, *_reread(first, now, methods), *map(_said, events)]
    late = now["n_runs"] - first["n_runs"] + len(undone) - (len(events) - len(undone))
    if late > 0:
        found.append(f"{late} {'run' if late == 1 else 'runs'} of that time came in later")
    if not found and first["vintage"] != now["vintage"]:
        found.append("adverts were found to be copies of each other since, or a run's records were replaced")
    return found or ["no reason is known"]


def _touches(change: dict[str, Any], figure: dict[str, Any]) -> bool:
    is_series = change["series"] is None or figure["series"].startswith(change["series"])
    return is_series and (change["week"] is None or change["week"] <= figure["ref_week"])


def _came_between(change: dict[str, Any], first: dict[str, Any], now: dict[str, Any]) -> bool:
    return _version(first["code_version"]) < _version(change["code_version"]) <= _version(now["code_version"])


def _version(text: str) -> tuple[int, ...]:
    """0.2.0+4c1d: the digest after the plus has no order."""
    return tuple(int(part) for part in text.partition("+")[0].split("."))


def _reread(first: dict[str, Any], now: dict[str, Any], methods: list[str]) -> list[str]:
    if first["taxonomy_version"] != now["taxonomy_version"]:
        return ["adverts were read anew, by changed tables of titles, skills or places"]
    if first["parser_version"] != now["parser_version"]:
        return ["adverts were read anew, by changed rules"]
    if first["code_version"] != now["code_version"] and not methods:
        return [f"the program changed from {first['code_version']} to {now['code_version']}"]
    return []


def _standing(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The last event of each run; none of a run that is as it was before them (voided and restored)."""
    by_run: dict[str, list[dict[str, Any]]] = {}
    for event in sorted(events, key=lambda e: str(e["break_id"])):
        by_run.setdefault(event["run_id"], []).append(event)
    return [of_run[-1] for of_run in by_run.values() if len(of_run) % 2]


def _said(event: dict[str, Any]) -> str:
    if event["kind"] == "run_voided":
        return f"run {event['run_id']} was left out: {event['note']}"
    return f"run {event['run_id']} counts again"


def words(series: str) -> tuple[str, str]:
    """How a series is called, and its unit: count, share, year; a series of a later version by its own name."""
    return SERIES.get(series, (series, "count"))
