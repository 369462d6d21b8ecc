"""How much more often something is had in a role than in all technology vacancies (M_COOC): lift, with its interval.

Source: warehouse.statistics.cooccurrence. The verdict rests on the interval; the shrunken lift is printed beside it.
"""

from __future__ import annotations

import polars as pl

from warehouse.claim.estimate import Estimate, number
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.population import Population
from warehouse.claim.register import Part
from warehouse.statistics.cooccurrence import lifts
from warehouse.statistics.shares import not_seen

_UNIT = "times the share in technology"


def lift(ground: Ground, part: Part) -> Estimate:
    """Over the technology vacancies that have a text, where a skill is counted."""
    having = part.having or Population()
    needs_text = having.skills or having.all_skills or having.words
    everywhere = Population(is_tech=True, known=("text",) if needs_text else ())
    role, counted = part.population.condition("this_r"), having.condition("this_h")
    columns = f"coalesce(({role.sql}), false) AS in_role, coalesce(({counted.sql}), false) AS has"
    values = role.values | counted.values
    query = Query((Arm("stock", ground.span(part.weeks), everywhere.condition("this_p"), columns, values),))
    rows = ground.ask(query)
    inside = rows.filter("in_role")
    n, employers = inside.height, inside["employer"].n_unique()
    share = rows["has"].mean() if rows.height else None
    if not n or not isinstance(share, float) or share == 0:
        lacking = "seen in no technology vacancy at all" if n else "no such technology vacancy was seen"
        return Estimate(n, employers, _UNIT, sql=query.shown, lacking=lacking)
    told = f"{inside['has'].sum():,} of {n:,} against {share:.1%} of {rows.height:,}"
    if not inside["has"].any():
        high = (not_seen(n) or 1.0) / share
        return Estimate(n, employers, _UNIT, 0.0, 0.0, high, query.shown, told=told, neutral=1.0)
    sides = (rows.filter(flag).select("vacancy_id", value=pl.lit(flag)) for flag in ("in_role", "has"))
    row = lifts(rows, *sides).row(0, named=True)
    told = f"{told}; {number(row['lift_shrunk'])} shrunk"
    return Estimate(n, employers, _UNIT, row["lift"], row["low"], row["high"], query.shown, told=told, neutral=1.0)
