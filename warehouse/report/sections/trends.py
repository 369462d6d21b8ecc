"""Titles and skills: what rose, what fell, what is most common, and titles that no family knows."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.report.charts import trend_chart
from warehouse.report.content import Content
from warehouse.report.findings import declining, no_growth_reason, rising
from warehouse.report.page import Adverts, Block, Section, Subhead, Table, Text
from warehouse.report.words import MISSING, count, percent, plural, ratio, said, short_day, signed, web_address
from warehouse.statistics.emerging import MIN_COUNT, MIN_EMPLOYERS, MIN_PLATFORMS, Trend
from warehouse.statistics.windows import RECENT_WEEKS

FAMILIES_SHOWN, SKILLS_SHOWN, UNITS_SHOWN = 25, 30, 25


def titles(content: Content) -> Section:
    """Title families: the board, examples of what rose, the largest, the unknown."""
    names = {unit: unit for unit in content.title_trend.table["unit"]}
    blocks = _board(content, content.title_trend, names, "Titles")
    if not no_growth_reason(content):
        blocks += _examples(content)
    blocks += [Subhead("Most frequent titles"), _largest(content)]
    blocks += [Subhead("Titles that no family knows"), *_unmapped(content)]
    return Section("titles", "Titles", blocks)


def skills(content: Content) -> Section:
    """Skills: the board, then those named most."""
    names = dict(content.skills.select("skill_id", "name").iter_rows())
    blocks = _board(content, content.skill_trend, names, "Skills")
    return Section("skills", "Skills", [*blocks, Subhead("Skills named most"), _named_most(content)])


def _board(content: Content, trend: Trend, names: dict[str, str], what: str) -> list[Block]:
    if reason := no_growth_reason(content):
        return [Text(f"Nothing is said to rise or fall: {reason}.")]
    up, down = rising(trend), declining(trend)
    provisional = trend.windows is not None and trend.windows.is_provisional
    head = " (provisional)" if provisional else ""
    blocks: list[Block] = []
    for rows, side in ((up, "rising"), (down, "falling")):
        caption = f"{what} {side}{head}"
        if rows:
            blocks.append(_trend_table(rows, names, what, caption, trend))
        else:
            blocks.append(Text(f"{caption}: none passed the test."))
    if chart := trend_chart(content, trend, names, what):
        blocks.append(chart)
    return [*blocks, Text(_left_over(trend, what))]


def _trend_table(rows: list[dict[str, Any]], names: dict[str, str], what: str, caption: str, trend: Trend) -> Table:
    base = trend.windows.base_weeks if trend.windows else 0
    heads = (
        what.removesuffix("s"), "Label", "Change of share", "90% interval", f"New, {base} weeks before",
        f"New, last {RECENT_WEEKS} weeks", "Employers", "Sources", "Detectable", "First seen",
    )  # fmt: skip
    cells = [
        (
            said(names.get(r["unit"], r["unit"])), r["label"],
            "none before" if r["n_base"] == 0 else signed(r["change_pct"]),
            f"{signed(r['low_pct'])} to {signed(r['high_pct'])}",
            count(r["n_base"]), count(r["n_recent"]), count(r["n_employers"]), count(r["n_sources"]),
            f"{ratio(r['smallest_ratio'])} times", short_day(r["first_on"]) if r["first_on"] else MISSING,
        )
        for r in rows[:UNITS_SHOWN]
    ]  # fmt: skip
    note = (
        "Change of the share of all new vacancies between the windows, which differ in length. Employers and sources: "
        "in the last 13 weeks. Detectable: the smallest rise the test would find four times in five."
    )
    if len(rows) > UNITS_SHOWN:
        note += f" {count(len(rows) - UNITS_SHOWN)} more are in the CSV file."
    return Table(caption, heads, cells, note, n_text=2)


def _left_over(trend: Trend, what: str) -> str:
    """What became of the others, or why none could be called."""
    if trend.panel.height < 2:
        return "Only one source could be compared, and a change at one source alone is never called a trend."
    labels = dict(trend.table.group_by("label").len().iter_rows())
    text = f"{what}: {count(labels.get('steady', 0))} more are steady as far as the test can see."
    if few := labels.get("too few to tell"):
        text += f" {count(few)} had fewer than {MIN_COUNT} new vacancies in both windows together: too few to tell."
    if trend.panel["platform"].n_unique() < MIN_PLATFORMS:
        return f"{text} All sources compared run on one system, and a rise needs {MIN_PLATFORMS}: none could be called."
    return f"{text} A rise needs {MIN_EMPLOYERS} employers and {MIN_PLATFORMS} kinds of source."


def _examples(content: Content) -> list[Block]:
    """Up to three open adverts under each rising title: what the number is made of."""
    blocks: list[Block] = []
    for row in rising(content.title_trend)[:UNITS_SHOWN]:
        found = content.examples.filter(pl.col("title_family") == row["unit"]).to_dicts()
        adverts = [(_advert(a), web_address(a["url"])) for a in found]
        if adverts:
            blocks.append(Adverts(said(row["unit"]), adverts))
    return [Subhead("Examples of what rose"), *blocks] if blocks else []


def _advert(row: dict[str, Any]) -> str:
    return ", ".join(said(row[c], 90) for c in ("title_raw", "employer_raw", "place_raw") if row[c])


def _largest(content: Content) -> Block:
    known, n = content.total["n_title_family"], content.total["n_open"]
    if content.titles.is_empty():
        return Text("No title of this week belongs to a family we know.")
    rows = [
        (said(r["title_family"]), count(r["n_open"]), percent(r["n_open"] / known, known), *_new(content, r),
         count(r["n_employers"]), count(r["n_sources"]), "yes" if r["is_ml_ai"] else "no")
        for r in content.titles.head(FAMILIES_SHOWN).to_dicts()
    ]  # fmt: skip
    note = f"Shares are of the {count(known)} open vacancies ({percent(known / n, n)}) whose title a family knows."
    if (rest := content.titles.height - len(rows)) > 0:
        note += f" {plural(rest, 'more family', 'more families')} in titles.csv."
    heads = ("Title", "Open", "Share", "New", "Employers", "Sources", "ML or AI")
    return Table("Largest title families, open this week", heads, rows, note)


def _new(content: Content, row: dict[str, Any]) -> tuple[str]:
    """New vacancies; unknown, not zero, in weeks when no source's news can be told from its stock."""
    return (count(row["n_new"] if content.weeks["n_new"].item(-1) is not None else None),)


def _unmapped(content: Content) -> list[Block]:
    n, known = content.total["n_open"], content.total["n_title_family"]
    text = (
        f"{plural(n - known, 'open vacancy has', 'open vacancies have')} a title outside our families "
        f"({percent((n - known) / n, n)} of all). The next new job title is in here."
    )
    if content.unmapped_titles.is_empty():
        return [Text(text)]
    rows = [
        (said(r["title_core"]), count(r["n_open"]), *_new(content, r), count(r["n_employers"]))
        for r in content.unmapped_titles.to_dicts()
    ]
    heads = ("Title as read", "Open", "New", "Employers")
    note = "By number of employers. Level, place and noise are taken off; spellings are not merged."
    return [Text(text), Table("Unknown titles that most employers use", heads, rows, note)]


def _named_most(content: Content) -> Block:
    if content.skills.is_empty():
        return Text("No advert of this week names a skill we know.")
    first = content.skills.row(0, named=True)
    described = round(first["n_open"] / first["share_open"])
    rows = [
        (said(r["name"]), said(r["kind"]), count(r["n_open"]), percent(r["share_open"], described), *_new(content, r),
         count(r["n_employers"]), count(r["n_sources"]))
        for r in content.skills.head(SKILLS_SHOWN).to_dicts()
    ]  # fmt: skip
    note = f"Shares are of the {count(described)} open vacancies that came with any description."
    if (rest := content.skills.height - len(rows)) > 0:
        note += f" {plural(rest, 'more skill')} in skills.csv."
    heads = ("Skill", "Kind", "Open", "Share", "New", "Employers", "Sources")
    return Table("Skills in open vacancies this week", heads, rows, note, n_text=2)
