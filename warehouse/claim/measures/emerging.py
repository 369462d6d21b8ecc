"""Whether a title or a skill is called emerging or declining this week (M_EMERGE).

The label is the weekly report's: a test with error control over all titles (skills), in four employers and two kinds of
source at least. It supports; an interval alone does not. Source: warehouse.statistics.emerging.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.claim.estimate import Estimate, Verdict
from warehouse.claim.ground import Arm, Ground, Query, Span
from warehouse.claim.register import Part

_UNIT = "times the share before"
_UP, _DOWN = ("emerging", "new"), ("declining",)


def emerging(ground: Ground, part: Part) -> Estimate:
    having = part.having
    assert having  # noqa: S101 - the register holds it
    kind, unit = ("titles", having.titles[0]) if having.titles else ("skills", having.skills[0])
    trend = ground.trends[kind]
    if trend.reason or trend.windows is None:
        return Estimate(0, 0, _UNIT, lacking=trend.reason or "no windows to compare")
    span = Span(trend.windows.base_from, ground.week.monday)
    query = Query((Arm("arrivals", span, having.condition("this_p"), "1 AS has", {}),))
    row = trend.table.filter(pl.col("unit") == unit)
    if row.is_empty():
        return Estimate(0, 0, _UNIT, sql=query.shown, lacking="no new vacancy in sources read in both windows")
    return _estimate(part, row.row(0, named=True), query, is_provisional=trend.windows.is_provisional)


def _estimate(part: Part, row: dict[str, Any], query: Query, *, is_provisional: bool) -> Estimate:
    value, low, high = (1 + row[c] / 100 for c in ("change_pct", "low_pct", "high_pct"))
    recent, base, employers = (row[c] for c in ("n_recent", "n_base", "n_employers"))
    label = row["label"]
    wanted, other = (_UP, _DOWN) if part.rises else (_DOWN, _UP)
    against = high < 1 if part.rises else low > 1
    verdict: Verdict = "cannot_tell"
    if label in wanted:
        verdict = "supported"
    elif label in other or (against and label != "too few to tell"):
        verdict = "contradicted"
    weeks = ", provisional: short history" if is_provisional else ""
    told = f"called {label}{weeks}: {recent} new (two a week and employer at most), {base} in the weeks before"
    return Estimate(
        recent + base, employers, _UNIT, value, low, high, query.shown, neutral=1.0, told=told, verdict=verdict
    )
