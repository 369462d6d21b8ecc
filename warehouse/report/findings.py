"""The headlines: at most five sentences, each with its figure, its 90% interval and the n behind it.

A sentence is given only where its test passed; fewer pass, fewer are given. Where no growth may be claimed, the
sentences describe the adverts seen and nothing else. Source: statistics contract, sections 1 to 4.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import polars as pl

from warehouse.report.content import Content
from warehouse.report.words import count, listing, often, percent, plural, pounds, ratio, said, span
from warehouse.statistics.emerging import Trend

AT_MOST = 5
TITLES_AT_MOST = 3
MIN_OVERLAP = 0.7
# From here a share of the stock is worth a headline; pay and regions carry their own bounds.
STOCK_VACANCIES, STOCK_EMPLOYERS = 30, 8
RISING = ("emerging", "new")
_COUNTED = "A count of the adverts seen, not an estimate for the market: duplicates across sources are in it twice."


class Finding(NamedTuple):
    """A headline: kind (title, skill, decline; stock, region, pay, workplace), sentence, and what it rests on."""

    kind: str
    text: str
    basis: str


def no_growth_reason(content: Content) -> str | None:
    """Why nothing is said to rise or fall, in words that complete "No trend is claimed: ..."; None where it may be."""
    if content.title_trend.reason:
        return content.title_trend.reason
    overlap = content.overlap_rate
    if overlap is None or overlap < MIN_OVERLAP:
        seen = "none" if overlap is None else percent(overlap, content.total["n_open"])
        return (
            f"the sources changed too much: {seen} of this week's open vacancies stand at sources that were complete "
            f"in both windows, and a comparison needs {MIN_OVERLAP:.0%}"
        )
    return None


def findings(content: Content) -> list[Finding]:
    """The headlines in the order of the report: titles, skills, declines, regions, pay, workplace.

    Where nothing is said to rise or fall, what the adverts seen name most comes first instead.
    """
    growing = [] if no_growth_reason(content) else _given(content, _rising_skills, _declining_titles)
    stock = _given(content, _region, _pay, _workplace)
    room = min(TITLES_AT_MOST, max(1, AT_MOST - len(growing) - len(stock)))
    titles = [] if no_growth_reason(content) else _rising_titles(content, room)
    if not titles and not growing:
        titles = _given(content, _common_titles, _common_skills)
    return [*titles, *growing, *stock][:AT_MOST]


def rising(trend: Trend) -> list[dict[str, Any]]:
    """Units called emerging or new, strongest shrunken estimate first."""
    return trend.table.filter(pl.col("label").is_in(RISING)).to_dicts()


def declining(trend: Trend) -> list[dict[str, Any]]:
    """Units called declining, strongest first."""
    return trend.table.filter(pl.col("label") == "declining").sort("shrunk", "unit").to_dicts()


def _given(content: Content, *sentences: Callable[[Content], Finding | None]) -> list[Finding]:
    return [found for sentence in sentences if (found := sentence(content))]


def _clear(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A headline's interval lies wholly on one side of no change."""
    return [r for r in rows if r["low_pct"] > 0 or r["high_pct"] < 0]


def _rising_titles(content: Content, at_most: int) -> list[Finding]:
    rows = _clear(rising(content.title_trend))
    sentences = [_rise(r, said(r["unit"]), content.title_trend, "advertised") for r in rows[:at_most]]
    if rest := [said(r["unit"]) for r in rows[at_most:]]:
        sentences[-1] += f" Also rising: {listing(rest)}."
    return [Finding("title", text, _trend_basis(content.title_trend)) for text in sentences]


def _rise(row: dict[str, Any], name: str, trend: Trend, verb: str) -> str:
    n = f"{plural(row['n_recent'], 'new vacancy', 'new vacancies')} at {plural(row['n_employers'], 'employer')}, "
    n += plural(row["n_platforms"], "kind of source", "kinds of source")
    weeks = trend.windows.base_weeks if trend.windows else 0
    if row["n_base"] == 0:
        start = f"{name} is new: it" if row["label"] == "new" else name
        return (
            f"{start} went from no new vacancy in the {weeks} weeks before to {n} (at least "
            f"{ratio(1 + row['low_pct'] / 100)} times as often, by the lower end of the 90% interval)."
        )
    words, interval = often(row["change_pct"], row["low_pct"], row["high_pct"])
    return f"{name} was {verb} {words} in the {weeks} weeks before, among all new vacancies ({interval}; {n})."


def _trend_basis(trend: Trend) -> str:
    if not trend.windows:
        return ""
    w = trend.windows
    recent = span(w.recent_from, w.until - timedelta(days=1))
    provisional = " Provisional: less than 65 weeks of history." if w.is_provisional else ""
    return (
        f"Share of new vacancies, {recent} against the {w.base_weeks} weeks before, at the "
        f"{plural(trend.panel.height, 'source')} complete in both; an employer counts at most twice a week. 90% "
        f"interval in brackets; about one in ten of all changes named here may be chance.{provisional}"
    )


def _rising_skills(content: Content) -> Finding | None:
    names = dict(content.skills.select("skill_id", "name").iter_rows())
    rows = _clear(rising(content.skill_trend))
    if not rows:
        return None
    text = _rise(rows[0], said(names.get(rows[0]["unit"], rows[0]["unit"])), content.skill_trend, "named")
    if rest := [said(names.get(r["unit"], r["unit"])) for r in rows[1:]]:
        text += f" Also rising: {listing(rest, 5)}."
    return Finding("skill", text, _trend_basis(content.skill_trend))


def _declining_titles(content: Content) -> Finding | None:
    rows = _clear(declining(content.title_trend))
    if not rows:
        return None
    worst = rows[0]
    words, interval = often(worst["change_pct"], worst["low_pct"], worst["high_pct"])
    n = f"{plural(worst['n_recent'], 'new vacancy', 'new vacancies')} lately, {count(worst['n_base'])} before"
    weeks = content.title_trend.windows.base_weeks if content.title_trend.windows else 0
    text = f"{said(worst['unit'])} was advertised {words} in the {weeks} weeks before, among all new vacancies "
    text += f"({interval}; {n})."
    if rest := [said(r["unit"]) for r in rows[1:]]:
        text += f" Also falling: {listing(rest, 5)}."
    return Finding("decline", text, _trend_basis(content.title_trend))


def _common_titles(content: Content) -> Finding | None:
    rows = content.titles.filter(_is_supported()).head(3).rename({"title_family": "name"}).to_dicts()
    of = content.total["n_title_family"]
    return _most(rows, of, f"Of the {count(of)} open vacancies seen whose title we know,", "are for")


def _common_skills(content: Content) -> Finding | None:
    rows = content.skills.filter(_is_supported()).head(3).to_dicts()
    of = round(rows[0]["n_open"] / rows[0]["share_open"]) if rows else 0
    return _most(rows, of, f"Of the {count(of)} open vacancies seen that came with a description,", "name")


def _is_supported() -> pl.Expr:
    return (pl.col("n_open") >= STOCK_VACANCIES) & (pl.col("n_employers") >= STOCK_EMPLOYERS)


def _most(rows: list[dict[str, Any]], of: int, start: str, verb: str) -> Finding | None:
    if not rows:
        return None
    shares = [
        f"{percent(r['n_open'] / of, of)} {verb} {said(r['name'])} ({plural(r['n_open'], 'vacancy', 'vacancies')} at "
        f"{plural(r['n_employers'], 'employer')})"
        for r in rows
    ]
    return Finding("stock", f"{start} {listing(shares)}.", _COUNTED)


def _region(content: Content) -> Finding | None:
    clear = content.regions.filter(pl.col("low") > 1).sort("lq_shrunk", "region", descending=[True, False])
    if clear.is_empty():
        return None
    row = clear.row(0, named=True)
    text = (
        f"In {_with_article(row['region'])}, a vacancy seen was {ratio(row['lq'])} times as likely to be machine "
        f"learning or AI work as in the rest of the UK ({ratio(row['low'])} to {ratio(row['high'])} times; "
        f"{count(round(row['n_group']))} such vacancies, {percent(row['share_group'], row['n_open'])} of those there)."
    )
    basis = "Location quotient over open vacancies with a UK place; 90% interval by leaving out one employer at a time."
    return Finding("region", text, basis)


def _with_article(region: str) -> str:
    plain = region in ("London", "Wales", "Scotland", "Northern Ireland", "Yorkshire and The Humber")
    return region if plain else f"the {region}"


def _pay(content: Content) -> Finding | None:
    """London against the rest where their intervals are apart, else the level cell with the most stated pay."""
    shown = content.pay_levels.drop_nulls("median").filter(pl.col("level") != "unstated")
    if shown.is_empty():
        return None
    basis = (
        "Stated base salaries of permanent roles in pounds, midpoint of the range, last 13 weeks; 90% interval by "
        "drawing employers anew. Adverts that name no pay may pay otherwise."
    )
    text = _london_gap(shown) or _best_cell(shown.sort("n_stated", "level", "area", descending=True).row(0, named=True))
    return Finding("pay", text, basis)


def _london_gap(shown: pl.DataFrame) -> str | None:
    london, rest = (shown.filter(pl.col("area") == area) for area in ("London", "Rest of UK"))
    both = london.join(rest, on="level", suffix="_rest").with_columns(n=pl.col("n_stated") + pl.col("n_stated_rest"))
    apart = both.filter((pl.col("low") > pl.col("high_rest")) | (pl.col("high") < pl.col("low_rest")))
    if apart.is_empty():
        return None
    row = apart.sort("n", "level", descending=True).row(0, named=True)
    rest_row = {k.removesuffix("_rest"): v for k, v in row.items() if k.endswith("_rest")}
    return (
        f"{str(row['level']).capitalize()} machine learning and AI roles state a median of {_salary(row)} in London, "
        f"against {_salary(rest_row)} in the rest of the UK."
    )


def _best_cell(row: dict[str, Any]) -> str:
    area = "London" if row["area"] == "London" else "the UK outside London"
    return f"{str(row['level']).capitalize()} machine learning and AI roles in {area} state a median of {_salary(row)}."


def _salary(row: dict[str, Any]) -> str:
    median, low, high = (pounds(row[k], row["low"], row["high"], "year") for k in ("median", "low", "high"))
    n = f"{plural(row['n_stated'], 'vacancy', 'vacancies')} at {plural(row['n_employers'], 'employer')}"
    return f"{median} ({low} to {high}; {n})"


def _workplace(content: Content) -> Finding | None:
    split = {r["workplace"]: r for r in content.workplace.to_dicts()}
    stated = sum(split[w]["n_open"] for w in ("remote", "hybrid", "onsite"))
    employers = max(split[w]["n_employers"] for w in ("remote", "hybrid", "onsite"))
    if stated < STOCK_VACANCIES or employers < STOCK_EMPLOYERS:
        return None
    remote, hybrid, onsite = (percent(split[w]["share_of_stated"], stated) for w in ("remote", "hybrid", "onsite"))
    text = (
        f"Of the {count(stated)} open vacancies seen that say where the work is done, {hybrid} are hybrid, {onsite} on "
        f"site and {remote} remote; {count(split['unstated']['n_open'])} more do not say."
    )
    return Finding("workplace", text, _COUNTED)
