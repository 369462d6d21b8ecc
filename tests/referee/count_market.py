"""A market of counts whose truth is known: new titles or skills by employer, board and week, and the boards' runs.

Employers with own boards and small advertisers on job boards, each leaning to a few of 20 kinds of work; volumes that
wander from quarter to quarter, a season, bursts of hiring, mass posting, boards that join and leave near the edge of
the windows, weeks that fail (what they missed is first seen by the next run). 400 titles, of which 10 rise to three
times their rate in the last 13 weeks and 30 fall to a third, which leaves the whole about level. Asked for skills, the
titles stay as they are, each names a dozen of 200 skills, and 10 skills come to be named three times as often.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.week import Week

WEEK = Week(2026, 47)
PLATFORMS = ("career site", "applicant system", "job board")
GROUPS = 20
BURN_IN = 3

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Design(NamedTuple):
    """What a market of counts is like. ``weeks`` counts the weeks served; ``volume`` multiplies every employer's.

    ``skills``: that many skills are counted, not titles (0: titles).
    """

    boards: int = 60
    titles: int = 400
    risers: int = 10
    fallers: int = 30
    rise: float = 3.0
    fall: float = 1 / 3
    weeks: int = 71
    volume: float = 1.2
    skills: int = 0


class Counts(NamedTuple):
    """One draw: the frames that ``emerging.trend`` takes, and the true ratio of each unit's share, recent to base."""

    flow: pl.DataFrame
    totals: pl.DataFrame
    source_week: pl.DataFrame
    ratio: dict[str, float]


class _Employers(NamedTuple):
    board: Ints
    weekly: Floats
    mix: Floats  # [employer, title], rows sum to 1


def simulate(design: Design, seed: int) -> Counts:
    """One market of counts; the same design and seed give the same frames."""
    rng = np.random.default_rng(seed)
    is_job_board = np.arange(design.boards) % 10 == 9
    platform = np.where(is_job_board, 2, np.arange(design.boards) % 4 == 0).astype(np.int64)
    employers = _employers(rng, design, is_job_board)
    size = employers.weekly @ employers.mix
    factor = np.ones(design.titles) if design.skills else _factors(rng, design, size)
    employer, title, week = _vacancies(rng, design, employers, factor)
    complete, ripe_from = _runs(rng, design)
    board = employers.board[employer]
    seen = _first_seen(complete)[board, week]
    news = np.flatnonzero((seen >= ripe_from[board]) & (seen < design.weeks))
    flow = _Flow(employer[news], board[news], platform, seen[news], design)
    source_week = _source_week(complete, platform, design)
    if design.skills:
        named, unit, ratio = _named_skills(rng, design, title[news], week[news])
        return Counts(flow.of(unit, named), flow.of(), source_week, ratio)
    ratio = {_name("title", i): float(factor[i] * size.sum() / (size @ factor)) for i in range(design.titles)}
    return Counts(
        flow.of(pl.Series([_name("title", i) for i in range(design.titles)])[title[news]]),
        flow.of(),
        source_week,
        ratio,
    )


def _name(what: str, number: int) -> str:
    return f"{what} {number:03}"


def _employers(rng: np.random.Generator, design: Design, is_job_board: NDArray[np.bool_]) -> _Employers:
    """One employer a board of its own, fifteen small ones a job board; each leans to a few of 20 kinds of work."""
    board = np.repeat(np.arange(design.boards), np.where(is_job_board, 15, 1))
    weekly = np.where(is_job_board[board], 0.35, 1.7) * rng.lognormal(-0.25, 0.7, len(board)) * design.volume
    group = np.arange(design.titles) % GROUPS
    lean = 0.9 * rng.dirichlet(np.full(GROUPS, 0.3), len(board)) + 0.1 / GROUPS
    mix = lean[:, group] * rng.lognormal(0, 0.8, design.titles) * rng.gamma(0.7, 1, (len(board), design.titles))
    return _Employers(board, weekly, mix / mix.sum(1, keepdims=True))


def _factors(rng: np.random.Generator, design: Design, size: Floats) -> Floats:
    """Which titles rise or fall: drawn from the commoner half, so that a change can show at all."""
    common = rng.permutation(np.argsort(-size, kind="stable")[: design.titles // 2])
    factor = np.ones(design.titles)
    factor[common[: design.risers]] = design.rise
    factor[common[design.risers : design.risers + design.fallers]] = design.fall
    return factor


def _vacancies(
    rng: np.random.Generator, design: Design, employers: _Employers, factor: Floats
) -> tuple[Ints, Ints, Ints]:
    """Employer, title and week of every vacancy. Risers add vacancies: they do not crowd the others out."""
    n, weeks = len(employers.board), np.arange(design.weeks)
    season = 1 + 0.15 * np.sin(2 * np.pi * weeks / 52)
    wander = rng.gamma(6, 1 / 6, (n, design.weeks // 13 + 1))[:, weeks // 13]
    rate = employers.weekly[:, None] * wander * season
    is_late = weeks >= design.weeks - 13
    parts = [_bursts(rng, design, employers), _mass_posts(rng, design, employers)]
    for part, mix in ((~is_late, employers.mix), (is_late, employers.mix * factor)):
        count = rng.poisson(rate * part * mix.sum(1, keepdims=True))
        e, w = (np.repeat(at, count[count > 0]) for at in np.nonzero(count))
        parts.append((e, _titles(rng, mix, e), w))
    e, f, w = (np.concatenate(column) for column in zip(*parts, strict=True))
    return e, f, w


def _titles(rng: np.random.Generator, mix: Floats, employer: Ints) -> Ints:
    """A title for each vacancy, by its employer's mix."""
    edges = np.cumsum(mix / mix.sum(1, keepdims=True), axis=1) + np.arange(len(mix))[:, None]
    at = np.searchsorted(edges.ravel(), rng.random(len(employer)) + employer, side="right")
    return np.minimum(at - employer * mix.shape[1], mix.shape[1] - 1)


def _bursts(rng: np.random.Generator, design: Design, employers: _Employers) -> tuple[Ints, Ints, Ints]:
    """A team is hired: three to six vacancies of one title within two weeks, for one employer in three a quarter."""
    n = len(employers.board)
    many = rng.binomial(design.weeks // 13, np.where(employers.weekly > employers.weekly.mean(), 0.33, 0.1))
    e = np.repeat(np.arange(n), many)
    f, start = _titles(rng, employers.mix, e), rng.integers(0, design.weeks - 1, len(e))
    size = rng.integers(3, 7, len(e))
    return np.repeat(e, size), np.repeat(f, size), np.repeat(start, size) + rng.integers(0, 2, size.sum())


def _mass_posts(rng: np.random.Generator, design: Design, employers: _Employers) -> tuple[Ints, Ints, Ints]:
    """One employer in twenty posts one title eight times a week for six weeks, half of them in the newest weeks."""
    n = max(2, design.boards // 20)
    e = rng.choice(len(employers.board), n, replace=False)
    start = np.where(np.arange(n) % 2 == 0, design.weeks - 6, rng.integers(3, design.weeks - 20, n))
    f = _titles(rng, employers.mix, e)
    return np.repeat(e, 48), np.repeat(f, 48), (start[:, None] + np.repeat(np.arange(6), 8)).ravel()


def _runs(rng: np.random.Generator, design: Design) -> tuple[NDArray[np.bool_], Ints]:
    """Which weeks of which board ran whole, and from which week on its arrivals are news.

    A third of the boards join and a twelfth leave within 5 to 18 weeks of the newest; 6 % of the runs fail.
    """
    weeks = np.arange(design.weeks)
    complete = np.ones((design.boards, design.weeks), dtype=bool)
    complete &= rng.random(complete.shape) >= 0.06
    moved = rng.permutation(design.boards)
    n_join, n_leave = design.boards // 3, design.boards // 12
    edge = design.weeks - rng.integers(5, 19, design.boards)[:, None]
    joins, leaves = moved[:n_join], moved[n_join : n_join + n_leave]
    complete[joins] &= weeks >= edge[joins]
    complete[leaves] &= weeks < edge[leaves]
    before = np.cumsum(complete, axis=1) - complete
    return complete, (before < BURN_IN).sum(1)


def _first_seen(complete: NDArray[np.bool_]) -> Ints:
    """[board, week]: the next week that ran whole, which is when a vacancy of this week is first seen."""
    n = complete.shape[1]
    at = np.where(complete, np.arange(n), n)
    return np.minimum.accumulate(at[:, ::-1], axis=1)[:, ::-1]


def _monday(week: int, design: Design) -> date:
    return WEEK.monday - timedelta(weeks=design.weeks - 1 - week)


def _named_skills(
    rng: np.random.Generator, design: Design, title: Ints, week: Ints
) -> tuple[Ints, pl.Series, dict[str, float]]:
    """Which vacancies (as positions) name which skills: each of a title's twelve by its own share of that window."""
    asked = np.stack([rng.choice(design.skills, 12, replace=False) for _ in range(design.titles)])
    share = rng.uniform(0.05, 0.3, asked.shape)
    factor = np.ones(design.skills)
    factor[rng.choice(design.skills, design.risers, replace=False)] = design.rise
    is_late = week >= design.weeks - 13
    chance = share[title] * np.where(is_late[:, None], factor[asked[title]], 1)
    vacancy, at = np.nonzero(rng.random(chance.shape) < chance)
    names = pl.Series([_name("skill", k) for k in range(design.skills)])
    return vacancy, names[asked[title[vacancy], at]], dict(zip(names, factor.tolist(), strict=True))


class _Flow(NamedTuple):
    """Vacancies that are news, one value each; ``platform`` by board."""

    employer: Ints
    board: Ints
    platform: Ints
    week: Ints
    design: Design

    def of(self, unit: pl.Series | None = None, rows: Ints | None = None) -> pl.DataFrame:
        """Counts by (unit,) employer, source, platform and week, of all vacancies or those in ``rows``."""
        rows = np.arange(len(self.employer)) if rows is None else rows
        mondays = pl.Series([_monday(w, self.design) for w in range(self.design.weeks)], dtype=pl.Date)
        named = {} if unit is None else {"unit": unit}
        named |= {
            "employer": pl.Series(self.employer[rows]).cast(pl.String),
            "source": pl.Series(self.board[rows]).cast(pl.String),
            "platform": pl.Series(PLATFORMS)[self.platform[self.board[rows]]],
            "monday_on": mondays[self.week[rows]],
        }
        return pl.DataFrame(named).group_by(list(named)).agg(pl.len().cast(pl.Int64).alias("n_new")).sort(list(named))


def _source_week(complete: NDArray[np.bool_], platform: Ints, design: Design) -> pl.DataFrame:
    """The columns of trend.source_week that the statistics read; a board that has not joined yet has no rows."""
    before = np.cumsum(complete, axis=1) - complete
    board, week = np.nonzero(np.cumsum(complete, axis=1) > 0)
    mondays = pl.Series([_monday(w, design) for w in range(design.weeks)], dtype=pl.Date)
    return pl.DataFrame({
        "source": pl.Series(board).cast(pl.String), "platform": pl.Series(PLATFORMS)[platform[board]],
        "monday_on": mondays[week], "cadence_days": np.full(len(board), 7),
        "outcome": np.where(complete[board, week], "complete", "failed"),
        "n_complete_weeks_before": before[board, week],
    })  # fmt: skip
