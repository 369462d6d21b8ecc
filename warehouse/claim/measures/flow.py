"""New vacancies a week, each counted once however many sources showed it, never a source's first stock (M_FLOW).

Mean over the weeks that saw anything. Its error: the larger of two, one with employers as draws (sum of the squares of
their counts: Poisson clusters), one with weeks as draws (their standard deviation, t with one degree less than weeks).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from warehouse.claim.estimate import Estimate
from warehouse.claim.ground import Arm, Ground, Query
from warehouse.claim.register import Part
from warehouse.statistics.clusters import t90

_UNIT = "new vacancies a week"


def flow(ground: Ground, part: Part) -> Estimate:
    span = ground.span(part.weeks)
    query = Query((Arm("arrivals", span, part.population.condition("this_p"), "1 AS has", {}),))
    once = "SELECT {} AS unit, count(DISTINCT vacancy_id)::DOUBLE AS n FROM rows GROUP BY ALL ORDER BY ALL"
    weeks, employers = (ground.ask(query, once.format(unit)) for unit in ("monday_on", "employer"))
    ran = ground.source_week.filter(
        pl.col("monday_on").is_between(span.since, span.until)
        & pl.col("outcome").is_in(["complete", "partial"])
        & (pl.col("n_complete_weeks_before") >= 3)
    )["monday_on"].n_unique()
    if ran < 2:
        return Estimate(0, 0, _UNIT, lacking="fewer than two weeks in which new vacancies could be told from stock")
    total = float(weeks["n"].sum())
    by_week = np.zeros(ran)
    by_week[: weeks.height] = weeks["n"].to_numpy()
    clustered = float(np.sqrt((employers["n"].to_numpy() ** 2).sum())) / ran
    weekly = float(by_week.std(ddof=1)) / np.sqrt(ran)
    half = max(clustered, weekly) * float(t90(float(ran - 1)))
    mean = total / ran
    # 3: the upper bound of a count of which none was seen
    low, high = (mean - half, mean + half) if total else (0.0, 3 / ran)
    return Estimate(
        round(total), employers.height, _UNIT, mean, max(low, 0.0), high, query.shown,
        told=f"{total:,.0f} in {ran} weeks at {employers.height:,} employers", has_floor=False,
    )  # fmt: skip
