"""Vacancies of a population, and those of them that have what is counted, by employer: what shares are made of."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from warehouse.claim.ground import Arm, Ground, Query, Span
from warehouse.claim.population import Population, Value
from warehouse.claim.register import Measure, Part

MIN_OVERLAP = 0.7  # statistics contract, section 2: below it no claim of growth
MIN_COVERAGE = 0.6
_BY_EMPLOYER = """
    SELECT side, employer, {more} count(*)::DOUBLE AS n, sum(has)::DOUBLE AS k FROM rows GROUP BY ALL ORDER BY ALL
"""
# Sources complete, after their three weeks of burn-in, in 60 % of the runs expected: as in statistics.windows.panel.
_COVERED = """v.source IN (
    SELECT source FROM trend.source_week
    WHERE outcome = 'complete' AND n_complete_weeks_before >= 3 AND monday_on BETWEEN ${since} AND ${until}
    GROUP BY source HAVING count(*) >= {least} * greatest({days} // any_value(cadence_days), 1)
)"""


class Compared(NamedTuple):
    """Two sets of counts by employer, the query for their rows, and the panel's part of the recent ones (overlap)."""

    this: pl.DataFrame
    that: pl.DataFrame
    query: Query
    overlap: float | None = None


def arm(part: Part, span: Span, population: Population, having: Population | None, side: str = "this") -> Arm:
    """The rows of a population, with ``has``: 1 or 0, or for places the fraction of the vacancy that is there."""
    chosen = described(part, population).condition(f"{side}_p")
    columns, values = "1 AS has", dict[str, Value]()
    if places := _places(part, having):
        column = "region" if having and having.regions else "town"
        columns = _PLACED.replace("$places", f"${side}_places").replace("{column}", column)
        values = {f"{side}_places": places}
    elif having:
        counted = having.condition(f"{side}_h")
        columns, values = f"coalesce(({counted.sql})::INTEGER, 0) AS has", counted.values
    return Arm("stock", span, chosen, columns, values, side)


def described(part: Part, population: Population) -> Population:
    """Where skills or certificates are counted, the vacancies with any text: in others none could be named."""
    is_of_text = part.measure in (Measure.SKILL, Measure.CERTIFICATE) or part.value == "n_skills"
    if not is_of_text or "text" in population.known:
        return population
    return population.model_copy(update={"known": (*population.known, "text")})


_PLACED = """(
    SELECT coalesce(sum(p.share), 0) FROM advert_place AS p
    WHERE p.advert_id = v.advert_id AND p.{column} IN (SELECT unnest($places))
) AS has"""


def _places(part: Part, having: Population | None) -> list[str]:
    """The places counted, where a region's share is asked: a vacancy offered at several counts in fractions."""
    if part.measure is not Measure.REGION or having is None:
        return []
    return list(having.regions or having.towns)


def by_employer(ground: Ground, query: Query, more: str = "") -> pl.DataFrame:
    """Columns side, employer, n, k; ``more``: a further column to count by, with its comma."""
    return ground.ask(query, _BY_EMPLOYER.format(more=more))


def sides(counts: pl.DataFrame, side: str) -> pl.DataFrame:
    return counts.filter(pl.col("side") == side).drop("side")


def two_windows(ground: Ground, part: Part, having: Population | None) -> Compared:
    """Now and ``weeks_ago``, in sources that were read through in both windows."""
    recent, base = ground.span(part.weeks), ground.span(part.weeks, part.weeks_ago)
    panel, values = panel_condition(recent, base)
    arms = []
    for side, span in (("this", recent), ("that", base)):
        one = arm(part, span, part.population, having, side)
        arms.append(one._replace(columns=f"{one.columns}, {panel} AS in_panel", values=one.values | values))
    query = Query(tuple(arms))
    everything = by_employer(ground, query, "in_panel,")
    in_panel = everything.filter("in_panel").drop("in_panel")
    n = float(sides(everything, "this")["n"].sum())
    overlap = float(sides(in_panel, "this")["n"].sum()) / n if n else None
    return Compared(sides(in_panel, "this"), sides(in_panel, "that"), query, overlap)


def panel_condition(recent: Span, base: Span) -> tuple[str, dict[str, Value]]:
    """SQL: is the source of ``v`` one that was read through in both windows; and its values."""
    terms: list[str] = []
    values: dict[str, Value] = {}
    for name, span in (("recent", recent), ("base", base)):
        days = (span.until - span.since).days + 7
        terms.append(_COVERED.format(since=f"{name}_since", until=f"{name}_until", least=MIN_COVERAGE, days=days))
        values |= {f"{name}_since": span.since, f"{name}_until": span.until}
    return f"({' AND '.join(terms)})", values


def lacking_history(ground: Ground, part: Part) -> str:
    """Why two windows cannot be compared; empty where they can."""
    base = ground.span(part.weeks, part.weeks_ago)
    first = ground.first_monday
    if first is None or first > base.since:
        begins = f"the record begins on {first:%-d %B %Y}" if first else "the record is empty"
        return f"two windows are needed, and {begins}, after the earlier one ({base}) does"
    return ""


def lacking_overlap(overlap: float | None) -> str:
    """Why sources that came and went forbid a comparison; empty where they do not."""
    if overlap is None:
        return "no such vacancy was seen in the recent window"
    if overlap < MIN_OVERLAP:
        held = f"sources read in both windows hold {overlap:.0%} of the recent vacancies"
        return f"{held}: below {MIN_OVERLAP:.0%} no growth is claimed"
    return ""
