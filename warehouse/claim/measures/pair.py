"""Whether one role turns into another (M_PAIR): four figures, all of which have to agree.

The second role's share of new vacancies rises and the first one's falls; what the second asks now is like what the
first asked then; and employers that advertised the first then, and not now, advertise the second more often than
others do. One window is the newest 13 weeks, the other as long, ``weeks_ago`` before, in sources that were read
through in both. Source: warehouse.statistics.pairs, which says why there is no single score.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import polars as pl

from warehouse.claim.estimate import Estimate, Verdict, number
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.measures.counts import lacking_history, lacking_overlap, panel_condition
from warehouse.claim.register import Pair, Part
from warehouse.statistics.pairs import RolePair, role_pair

ALIKE = 0.5  # cosine of two skill profiles from which they count as alike
_UNIT = "likeness of what is asked, 0 to 1"
_MENTIONS = """
    SELECT DISTINCT r.vacancy_id, m.skill_id FROM rows AS r JOIN mention AS m USING (advert_id)
    WHERE r.role IS NOT NULL AND m.demand IS DISTINCT FROM 'negated' ORDER BY ALL
"""
Holds = Literal["yes", "no", "open"]


class _Sign(NamedTuple):
    """One of the four: what was found, and whether it holds."""

    said: str
    holds: Holds


def pair(ground: Ground, part: Part) -> Estimate:
    assert part.pair  # noqa: S101 - the register holds it
    if lacking := lacking_history(ground, part):
        return Estimate(0, 0, _UNIT, lacking=lacking)
    query = _query(ground, part, part.pair)
    everything = ground.ask(query).unique(["vacancy_id", "side"], keep="first", maintain_order=True)
    rows = everything.filter("in_panel").with_columns(is_recent=pl.col("side") == "this")
    n = everything.filter(pl.col("side") == "this").height
    if lacking := lacking_overlap(rows.filter("is_recent").height / n if n else None):
        return Estimate(n, 0, _UNIT, sql=query.shown, lacking=lacking)
    return _estimate(role_pair(rows, ground.ask(query, _MENTIONS), "from", "to", "role"), query)


def _query(ground: Ground, part: Part, roles: Pair) -> Query:
    recent, base = ground.span(part.weeks), ground.span(part.weeks, part.weeks_ago)
    panel, values = panel_condition(recent, base)
    to, from_ = roles.to.condition("to_"), roles.from_.condition("from_")
    role = f"CASE WHEN {to.sql} THEN 'to' WHEN {from_.sql} THEN 'from' END AS role"
    columns = f"{role}, {panel} AS in_panel"
    population = part.population.condition("this_p")
    return Query(tuple(
        Arm("arrivals", span, population, columns, to.values | from_.values | values, side)
        for side, span in (("this", recent), ("that", base))
    ))  # fmt: skip


def _estimate(found: RolePair, query: Query) -> Estimate:
    overlap = found.overlap
    n = min(overlap.n_first, overlap.n_second)
    if overlap.n_first == 0:
        then = f"{overlap.n_second:,} vacancies of the first role in the earlier window"
        return Estimate(0, 0, _UNIT, sql=query.shown, lacking=f"no vacancy of the second role is new now; {then}")
    signs = list(_signs(found))
    verdict: Verdict = "cannot_tell"
    if any(sign.holds == "no" for sign in signs):
        verdict = "contradicted"
    elif all(sign.holds == "yes" for sign in signs):
        verdict = "supported"
    told = "; ".join(
        f"{sign.said} ({ {'yes': 'holds', 'no': 'does not hold', 'open': 'open'}[sign.holds] })" for sign in signs
    )
    ends = overlap.cosine_low, overlap.cosine_high
    return Estimate(n, overlap.n_employers, _UNIT, overlap.cosine, *ends, query.shown, told=told, verdict=verdict)


def _signs(found: RolePair) -> Iterator[_Sign]:
    for role, change, way in (("the second", found.growth, 1), ("the first", found.decline, -1)):
        if change is None or change["low"] is None:
            yield _Sign(f"{role} role's share: too few to tell", "open")
            continue
        ends = sorted(way * float(str(change[end])) for end in ("low", "high"))
        shares = " from {share_base:.2%} to {share_recent:.2%}".format_map(change)
        yield _Sign(f"{role} role's share went{shares}", _above(0.0, *ends))
    overlap, moved = found.overlap, found.substitution
    if overlap.cosine_low is None or overlap.cosine_high is None:
        yield _Sign(f"what they ask: {overlap.reason}", "open")
    else:
        yield _Sign(
            f"what they ask is alike by {number(overlap.cosine)}",
            _above(ALIKE, overlap.cosine_low, overlap.cosine_high),
        )
    if moved.low is None or moved.high is None or moved.rate_others is None:
        yield _Sign("no employers to follow", "open")
    else:
        said = f"{moved.k} of {moved.n} employers changed over, {moved.rate_others:.0%} of others have the second role"
        yield _Sign(said, _above(moved.rate_others, moved.low, moved.high))


def _above(mark: float, low: float, high: float) -> Holds:
    if low > mark:
        return "yes"
    return "no" if high < mark else "open"
