"""What we saw: how many adverts, from which sources, and how much of each fact they state."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.report.charts import weekly_chart
from warehouse.report.content import Content
from warehouse.report.findings import MIN_OVERLAP, no_growth_reason
from warehouse.report.page import Block, Figures, Items, Section, Table, Text
from warehouse.report.words import MISSING, count, listing, percent, plural, said, week_days

OUTCOME = {"complete": "complete", "partial": "partial", "failed": "failed", "skipped_by_policy": "skipped by policy"}
NO_RUN = "no run"
SOURCES_SHOWN = 300
BURN_IN = 3  # complete weeks before a source's arrivals are news
_STATED = (
    ("n_employer", "the employer"), ("n_pay_stated", "pay"), ("n_region", "a UK region"),
    ("n_workplace", "remote, hybrid or on site"),
    ("n_seniority", "a level"), ("n_contract", "a contract type"), ("n_title_family", "a title that a family knows"),
    ("n_full_text", "the full text (not a snippet)"),
)  # fmt: skip
# Facts that the report counts, by their name in the table of accuracy.
_MEASURED = {
    "title_core": "The occupation in the title", "seniority": "Level", "region": "Region", "town": "Town",
    "workplace": "Remote, hybrid or on site", "contract": "Contract type", "ir35": "Inside or outside IR35",
    "pay": "Pay", "is_ml_ai": "Machine learning or AI", "skills": "Skills",
}  # fmt: skip
_OF_SKILLS = ("F1 (exact name)", "F1 (exact name), employers unknown to us, with the trained component")


def lead(content: Content) -> list[str]:
    """The first lines of the page: what it rests on, and why no trend is claimed where none is."""
    total, sources = content.total, content.sources
    lines = [
        f"{plural(total['n_open'], 'UK vacancy', 'UK vacancies')} open at {plural(total['n_employers'], 'employer')}, "
        f"as advertised at {count(usable(content))} of {plural(sources.height, 'public source')} in the week of "
        f"{week_days(content.week)}. Everything here describes the adverts that these sources showed."
    ]
    if reason := no_growth_reason(content):
        lines.append(f"No trend is claimed: {reason}. What follows describes the adverts seen this week.")
    elif content.title_trend.windows and content.title_trend.windows.is_provisional:
        lines.append(
            "Trends are provisional: with less than 65 weeks of history, the last 13 weeks are compared with only the "
            "13 before them, so a season can look like a trend."
        )
    return lines


def warning(content: Content) -> str | None:
    """That the adverts are invented, where they are."""
    invented = content.sources.filter(pl.col("is_simulated")).height
    if not invented:
        return None
    which = "Every" if invented == content.sources.height else f"{count(invented)} of {count(content.sources.height)}"
    return (
        f"{which} source of this report is simulated: its employers, adverts and numbers are invented, to show what a "
        "report looks like. Nothing here describes the real job market."
    )


def usable(content: Content) -> int:
    """Sources with a complete or partial run this week."""
    return content.sources.filter(pl.col("outcome").is_in(["complete", "partial"]).fill_null(False)).height


def coverage(content: Content) -> Section:
    """What we saw."""
    blocks: list[Block] = [Figures(_figures(content)), Items([*_changes(content), *_cautions(content)])]
    if chart := weekly_chart(content):
        blocks.append(chart)
    blocks += [_stated(content), _accuracy(content)]
    blocks.append(_rejects(content))
    return Section("seen", "What we saw", blocks)


def _figures(content: Content) -> list[tuple[str, str]]:
    total = content.total
    new = content.weeks["n_new"].item(-1)
    return [
        (count(total["n_open"]), "open vacancies"),
        (count(new), "new this week" if new is not None else "new: not known until a source's fourth week"),
        (count(total["n_employers"]), "employers"),
        (f"{count(usable(content))} of {count(content.sources.height)}", "sources read"),
        (count(total["n_ml_ai"]), "machine learning or AI"),
    ]


def _changes(content: Content) -> list[str]:
    """Sources added, lost and degraded, by name, each with its reason."""
    rows = {r["source"]: r for r in content.sources.to_dicts()}
    added, lost = content.sources_added, content.sources_lost
    degraded = [s for s in content.sources_degraded if s not in lost]

    def why(source: str) -> str:
        row = rows.get(source)
        if row is None:
            return f"{said(source)} (no run expected or made)"
        outcome = OUTCOME.get(row["outcome"], NO_RUN)
        proof = f": {said(row['proof'])}" if row["proof"] else ""
        return f"{said(row['name'])} ({outcome}{proof})"

    if not (added or lost or degraded):
        return ["No source was added, lost, or read only in part."]
    if added and len(added) == len(rows):
        first = f"All {plural(len(added), 'source')} are new: this is their first week."
    else:
        first = f"Sources added: {listing([said(rows[s]['name']) for s in added])}."
    return [
        first,
        f"Sources lost, seen in the 13 weeks before and not now: {listing([why(s) for s in lost])}.",
        f"Sources read only in part, or not: {listing([why(s) for s in degraded])}.",
    ]


def _cautions(content: Content) -> list[str]:
    total = content.total
    twice, n = total["n_listed_twice"], total["n_open"]
    copies = f"{plural(twice, 'vacancy', 'vacancies')} ({percent(twice / n, n)})" if twice else "No vacancies"
    lines = [
        f"{copies} stood in several adverts at once and are counted once: {count(total['n_listings'])} adverts for "
        f"{plural(n, 'open vacancy', 'open vacancies')}. A copy reworded past recognition still counts by itself."
    ]
    if content.overlap_rate is not None:
        lines.append(
            f"{percent(content.overlap_rate, n)} of the open vacancies stand at sources that were complete in both "
            f"windows of comparison (below {MIN_OVERLAP:.0%}, no growth is claimed)."
        )
    return lines


def _stated(content: Content) -> Table:
    n = content.total["n_open"]
    rows = [(what.capitalize() if what != "a UK region" else "A UK region", count(content.total[key]),
             percent(content.total[key] / n, n)) for key, what in _STATED]  # fmt: skip
    return Table("How many open vacancies say what", ("Fact", "Vacancies", "Share of all"), rows)


def _accuracy(content: Content) -> Table:
    """How often the facts that this report counts are read right."""
    rows = [
        (fact, r["measure"], MISSING if r["value"] is None else f"{r['value']:.2f}", count(r["n_adverts"]))
        for name, fact in _MEASURED.items()
        for r in content.accuracy.filter(pl.col("adverts") == "all", pl.col("fact") == name).to_dicts()
        if name != "skills" or r["measure"] in _OF_SKILLS
    ]
    note = (
        "Our reading of UK adverts of 2026 beside that of people who labelled them, 1 being perfect. Rules and "
        "tables were tuned with these adverts, so others are read a little worse; “employers unknown to us” says how "
        "much worse skills could be. “Invented” is pay read where people saw none: there 0 is perfect."
    )
    return Table("How often a fact is read right", ("Fact", "Measure", "Value", "Adverts"), rows, note, n_text=2)


def _rejects(content: Content) -> Block:
    if content.rejects.is_empty():
        return Text("No record and no field had to be rejected.")
    rows = [
        (said(r["reason"]).replace("_", " "), said(r["field"]), count(r["n"]), count(r["n_sources"]))
        for r in content.rejects.head(20).to_dicts()
    ]
    rest = content.rejects.height - len(rows)
    note = "Field “record” means that the whole record could not be used. Nothing is deleted: the raw record is kept."
    note += f" {plural(rest, 'further reason')} in rejects.csv." if rest else ""
    return Table("Rejected records and fields", ("Reason", "Field", "Rejects", "Sources"), rows, note, n_text=2)


def sources(content: Content) -> Section:
    """Every source of the week with its outcome; those in trouble first where there are too many to print."""
    is_complete = (pl.col("outcome") == "complete").fill_null(False)
    table = content.sources
    if table.height > SOURCES_SHOWN:
        table = table.sort(is_complete, -pl.col("n_seen"), "source").head(SOURCES_SHOWN)
    rows = [
        (
            said(r["name"], 60), said(r["platform"], 30), r["kind"].replace("_", " "),
            OUTCOME.get(r["outcome"], NO_RUN), said(r["proof"]) if r["proof"] else MISSING,
            *_seen_and_new(r), count(r["n_rejects"]),
        )
        for r in table.to_dicts()
    ]  # fmt: skip
    note = (
        "Complete needs proof, given under “Why”. Only a complete run is evidence that an advert is gone. A dash: "
        "nothing was read, or the source is too young to tell its news from its stock."
    )
    if content.sources.height > SOURCES_SHOWN:
        note += f" {count(content.sources.height - SOURCES_SHOWN)} more, all complete or smaller, are in sources.csv."
    heads = ("Source", "System", "Kind", "Outcome", "Why", "Adverts seen", "New", "Rejects")
    return Section("sources", "Sources", [Table("Sources this week", heads, rows, note, n_text=5)])


def _seen_and_new(row: dict[str, Any]) -> tuple[str, str]:
    """What a failed or missing run did not see is unknown, not zero; so is the news of a source's first weeks."""
    if row["outcome"] not in ("complete", "partial"):
        return MISSING, MISSING
    return count(row["n_seen"]), count(row["n_new"] if row["n_complete_weeks_before"] >= BURN_IN else None)
