"""How much more (or less) is advertised now than in an earlier window (M_GROWTH), by the trend index.

The index counts new listings in the sources and weeks that can be compared, so that boards that come and go make no
growth; below 70 % overlap none is claimed. Source: warehouse.statistics.trend_index.
"""

from __future__ import annotations

from typing import Any

from pipelines.week import Week
from warehouse.claim.estimate import Estimate, number
from warehouse.claim.ground import Arm, Ground, Query, Span
from warehouse.claim.measures.counts import lacking_history
from warehouse.claim.population import Population
from warehouse.claim.register import Part
from warehouse.statistics.trend_index import trend_index
from warehouse.statistics.windows import RECENT_WEEKS

_FLOW = """
    SELECT 'it' AS unit, employer, source, monday_on, count(*) AS n_new FROM rows WHERE has
    GROUP BY employer, source, monday_on ORDER BY ALL
"""


def growth(ground: Ground, part: Part) -> Estimate:
    unit = f"times what it was {part.weeks_ago} weeks before"
    if lacking := lacking_history(ground, part):
        return Estimate(0, 0, unit, lacking=lacking)
    since = ground.span(RECENT_WEEKS, part.weeks_ago).since
    having = (part.having or Population()).condition("this_h")
    columns = f"coalesce(({having.sql}), false) AS has"
    population = part.population.condition("this_p")
    query = Query((Arm("arrivals", Span(since, ground.week.monday), population, columns, having.values),))
    flow = ground.ask(query, _FLOW)
    if flow.is_empty():
        return Estimate(0, 0, unit, sql=query.shown, lacking="no such vacancy arrived as news")
    found = trend_index(flow, ground.source_week, ground.week, Week.of(since))
    if found.change.is_empty():
        return Estimate(0, 0, unit, sql=query.shown, lacking=found.reason or "no windows to compare")
    return _estimate(found.change.row(0, named=True), query, unit)


def _estimate(row: dict[str, Any], query: Query, unit: str) -> Estimate:
    n = row["n_recent"] + row["n_base"]
    told = f"{row['n_recent']:,} new listings against {row['n_base']:,}"
    if row["overlap"] is not None:
        told = f"{told}, overlap {row['overlap']:.0%}, as counted {number(row['raw_ratio'])} times"
    if row["reason"]:
        return Estimate(n, row["n_employers"], unit, sql=query.shown, lacking=f"{row['reason']}; {told}")
    figures = row["ratio"], row["low"], row["high"]
    return Estimate(n, row["n_employers"], unit, *figures, query.shown, told=told, neutral=1.0)
