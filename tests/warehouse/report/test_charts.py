import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from warehouse.report import render
from warehouse.report.charts import pay_chart, region_chart, trend_chart, weekly_chart
from warehouse.report.content import Content
from warehouse.report.page import Chart

SVG = "{http://www.w3.org/2000/svg}"


def drawn(content: Content) -> list[Chart]:
    return [b for s in render.report_page(content).sections for b in s.blocks if isinstance(b, Chart)]


def test_every_chart_has_title_n_alt_and_its_own_ink(full: Content) -> None:
    charts = drawn(full)
    assert [c.title.split()[0] for c in charts] == ["Vacancies", "Titles", "Skills", "Open", "Median"]
    for chart in charts:
        assert chart.title and chart.alt
        assert chart.n.startswith("n = ")
        assert ET.fromstring(chart.svg).tag == f"{SVG}svg"
        assert "currentColor" in chart.svg
        assert not re.search(r"#0[1-6]0[1-6]0[1-6]|url\(|href=|<script|fill=\"white\"| id=", chart.svg)


def lines(chart: Chart | None) -> list[str]:
    """The paths of the line marks."""
    assert chart
    groups = [g for g in ET.fromstring(chart.svg).iter(f"{SVG}g") if "mark-line" in (g.get("class") or "")]
    return [str(p.get("d")) for g in groups for p in g.iter(f"{SVG}path")]


def test_a_week_without_a_run_breaks_the_line(gather: Callable[..., Content], short: Content) -> None:
    gap = gather(weeks=12, sources=2, outcomes={("board_00", 8): "none", ("board_01", 8): "failed"})
    row = gap.weeks.row(8, named=True)
    assert (row["n_open"], row["n_new"], row["n_sources_run"]) == (None, None, 0)
    assert lines(weekly_chart(short))[0].count("M") == 1
    assert lines(weekly_chart(gap))[0].count("M") == 2
    assert "Gaps: 1 week without a usable run." in weekly_chart(gap).n  # type: ignore[union-attr]


def test_the_first_stock_is_not_drawn_as_no_news(short: Content) -> None:
    assert short.weeks["n_new"].to_list()[:3] == [None, None, None]
    assert all(short.weeks["n_new"][3:] > 0)
    opened, new = lines(weekly_chart(short))
    assert opened.count("L") == 9
    assert new.count("L") == 6


def test_no_data_no_chart(gather: Callable[..., Content], short: Content) -> None:
    first = gather(weeks=1, pay=False)
    assert weekly_chart(first) is None
    assert pay_chart(first) is None
    assert trend_chart(short, short.title_trend, {}, "Titles") is None
    nowhere = short.regions.with_columns(n_open=pl.lit(0.0))
    assert region_chart(replace(short, regions=nowhere)) is None


def test_no_growth_claim_no_trend_chart(full: Content) -> None:
    names = {u: u for u in full.title_trend.table["unit"]}
    assert trend_chart(replace(full, overlap_rate=0.5), full.title_trend, names, "Titles") is None
