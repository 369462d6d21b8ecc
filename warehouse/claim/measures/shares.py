"""Shares of vacancies, their differences, changes and ranks, with errors clustered by employer.

M_SHARE, M_SKILL, M_REG, M_REMOTE, M_LEVEL, M_SECT, M_EDU, M_CERT and M_EMP of the claims are shares of what is had by a
population; they differ in what is counted only. Intervals: warehouse.statistics.shares.
"""

from __future__ import annotations

import polars as pl
from scipy.special import ndtri

from warehouse.claim.estimate import Estimate
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.measures.counts import (
    Compared,
    arm,
    by_employer,
    described,
    lacking_history,
    lacking_overlap,
    sides,
    two_windows,
)
from warehouse.claim.population import Condition, Value
from warehouse.claim.register import Part, Rank
from warehouse.statistics.shares import changes, share_counts

_Z90 = 1.6448536269514722


def share(ground: Ground, part: Part) -> Estimate:
    """The share of the population that has it; or how it changed, how it differs, or its rank."""
    if part.rank:
        return _rank(ground, part, part.rank)
    if part.rises or part.falls:
        return _change(ground, part)
    if part.above or part.below:
        return _difference(ground, part)
    query = Query((arm(part, ground.span(part.weeks), part.population, part.having),))
    counts = sides(by_employer(ground, query), "this")
    if counts.is_empty():
        return Estimate(0, 0, "share of vacancies", sql=query.shown, lacking="no such vacancy was seen")
    k, n = float(counts["k"].sum()), round(float(counts["n"].sum()))
    # the share of those without it is asked where nobody has it: a unit that does not occur has no row
    row = share_counts(*frames_of(counts, of_others=k == 0), "unit").row(0, named=True)
    value, low, high = (
        _turned(row["share"], row["low"], row["high"], 1.0) if k == 0 else (row["share"], row["low"], row["high"])
    )
    told = f"{k:,.6g} of {n:,} vacancies"
    return Estimate(n, counts.height, "share of vacancies", value, low, high, query.shown, told=told)


def _turned(
    value: float, low: float | None, high: float | None, whole: float
) -> tuple[float, float | None, float | None]:
    """A figure of those with it from the figure of those without."""
    return whole - value, None if high is None else whole - high, None if low is None else whole - low


def _change(ground: Ground, part: Part) -> Estimate:
    if lacking := lacking_history(ground, part):
        return Estimate(0, 0, "difference of shares", lacking=lacking)
    compared = two_windows(ground, part, part.having)
    found = _compared(compared, f"share now less share {part.weeks_ago} weeks before")
    lacking = lacking_overlap(compared.overlap)
    return found if not lacking else _without(found, lacking)


def _difference(ground: Ground, part: Part) -> Estimate:
    other = part.above or part.below
    assert other  # noqa: S101 - the caller has looked
    span = ground.span(part.weeks)
    arms = (
        arm(part, span, part.population, part.having),
        arm(part, span, other.population or part.population, other.having or part.having, "that"),
    )
    query = Query(arms)
    counts = by_employer(ground, query)
    return _compared(Compared(sides(counts, "this"), sides(counts, "that"), query), "difference of shares")


def _compared(compared: Compared, unit: str) -> Estimate:
    """Difference of two shares, the employers that stand in both allowed for."""
    n = [round(float(side["n"].sum())) for side in (compared.this, compared.that)]
    employers = [side.height for side in (compared.this, compared.that)]
    if not all(n):
        return Estimate(min(n), min(employers), unit, sql=compared.query.shown, lacking="one side has no vacancy")
    k = [float(side["k"].sum()) for side in (compared.this, compared.that)]
    nobody = not any(k)
    windows = ((compared.this, True), (compared.that, False))
    having, denominator = (
        pl.concat(frames)
        for frames in zip(*(frames_of(side, of_others=nobody, is_recent=r) for side, r in windows), strict=True)
    )
    row = changes(having, denominator, "unit").row(0, named=True)
    value, low, high = row["change"], row["low"], row["high"]
    if nobody:
        value, low, high = _turned(value, low, high, 0.0)
    told = " against ".join(f"{one / all_:.1%} of {all_:,}" for one, all_ in zip(k, n, strict=True))
    return Estimate(min(n), min(employers), unit, value, low, high, compared.query.shown, told=told)


def frames_of(counts: pl.DataFrame, *, of_others: bool = False, **columns: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Counts by employer as share_counts takes them: having (or lacking it: ``of_others``), denominator."""
    extra = [pl.lit(value).alias(name) for name, value in columns.items()]
    count = pl.col("n") - pl.col("k") if of_others else pl.col("k")
    having = counts.select(*extra, "employer", pl.lit("it").alias("unit"), count.alias("k"))
    return having, counts.select(*extra, "employer", "n")


def _without(found: Estimate, lacking: str) -> Estimate:
    return Estimate(found.n, found.n_employers, found.unit, sql=found.sql, lacking=lacking)


_MENTION = (
    " JOIN mention AS m ON m.advert_id = v.advert_id AND m.demand IS DISTINCT FROM 'negated' "
    "JOIN skill AS s USING (skill_id)"
)
_PLACE = " JOIN advert_place AS p ON p.advert_id = v.advert_id"
# What is ranked: its name, its weight in a vacancy, and where it stands.
_UNITS = {
    "titles": ("v.title_family", "1", ""),
    "sectors": ("v.sector", "1", ""),
    "regions": ("p.region", "p.share", _PLACE),
    "towns": ("p.town", "p.share", _PLACE),
    "skills": ("m.skill_id", "1", _MENTION),
}
_ITEM = "the item"


# An item of several names counts once a vacancy, a vacancy in fractions where its places are.
_UNIT_COUNTS = """
    SELECT unit, employer, sum(has)::DOUBLE AS k
    FROM (SELECT unit, employer, least(sum(has), 1) AS has FROM rows GROUP BY unit, employer, vacancy_id)
    GROUP BY unit, employer ORDER BY ALL
"""


def _rank(ground: Ground, part: Part, rank: Rank) -> Estimate:
    """First to last place of the item that the differences to all others allow, at 90 % together.

    Each difference gets the interval that makes all of them hold together (Bonferroni); those surely above give the
    best place, those not surely below the worst. Source: Klein, Wright and Wieczorek (2020), a joint confidence region
    for an overall ranking of populations.
    """
    everyone = Query((arm(part, ground.span(part.weeks), part.population, None),))
    base = sides(by_employer(ground, everyone), "this")
    query = Query((_unit_arm(ground, part, rank),))
    units = ground.ask(query, _UNIT_COUNTS)
    n, employers = round(float(base["n"].sum())), base.height
    if units.filter(pl.col("unit") == _ITEM).is_empty():
        return Estimate(n, employers, "place", sql=query.shown, lacking="the item itself was not seen")
    order = units.group_by("unit").agg(pl.col("k").sum().round(9)).sort("k", "unit", descending=[True, False])
    mine = order.filter(pl.col("unit") == _ITEM)["k"].item()
    best, worst = _places(units, base)
    first = ", ".join(f"{u} {k / n:.1%}" for u, k in order.head(4).iter_rows())
    return Estimate(
        n,
        employers,
        "place",
        1.0 + order.filter(pl.col("k") > mine).height,
        best,
        worst,
        query.shown,
        told=f"first are {first}",
    )


def _places(units: pl.DataFrame, base: pl.DataFrame) -> tuple[float | None, float | None]:
    item = units.filter(pl.col("unit") == _ITEM).select("employer", "k")
    others = units.filter(pl.col("unit") != _ITEM)
    names = others["unit"].unique().sort()
    if names.is_empty():
        return 1.0, 1.0
    same = item.join(names.to_frame("unit"), how="cross").select(
        pl.lit(True).alias("is_recent"), "employer", "unit", "k"
    )
    having = pl.concat([same, others.select(pl.lit(False).alias("is_recent"), "employer", "unit", "k")])
    denominator = pl.concat([base.select(pl.lit(r).alias("is_recent"), "employer", "n") for r in (True, False)])
    table = changes(having, denominator, "unit")
    wider = float(ndtri(1 - 0.10 / (2 * len(names)))) / _Z90
    change, low, high = (table[c] for c in ("change", "low", "high"))
    surely_above = int((change + wider * (high - change) < 0).sum())
    surely_below = int((change - wider * (change - low) > 0).sum())
    if low.null_count():
        return None, None
    return 1.0 + surely_above, 1.0 + len(names) - surely_below


def _unit_arm(ground: Ground, part: Part, rank: Rank) -> Arm:
    """A row a vacancy and thing ranked; all that ``item`` names is one thing."""
    unit, weight, join = _UNITS[rank.of]
    population = described(part, part.population).condition("this_p")
    values: dict[str, Value] = {"item": list(rank.item)}
    is_item = f"{unit} IN (SELECT unnest($item))"
    terms = [f"({population.sql})", f"{unit} IS NOT NULL"]
    for name, value, term in (
        ("without", list(rank.without), f"{unit} NOT IN (SELECT unnest($without))"),
        ("among", list(rank.among), f"({is_item} OR {unit} IN (SELECT unnest($among)))"),
        ("kind", rank.kind, f"({is_item} OR s.kind = $kind)"),
        ("is_ml_ai", rank.is_ml_ai, f"({is_item} OR s.is_ml_ai = $is_ml_ai)"),
    ):
        if value or value is False:
            values[name] = value
            terms.append(term)
    chosen = Condition(" AND ".join(terms), population.values)
    columns = f"CASE WHEN {is_item} THEN '{_ITEM}' ELSE {unit} END AS unit, {weight} AS has"
    return Arm("stock", ground.span(part.weeks), chosen, columns, values, join=join)
