"""What truly rises and falls: weekly curves whose means stand in the declared ratio.

The statistics compare the last 13 weeks (W1) with the 52 before (W0). A curve is 1 until 20 weeks before the
newest, then runs straight to its new level over 8 weeks; the level is solved from the declared factor, so that
mean(W1) / mean(W0) is that factor exactly, the weeks of the climb that fall into W0 included.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crawlers.market.tables import Family, Trend

Curve = NDArray[np.float64]
W1, W0 = 13, 52
BURN_IN = 60  # weeks lived through before the first one served, so that it opens with stock of every age
_CLIMB = (20, 12)  # weeks before the newest at which a change begins and is complete


def curve(trend: Trend, factor: float | None, n_weeks: int) -> Curve:
    """Weights by week, from -BURN_IN to n_weeks - 1; 1 is the level of the year before."""
    back = n_weeks - 1 - np.arange(-BURN_IN, n_weeks, dtype=np.float64)
    if trend == "new":
        return (back < W1).astype(np.float64)
    if factor is None:
        raise ValueError(f"titles.csv: factor: a title that is to {trend} needs one")
    climb = np.clip((_CLIMB[0] - back) / (_CLIMB[0] - _CLIMB[1]), 0, 1)
    late, early = climb[back < W1].mean(), climb[(back >= W1) & (back < W1 + W0)].mean()
    return np.asarray(1 + (factor - 1) / (late - factor * early) * climb)


def ratio(weekly: Curve) -> float | None:
    """mean(W1) / mean(W0) of a weekly series that ends with the newest week, to six places; None where W0 is all 0.

    Further places may differ between machines, whose sums run in another order.
    """
    late, early = weekly[-W1:].mean(), weekly[-W1 - W0 : -W1].mean()
    return round(float(late / early), 6) if early > 0 else None


def family_curves(families: tuple[Family, ...], n_weeks: int) -> Curve:
    """[family, week] weights."""
    return np.stack([curve(family.trend, family.factor, n_weeks) for family in families])


def balanced(rates: Curve, curves: Curve, families: tuple[Family, ...]) -> Curve:
    """Rates [employer, family] with the falling families sized so that the market as a whole stays level.

    Otherwise every steady title would lose share to the risers, and "steady" would not be true of shares.
    """
    change = rates.sum(axis=0) * (curves[:, -1] - 1)
    new = np.array([family.trend == "new" for family in families])
    change[new] = rates.sum(axis=0)[new]
    falls = np.array([family.trend == "fall" for family in families])
    return np.where(falls, rates * (-change[~falls].sum() / change[falls].sum()), rates)
