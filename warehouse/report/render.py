"""The report as HTML, Markdown and JSON: three formats of one page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jinja2
import polars as pl
import polars.selectors as cs
from markupsafe import Markup

from warehouse.report.content import Content
from warehouse.report.findings import findings, no_growth_reason
from warehouse.report.page import Headlines, Items, Page, Section, Text
from warehouse.report.sections import claims, closing, coverage, market, pay, places, revisions, trends
from warehouse.report.words import week_days

TEMPLATES = Path(__file__).parent / "templates"
NO_CLAIM = "no claim"
# Sums of fractions may differ in their last digits between runs and machines; nothing that is said needs them.
DIGITS = 9
_MARKED = re.compile(r"([\\`*_\[\]<>|~])")


def report_page(content: Content) -> Page:
    """All the words and drawings of the report, in order."""
    found = findings(content)
    none = Text("No comparison passed its test this week, so there is no headline.")
    return Page(
        title=f"UK job adverts, {week_days(content.week)}",
        week=f"Week {content.week}",
        warning=coverage.warning(content),
        lead=coverage.lead(content),
        sections=[
            coverage.coverage(content),
            Section("findings", "Headline findings", [Headlines(found) if found else none]),
            market.market(content),
            trends.titles(content),
            trends.skills(content),
            places.regions(content),
            pay.pay(content),
            coverage.sources(content),
            claims.claims(content),
            revisions.revisions(content),
            closing.limits(content),
            closing.method(content),
            closing.versions(content),
        ],
    )


def render_html(content: Content, page: Page | None = None) -> str:
    """One self-contained file: no network, no script. ``page``: the content's page where it is made already."""
    env = _environment(autoescape=True)
    env.filters["svg"] = Markup
    return env.get_template("report.html.j2").render(page=page or report_page(content), versions=content.versions)


def render_markdown(content: Content, page: Page | None = None) -> str:
    """The same words and tables; drawings as their description. Every value is escaped."""
    env = _environment(autoescape=False, finalize=_escaped)
    env.filters["address"] = _Address
    return env.get_template("report.md.j2").render(page=page or report_page(content))


def render_json(content: Content, page: Page | None = None) -> str:
    """Facts, words and all tables as lists of rows; keys sorted; unknown is null, never NaN."""
    page = page or report_page(content)
    windows = content.title_trend.windows
    found: dict[str, Any] = {
        "week": str(content.week),
        "first_day": content.week.monday,
        "last_day": content.week.sunday,
        "vintage": content.vintage,
        "versions": asdict(content.versions) | {"source_list": content.source_list},
        "total": {"n_new": None} | content.total,
        "lead": page.lead,
        "findings": [f._asdict() for f in findings(content)],
        "no_growth_reason": no_growth_reason(content),
        "windows": windows._asdict() if windows else None,
        "overlap_rate": content.overlap_rate,
        "sources_added": content.sources_added,
        "sources_lost": content.sources_lost,
        "sources_degraded": content.sources_degraded,
        "said": {s.anchor: _paragraphs(s) for s in page.sections},
        "tables": {name: frame.to_dicts() for name, frame in tables(content).items()},
    }
    return json.dumps(found, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False, default=str) + "\n"


def tables(content: Content) -> dict[str, pl.DataFrame]:
    """The report's frames by name, as files hold them: no NaN, floats to nine digits, no label without a claim."""
    frames = {name: value for name, value in vars(content).items() if isinstance(value, pl.DataFrame)}
    frames |= {"title_trend": content.title_trend.table, "skill_trend": content.skill_trend.table}
    frames["panel"] = content.title_trend.panel
    if no_growth_reason(content):
        withheld = pl.lit(NO_CLAIM).alias("label")
        frames |= {name: frames[name].with_columns(withheld) for name in ("title_trend", "skill_trend")}
    finite = pl.when(cs.float().is_finite()).then(cs.float().round_sig_figs(DIGITS))
    return {name: frame.with_columns(finite) for name, frame in sorted(frames.items())}


def checked_tables(content: Content) -> dict[str, pl.DataFrame]:
    """The tables, and ``report``, its week and overlap rate in one row: what the laws of a report are held to."""
    facts = {"week": str(content.week), "monday_on": content.week.monday, "overlap_rate": content.overlap_rate}
    return tables(content) | {"report": pl.DataFrame([facts], schema_overrides={"overlap_rate": pl.Float64})}


def _paragraphs(section: Section) -> list[str]:
    lines: list[str] = []
    for block in section.blocks:
        match block:
            case Text(text=text):
                lines.append(text)
            case Items(items=items):
                lines.extend(items)
    return lines


def _environment(autoescape: bool, finalize: Callable[[object], object] | None = None) -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True, finalize=finalize,
        autoescape=autoescape,  # noqa: S701 - on for HTML; Markdown escapes by finalize
    )  # fmt: skip


class _Address(str):
    """A link's target, percent-encoded already: it stands between < and > as it is."""

    __slots__ = ()


def _escaped(value: object) -> object:
    return value if isinstance(value, _Address) or not isinstance(value, str) else _MARKED.sub(r"\\\1", value)
