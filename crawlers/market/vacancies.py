"""Openings: what is wanted where, at what level and pay, by whom and from when. The truth behind every advert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import log
from typing import Literal, NamedTuple

import numpy as np

from crawlers.market.dice import Dice
from crawlers.market.employers import Employer, place_at
from crawlers.market.pay import Pay, draw_pay
from crawlers.market.tables import Family, Place, Profile, Sector, Skill, profiles, sectors, skills, wordings
from crawlers.market.trends import BURN_IN, Curve, balanced, curve, family_curves
from crawlers.market.weeks import Weeks

_STREAM, _COUNTS = 3, 4
_LEVELS: dict[str, dict[str, float]] = {
    "ladder": {"graduate": 0.03, "junior": 0.1, "mid": 0.42, "senior": 0.32, "lead": 0.08, "principal": 0.05},
    "entry": {"graduate": 0.05, "junior": 0.25, "mid": 0.6, "senior": 0.1},
    "short": {"junior": 0.1, "mid": 0.6, "senior": 0.3},
    "top": {"mid": 0.45, "senior": 0.3, "lead": 0.15, "principal": 0.1},
    "flat": {"mid": 1},
    "lead": {"lead": 1},
    "manager": {"manager": 1},
    "head": {"head": 1},
}
_FIXED = ("flat", "lead", "manager", "head")  # families whose title carries the level, or knows none
_DESKS = ("ai", "data", "software", "product", "corporate", "admin", "legal")
_CONTRACTORS = ("ai", "data", "software", "product")
_SHIFTS = ("care", "education", "retail", "hospitality")
_HAND_POLICY = (0.0, 0.0, 0.45, 0.55)
# The trap of one employer posting one steady title again and again in the newest weeks.
MASS_FAMILY, MASS_WEEKS, MASS_WEEKLY = "Analytics Engineer", 6, 8

Workplace = Literal["remote", "hybrid", "onsite"]
Contract = Literal["permanent", "contract", "fixed_term", "temporary"]


class Asked(NamedTuple):
    """A skill an advert names, and the words it uses for it."""

    skill: Skill
    surface: str


@dataclass(frozen=True, slots=True)
class Vacancy:
    """One opening. ``week`` is the first it is advertised in, ``weeks_open`` for how many.

    ``places`` is empty for remote work with no base and for work abroad (then ``abroad`` names the place).
    ``workplace`` None: the advert does not say. ``office_days`` (2 to 4 a week) holds for hybrid work.
    ``copy_of`` is the opening that a sibling shares its wording with.
    """

    number: int
    employer: Employer
    family: Family
    sector: Sector
    level: str
    title: str
    plain_title: str
    team: str
    week: int
    weeks_open: int
    posted_on: date
    closes_on: date
    places: tuple[Place, ...]
    abroad: str | None
    workplace: Workplace | None
    office_days: int
    contract: Contract
    months: int | None
    weekly_hours: int | None
    pay: Pay
    required: tuple[Asked, ...]
    desired: tuple[Asked, ...]
    negated: tuple[Asked, ...]
    requisition: str
    is_mass_posted: bool = False
    copy_of: int | None = None

    @property
    def profile(self) -> Profile:
        return profiles()[self.family.profile]

    @property
    def last_week(self) -> int:
        return self.week + self.weeks_open - 1


def base_rates(employers: list[Employer], families: tuple[Family, ...], curves: Curve) -> Curve:
    """New vacancies a week [employer, family] in an ordinary week of the year before."""
    groups = [profiles()[f.profile].group for f in families]
    lean = np.array([[e.sector.mix.get(group, 0.0) for group in groups] for e in employers])
    shares = lean * np.array([f.weight for f in families])
    weekly = np.array([e.weekly for e in employers])[:, None]
    return balanced(shares / shares.sum(axis=1, keepdims=True) * weekly, curves, families)


class Hiring:
    """Draws a market's vacancies, week by week."""

    def __init__(
        self, seed: int, employers: list[Employer], families: tuple[Family, ...], weeks: Weeks,
        mass_poster: int | None, patient: int | None,
    ) -> None:  # fmt: skip
        """``mass_poster`` and ``patient`` (one whose adverts stay long) are numbers of employers."""
        self._seed, self._employers, self.families, self._weeks = seed, employers, families, weeks
        self._mass_poster, self._patient = mass_poster, patient
        self.curves = family_curves(families, weeks.n)
        self.rates = base_rates(employers, families, self.curves)
        self._made = 0

    def vacancies(self) -> list[Vacancy]:
        """All openings in the order of their first week, those of the burn-in that close before week 0 left out."""
        numbers = np.random.Generator(np.random.PCG64(np.random.SeedSequence((self._seed, _COUNTS))))
        out: list[Vacancy] = []
        for week in range(-BURN_IN, self._weeks.n):
            expected = self.rates * self.curves[:, week + BURN_IN] * self._weeks.season(week)
            counts = numbers.poisson(expected)
            for employer, family in np.argwhere(counts).tolist():
                n = int(counts[employer, family])
                out += [self._vacancy(week, employer, family) for _ in range(n)]
            out += self._mass_posts(week)
        return [vacancy for vacancy in out if vacancy.last_week >= 0]

    def _mass_posts(self, week: int) -> list[Vacancy]:
        if self._mass_poster is None or week < self._weeks.n - MASS_WEEKS:
            return []
        family = next(f.number for f in self.families if f.name == MASS_FAMILY)
        return [self._vacancy(week, self._mass_poster, family, is_mass=True) for _ in range(MASS_WEEKLY)]

    def _vacancy(self, week: int, employer_number: int, family_number: int, *, is_mass: bool = False) -> Vacancy:
        self._made += 1
        dice = Dice(self._seed, _STREAM, self._made)
        employer, family = self._employers[employer_number], self.families[family_number]
        work = profiles()[family.profile]
        contract, months = _contract(dice, work, employer)
        workplace = _workplace(dice, work, employer)
        where, abroad = _places(dice, employer, workplace)
        workplace = None if abroad else workplace  # adverts for work abroad leave it open
        level, plain, wording = _title(dice, family)
        required, desired, negated = _skills(dice, family.profile, week, self._weeks.n)
        team = f"{dice.pick(wordings()['teams'])} {family.department}"
        days = dice.whole(2, 4)
        title = wording + _suffix(dice, workplace, contract, months, where, team)
        posted = self._weeks.monday(week) - timedelta(days=dice.whole(1, 7))
        weeks_open = _weeks_open(dice, 2.2 if employer.number == self._patient else 1)
        return Vacancy(
            number=self._made, employer=employer, family=family, sector=_client(dice, employer, work), level=level,
            title=title, plain_title=plain, team=team, week=week, weeks_open=weeks_open, posted_on=posted,
            closes_on=posted + timedelta(weeks=weeks_open, days=dice.whole(0, 3)), places=where, abroad=abroad,
            workplace=workplace, office_days=days, contract=contract, months=months,
            weekly_hours=dice.pick((16, 20, 24, 30)) if _is_part_time(dice, work) else None,
            pay=draw_pay(dice, work, level, where[0] if where else None, employer,
                         months=months if contract == "contract" else None, is_abroad=abroad is not None),
            required=required, desired=desired, negated=negated,
            requisition=f"{employer.name[:3].upper()}-{1000 + self._made}", is_mass_posted=is_mass,
        )  # fmt: skip


def _weeks_open(dice: Dice, patience: float) -> int:
    """Two weeks and then a constant chance of closing: about thirteen in the mean."""
    return 2 + int(-11.5 * patience * log(1 - dice.roll()))


def _title(dice: Dice, family: Family) -> tuple[str, str, str]:
    """Level, the occupation as worded, and the title with its level."""
    levels = _LEVELS[family.levels]
    level = dice.weighted(tuple(levels), tuple(levels.values()))
    wording = dice.pick(family.wordings)
    if family.levels in _FIXED:
        return level, wording, wording
    return level, wording, dice.pick(wordings()["level_titles"][level]).format(title=wording)


def _suffix(
    dice: Dice, workplace: Workplace | None, contract: Contract, months: int | None, where: tuple[Place, ...], team: str
) -> str:
    """What some titles carry behind the occupation; only what is true of the vacancy."""
    if not dice.chance(0.14):
        return ""
    form: str = dice.pick(wordings()["title_suffixes"])
    is_true = {
        "Hybrid": workplace == "hybrid",
        "12 Month": contract == "fixed_term" and months == 12,
        "{town}": bool(where),
    }
    if any(mark in form and not holds for mark, holds in is_true.items()):
        return ""
    return form.format(town=where[0].town if where else "", team=team)


def _contract(dice: Dice, work: Profile, employer: Employer) -> tuple[Contract, int | None]:
    by_day = 0.06 if work.group in _CONTRACTORS else 0.0
    kinds: tuple[Contract, ...] = ("permanent", "fixed_term", "contract", "temporary")
    kind = dice.weighted(kinds, (0.86, 0.06, by_day * (4 if employer.is_agency else 1), 0.0 if by_day else 0.05))
    return kind, None if kind == "permanent" else dice.pick((3, 6, 6, 9, 12, 12))


def _is_part_time(dice: Dice, work: Profile) -> bool:
    return dice.chance(0.22 if work.group in _SHIFTS else 0.04)


def _workplace(dice: Dice, work: Profile, employer: Employer) -> Workplace | None:
    kinds: tuple[Workplace | None, ...] = ("remote", "hybrid", "onsite", None)
    return dice.weighted(kinds, employer.policy if work.group in _DESKS else _HAND_POLICY)


def _places(dice: Dice, employer: Employer, workplace: Workplace | None) -> tuple[tuple[Place, ...], str | None]:
    if employer.abroad and dice.chance(0.12):
        return (), employer.abroad
    if workplace == "remote" and dice.chance(0.6):
        return (), None
    if employer.is_agency:
        return (place_at(dice.roll()),), None
    if dice.chance(0.05) and employer.offices:
        return (employer.home, *employer.offices[: dice.whole(1, 2)]), None
    if dice.chance(0.25) and employer.offices:
        return (dice.pick(employer.offices),), None
    return (employer.home,), None


def _client(dice: Dice, employer: Employer, work: Profile) -> Sector:
    """The field the work is in: the employer's own, or that of an agency's unnamed client."""
    if not employer.is_agency:
        return employer.sector
    clients = sectors()[:-1]
    return dice.weighted(clients, [s.mix.get(work.group, 0.0) for s in clients])


@cache
def _skill_shares(profile: str, n_weeks: int) -> tuple[tuple[Skill, tuple[float, ...]], ...]:
    """Skills of one kind of work with their share by week from -BURN_IN on, the commonest first."""
    found = [s for s in skills() if profile in s.shares]
    found.sort(key=lambda s: -s.shares[profile])
    return tuple((s, tuple((s.shares[profile] * skill_curve(s, n_weeks)).tolist())) for s in found)


def skill_curve(skill: Skill, n_weeks: int) -> Curve:
    """Weekly weight of a skill's shares, from -BURN_IN on."""
    return curve("stay" if skill.factor == 1 else "rise", skill.factor, n_weeks)


def _skills(
    dice: Dice, profile: str, week: int, n_weeks: int
) -> tuple[tuple[Asked, ...], tuple[Asked, ...], tuple[Asked, ...]]:
    """Skills required, desired and said not to be needed; each asked for by its own share of that week."""
    asked: tuple[list[Asked], list[Asked], list[Asked]] = ([], [], [])
    table = _skill_shares(profile, n_weeks)
    left = []
    for skill, shares in table:
        if dice.chance(shares[week + BURN_IN]):
            core = skill.kind == "licence" or dice.chance(0.5 + 0.5 * skill.shares[profile])
            asked[0 if core else 1].append(Asked(skill, dice.pick(skill.surfaces)))
        else:
            left.append(skill)
    tools = [skill for skill in left if skill.kind == "tool"]
    if tools and dice.chance(0.05):
        skill = dice.pick(tools)
        asked[2].append(Asked(skill, skill.surfaces[0]))
    return tuple(asked[0]), tuple(asked[1]), tuple(asked[2])
