"""What truly changes in a market, unit by unit as the taxonomy cuts it: the expected ratio of shares, not a drawn one.

A title family or skill u of the taxonomy is named by adverts of several of the market's own families f. With R_f(t) the
new vacancies a week that the market expects of f, p(u|f) the share of f's adverts in which u was read, and k_u(t) the
declared weekly weight of a skill (1 for all else), its expected share in a window W is

    sum over f and t in W of R_f(t) k_u(t) p(u|f)  /  sum over f and t in W of R_f(t)

and the change is the ratio of the last 13 weeks to the 52 before. p comes from all weeks alike, so chance in one window
moves no truth; what the mass poster adds is in no R.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from crawlers.market.tables import skills
from crawlers.market.trends import BURN_IN, W0, W1
from crawlers.market.vacancies import skill_curve
from crawlers.market.world import Market
from pipelines.extract.skills import SkillFinder
from pipelines.words import Words
from tests.referee.market_run import MarketRun

Floats = NDArray[np.float64]


def true_changes(run: MarketRun, what: str) -> dict[str, float]:
    """Unit -> expected ratio of its share, last 13 weeks against the 52 before; inf where the year before has none.

    ``what``: "titles" or "skills" of ``MarketRun.listing``.
    """
    named = run.truth.join(run.listing.select("source", "source_id", what), on=["source", "source_id"])
    pairs = named.explode(what).drop_nulls(what).group_by("family", what).len().rename({what: "unit"})
    of_family = named.group_by("family").agg(pl.len().alias("n"))
    share = (
        pairs.join(of_family, on="family")
        .select("unit", "family", p=pl.col("len") / pl.col("n"))
        .sort("unit", "family")
    )
    weekly = expected_weekly(run.market)
    number = {family.name: family.number for family in run.market._hiring.families}
    total = _windows(weekly.sum(0))
    own = skill_weights(run.market.weeks.n) if what == "skills" else {}
    changes = {}
    for (unit,), rows in share.group_by("unit", maintain_order=True):
        mix = np.zeros(len(number))
        mix[[number[f] for f in rows["family"]]] = rows["p"].to_numpy()
        late, early = _windows(mix @ weekly * own.get(str(unit), 1.0)) / total
        changes[str(unit)] = round(float(late / early), 6) if early > 1e-9 else float("inf")
    return changes


def expected_weekly(market: Market, of: Sequence[bool] | None = None) -> Floats:
    """[family, week] new vacancies that the market expects, the season included, weeks counted from 0.

    ``of``: which of its employers count, by number; default all.
    """
    season = np.array([market.weeks.season(week) for week in range(market.weeks.n)])
    rates = market._hiring.rates if of is None else market._hiring.rates[np.array(of)]
    return np.asarray(rates.sum(axis=0)[:, None] * market._hiring.curves[:, BURN_IN:] * season)


def shown_throughout(market: Market, first: int) -> list[bool]:
    """Which employers have a board in every week from ``first`` on, their own or a job board, by number."""
    own = {board.owner: board for board in market.boards if board.owner is not None}
    newest = market.weeks.n - 1
    return [
        employer.number not in own or (own[employer.number].exists(first) and own[employer.number].exists(newest))
        for employer in market.employers
    ]


def mass_posted(market: Market) -> Floats:
    """[week] what the mass poster adds to the market, weeks counted from 0."""
    weeks = [v.week for v in market.vacancies() if v.is_mass_posted and v.copy_of is None and v.week >= 0]
    return np.bincount(weeks, minlength=market.weeks.n).astype(np.float64)


def _windows(weekly: Floats) -> Floats:
    return np.array([weekly[-W1:].sum(), weekly[-W1 - W0 : -W1].sum()])


@cache
def skill_weights(n_weeks: int) -> dict[str, Floats]:
    """skill_id -> declared weekly weight, for the market's skills that rise or fall.

    Raises ValueError where the taxonomy lacks one: a trend that nobody could see.
    """
    finder, found = SkillFinder(), {}
    for skill in skills():
        if skill.factor == 1:
            continue
        words = f"Experience with {skill.surfaces[0]} is required."
        ids = [m.skill_id for m in finder.mentions(Words(text=words))]
        if len(ids) != 1:
            raise ValueError(f"skills.csv: {skill.name}: read as {ids}")
        found[ids[0]] = skill_curve(skill, n_weeks)[BURN_IN:]
    return found
