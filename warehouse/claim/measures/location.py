"""How concentrated a group is in a place, against the rest of the UK: location quotient (M_LQ).

The population names the place (regions or towns), ``having`` the group. Source: warehouse.statistics.regions.
"""

from __future__ import annotations

import polars as pl

from warehouse.claim.estimate import Estimate
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.population import Population
from warehouse.claim.register import Part
from warehouse.statistics.regions import MIN_EMPLOYERS, MIN_VACANCIES, location_quotients

_UNIT = "times the share elsewhere"
_PLACE = " JOIN advert_place AS p ON p.advert_id = v.advert_id"
_SUMS = """
    SELECT CASE WHEN is_here THEN 'here' ELSE 'elsewhere' END AS region, employer, sum(share)::DOUBLE AS share, in_group
    FROM rows GROUP BY ALL ORDER BY ALL
"""


def location(ground: Ground, part: Part) -> Estimate:
    place = part.population.regions or part.population.towns
    column = "region" if part.population.regions else "town"
    others = part.population.model_copy(update={"regions": (), "towns": ()})
    group = (part.having or Population()).condition("this_h")
    population = others.condition("this_p")
    located = population._replace(sql=f"({population.sql}) AND p.{column} IS NOT NULL")
    columns = (
        f"p.{column} AS place, p.{column} IN (SELECT unnest($place)) AS is_here, p.share, "
        f"coalesce(({group.sql}), false) AS in_group"
    )
    values = group.values | {"place": list(place)}
    query = Query((Arm("stock", ground.span(part.weeks), located, columns, values, join=_PLACE),))
    table = location_quotients(ground.ask(query, _SUMS)).filter(pl.col("region") == "here")
    if table.is_empty():
        return Estimate(0, 0, _UNIT, sql=query.shown, lacking=f"no vacancy was seen in {' or '.join(place)}")
    row = table.row(0, named=True)
    told = f"{row['n_group']:,.4g} of {row['n_all']:,.4g} vacancies there"
    n, employers = round(row["n_all"]), row["n_employers"]
    if row["lq"] is None:
        lacking = f"{told}, of {employers} employers: below {MIN_VACANCIES} of {MIN_EMPLOYERS}, or none elsewhere"
        return Estimate(n, employers, _UNIT, sql=query.shown, lacking=lacking)
    return Estimate(
        n, employers, _UNIT, row["lq"], row["low"], row["high"], query.shown, told=told, neutral=1.0, has_floor=False
    )
