"""From role A to role B: does B grow, does A decline, does B now ask what A asked then, do the same employers change
over.

Profile: the share of a role's vacancies that name each skill. Two profiles p, q are compared by

    cosine = pq / sqrt(pp qq)        Jaccard = pq / (pp + qq - pq)   (for shares: Tanimoto 1958)

Chance alone drives profiles apart, the more so the fewer vacancies, and one employer's adverts read alike. So the
products take different employers only, pp = sum over g /= h of a_g a_h / sum of n_g n_h (a U-statistic, Hoeffding
1948), which is free of both. Interval: delete-one-employer jackknife. Source: measure *pair* of the claims; nobody has
shown that one job title "becomes" another, so four figures are given, no score.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from warehouse.statistics.clusters import Floats, t90, wilson
from warehouse.statistics.shares import changes
from warehouse.statistics.sparse import Sparse, rows

MIN_EMPLOYERS, MIN_VACANCIES = 8, 15


class Overlap(NamedTuple):
    """Likeness of two skill profiles, 0 to 1, with 90 % intervals; distance is 1 less it. Null with a ``reason``."""

    n_first: int
    n_second: int
    n_employers: int
    cosine: float | None
    cosine_low: float | None
    cosine_high: float | None
    jaccard: float | None
    jaccard_low: float | None
    jaccard_high: float | None
    reason: str | None


class Substitution(NamedTuple):
    """Of the employers that advertised A in the base window and anything in the recent one, how many now advertise B
    and no A; ``rate_others``: of those that had no A then, how many advertise B now. 90 % Wilson intervals, an
    employer each.
    """

    n: int
    k: int
    rate: float | None
    low: float | None
    high: float | None
    n_others: int
    rate_others: float | None


class RolePair(NamedTuple):
    """The four figures. ``growth``, ``decline``: rows of ``shares.changes`` for B and A (null: a role not seen at
    all).
    """

    role_from: str
    role_to: str
    growth: dict[str, object] | None
    decline: dict[str, object] | None
    overlap: Overlap
    substitution: Substitution


def role_pair(
    vacancies: pl.DataFrame, mentions: pl.DataFrame, role_from: str, role_to: str, role: str = "title_family"
) -> RolePair:
    """``vacancies``: vacancy_id, employer, is_recent and the column ``role``, new in either window; ``mentions``:
    vacancy_id, skill_id.
    """
    new = vacancies.with_columns(pl.col(role).cast(pl.String).alias("_role"))
    keys = ["employer", "is_recent"]
    having = new.filter(pl.col("_role").is_in([role_from, role_to])).group_by([*keys, "_role"]).agg(k=pl.len())
    change = changes(having, new.group_by(keys).agg(n=pl.len()), "_role").to_dicts() if having.height else []
    by_role = {row.pop("_role"): row for row in change}
    then = new.filter((pl.col("_role") == role_from) & ~pl.col("is_recent"))
    now = new.filter((pl.col("_role") == role_to) & pl.col("is_recent"))
    return RolePair(
        role_from, role_to, by_role.get(role_to), by_role.get(role_from), profile_overlap(now, then, mentions),
        _substitution(new, role_from, role_to),
    )  # fmt: skip


def profile_overlap(first: pl.DataFrame, second: pl.DataFrame, mentions: pl.DataFrame) -> Overlap:
    """Likeness of what two groups of vacancies ask for.

    ``first``, ``second``: vacancy_id, employer. ``mentions``: vacancy_id, skill_id, negated ones left out. Null below 8
    employers or 15 vacancies on either side, and where a side names no skill.
    """
    sides = [frame.select("vacancy_id", "employer").unique() for frame in (first, second)]
    employers = pl.concat([side["employer"] for side in sides]).unique().sort()
    facts = (sides[0].height, sides[1].height, len(employers))
    if min(facts[:2]) < MIN_VACANCIES or min(side["employer"].n_unique() for side in sides) < MIN_EMPLOYERS:
        return _unknown(facts, f"fewer than {MIN_VACANCIES} vacancies or {MIN_EMPLOYERS} employers on a side")
    named = [side.join(mentions.select("vacancy_id", "skill_id").unique(), on="vacancy_id") for side in sides]
    if min(n.height for n in named) == 0:
        return _unknown(facts, "no skill is named on a side")
    skills = pl.concat([n["skill_id"] for n in named]).unique().sort()
    counts = [_counts(n, employers, skills) for n in named]
    sizes = [_sizes(side, employers) for side in sides]
    pp, qq, pq = (_product(counts[i], counts[j], sizes[i], sizes[j]) for i, j in ((0, 0), (1, 1), (0, 1)))
    df = min(s.sum() ** 2 / (s**2).sum() for s in sizes)
    cosine, jaccard = (_jackknifed(values, df) for values in (pq / np.sqrt(pp * qq), pq / (pp + qq - pq)))
    return Overlap(*facts, *cosine, *jaccard, None)


def _unknown(facts: tuple[int, int, int], reason: str) -> Overlap:
    return Overlap(*facts, None, None, None, None, None, None, reason)


def _counts(named: pl.DataFrame, employers: pl.Series, skills: pl.Series) -> Sparse:
    """Vacancies naming a skill [employer, skill]."""
    row, column = (
        keys.search_sorted(named[c]).to_numpy() for keys, c in ((employers, "employer"), (skills, "skill_id"))
    )
    return rows(row, column, (len(employers), len(skills)))


def _sizes(side: pl.DataFrame, employers: pl.Series) -> Floats:
    return np.bincount(employers.search_sorted(side["employer"]).to_numpy(), minlength=len(employers)).astype(float)


def _product(a: Sparse, b: Sparse, n: Floats, m: Floats) -> Floats:
    """Product of two profiles over different employers: of all employers first, then with each left out."""
    p, q = a.sum(axis=0), b.sum(axis=0)
    own, own_n = a.multiply(b).sum(axis=1), n * m
    skills = p @ q - own.sum() - np.append(0.0, a @ q + b @ p - 2 * own)
    pairs = n.sum() * m.sum() - own_n.sum() - np.append(0.0, n * m.sum() + m * n.sum() - 2 * own_n)
    return np.asarray(np.maximum(skills, 1e-12) / np.maximum(pairs, 1e-12))


def _jackknifed(values: Floats, df: float) -> tuple[float, float, float]:
    """The first of ``values`` with its 90 % interval; the others leave one employer out each."""
    count = len(values) - 1
    se = float(np.sqrt((count - 1) / count * ((values[1:] - values[1:].mean()) ** 2).sum()))
    half = float(t90(df)) * se
    value, low, high = (round(float(np.clip(values[0] + side * half, 0, 1)), 9) for side in (0, -1, 1))
    return value, low, high


def _substitution(new: pl.DataFrame, role_from: str, role_to: str) -> Substitution:
    def had(role: str, is_recent: bool) -> pl.Expr:
        return ((pl.col("_role") == role).fill_null(False) & (pl.col("is_recent") == is_recent)).any()

    employers = new.group_by("employer").agg(
        both=pl.col("is_recent").n_unique() == 2, had_from=had(role_from, False), has_from=had(role_from, True),
        has_to=had(role_to, True),
    ).filter("both")  # fmt: skip
    of, others = employers.filter("had_from"), employers.filter(~pl.col("had_from"))
    k = of.filter(pl.col("has_to") & ~pl.col("has_from")).height
    rate_others = others.filter("has_to").height / others.height if others.height else None
    if not of.height:
        return Substitution(0, 0, None, None, None, others.height, rate_others)
    low, high = wilson(np.array(k / of.height), np.array(float(of.height)), np.array(1.645))
    ends = (round(float(low), 9), round(float(high), 9))
    return Substitution(of.height, k, k / of.height, *ends, others.height, rate_others)
