"""How many vacancies there are that no list shows: capture and recapture, as biologists count fish.

Two lists of n1 and n2 vacancies, m of them on both (Chapman 1951):

    N = (n1 + 1) (n2 + 1) / (m + 1) - 1

More lists: Chao's lower bound (1987) from f1 on exactly one list and f2 on exactly two of T:

    N >= seen + (T - 1) / T f1 (f1 - 1) / (2 (f2 + 1))

Interval: log-normal in the unseen (Chao 1987), its variance times the design effect of employers, who are on a list
with all or none of their vacancies (``clusters.py``). Below 7 in the overlap (Robson and Regier 1964) or 3 employers
nothing is said. The assumption decides, and is printed: lists that copy one another overstate what is seen, lists that
shun one another understate it, and N is the vacancies which could be on such lists, never the whole labour market.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from warehouse.statistics.clusters import Floats, moderated, sizes, width90

MIN_OVERLAP, MIN_EMPLOYERS, MAX_RATIO = 7, 3, 10
ASSUMED = {
    "chapman": "a vacancy is on one list or not whatever the other shows",
    "chao": "lists are independent; vacancies that lists shun make the true number larger",
}


class Coverage(NamedTuple):
    """Estimated number of vacancies and the share of them that is seen, with 90 % intervals; null with a ``reason``."""

    method: str
    n_lists: int
    n_seen: int
    n_overlap: int
    n_employers: int
    estimate: float | None
    low: float | None
    high: float | None
    coverage: float | None
    coverage_low: float | None
    coverage_high: float | None
    assumption: str
    reason: str | None


def capture_recapture(listed: pl.DataFrame) -> Coverage:
    """Coverage by two lists (Chapman) or more (Chao's lower bound).

    ``listed``: vacancy_id, employer, list; rows given twice count once. A list: a board, a platform or a kind of
    source.
    """
    rows = listed.select("vacancy_id", "employer", "list").unique()
    n_lists = rows["list"].n_unique()
    method = "chapman" if n_lists <= 2 else "chao"
    times = rows.group_by("vacancy_id", "employer").agg(pl.len().alias("times"), pl.col("list").min().alias("first"))
    one = times.filter(pl.col("times") == 1)
    overlap = times.filter(pl.col("times") == 2)
    by_employer = _by_employer(times, rows["list"].min() if method == "chapman" else None)
    facts = (method, n_lists, times.height, overlap.height, by_employer.height)
    if n_lists < 2:
        return _unknown(facts, "one list alone")
    if overlap.height < MIN_OVERLAP or overlap["employer"].n_unique() < MIN_EMPLOYERS:
        return _unknown(facts, f"fewer than {MIN_OVERLAP} vacancies or {MIN_EMPLOYERS} employers on two lists")
    if one.is_empty():
        return Coverage(*facts, float(times.height), float(times.height), None, 1.0, None, 1.0, ASSUMED[method], None)
    return _estimated(facts, by_employer, n_lists)


def _by_employer(times: pl.DataFrame, first_list: object) -> pl.DataFrame:
    """Per employer: seen; on two lists; on exactly one, for two lists apart (once: the first alone, other: the
    second).
    """
    once = pl.col("times") == 1
    is_first = (pl.col("first") == first_list) if first_list is not None else pl.lit(True)
    return times.group_by("employer").agg(
        seen=pl.len().cast(pl.Float64), twice=(pl.col("times") == 2).sum().cast(pl.Float64),
        once=(once & is_first).sum().cast(pl.Float64), other=(once & ~is_first).sum().cast(pl.Float64),
    ).sort("employer")  # fmt: skip


def _unknown(facts: tuple[str, int, int, int, int], reason: str) -> Coverage:
    return Coverage(*facts, None, None, None, None, None, None, ASSUMED[facts[0]], reason)


def _estimated(facts: tuple[str, int, int, int, int], by_employer: pl.DataFrame, n_lists: int) -> Coverage:
    seen, twice, once, other = (by_employer[c].to_numpy() for c in ("seen", "twice", "once", "other"))
    if facts[0] == "chapman":
        unseen, alone, influence, independent = _chapman(once, other, twice)
    else:
        unseen, alone, influence, independent = _chao(once, twice, n_lists)
    of = sizes(np.zeros(len(seen), dtype=np.int64), 1, seen)
    # an employer's unseen vacancies, which would balance its influence, are taken as many as its seen ones make likely
    balanced = influence - seen / seen.sum()
    independent -= 1 / seen.sum()
    observed = (balanced**2 / np.maximum(1 - seen / seen.sum(), 1e-9)).sum() / independent
    effect, df, _ = moderated(np.array([observed]), np.array([float((twice > 0).sum())]), of)
    half = float(width90(effect, df)[0] * np.sqrt(alone * effect[0]))
    n_seen = facts[2]
    n, low, high = (n_seen + unseen * np.exp(side * half) for side in (0, -1, 1))
    if high > MAX_RATIO * low:
        return _unknown(facts, f"the interval's ends differ by more than {MAX_RATIO} times")
    ends = (round(float(v), 6) for v in (n, low, high))
    n, low, high = ends
    parts = (round(n_seen / n, 9), round(n_seen / high, 9), round(n_seen / low, 9))
    return Coverage(*facts, n, low, high, *parts, ASSUMED[facts[0]], None)


def _chapman(once: Floats, other: Floats, twice: Floats) -> tuple[float, float, Floats, float]:
    """Unseen; variance of its logarithm (Seber 1970); employers' influences on it, and what they would be for unlike
    vacancies.
    """
    u1, u2, m = max(once.sum(), 0.5), max(other.sum(), 0.5), twice.sum()
    unseen = u1 * u2 / (m + 1)
    variance = (u1 + m + 1) * (u2 + m + 1) / (u1 * u2 * (m + 2))
    return float(unseen), float(variance), once / u1 + other / u2 - twice / m, float(1 / u1 + 1 / u2 + 1 / m)


def _chao(once: Floats, twice: Floats, n_lists: int) -> tuple[float, float, Floats, float]:
    f1, f2 = once.sum(), twice.sum()
    unseen = max((n_lists - 1) / n_lists * f1 * (f1 - 1) / (2 * (f2 + 1)), 0.5)
    ratio = f1 / f2
    variance = (2 / ratio**2 + 4 / ratio + 1) / f2
    return float(unseen), float(variance), 2 * once / f1 - twice / f2, float(4 / f1 + 1 / f2)
