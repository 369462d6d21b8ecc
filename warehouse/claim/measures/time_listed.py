"""How many days vacancies stay listed (M_LIFE); not how long posts take to fill.

Those that arrived as news in the window's weeks, each with the interval in which its end lies, as far as known at the
week's end. Median: warehouse.statistics.lifetime. Two populations are compared by the ratio of their medians, its
interval from the ends of theirs, which is wider than it need be.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.claim.estimate import Estimate, number
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.population import Condition, Population, Value
from warehouse.claim.register import Part
from warehouse.statistics.lifetime import MEDIAN_CLOSED, MEDIAN_EMPLOYERS, lifetime_table

# What a run after the week's end has seen is not known yet.
_COLUMNS = """
    date_diff('day', v.first_seen_at, least(v.last_seen_at, $end)) AS longer_than,
    CASE WHEN v.gone_before < $end THEN greatest(date_diff('day', v.seen_not_before, v.gone_before), 1) END
        AS no_longer_than
"""


def time_listed(ground: Ground, part: Part) -> Estimate:
    other = part.above or part.below
    arms = [_arm(ground, part, part.population, "this")]
    if other:
        arms.append(_arm(ground, part, other.population or part.population, "that"))
    query = Query(tuple(arms))
    rows = ground.ask(query)
    table = lifetime_table(rows, ["side"]) if rows.height else pl.DataFrame()
    sides: dict[str, dict[str, Any]] = {row["side"]: row for row in table.to_dicts()}
    found = [sides.get(one.side) for one in arms]
    n, employers = (min(row[c] if row else 0 for row in found) for c in ("n", "n_employers"))
    unit = "days" if len(arms) == 1 else "times the other's median"
    if any(row is None or row["low"] is None for row in found):
        lacking = (
            f"{n} vacancies of {employers} employers: a median needs {MEDIAN_CLOSED} closed ones of {MEDIAN_EMPLOYERS}"
        )
        return Estimate(n, employers, unit, sql=query.shown, lacking=lacking)
    value, low, high = _ratio(*(row for row in found if row))
    told = " against ".join(f"{number(row['median'])} days of {row['n']:,}" for row in found if row)
    return Estimate(n, employers, unit, value, low, high, query.shown, told=told, neutral=float(len(arms) - 1))


def _ratio(this: dict[str, Any], that: dict[str, Any] | None = None) -> tuple[float | None, float | None, float | None]:
    if that is None:
        return this["median"], this["low"], this["high"]
    pairs = ((this["median"], that["median"]), (this["low"], that["high"]), (this["high"], that["low"]))
    value, low, high = (a / b if a is not None and b else None for a, b in pairs)
    return value, low, high


def _arm(ground: Ground, part: Part, population: Population, side: str) -> Arm:
    span = ground.span(part.weeks)
    chosen = population.condition(f"{side}_p")
    end: dict[str, Value] = {"end": ground.week.shift(1).monday}
    return Arm("ever", span, Condition(f"v.is_flow AND ({chosen.sql})", chosen.values), _COLUMNS.strip(), end, side)
