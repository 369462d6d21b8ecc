"""The claims of a register against a week's tables: measured part by part, judged, one row a part and one a claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import duckdb
import polars as pl

from pipelines.schemas import ClaimVerdictTable
from pipelines.week import Week
from warehouse.claim.estimate import Estimate, Judged, bound_in_words, judge, together
from warehouse.claim.ground import Ground
from warehouse.claim.measures.cooccurrence import lift
from warehouse.claim.measures.emerging import emerging
from warehouse.claim.measures.fixtures import Reader, fixture
from warehouse.claim.measures.flow import flow
from warehouse.claim.measures.growth import growth
from warehouse.claim.measures.location import location
from warehouse.claim.measures.means import mean
from warehouse.claim.measures.novelty import novelty
from warehouse.claim.measures.pair import pair
from warehouse.claim.measures.pay import pay
from warehouse.claim.measures.premium import pay_premium
from warehouse.claim.measures.shares import share
from warehouse.claim.measures.time_listed import time_listed
from warehouse.claim.register import SHARES, Claim, Measure, Part

_MEASURES: dict[Measure, Callable[[Ground, Part], Estimate]] = {
    **dict.fromkeys(SHARES, share),
    Measure.MEAN: mean,
    Measure.FLOW: flow,
    Measure.GROWTH: growth,
    Measure.PAIR: pair,
    Measure.EMERGING: emerging,
    Measure.NOVELTY: novelty,
    Measure.COOCCURRENCE: lift,
    Measure.LOCATION: location,
    Measure.SALARY: pay,
    Measure.DAY_RATE: pay,
    Measure.PREMIUM: pay_premium,
    Measure.TIME_LISTED: time_listed,
}
_SIGNIFICANT = 9  # digits kept: the last ones depend on the order in which fractions are added


class NoSuchWeekError(ValueError):
    """The warehouse has nothing of that week: no claim can be checked against it."""


def check_claims(
    con: duckdb.DuckDBPyConnection, claims: Sequence[Claim], week: Week, read: Reader | None = None
) -> pl.DataFrame:
    """Verdicts of the claims in a week: the frame of schemas.ClaimVerdictTable, in the register's order.

    ``con`` may be read-only. ``read`` gives the facts of a fixture's advert. Raises NoSuchWeekError where the
    warehouse has nothing of that week.
    """
    if not con.execute("SELECT 1 FROM trend.source_week WHERE monday_on = ? LIMIT 1", [week.monday]).fetchone():
        raise NoSuchWeekError(f"the warehouse holds nothing of {week}")
    ground = Ground(con, week)
    try:
        rows = [row for claim in claims for row in _verdicts(ground, claim, read)]
    finally:
        ground.close()
    types = {name: column.dtype for name, column in ClaimVerdictTable.columns().items()}
    frame = pl.DataFrame(rows, schema_overrides=types, orient="row", infer_schema_length=None)
    return ClaimVerdictTable.validate(frame.select(types.keys()), cast=True)


def _verdicts(ground: Ground, claim: Claim, read: Reader | None) -> Iterator[dict[str, Any]]:
    """The whole claim (part 0: with the figures of the part that decides), then its parts."""
    found = [_measure(ground, part, read) for part in claim.parts]
    judged = [judge(part, one) for part, one in zip(claim.parts, found, strict=True)]
    whole, decider = together(list(zip(claim.parts, judged, strict=True)))
    yield _row(ground.week, claim, 0, claim.parts[decider - 1], found[decider - 1], whole)
    for n, (part, one, verdict) in enumerate(zip(claim.parts, found, judged, strict=True), start=1):
        yield _row(ground.week, claim, n, part, one, verdict)


def _measure(ground: Ground, part: Part, read: Reader | None) -> Estimate:
    if part.measure is Measure.OUT_OF_SCOPE:
        told = f"adverts cannot say; nearest to it: {part.proxy}"
        return Estimate(0, 0, "", verdict="out_of_scope", told=told)
    if part.fixture:
        return fixture(part.fixture, read)
    found = novelty(ground, part) if part.seen else _MEASURES[part.measure](ground, part)
    return replace(found, value=_rounded(found.value), low=_rounded(found.low), high=_rounded(found.high))


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.{_SIGNIFICANT}g}")


def _row(week: Week, claim: Claim, n: int, part: Part, found: Estimate, judged: Judged) -> dict[str, Any]:
    return {
        "week": str(week), "monday_on": week.monday, "claim_id": claim.id, "part": n, "is_aside": n > 0 and part.aside,
        "source": claim.source, "claim": claim.claim, "says": claim.claim if n == 0 else part.says,
        "measure": str(part.measure), "population": _population(part), "bound": bound_in_words(part),
        "verdict": judged.verdict, "reason": judged.reason, "n": found.n, "n_employers": found.n_employers,
        "estimate": found.value, "low": found.low, "high": found.high, "unit": found.unit, "sql": found.sql,
    }  # fmt: skip


def _population(part: Part) -> str:
    if part.pair:
        return f"from {part.pair.from_} to {part.pair.to}"
    having = f", having {part.having}" if part.having else ""
    return f"{part.population}{having}"
