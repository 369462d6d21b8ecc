"""The market as a whole: how much is advertised when sources come and go, and how long an advert stands."""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.report.content import Content
from warehouse.report.page import Block, Section, Table, Text
from warehouse.report.words import MISSING, TOO_FEW, count, listing, percent, plural, said, short_day, signed
from warehouse.statistics.lifetime import MEDIAN_CLOSED, MEDIAN_EMPLOYERS, QUARTILE_EMPLOYERS
from warehouse.statistics.windows import RECENT_WEEKS

_UNITS = {"index_all": "All vacancies", "index_ml_ai": "Machine learning and AI titles"}
_STATES = (("added", "came in between"), ("lost", "left"), ("degraded", "were read too seldom to be compared"))


def market(content: Content) -> Section:
    """The trend index beside the raw count, and time listed."""
    names = dict(content.sources.select("source", "name").iter_rows())
    blocks: list[Block] = [_index(content), *_sources(content, names), _time_listed(content.time_listed)]
    blocks += [*_reposts(content.reposts), *_brakes(content.brakes, names)]
    return Section("market", "The market as a whole", blocks)


def _index(content: Content) -> Block:
    if content.index_reason:
        return Text(f"No index of new vacancies yet: {content.index_reason}.")
    rows = [_index_row(r) for r in content.index_change.to_dicts()]
    first: Any = content.index_weeks["monday_on"].min()
    last: Any = content.index_weeks["monday_on"].max()
    note = (
        "The index follows each source by itself, so that a source that comes or goes moves nothing; the raw count "
        "does not, and is split into what the same sources did, what sources that came brought, and what those that "
        "left took. Listings are counted at each source. “Fixed panel”: only sources read throughout both windows."
    )
    caption = (
        f"New vacancies, the {RECENT_WEEKS} weeks up to that of {short_day(last)} against those from {short_day(first)}"
    )
    heads = (
        "New vacancies",
        "Index",
        "90% interval",
        "Raw count",
        "Fixed panel",
        "Same sources",
        "Came",
        "Left",
        "Overlap",
    )
    return Table(caption, heads, rows, note)


def _index_row(row: dict[str, Any]) -> tuple[str, ...]:
    name = _UNITS[row["unit"]]
    if row["reason"]:
        index, interval = "no claim", said(row["reason"])
    else:
        index = _change(row["ratio"])
        interval = f"{_change(row['low'])} to {_change(row['high'])}"
    split = (_signed_count(row[k]) for k in ("within", "added", "lost"))
    overlap = percent(row["overlap"], row["n_recent"])
    return name, index, interval, _change(row["raw_ratio"]), _change(row["panel_ratio"]), *split, overlap


def _change(ratio: float | None) -> str:
    return MISSING if ratio is None else signed(100 * (ratio - 1))


def _signed_count(n: int) -> str:
    return f"{'+' if n > 0 else '−' if n < 0 else ''}{count(abs(n))}"


def _sources(content: Content, names: dict[str, str]) -> list[Block]:
    parts = [
        f"{listing([said(names.get(s, s)) for s in found], 8)} {words}"
        for state, words in _STATES
        if (found := content.index_sources.filter(pl.col("state") == state)["source"].sort().to_list())
    ]
    return [Text(f"Between these windows: {'; '.join(parts)}.")] if parts else []


def _time_listed(table: pl.DataFrame) -> Block:
    if table.is_empty():
        return Text("How long adverts stand is not known yet: none has come as news.")
    rows = [_listed_row(r) for r in table.sort(pl.col("level") != "all", -pl.col("n"), "level").to_dicts()]
    note = (
        "From the first to the last sight of it at any source, as far as weekly runs can tell; adverts still open "
        "count as not yet ended. It is not time to fill: an advert is also taken down when money or patience runs "
        f"out. “Too few to say”: below {MEDIAN_CLOSED} closed or {MEDIAN_EMPLOYERS} employers; quartiles need "
        f"{QUARTILE_EMPLOYERS} employers."
    )
    heads = (
        "Level",
        "Came as news",
        "Closed",
        "Employers",
        "Median",
        "90% interval",
        "Lower quartile",
        "Upper quartile",
    )
    return Table("Days listed, vacancies that came as news in the last year", heads, rows, note)


def _listed_row(row: dict[str, Any]) -> tuple[str, ...]:
    level = {"all": "All", "unstated": "not stated"}.get(row["level"], row["level"])
    seen = level, count(row["n"]), count(row["n_closed"]), count(row["n_employers"])
    if row["median"] is None:
        return (*seen, TOO_FEW, MISSING, MISSING, MISSING)
    ends = f"{_days(row['low'])} to {_days(row['high'])}" if row["high"] else f"from {_days(row['low'])}"
    return (*seen, _days(row["median"]), ends, _days(row["p25"]), _days(row["p75"]))


def _days(value: float | None) -> str:
    return MISSING if value is None else count(round(value))


def _reposts(table: pl.DataFrame) -> list[Block]:
    """Of the news of the week, what was seen before and is advertised again."""
    if table.is_empty():
        return []
    row = table.row(0, named=True)
    new, again, back = row["n_arrived"], row["n_reposted"], row["n_returned"]
    words = f"Of the {plural(new, 'advert')} that came as news this week, {count(again) if again else 'none'} repeated "
    words += "an earlier one of the same advertiser that had gone."
    return [Text(words + (f" {plural(back, 'more advert')} came back under the id they had." if back else ""))]


def _brakes(table: pl.DataFrame, names: dict[str, str]) -> list[Block]:
    """Runs that would have closed too much at once to be believed alone."""
    return [
        Text(
            f"{said(names.get(row['source'], row['source']))} did not show {count(row['n_would_close'])} of its "
            f"{count(row['n_open'])} open adverts. That is too many to believe one run: they close when a second "
            "complete run agrees."
        )
        for row in table.to_dicts()
    ]
