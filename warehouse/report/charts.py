"""The report's drawings as inline SVG: no script, no background, letters in the page's colour, the same bytes always.

Each takes the content and gives a Chart, or None where there is nothing to draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warehouse.report.content import Content
from warehouse.report.findings import declining, no_growth_reason, rising
from warehouse.report.page import Chart
from warehouse.report.words import count, day, listing, plural, pounds, said, signed
from warehouse.statistics.emerging import Trend
from warehouse.statistics.windows import BASE_WEEKS, RECENT_WEEKS

if TYPE_CHECKING:
    import altair as alt

WEEKS_SHOWN = BASE_WEEKS + RECENT_WEEKS
UNITS_SHOWN = 8
WIDTH = 460
# Both hues keep a contrast above 3 on white and on the page's dark ground; shapes tell them apart without colour.
TIDE, SAND = "#2b8a9d", "#c8702a"
# The whole drawing is as wide as the others, whatever its labels take: so letters are as large on all of them.
_FIT: dict[str, Any] = {"width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}
# Drawn in these, then replaced: SVG in a page takes the page's own text colour.
_INK, _FAINT = "#010203", "#040506"


def weekly_chart(content: Content) -> Chart | None:
    """Open and new vacancies by week; a week without a usable run breaks the line."""
    weeks = content.weeks.tail(WEEKS_SHOWN)
    counted = weeks.drop_nulls("n_open")
    if counted.height < 2:
        return None
    import altair as alt

    panels = [_weekly_panel(weeks, column, title) for column, title in _WEEKLY if weeks[column].count()]
    first, last = counted.row(0, named=True), counted.row(-1, named=True)
    gaps = weeks.height - counted.height
    gap_words = f" Gaps: {plural(gaps, 'week')} without a usable run." if gaps else ""
    return Chart(
        "Vacancies by week, as counted",
        f"n = {count(last['n_open'])} open in the last week. Sources come and go: a step may be a source.{gap_words}",
        f"Lines by week. Open vacancies: {count(first['n_open'])} in the week of {day(first['monday_on'])}, "
        f"{count(last['n_open'])} in the week of {day(last['monday_on'])}.{gap_words}",
        _svg(alt.vconcat(*panels, spacing=14)),
    )


_WEEKLY = (("n_open", "Open"), ("n_new", "New"))


def _weekly_panel(weeks: pl.DataFrame, column: str, title: str) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    # in UTC throughout: a machine's own time zone must not move a point
    on = pl.col("monday_on").cast(pl.Datetime("ms", "UTC")).dt.epoch("ms")
    frame = weeks.select(on=on, n=pl.col(column))
    ticks = frame["on"].gather_every(max(1, -(-frame.height // 5))).to_list()
    form = "%-d %b" if frame.height <= RECENT_WEEKS * 2 else "%b %Y"
    axis = alt.Axis(values=ticks, format=form, labelFlush=True, title=None)
    base = alt.Chart(frame).encode(
        x=alt.X("on:T", scale=alt.Scale(type="utc"), axis=axis),
        y=alt.Y("n:Q", axis=alt.Axis(title=title, tickCount=4, tickMinStep=1)),
    )
    line = base.mark_line(color=TIDE, strokeWidth=2)
    points = base.transform_filter("isValid(datum.n)").mark_point(color=TIDE, filled=True, size=14, opacity=1)
    return alt.layer(line, points).properties(width=WIDTH - 60, height=110)


def trend_chart(content: Content, trend: Trend, names: dict[str, str], what: str) -> Chart | None:
    """Change of the rising and falling units with 90% intervals, on a scale of ratios."""
    up, down = rising(trend)[:UNITS_SHOWN], declining(trend)[:UNITS_SHOWN]
    if not (up or down) or no_growth_reason(content):
        return None
    import altair as alt

    rows = [
        {"name": said(names.get(r["unit"], r["unit"]), 34), "side": side, "n": f"{r['n_base']} → {r['n_recent']}"}
        | {end: 1 + r[f"{end}_pct"] / 100 for end in ("change", "low", "high")}
        for side, group in (("rising", up), ("falling", down[::-1]))
        for r in group
    ]
    base = alt.Chart(pl.DataFrame(rows)).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=200)),
        color=alt.Color("side:N", scale=alt.Scale(domain=["rising", "falling"], range=[TIDE, SAND]), legend=None),
    )
    ends = [0.95 * min(1, *(r["low"] for r in rows)), 1.05 * max(1, *(r["high"] for r in rows))]
    label = "datum.value == 1 ? '0%' : (datum.value > 1 ? '+' : '−') + format(abs(datum.value - 1) * 100, ',.0f') + '%'"
    axis = alt.Axis(title="Change of the share of new vacancies", values=_TICKS, labelExpr=label, labelOverlap=True)
    lines = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", scale=alt.Scale(type="log", domain=ends, nice=False), axis=axis), x2=alt.X2("high:Q")
    )
    shape = _shape("side", "rising", "falling")
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(x="change:Q", shape=shape)
    zero = alt.Chart(pl.DataFrame({"one": [1.0]})).mark_rule(color=_INK, strokeDash=[3, 3]).encode(x="one:Q")
    said_rows = [
        f"{said(names.get(r['unit'], r['unit']), 60)} {signed(r['change_pct'])} ({signed(r['low_pct'])} to "
        f"{signed(r['high_pct'])})"
        for r in (*up, *down)
    ]
    return Chart(
        f"{what} that rose or fell, with 90% intervals",
        f"n = {count(trend.n_base)} new vacancies before, {count(trend.n_recent)} lately, over all {what.lower()}.",
        f"Dots with interval bars: {listing(said_rows, 2 * UNITS_SHOWN)}.",
        _svg(alt.layer(zero, lines, dots).properties(height=alt.Step(26), **_FIT)),
    )


_TICKS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 25, 50, 100]


def region_chart(content: Content) -> Chart | None:
    """Open vacancies by region, largest first; the two rows that are no place last."""
    rows = content.regions.filter(pl.col("n_open") > 0)
    placed = rows.filter(~pl.col("region").is_in(NO_PLACE)).sort("n_open", "region", descending=[True, False])
    if placed.is_empty():
        return None
    import altair as alt

    frame = pl.concat([placed, rows.filter(pl.col("region").is_in(NO_PLACE))]).select(
        "region", "n_open", is_place=~pl.col("region").is_in(NO_PLACE),
        n=pl.col("n_open").map_elements(count, pl.String),
    )  # fmt: skip
    base = alt.Chart(frame).encode(
        x=alt.X("n_open:Q", axis=None),
        y=alt.Y("region:N", sort=None, title=None, axis=alt.Axis(labelLimit=200)),
    )
    bars = base.mark_bar(color=TIDE, height=alt.RelativeBandSize(0.72)).encode(
        opacity=alt.Opacity("is_place:N", scale=alt.Scale(domain=[True, False], range=[1, 0.45]), legend=None)
    )
    numbers = base.mark_text(align="left", dx=4, color=_INK).encode(text="n:N")
    total = float(rows["n_open"].sum())
    return Chart(
        "Open vacancies by region",
        f"n = {count(round(total))} open vacancies; one with several places is split between them.",
        f"Bars: {listing([f'{r} {n}' for r, n in frame.select('region', 'n').iter_rows()], 14)}.",
        _svg(alt.layer(bars, numbers).properties(height=alt.Step(22), **_FIT)),
    )


NO_PLACE = ("UK remote", "Unlocated")


def pay_chart(content: Content) -> Chart | None:
    """Median salaries by level, London and the rest, with 90% intervals; suppressed cells are not drawn."""
    shown = content.pay_levels.drop_nulls("median")
    if shown.is_empty():
        return None
    import altair as alt

    rows = shown.select(
        "area", "median", "low", "high", level=pl.col("level").replace({"unstated": "not stated"})
    ).with_columns(pl.col("median", "low", "high") / 1000)
    hues = alt.Scale(domain=list(AREAS), range=[TIDE, SAND])
    base = alt.Chart(rows).encode(
        y=alt.Y("level:N", sort=None, title=None),
        yOffset=alt.YOffset("area:N", sort=list(AREAS)),
        color=alt.Color("area:N", title=None, scale=hues, legend=alt.Legend(orient="top")),
    )
    scale = alt.Scale(zero=False, nice=True)
    lines = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", scale=scale, axis=alt.Axis(title="Thousand pounds a year", tickCount=6)), x2=alt.X2("high:Q")
    )
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(x="median:Q", shape=_shape("area", *AREAS))
    cells = [_cell_words(r) for r in shown.to_dicts()]
    return Chart(
        "Median salary of machine learning and AI roles, with 90% intervals",
        f"n = {count(int(shown['n_stated'].sum()))} vacancies with a stated salary in the cells drawn; last 13 weeks.",
        f"Dots with interval bars: {listing(cells)}.",
        _svg(alt.layer(lines, dots).properties(height=alt.Step(22), **_FIT)),
    )


AREAS = ("London", "Rest of UK")


def _cell_words(row: dict[str, Any]) -> str:
    median, low, high = (pounds(row[k], row["low"], row["high"], "year") for k in ("median", "low", "high"))
    level = "level not stated" if row["level"] == "unstated" else row["level"]
    return f"{level}, {row['area']}: {median} ({low} to {high})"


def _shape(field: str, first: str, second: str) -> alt.Shape:
    import altair as alt

    scale = alt.Scale(domain=[first, second], range=["circle", "square"])
    return alt.Shape(f"{field}:N", title=None, scale=scale)


def _svg(chart: alt.LayerChart | alt.FacetChart | alt.VConcatChart) -> str:
    import vl_convert

    axis = {"labelColor": _INK, "titleColor": _INK, "titleFontWeight": "normal", "labelFontSize": 14,
            "titleFontSize": 14, "gridColor": _FAINT, "domainColor": _FAINT, "tickColor": _FAINT}  # fmt: skip
    config = {
        "background": None, "aria": False, "view": {"stroke": None}, "axis": axis,
        "axisY": {"ticks": False, "domain": False}, "text": {"fontSize": 14},
        "legend": {"labelColor": _INK, "labelFontSize": 14, "symbolOpacity": 1},
    }  # fmt: skip
    # the specification is written here and drawn in the tests: checking it each time costs as much as drawing it
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(validate=False) | {"config": config})
    # faint lines are the page's ink, thinned: presentation attributes know no alpha for currentColor
    svg = svg.replace(f'stroke="{_FAINT}"', 'stroke="currentColor" stroke-opacity="0.25"').replace(_INK, "currentColor")
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
