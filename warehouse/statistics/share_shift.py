"""Has a unit's share shifted between two windows? An overdispersed conditional test, and which of many tests pass.

With x and y the unit's counts in the recent and the base window and pi = N1 / (N1 + N0) the recent window's part of
all counts, x is Binomial(x + y, pi) where the share stayed the same (Przyborowski and Wilenski 1940). Counts of one
employer come together, so both are divided by a dispersion phi first (effective counts, as Rao and Scott 1992 do with
clustered samples), and the
binomial's tail (mid-p: Lancaster 1961) is continued to fractions by the incomplete beta function.

phi is the variance between employers of theta = ln((x + .5) / (N1 + .5)) - ln((y + .5) / (N0 + .5)) over that of
Poisson counts. A unit alone tells little of its own, so it is moderated (Smyth 2004) toward the mean over all units of
the same ratio under no shift, which weighs as much as 20 employers; it is never below 1.

Many tests: Benjamini-Hochberg with weights (Genovese, Roeder and Wasserman 2006) that follow how well a shift to 2.5
times could be seen in so many counts; x + y says nothing of the shift itself.

Why not the plain test of the contract, theta / SE with the larger of the jackknife's and the Poisson SE: its SE falls
where x is large by chance, so that it lets twice as much pass as it should that rises, and next to nothing that falls.
On the referee's markets of 60 / 180 boards it found .29 / .81 of what rose with .05 / .07 of its calls false, and .00 /
.04 of what fell; this one .37 / .86 with .08 / .07 false, and .04 / .35 of what fell with .06 / .06 false.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, ndtr
from scipy.stats import false_discovery_control

PRIOR_EMPLOYERS, MOST_EMPLOYERS = 20, 50
SHIFT, LEAST_WEIGHT = 2.5, 0.02
# Where a test of a few hundred units usually has to reach: the weights look at the power there.
Z_UP, Z_DOWN = 2.5, 2.0
TINY = 1e-12

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Shifts(NamedTuple):
    """One value a unit. ``theta`` log ratio of shares with its ``se``; ``low`` and ``high`` (90 %) are ratios.

    ``p_up`` and ``p_down`` are one-sided. ``phi``: the dispersion used.
    """

    theta: Floats
    se: Floats
    low: Floats
    high: Floats
    p_up: Floats
    p_down: Floats
    phi: Floats


def log_ratio(x: Floats, n1: Floats | float, y: Floats, n0: Floats | float) -> Floats:
    """theta, finite for any counts."""
    return np.asarray(np.log((x + 0.5) / (n1 + 0.5)) - np.log((y + 0.5) / (n0 + 0.5)))


def shifts(x: Floats, y: Floats, n1: float, n0: float, phi: Floats) -> Shifts:
    """Test and interval of each unit: Jeffreys' interval of the binomial part, as a ratio of shares."""
    pi = n1 / (n1 + n0)
    a, b = x / phi, y / phi
    low, high = betaincinv(a + 0.5, b + 0.5, 0.05), betaincinv(a + 0.5, b + 0.5, 0.95)
    return Shifts(
        theta=log_ratio(x, n1, y, n0),
        se=np.sqrt(phi * (1 / (x + 0.5) + 1 / (y + 0.5))),
        low=low / (1 - low) * n0 / n1,
        high=high / (1 - high) * n0 / n1,
        p_up=_tail(a, b, pi),
        p_down=_tail(b, a, 1 - pi),
        phi=phi,
    )


def _tail(a: Floats, b: Floats, pi: float) -> Floats:
    """P(X > a) + P(X = a) / 2 for X ~ Binomial(a + b, pi), continued to fractions."""
    at_least = np.where(a > 0, betainc(np.maximum(a, TINY), b + 1, pi), 1.0)
    above = np.where(b > 0, betainc(a + 1, np.maximum(b, TINY), pi), 0.0)
    return np.asarray((at_least + above) / 2)


def moderated(own: Floats, pooled: float, n_employers: Floats) -> Floats:
    """A unit's dispersion from its own, the pooled one, and how many employers its own rests on."""
    weight = np.minimum(n_employers, MOST_EMPLOYERS)
    return np.asarray(np.maximum((PRIOR_EMPLOYERS * pooled + weight * own) / (PRIOR_EMPLOYERS + weight), 1.0))


def weighted_q(p: Floats, weight: Floats, tested: Bools) -> Floats:
    """Benjamini-Hochberg over p / weight of the tested units, weights scaled to mean 1; 1 for the others."""
    q = np.ones_like(p)
    if tested.any():
        w = np.maximum(weight[tested], LEAST_WEIGHT)
        q[tested] = false_discovery_control(np.minimum(p[tested] * w.mean() / w, 1.0))
    return q


def detectable(total: Floats, pi: float, pooled: float) -> tuple[Floats, Floats]:
    """Probability that a rise to 2.5 times, and a fall to 1/2.5, goes past the test's usual bound. From x + y alone."""
    n = np.maximum(total / pooled, TINY)
    bound = np.sqrt(n * pi * (1 - pi))

    def past(odds: float, z: float) -> Floats:
        share = odds * pi / (odds * pi + 1 - pi)
        return np.asarray((n * (share - pi) - z * bound) / np.sqrt(n * share * (1 - share)))

    return np.asarray(ndtr(past(SHIFT, Z_UP))), np.asarray(ndtr(-past(1 / SHIFT, -Z_DOWN)))
