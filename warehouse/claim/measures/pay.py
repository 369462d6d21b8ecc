"""Stated salaries (M_SAL) and day rates (M_DAY): medians, and how two populations' medians stand to each other.

Salaries and day rates are two products and never mixed; below 8 employers or 15 vacancies there is no median. Source:
warehouse.statistics.pay.
"""

from __future__ import annotations

import polars as pl

from warehouse.claim.estimate import Estimate, number
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.population import Population
from warehouse.claim.register import Measure, Part
from warehouse.statistics.pay import MEDIAN_EMPLOYERS, MEDIAN_VACANCIES, PERIOD_OF, pay_change, pay_table, product

_COLUMNS = "v.contract, v.ir35, v.pay_min, v.pay_max, v.pay_currency, v.pay_period, v.pay_basis"


def pay(ground: Ground, part: Part) -> Estimate:
    """The median of what the population states; or the ratio of two populations' medians."""
    name = "salary" if part.measure is Measure.SALARY else "day rate"
    other = part.above or part.below
    arms = [_arm(ground, part, part.population, "this")]
    if other:
        arms.append(_arm(ground, part, other.population or part.population, "that"))
    query = Query(tuple(arms))
    vacancies = product(ground.ask(query), name)
    return _ratio(vacancies, query, name) if other else _median(vacancies, query, name)


def _arm(ground: Ground, part: Part, population: Population, side: str) -> Arm:
    return Arm("stock", ground.span(part.weeks), population.condition(f"{side}_p"), _COLUMNS, {}, side)


def _median(vacancies: pl.DataFrame, query: Query, name: str) -> Estimate:
    unit = f"GBP a {PERIOD_OF[name]}"
    if vacancies.is_empty():
        return Estimate(0, 0, unit, sql=query.shown, lacking="no such vacancy was seen")
    row = pay_table(vacancies, ["side"], PERIOD_OF[name]).row(0, named=True)
    told = f"{row['n_stated']:,} of {row['n']:,} vacancies state it ({row['stated_rate']:.0%})"
    return Estimate(
        row["n_stated"], row["n_employers"], unit, row["median"], row["low"], row["high"], query.shown, told=told
    )


def _ratio(vacancies: pl.DataFrame, query: Query, name: str) -> Estimate:
    """Two populations stand to each other as two windows do: pay_change over one cell."""
    unit = "times the other's median"
    table = pay_table(vacancies, ["side"], PERIOD_OF[name]) if vacancies.height else pl.DataFrame()
    sides = {row["side"]: row for row in table.iter_rows(named=True)}
    n = min((sides[s]["n_stated"] if s in sides else 0) for s in ("this", "that"))
    employers = min((sides[s]["n_employers"] if s in sides else 0) for s in ("this", "that"))
    if n < MEDIAN_VACANCIES or employers < MEDIAN_EMPLOYERS:
        lacking = (
            f"one side states {n} of {employers} employers: a median needs {MEDIAN_VACANCIES} of {MEDIAN_EMPLOYERS}"
        )
        return Estimate(n, employers, unit, sql=query.shown, lacking=lacking)
    marked = vacancies.with_columns(is_recent=pl.col("side") == "this", cell=pl.lit("all"))
    row = pay_change(marked, ["cell"], PERIOD_OF[name], name)
    value, low, high = (None if (v := row[c]) is None else 1 + v / 100 for c in ("change_pct", "low_pct", "high_pct"))
    told = f"{number(sides['this']['median'])} against {number(sides['that']['median'])}"
    return Estimate(n, employers, unit, value, low, high, query.shown, told=told, neutral=1.0)
