"""What an attribute is worth in stated salary, like compared with like (M_PREM).

Source: warehouse.statistics.premium.
"""

from __future__ import annotations

from warehouse.claim.estimate import Estimate
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.population import Population
from warehouse.claim.register import Part
from warehouse.statistics.pay import product
from warehouse.statistics.premium import CONTROLS, premium

_UNIT = "premium"
_COLUMNS = (
    "v.title_family, v.seniority, v.region, v.contract, v.ir35, v.pay_min, v.pay_max, v.pay_currency, v.pay_period, "
    "v.pay_basis"
)


def pay_premium(ground: Ground, part: Part) -> Estimate:
    """exp(b) - 1 as a fraction: 0.15 is 15 percent more."""
    having = part.having or Population()
    counted = having.condition("this_h")
    columns = f"{_COLUMNS}, coalesce(({counted.sql}), false) AS has"
    population = part.population.condition("this_p")
    query = Query((Arm("stock", ground.span(part.weeks), population, columns, counted.values),))
    # what is asked about is no control of itself
    controls = [c for c in CONTROLS if not (c == "region" and having.regions)]
    found = premium(product(ground.ask(query), "salary"), "has", controls=controls)
    told = f"{found.n_with:,} of {found.n:,} vacancies that state pay have it, at {found.n_employers_with} employers"
    if found.reason:
        return Estimate(found.n, found.n_employers, _UNIT, sql=query.shown, lacking=f"{found.reason}; {told}")
    value, low, high = (None if v is None else v / 100 for v in (found.premium_pct, found.low_pct, found.high_pct))
    return Estimate(found.n, found.n_employers, _UNIT, value, low, high, query.shown, told=told)
