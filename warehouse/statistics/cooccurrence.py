"""Which skills go together, and which belong to a role: lift, how many times as often two attributes meet as by
chance.

    lift(a, b) = N n_ab / (n_a n_b)        for a role and a skill: P(skill | role) / P(skill | all)

Interval: ln lift +/- t SE, with SE from employers' influences on ln lift, widened as the shares are (``clusters.py``).
Shrunk (DuMouchel 1999, one gamma component), not gated: with expected E = n_a n_b / N, both counts over the design
effect,

    lift_shrunk = (alpha + n_ab) / (alpha + E)

the mean of lift if lifts were gamma distributed around 1; alpha is fitted across the pairs of E >= 5. Source:
statistics contract (deliverables: co-occurring skills with shrunk lift) and the measure *lift* of the claims.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from warehouse.statistics.clusters import MIN_EMPLOYERS, Floats, Ints, Sizes, moderated, rounded, sizes, width90
from warehouse.statistics.sparse import Sparse, columns, rows

FIT_FROM_EXPECTED = 5.0
BLOCK_PAIRS = 5_000_000  # pairs of one block of employers held at once: about 100 MB


def skill_pairs(vacancies: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Lift of each two skills that are named together, once a pair (left < right). Frames and columns as in ``lifts``,
    with ``mentions``: vacancy_id, skill_id.
    """
    named = mentions.select("vacancy_id", value="skill_id")
    return lifts(vacancies, named, named).filter(pl.col("left") < pl.col("right"))


def role_skills(vacancies: pl.DataFrame, mentions: pl.DataFrame, role: str = "title_family") -> pl.DataFrame:
    """Lift of each skill in each role, against all vacancies given (all of tech, say). ``vacancies`` has the column
    ``role``.
    """
    roles = vacancies.select("vacancy_id", pl.col(role).cast(pl.String).alias("value")).drop_nulls()
    return lifts(vacancies, roles, mentions.select("vacancy_id", value="skill_id"))


def lifts(vacancies: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """One row per pair of a left and a right value that meet in a vacancy.

    ``vacancies``: vacancy_id, employer, one row a vacancy of the population. ``left``, ``right``: vacancy_id, value,
    one row each (others than these vacancies are passed over). Gives left, right, k (both), n_left, n_right, n,
    n_employers (with both), share (k / n_left), lift, low, high (90 %; null below 3 employers with the left value),
    lift_shrunk.
    """
    at = vacancies.select("vacancy_id", "employer").unique().sort("employer", "vacancy_id")
    at = at.with_columns(_employer=(pl.col("employer").rank("dense") - 1).cast(pl.Int64)).with_row_index("_vacancy")
    sides = [_side(frame, at) for frame in (left, right)]
    pairs = _pairs(at, *sides)
    if pairs.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    table = _with_intervals(pairs, at["_employer"].to_numpy(), *sides)
    return rounded(table.select(_SCHEMA.keys()).sort("left", "right"))


_SCHEMA = {
    "left": pl.String, "right": pl.String, "k": pl.Int64, "n_left": pl.Int64, "n_right": pl.Int64, "n": pl.Int64,
    "n_employers": pl.Int64, "share": pl.Float64, "lift": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "lift_shrunk": pl.Float64,
}  # fmt: skip


class _Side(NamedTuple):
    """Values in order, the rows (vacancy, employer, code of the value), and how many of each an employer has."""

    values: pl.Series
    rows: pl.DataFrame
    counts: pl.DataFrame

    def matrix(self, n_employers: int) -> Sparse:
        """The counts [employer, value]."""
        employer, code, n = (self.counts[c].to_numpy() for c in ("_employer", "_code", "n"))
        return columns(rows(employer, code, (n_employers, len(self.values)), n.astype(float)))


def _side(frame: pl.DataFrame, at: pl.DataFrame) -> _Side:
    named = frame.unique(["vacancy_id", "value"]).join(at, on="vacancy_id")
    values = named["value"].unique().sort()
    codes = pl.DataFrame({"value": values}).with_row_index("_code")
    coded = named.join(codes, on="value").select("_vacancy", "_employer", pl.col("_code").cast(pl.Int64))
    counts = coded.group_by("_employer", "_code").agg(n=pl.len().cast(pl.Int64)).sort("_employer", "_code")
    return _Side(values, coded.sort("_vacancy", "_code"), counts)


def _pairs(at: pl.DataFrame, left: _Side, right: _Side) -> pl.DataFrame:
    """By pair, over employers: sums of k, k^2, k n_left, k n_right, k n, and how many employers."""
    each = (
        left.rows.group_by("_vacancy").len().join(right.rows.group_by("_vacancy").len(), on="_vacancy", suffix="_right")
    )
    n_pairs = each.select((pl.col("len").cast(pl.Int64) * pl.col("len_right")).sum()).item() or 0
    n_blocks = n_pairs // BLOCK_PAIRS + 1
    blocks = [_block(at, left, right, pl.col("_employer") % n_blocks == block) for block in range(n_blocks)]
    return pl.concat(blocks).group_by("_left", "_right").sum().sort("_left", "_right")


def _block(at: pl.DataFrame, left: _Side, right: _Side, inside: pl.Expr) -> pl.DataFrame:
    """The sums over some of the employers, each with all its vacancies."""
    both = left.rows.filter(inside).join(right.rows.filter(inside).drop("_employer"), on="_vacancy", suffix="_right")
    keys = ["_employer", pl.col("_code").alias("_left"), pl.col("_code_right").alias("_right")]
    k = both.group_by(keys).agg(k=pl.len().cast(pl.Int64))
    for name, side, code in (("a", left, "_left"), ("b", right, "_right")):
        k = k.join(side.counts.rename({"_code": code, "n": name}), on=["_employer", code])
    k = k.join(at.filter(inside).group_by("_employer").agg(n=pl.len().cast(pl.Int64)), on="_employer")
    products = {"kk": "k", "ka": "a", "kb": "b", "kn": "n"}
    return k.group_by("_left", "_right").agg(
        pl.col("k").sum(), pl.len().cast(pl.Int64).alias("n_employers"),
        *((pl.col("k") * pl.col(other)).sum().alias(name) for name, other in products.items()),
    )  # fmt: skip


def _with_intervals(pairs: pl.DataFrame, employer: Ints, left: _Side, right: _Side) -> pl.DataFrame:
    n_g = np.bincount(employer).astype(float)
    a_g, b_g = (side.matrix(len(n_g)) for side in (left, right))
    a, b = (pairs[c].to_numpy() for c in ("_left", "_right"))
    k, kk, ka, kb, kn, n_both = (
        pairs[c].to_numpy().astype(float) for c in ("k", "kk", "ka", "kb", "kn", "n_employers")
    )
    n, n_a, n_b = n_g.sum(), a_g.sum(axis=0)[a], b_g.sum(axis=0)[b]
    aa, bb = (m.multiply(m).sum(axis=0)[c] for m, c in ((a_g, a), (b_g, b)))
    an, bn = ((m.T @ n_g)[c] for m, c in ((a_g, a), (b_g, b)))
    ab = (a_g.T @ b_g).toarray()[a, b]
    # sum over employers of (k_g / k - a_g / n_a - b_g / n_b + n_g / n)^2, multiplied out
    squares = kk / k**2 + aa / n_a**2 + bb / n_b**2 + (n_g @ n_g) / n**2
    crossed = -ka / (k * n_a) - kb / (k * n_b) + kn / (k * n) + ab / (n_a * n_b) - an / (n_a * n) - bn / (n_b * n)
    alone = _alone(k, n_a, n_b, n)
    of = _sizes(a_g)
    observed = (squares + 2 * crossed) * of.employers[a] / np.maximum(of.employers[a] - 1, 1)
    effect, df, _ = moderated(observed / alone, n_both, of.of(a))
    half = width90(effect, df) * np.sqrt(alone * effect)
    lift, expected = k * n / (n_a * n_b), n_a * n_b / n
    known = of.employers[a] >= MIN_EMPLOYERS
    ends = [np.where(known, lift * np.exp(side * half), np.nan) for side in (-1, 1)]
    values = {
        "left": left.values.gather(a), "right": right.values.gather(b), "n_left": n_a.astype(np.int64),
        "n_right": n_b.astype(np.int64), "share": k / n_a, "lift": lift, "low": ends[0], "high": ends[1],
        "lift_shrunk": _shrunk(k, expected, effect),
    }  # fmt: skip
    return pairs.with_columns(pl.Series(name, value) for name, value in values.items()).with_columns(n=pl.lit(int(n)))


def _sizes(by_employer: Sparse) -> Sizes:
    """Sizes of each left value's employers."""
    value = np.repeat(np.arange(by_employer.shape[1]), np.diff(by_employer.indptr))
    return sizes(value, by_employer.shape[1], by_employer.data)


def _alone(k: Floats, n_a: Floats, n_b: Floats, n: float) -> Floats:
    """Variance of ln lift if no two vacancies were alike: influences squared, of those with both, one and neither."""
    both, one_a, one_b = 1 / k - 1 / n_a - 1 / n_b + 1 / n, 1 / n - 1 / n_a, 1 / n - 1 / n_b
    total = k * both**2 + (n_a - k) * one_a**2 + (n_b - k) * one_b**2 + (n - n_a - n_b + k) / n**2
    return np.maximum(total, 1e-12)


def _shrunk(k: Floats, expected: Floats, effect: Floats) -> Floats:
    """Method of moments for alpha: var(lift) = 1 / alpha + effect / expected."""
    fit = expected >= FIT_FROM_EXPECTED
    k, expected = k / effect, expected / effect
    if not fit.any():
        return np.ones_like(k)
    excess = float(np.mean((k[fit] / expected[fit] - 1) ** 2 - 1 / expected[fit]))
    if excess <= 0:
        return np.ones_like(k)
    return np.asarray((1 / excess + k) / (1 / excess + expected))
