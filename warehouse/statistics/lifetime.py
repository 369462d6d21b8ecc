"""Time listed: how long adverts stay up, from intervals, since no run sees the moment one comes or goes.

Not time to fill: an advert is also taken down when money or patience runs out, and left standing when the post is
filled.

A vacancy that came after we began to read its source is known to have stood longer than ``longer_than`` (last seen
less first seen) and, once it is closed, no longer than ``no_longer_than`` (first run without it less last run before
it). Stock, whose age nobody knows, is left out, so that nothing is truncated. The nonparametric maximum likelihood
estimate of the distribution puts its mass on the innermost intervals (Peto 1973; Turnbull 1976) by self-consistency:
with masses s_j, weights w_i and a_ij = 1 where innermost interval j lies within that of vacancy i,

    s_j <- s_j (1/W) sum_i w_i a_ij / sum_k a_ik s_k

until no interval could gain: max_j (1/W) sum_i w_i a_ij / sum_k a_ik s_k <= 1 + 1e-5 (the Kuhn-Tucker condition:
Gentleman and Geyer 1994). Every third step is extrapolated (SQUAREM: Varadhan and Roland 2008). Where all intervals
are points it is the estimate of Kaplan and Meier (1958). Quantiles lie on the line through an innermost interval.
Intervals: employers drawn anew, as in ``pay``. Source: statistics contract, section 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse.statistics.clusters import rounded
from warehouse.statistics.pay import ends, resamples

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
MEDIAN_EMPLOYERS, MEDIAN_CLOSED, QUARTILE_EMPLOYERS = 8, 15, 12
TOLERANCE, RESAMPLE_TOLERANCE, MAX_ROUNDS = 1e-5, 1e-3, 2000
_QUANTILES = ((0.5, "median", MEDIAN_EMPLOYERS), (0.25, "p25", QUARTILE_EMPLOYERS), (0.75, "p75", QUARTILE_EMPLOYERS))
_ENDS = {"median": ("low", "high"), "p25": ("p25_low", "p25_high"), "p75": ("p75_low", "p75_high")}
_SCHEMA = {"n": pl.Int64, "n_closed": pl.Int64, "n_employers": pl.Int64} | {
    column: pl.Float64 for _, name, _ in _QUANTILES for column in (name, *_ENDS[name])
}


class Curve(NamedTuple):
    """Mass [interval] or [interval, resample] on innermost intervals (left, right]; a point where left = right."""

    left: Floats
    right: Floats
    mass: Floats


def lifetime_table(vacancies: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per cell of ``by``: n, n_closed, n_employers, and median, p25, p75 in days, each with the ends of its
    90 % interval.

    ``vacancies``: one row a vacancy that arrived as news, with the ``by`` columns, employer, longer_than and
    no_longer_than (days; null: still open), as in history.time_listed. Null: too thin to show (median: 8 employers
    and 15 closed; quartiles: 12 employers), or later than the data reach.
    """
    rows = vacancies.select(*by, "employer", "longer_than", "no_longer_than").sort(pl.all(), nulls_last=True)
    out = [(*key, *_cell(cell, "/".join(map(str, key)))) for key, cell in rows.group_by(by, maintain_order=True)]
    return rounded(pl.DataFrame(out, schema={**{c: vacancies.schema[c] for c in by}, **_SCHEMA}, orient="row"))


def turnbull(lower: Floats, upper: Floats, weights: Floats | None = None) -> Curve:
    """The estimate from intervals (lower, upper], points where they are equal, upper infinite where nothing ended.

    ``weights`` [vacancy] or [vacancy, resample] say how often each counts; a resample with none has mass nan.
    """
    left, right, first, last = _innermost(lower, upper)
    counts = np.ones(len(lower)) if weights is None else weights
    spans, span = np.unique(np.stack([first, last]), axis=1, return_inverse=True)
    held = np.zeros((spans.shape[1], *counts.shape[1:]))
    np.add.at(held, span.ravel(), counts)
    within = (np.arange(len(left)) >= spans[0][:, None]) & (np.arange(len(left)) < spans[1][:, None])
    tolerance = TOLERANCE if weights is None or weights.ndim == 1 else RESAMPLE_TOLERANCE
    mass = _settled(within.astype(float), held.reshape(len(held), -1), tolerance)
    return Curve(left, right, mass.reshape(len(left), *counts.shape[1:]))


def quantiles(curve: Curve, at: Sequence[float]) -> Floats:
    """Times [at] or [at, resample] by which so much has ended; infinite where the data do not reach so far."""
    mass = curve.mass.reshape(len(curve.left), -1)
    through = np.cumsum(mass, axis=0)
    columns = np.arange(mass.shape[1])
    out = np.empty((len(at), mass.shape[1]))
    for row, q in enumerate(at):
        # sums of fractions: a quantile that falls on a step is on it
        place = np.minimum((through < q - 1e-9).sum(axis=0), len(mass) - 1)
        own = mass[place, columns]
        share = np.divide(q - through[place, columns] + own, own, out=np.ones_like(own), where=own > 0)
        left, right = curve.left[place], curve.right[place]
        width = np.where(np.isfinite(right), right - left, 0.0)
        out[row] = np.where(np.isfinite(right), left + np.clip(share, 0.0, 1.0) * width, np.inf)
    return out.reshape(len(at), *curve.mass.shape[1:])


def _cell(cell: pl.DataFrame, name: str) -> tuple[float | int | None, ...]:
    n_employers, n_closed = cell["employer"].n_unique(), cell["no_longer_than"].count()
    found: dict[str, float | None] = dict.fromkeys(list(_SCHEMA)[3:])
    shown = [q for q in _QUANTILES if n_employers >= q[2] and n_closed >= MEDIAN_CLOSED]
    if shown:
        lower = cell["longer_than"].cast(pl.Float64).to_numpy()
        upper = cell["no_longer_than"].cast(pl.Float64).fill_null(np.inf).to_numpy()
        employer = (cell["employer"].rank("dense").to_numpy() - 1).astype(np.int64)
        at = [q for q, _, _ in shown]
        values = quantiles(turnbull(lower, upper), at)
        times = resamples(f"time listed/{name}", n_employers)[employer].astype(float)
        drawn = quantiles(turnbull(lower, upper, times), at)
        # whole steps, so that no end lies between a time and infinity
        interval = np.quantile(drawn, ends(employer), axis=1, method="inverted_cdf")
        for (_, column, _), value, low, high in zip(shown, values, *interval, strict=True):
            found |= {column: value, _ENDS[column][0]: min(low, value), _ENDS[column][1]: max(high, value)}
    return cell.height, n_closed, n_employers, *found.values()


def _innermost(lower: Floats, upper: Floats) -> tuple[Floats, Floats, Ints, Ints]:
    """Left and right ends of the innermost intervals, and which of them (first to last, exclusive) each interval holds.

    An innermost interval begins at a left end and ends at the next end, which is a right one. At one time a point
    begins first, then intervals end, then intervals (which do not hold their left end) begin.
    """
    begins, closes = np.where(lower == upper, 0.0, 2.0), np.ones(len(upper))
    ends_ = np.unique(np.hstack([np.stack([lower, begins]), np.stack([upper, closes])]), axis=1)
    is_right = ends_[1] == 1
    inner = np.flatnonzero(~is_right[:-1] & is_right[1:])
    first = np.searchsorted(inner, _places(ends_, lower, begins), side="left")
    last = np.searchsorted(inner + 1, _places(ends_, upper, closes), side="right")
    return ends_[0][inner], ends_[0][inner + 1], first, last


def _places(ends_: Floats, time: Floats, kind: Floats) -> Ints:
    """Where each end stands among all."""
    times = np.unique(ends_[0])
    keys = np.searchsorted(times, ends_[0]) * 3 + ends_[1]
    return np.searchsorted(keys, np.searchsorted(times, time) * 3 + kind)


def _settled(within: Floats, held: Floats, tolerance: float) -> Floats:
    """Masses [innermost, resample] that are self-consistent. ``within`` [span, innermost]; ``held``: weight [span,
    resample].
    """
    total = held.sum(axis=0)
    share = np.divide(held, total, out=np.full_like(held, np.nan), where=total > 0)
    mass = np.full((within.shape[1], held.shape[1]), 1 / within.shape[1])
    going = np.flatnonzero(total > 0)
    mass[:, total == 0] = np.nan
    for _ in range(MAX_ROUNDS):
        now, weight = mass[:, going], share[:, going]
        one, gain = _step(within, weight, now)
        two, _ = _step(within, weight, one)
        mass[:, going] = _further(within, weight, now, one, two)
        going = going[gain.max(axis=0) > 1 + tolerance]
        if not len(going):
            break
    return mass


def _step(within: Floats, share: Floats, mass: Floats) -> tuple[Floats, Floats]:
    """One step of self-consistency, and what each innermost interval would gain by more mass."""
    chance = within @ mass
    gain = within.T @ np.divide(share, chance, out=np.zeros_like(share), where=share > 0)
    return mass * gain, gain


def _further(within: Floats, share: Floats, now: Floats, one: Floats, two: Floats) -> Floats:
    """Extrapolated from three steps, where that is likelier; else the third."""
    r, v = one - now, two - 2 * one + now
    size = (v**2).sum(axis=0)
    length = -np.sqrt(np.divide((r**2).sum(axis=0), size, out=np.ones_like(size), where=size > 0))
    length = np.minimum(length, -1.0)
    ahead = np.maximum(now - 2 * length * r + length**2 * v, 0.0)
    ahead /= ahead.sum(axis=0)
    is_likelier = _likelihood(within, share, ahead) >= _likelihood(within, share, two)
    return np.where(is_likelier, ahead, two)


def _likelihood(within: Floats, share: Floats, mass: Floats) -> Floats:
    chance = within @ mass
    with np.errstate(divide="ignore"):
        logs = np.where(share > 0, np.log(chance), 0.0)
    return np.asarray((share * logs).sum(axis=0))
