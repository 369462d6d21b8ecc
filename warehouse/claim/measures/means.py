"""Means of a count in vacancies (skills named, years asked), how they changed, and how two populations differ.

M_SKILL and M_LEVEL of the claims, where a share would not do. Source: warehouse.statistics.means.
"""

from __future__ import annotations

import polars as pl

from warehouse.claim.estimate import Estimate
from warehouse.claim.ground import Arm, Ground, Query, Span
from warehouse.claim.measures.counts import described, lacking_history, lacking_overlap, panel_condition, sides
from warehouse.claim.population import Value
from warehouse.claim.register import Other, Part
from warehouse.statistics.means import mean_difference, mean_of

_VALUES = {
    "n_skills": (
        "(SELECT count(*) FROM mention AS m WHERE m.advert_id = v.advert_id AND m.demand IS DISTINCT FROM 'negated')"
    ),
    "years_min": "v.years_min",
}
_UNITS = {"n_skills": "skills a vacancy", "years_min": "years"}
_BY_EMPLOYER = """
    SELECT side, employer, {more} count(*)::DOUBLE AS n, sum(has)::DOUBLE AS s, sum(has * has)::DOUBLE AS ss
    FROM rows WHERE has IS NOT NULL GROUP BY ALL ORDER BY ALL
"""


def mean(ground: Ground, part: Part) -> Estimate:
    """The mean over the vacancies that say; or its change, or its difference from another population's."""
    unit = _UNITS[part.value or "n_skills"]
    if part.rises or part.falls:
        return _change(ground, part, unit)
    arms = [_arm(part, ground.span(part.weeks), "this")]
    if other := part.above or part.below:
        arms.append(_arm(part, ground.span(part.weeks), "that", other=other))
    query = Query(tuple(arms))
    counts = ground.ask(query, _BY_EMPLOYER.format(more=""))
    return _estimate(counts, query, unit if len(arms) == 1 else f"more {unit}")


def _change(ground: Ground, part: Part, unit: str) -> Estimate:
    if lacking := lacking_history(ground, part):
        return Estimate(0, 0, unit, lacking=lacking)
    recent, base = ground.span(part.weeks), ground.span(part.weeks, part.weeks_ago)
    query = Query((_arm(part, recent, "this", (recent, base)), _arm(part, base, "that", (recent, base))))
    everything = ground.ask(query, _BY_EMPLOYER.format(more="in_panel,"))
    counts = everything.filter("in_panel").drop("in_panel")
    n, in_panel = (float(sides(c, "this")["n"].sum()) for c in (everything, counts))
    if lacking := lacking_overlap(in_panel / n if n else None):
        return Estimate(round(n), 0, unit, sql=query.shown, lacking=lacking)
    return _estimate(counts, query, f"more {unit} than {part.weeks_ago} weeks before")


def _arm(
    part: Part, span: Span, side: str, windows: tuple[Span, Span] | None = None, other: Other | None = None
) -> Arm:
    population = described(part, (other.population if other else None) or part.population)
    columns = f"{_VALUES[part.value or 'n_skills']} AS has"
    values: dict[str, Value] = {}
    if windows:
        panel, values = panel_condition(*windows)
        columns = f"{columns}, {panel} AS in_panel"
    return Arm("stock", span, population.condition(f"{side}_p"), columns, values, side)


def _estimate(counts: pl.DataFrame, query: Query, unit: str) -> Estimate:
    each = [sides(counts, arm.side) for arm in query.arms]
    found = mean_of(each[0]) if len(each) == 1 else mean_difference(each[0], each[1])
    if found.value is None:
        return Estimate(0, 0, unit, sql=query.shown, lacking="no such vacancy says")
    totals = [(float(side["s"].sum()), float(side["n"].sum())) for side in each]
    told = " against ".join(f"{total / n:.3g} in {n:,.0f}" for total, n in totals)
    return Estimate(found.n, found.n_employers, unit, found.value, found.low, found.high, query.shown, told=told)
