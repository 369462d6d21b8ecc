"""Vacancies of employers whose truth is known: sizes with a heavy tail, adverts of one employer alike.

Sizes are Pareto of index 1.2 cut at 200, Poisson around them: half of the employers have one advert, one in a hundred
50. The likeness of two adverts of one employer (intraclass correlation) goes through ``LIKENESS`` from draw to draw.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import beta

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
INDEX, LARGEST = 1.2, 200
LIKENESS = (0.05, 0.2, 0.4)


def expected_sizes(rng: np.random.Generator, n: int) -> Floats:
    """Adverts that each of ``n`` employers may be expected to have."""
    return np.asarray((1 - rng.random(n) * (1 - LARGEST**-INDEX)) ** (-1 / INDEX))


def employers(rng: np.random.Generator, n: int) -> Ints:
    """The employer of each advert; each employer has one or more."""
    return np.repeat(np.arange(n), np.maximum(rng.poisson(expected_sizes(rng, n)), 1))


def inclinations(rng: np.random.Generator, share: float, likeness: float, n: int) -> Floats:
    """Each employer's own share, of mean ``share`` (beta distributed; ``likeness`` is its intraclass correlation)."""
    return share_at(rng.random(n), share, likeness)


def share_at(rank: Floats, share: float, likeness: float) -> Floats:
    """The share of employers of these ranks, 0 to 1: the same rank at two shares is the same employer at two times."""
    weight = (1 - likeness) / likeness
    return np.asarray(beta.ppf(rank, share * weight, (1 - share) * weight))


def counts(rng: np.random.Generator, draws: int, n: int, share: float) -> pl.DataFrame:
    """draw, employer, n, k: adverts and those with an attribute, of many draws at once."""
    size = rng.poisson(expected_sizes(rng, draws * n))
    likeness = np.resize(LIKENESS, draws)
    own = np.concatenate([inclinations(rng, share, float(like), n) for like in likeness])
    return _frame(draws, n, size, rng.binomial(size, own))


def counts_twice(
    rng: np.random.Generator, draws: int, n: int, base: float, recent: float, stay: float = 0.7
) -> pl.DataFrame:
    """The same in two windows (is_recent), the recent one a quarter as long; of the employers' sizes and ranks a share
    stays.
    """
    size, rank = expected_sizes(rng, draws * n), rng.random(draws * n)
    new_size, new_rank = expected_sizes(rng, draws * n), rng.random(draws * n)
    stays = rng.random(draws * n) < stay
    likeness = np.repeat(np.resize(LIKENESS, draws), n)
    frames = []
    for is_recent, sizes, ranks, share in (
        (False, size, rank, base),
        (True, np.where(stays, size, new_size) / 4, np.where(stays, rank, new_rank), recent),
    ):
        own = np.empty(draws * n)
        for like in LIKENESS:
            at = likeness == like
            own[at] = share_at(ranks[at], share, like)
        seen = rng.poisson(sizes)
        frames.append(_frame(draws, n, seen, rng.binomial(seen, own)).with_columns(is_recent=pl.lit(is_recent)))
    return pl.concat(frames)


def _frame(draws: int, n: int, size: Ints, k: Ints) -> pl.DataFrame:
    draw, employer = np.repeat(np.arange(draws), n), np.tile(np.arange(n), draws)
    return pl.DataFrame({"draw": draw, "employer": employer, "n": size, "k": k})


def logs_of_pay(rng: np.random.Generator, employer: Ints, spread: float, likeness: float) -> Floats:
    """Normal around 0 with standard deviation ``spread``, of which ``likeness`` of the variance is the employer's."""
    own = rng.normal(0, spread * np.sqrt(likeness), int(employer.max()) + 1)
    return np.asarray(own[employer] + rng.normal(0, spread * np.sqrt(1 - likeness), len(employer)))
