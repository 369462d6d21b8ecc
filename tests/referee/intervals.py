"""Nominal 90 % intervals on truths that are known: of each statistic, how many hold the truth (contract: 85 to 95 %).

Each row goes through three degrees of likeness within employers, draws of each in equal number; statistics that cost
little are drawn more often than asked, so that a row tells 90 from 95.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
from scipy.special import ndtri

from tests.referee.clustered_truth import (
    LIKENESS,
    Floats,
    Ints,
    counts,
    counts_twice,
    employers,
    inclinations,
    logs_of_pay,
)
from tests.referee.row import Row
from warehouse.statistics.cooccurrence import role_skills
from warehouse.statistics.coverage import capture_recapture
from warehouse.statistics.pairs import profile_overlap
from warehouse.statistics.pay import MEDIAN_VACANCIES, pay_change, pay_table
from warehouse.statistics.posting import posting_intensity
from warehouse.statistics.premium import premium
from warehouse.statistics.regions import location_quotients
from warehouse.statistics.shares import changes, share_counts

COVERED = "0.85 to 0.95"
SPREAD = 0.25  # standard deviation of ln pay
CHEAP = 6
Held = list[bool]
PAY = {
    "pay_basis": pl.lit("stated"),
    "pay_currency": pl.lit("GBP"),
    "pay_period": pl.lit("year"),
    "pay_max": pl.col("pay_min"),
}


def rows(draws: int, seed: int) -> list[Row]:
    """One row a statistic and size of market."""

    def name(case: tuple[int, float, float]) -> str:
        return f"{case[1]:.0%} to {case[2]:.0%}, {case[0]} employers"

    topics: list[tuple[str, Callable[..., Held], tuple[Any, ...], int]] = [
        *((f"share of {p:.0%}, {n} employers", share, (n, p), CHEAP) for n, p in _SHARES),
        *((f"change of a share, {name(c)}", change, (*c, ""), CHEAP // 2) for c in _CHANGES),
        *((f"ratio of shares, {name(c)}", change, (*c, "ratio_"), CHEAP // 2) for c in _CHANGES),
        *((f"location quotient, {n} employers", quotients, (n,), 1) for n in (60, 300)),
        *((f"pay {figure}, {n} employers", pay, (n, q, figure), 3) for n, q, figure in _PAY),
        ("change of pay cell by cell, 120 employers", pay_changes, (120,), 1),
        *((f"premium, {n} employers", premiums, (n,), 1) for n in (20, 60, 200)),
        *((f"lift of a skill in a role, {n} employers", lift, (n,), 1) for n in (30, 120, 400)),
        *((f"capture-recapture, {m} lists, {n} employers", captured, (n, m), 3) for n, m in _LISTS),
        *((f"posting intensity, {n} employers", posted, (n,), CHEAP // 2) for n in (15, 60, 250)),
        *((f"likeness of two roles, {figure}, {n} employers", profiles, (n, figure), 1) for n, figure in _PROFILES),
    ]  # fmt: skip
    return [_row(title, measure, arguments, draws * times, seed) for title, measure, arguments, times in topics]


_SHARES = ((5, 0.3), (12, 0.3), (40, 0.1), (150, 0.02), (150, 0.5), (600, 0.1))
_LISTS = ((60, 2), (300, 2), (300, 4))
_PROFILES = ((40, "cosine"), (40, "jaccard"), (150, "cosine"), (150, "jaccard"))
_CHANGES = ((12, 0.3, 0.4), (40, 0.1, 0.2), (150, 0.02, 0.05), (400, 0.1, 0.1))
_PAY = (
    (8, 0.5, "median"), (30, 0.5, "median"), (150, 0.5, "median"), (12, 0.25, "p25"), (12, 0.75, "p75"),
    (60, 0.25, "p25"), (40, 0.1, "p10"), (40, 0.9, "p90"),
)  # fmt: skip


def _row(name: str, measure: Callable[..., Held], arguments: tuple[Any, ...], draws: int, seed: int) -> Row:
    rng = np.random.default_rng([seed, zlib.crc32(name.encode())])
    held = measure(rng, draws, *arguments)
    return Row(f"interval of {name}", round(float(np.mean(held)), 4) if held else None, COVERED, len(held), seed)


def _holds(table: pl.DataFrame, truth: float, low: str = "low", high: str = "high") -> Held:
    known = table.drop_nulls([low, high])
    return ((known[low] <= truth) & (truth <= known[high])).to_list()


def share(rng: np.random.Generator, draws: int, n: int, p: float) -> Held:
    seen = counts(rng, draws, n, p).with_columns(attribute=pl.lit("a"))
    return _holds(share_counts(seen, seen, "attribute", ["draw"]), p)


def change(rng: np.random.Generator, draws: int, n: int, base: float, recent: float, figure: str) -> Held:
    seen = counts_twice(rng, draws, n, base, recent).with_columns(attribute=pl.lit("a"))
    truth = recent / base if figure else recent - base
    return _holds(changes(seen, seen, "attribute", ["draw"]), truth, f"{figure}low", f"{figure}high")


def quotients(rng: np.random.Generator, draws: int, n: int) -> Held:
    """Six regions; four of five vacancies are at the employer's home, the others anywhere; 8 to 20 % are of the
    group.
    """
    home, share_in = np.array([0.3, 0.25, 0.2, 0.15, 0.06, 0.04]), np.array([0.2, 0.1, 0.12, 0.08, 0.15, 0.1])
    volume = 0.8 * home + 0.2 / 6
    truth = {r: share_in[r] * (1 - volume[r]) / (volume @ share_in - volume[r] * share_in[r]) for r in range(6)}
    held: Held = []
    for likeness in np.resize(LIKENESS, draws):
        employer = employers(rng, n)
        region = np.where(
            rng.random(len(employer)) < 0.8, rng.choice(6, n, p=home)[employer], rng.integers(0, 6, len(employer))
        )
        own = inclinations(rng, 0.5, likeness / 3, n) * 2  # of mean 1
        frame = pl.DataFrame(
            {
                "region": region,
                "employer": employer,
                "in_group": rng.random(len(employer)) < share_in[region] * own[employer],
            }
        )
        for row in location_quotients(frame.with_columns(share=pl.lit(1.0))).drop_nulls("low").iter_rows(named=True):
            held.append(bool(row["low"] <= truth[row["region"]] <= row["high"]))
    return held


def pay(rng: np.random.Generator, draws: int, n: int, q: float, name: str) -> Held:
    truth = float(np.exp(10.8 + SPREAD * ndtri(q)))
    cells = []
    for draw, likeness in enumerate(np.resize((0.1, 0.3, 0.6), draws)):
        employer = employers(rng, n)
        while len(employer) < MEDIAN_VACANCIES:
            employer = employers(rng, n)
        paid = np.exp(10.8 + logs_of_pay(rng, employer, SPREAD, float(likeness)))
        cells.append(pl.DataFrame({"draw": draw, "employer": employer, "pay_min": paid}))
    low, high = ("low", "high") if name == "median" else (f"{name}_low", f"{name}_high")
    return _holds(pay_table(pl.concat(cells).with_columns(**PAY), ["draw"], "year"), truth, low, high)


def pay_changes(rng: np.random.Generator, draws: int, n: int) -> Held:
    """Four cells, 4 % up in each, the employers the same in both windows."""
    held: Held = []
    for draw, likeness in enumerate(np.resize((0.1, 0.3, 0.6), draws)):
        own = rng.normal(0, SPREAD * np.sqrt(likeness), n)
        windows = []
        for is_recent in (True, False):
            employer = employers(rng, n)
            logs = (
                10.5 + 0.04 * is_recent + own[employer] + rng.normal(0, SPREAD * np.sqrt(1 - likeness), len(employer))
            )
            cell = rng.integers(0, 4, len(employer))
            windows.append(
                pl.DataFrame(
                    {"employer": employer, "cell": cell, "pay_min": np.exp(logs + cell / 10), "is_recent": is_recent}
                )
            )
        found = pay_change(pl.concat(windows).with_columns(**PAY), ["cell"], "year", str(draw))
        if found["low_pct"] is not None:
            held.append(bool(found["low_pct"] <= 100 * np.expm1(0.04) <= found["high_pct"]))  # type: ignore[operator]
    return held


def premiums(rng: np.random.Generator, draws: int, n: int) -> Held:
    """12 % for an attribute that is the employer's, the advert's, or half and half; boards of ten employers each."""
    held: Held = []
    for within in np.resize((0.0, 0.5, 1.0), draws):
        found = premium(_paid_vacancies(rng, n, 0.12, float(within)), "has")
        if found.low_pct is not None and found.high_pct is not None:
            held.append(bool(found.low_pct <= 100 * np.expm1(0.12) <= found.high_pct))
    return held


def _paid_vacancies(rng: np.random.Generator, n: int, b: float, within: float) -> pl.DataFrame:
    employer = employers(rng, n)
    size = len(employer)

    def group(groups: int, own: float) -> Ints:
        return np.where(rng.random(size) < own, rng.integers(0, groups, n)[employer], rng.integers(0, groups, size))

    has = np.where(rng.random(size) < within, rng.random(size) < 0.4, (rng.random(n) < 0.4)[employer])
    family, level, region, source = group(6, 0.5), group(4, 0.0), group(5, 0.8), group(max(n // 10, 2), 1.0)
    logs = 10.5 + b * has + 0.05 * family + 0.15 * level + 0.04 * region + 0.03 * (source % 3)
    paid = np.exp(logs + logs_of_pay(rng, employer, 0.2, 0.4))
    controls = {"title_family": family, "seniority": level, "region": region, "source": source}
    frame = pl.DataFrame({"employer": employer, "has": has, "pay_min": paid, **controls, "contract": "permanent"})
    return frame.with_columns(**PAY)


def lift(rng: np.random.Generator, draws: int, n: int) -> Held:
    """A role of a quarter of the vacancies names the skill in 40 %, the others in 15 %, employers more or less so."""
    truth = 0.4 / (0.25 * 0.4 + 0.75 * 0.15)
    held: Held = []
    for likeness in np.resize(LIKENESS, draws):
        employer = employers(rng, n)
        in_role = rng.random(len(employer)) < inclinations(rng, 0.25, 0.2, n)[employer]
        own = inclinations(rng, 0.5, likeness / 3, n) * 2
        has = rng.random(len(employer)) < np.where(in_role, 0.4, 0.15) * own[employer]
        number = np.arange(len(employer))
        role = np.where(in_role, "role", "other")
        vacancies = pl.DataFrame({"vacancy_id": number, "employer": employer, "title_family": role})
        table = role_skills(vacancies, _named(number[has], np.zeros(int(has.sum()), dtype=np.int64)))
        held += _holds(table.filter(pl.col("left") == "role"), truth)
    return held


def _named(vacancy: Ints, skill: Ints) -> pl.DataFrame:
    return pl.DataFrame({"vacancy_id": vacancy, "skill_id": skill}).with_columns(pl.col("skill_id").cast(pl.String))


def captured(rng: np.random.Generator, draws: int, n: int, lists: int) -> Held:
    """Each list shows 30 to 60 % of the vacancies, of an employer rather all or none."""
    held: Held = []
    for likeness in np.resize((0.1, 0.3, 0.7), draws):
        employer = employers(rng, n)
        shown = []
        for number in range(lists):
            part = 0.3 if lists > 2 else (0.6, 0.4)[number]
            on = np.flatnonzero(rng.random(len(employer)) < inclinations(rng, part, float(likeness), n)[employer])
            shown.append(
                pl.DataFrame({"vacancy_id": on, "employer": employer[on], "list": np.full(len(on), str(number))})
            )
        found = capture_recapture(pl.concat(shown))
        if found.low is not None and found.high is not None:
            held.append(found.low <= len(employer) <= found.high)
    return held


def posted(rng: np.random.Generator, draws: int, n: int) -> Held:
    """1.3 listings a vacancy, of some employers more."""
    cells = []
    for draw, likeness in enumerate(np.resize(LIKENESS, draws)):
        employer = employers(rng, n)
        own = rng.gamma((1 - likeness) / likeness, likeness / (1 - likeness), n)
        times = 1 + rng.poisson(0.3 * own[employer])
        cells.append(
            pl.DataFrame(
                {
                    "draw": draw,
                    "vacancy_id": np.repeat(np.arange(len(employer)), times),
                    "employer": np.repeat(employer, times),
                }
            )
        )
    return _holds(posting_intensity(pl.concat(cells), ["draw"]), 1.3)


def profiles(rng: np.random.Generator, draws: int, n: int, figure: str) -> Held:
    """60 skills, each role with its own shares; no employer in both."""
    fixed = np.random.default_rng(7)
    p = fixed.beta(0.5, 4, 60).clip(0.005, 0.9)
    q = (p * fixed.lognormal(0, 0.8, 60)).clip(0.005, 0.9)
    truth = p @ q / np.sqrt((p @ p) * (q @ q)) if figure == "cosine" else p @ q / (p @ p + q @ q - p @ q)
    held: Held = []
    for likeness in np.resize(LIKENESS, draws):
        sides = list(_asked(rng, (p, q), n, float(likeness)))
        found = profile_overlap(sides[0][0], sides[1][0], pl.concat([side[1] for side in sides]))._asdict()
        if found[f"{figure}_low"] is not None:
            held.append(bool(found[f"{figure}_low"] <= truth <= found[f"{figure}_high"]))
    return held


def _asked(
    rng: np.random.Generator, shares: tuple[Floats, Floats], n: int, likeness: float
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    weight = (1 - likeness) / likeness
    for side, share_of in enumerate(shares):
        employer = employers(rng, n)
        own = rng.beta(share_of * weight, (1 - share_of) * weight, (n, len(share_of)))
        vacancy, skill = np.nonzero(rng.random((len(employer), len(share_of))) < own[employer])
        ids = np.arange(len(employer)) + side * 1_000_000
        yield pl.DataFrame({"vacancy_id": ids, "employer": employer}), _named(ids[vacancy], skill)
