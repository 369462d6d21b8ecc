"""Two-way Poisson models of counts by source and week, many units at once, fitted by iterative scaling.

    n[s, t] ~ Poisson(exp(alpha[s] + delta[t])) over the source-weeks that were seen

The likelihood needs only the sums by source and by week (Deming and Stephan 1940; Bishop, Fienberg and Holland 1975,
chapter 5, for tables with holes): given the weeks' effects the sources' follow, and the other way round.

Spread: counts of one employer come together, so the variance of anything smooth in the deltas is the sum of squares of
the employers' influence (the infinitesimal jackknife, Efron 1982; the cluster-robust sandwich of Liang and Zeger 1986):
what resampling employers converges to, without the resamples.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

MAX_ROUNDS, TOLERANCE = 2000, 1e-8

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def fit(by_source: Floats, by_week: Floats, seen: Floats) -> Floats:
    """exp(delta) [unit, week] up to a factor a unit, from sums [unit, source] and [unit, week] over what was ``seen``.

    ``seen`` [source, week] is 1 where counted. A week in which no source of the unit was seen is NaN; one that was seen
    and had none is 0. So is any week that no chain of shared sources links to the unit's first seen week: NaN.
    """
    effect = np.where(by_week > 0, 1.0, 0.0)
    moving = np.arange(len(effect))
    for _ in range(MAX_ROUNDS):
        before = effect[moving]
        source = _quotient(by_source[moving], before @ seen.T)
        after = _quotient(by_week[moving], source @ seen)
        after /= np.maximum(after.sum(1, keepdims=True), 1e-300)
        effect[moving] = after
        moving = moving[np.abs(after - before).max(1) > TOLERANCE * after.max(1)]
        if not len(moving):
            break
    return np.where(_linked(by_source, seen), effect, np.nan)


def _quotient(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _linked(by_source: Floats, seen: Floats) -> NDArray[np.bool_]:
    """[unit, week]: weeks that a chain of sources links to the unit's first seen one."""
    has = (by_source > 0).astype(np.float64)
    was_seen = has @ seen > 0
    reached = np.zeros_like(was_seen)
    rows = np.flatnonzero(was_seen.any(1))
    reached[rows, was_seen.argmax(1)[rows]] = True
    while True:
        sources = (reached.astype(np.float64) @ seen.T > 0) & (has > 0)
        further = (sources.astype(np.float64) @ seen > 0) & was_seen
        if (further == reached).all():
            return reached
        reached = further


class Cells(NamedTuple):
    """One unit's counts: positions of employer, source and week, and n, one entry a cell; all of them seen."""

    employer: Ints
    source: Ints
    week: Ints
    n: Floats


def influence(cells: Cells, effect: Floats, seen: Floats, gradient: Floats) -> Floats:
    """Each employer's influence [employer, k] on k functions of delta, whose gradients are the columns [week, k].

    ``effect`` is the unit's row of ``fit`` with 0 for NaN, ``seen`` [source, week] that of its own sources, ``cells``
    number only those. Columns of ``gradient`` sum to 0 over the linked weeks: only differences of deltas are known.
    """
    live = np.flatnonzero(effect > 0)
    mean = seen[:, live] * effect[live]
    per_source = mean.sum(1)
    weight = np.bincount(cells.source, cells.n, len(seen))
    share = _quotient(mean, np.broadcast_to(per_source[:, None], mean.shape))
    by_week = np.bincount(cells.week, cells.n, len(effect))[live]
    information = np.diag(by_week) - (share * weight[:, None]).T @ share
    solved = np.zeros_like(gradient)
    ridge = np.full_like(information, by_week.mean() / len(live))  # the constant direction, which no column has
    solved[live] = np.linalg.solve(information + ridge, gradient[live])
    at_source = share @ solved[live]
    n_employers = int(cells.employer.max()) + 1
    weeks = csr_array((cells.n, (cells.employer, cells.week)), shape=(n_employers, len(effect)))  # type: ignore[no-untyped-call]
    sources = csr_array((cells.n, (cells.employer, cells.source)), shape=(n_employers, len(seen)))  # type: ignore[no-untyped-call]
    return np.asarray(weeks @ solved - sources @ at_source)
