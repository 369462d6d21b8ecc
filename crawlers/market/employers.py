"""Invented employers: names no register knows, a field of business, a home, habits of hiring and of writing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, product
from typing import Literal

from crawlers.market.dice import Dice
from crawlers.market.tables import Place, Sector, name_parts, places, sectors

_STREAM = 1
# Adverts a week (low, high; drawn towards the low end) by how an employer advertises.
_SIZES = {"greenhouse": (0.5, 3.7), "job_posting": (0.45, 2.8), "advertiser": (0.09, 0.63), "agency": (0.3, 1.3)}
_PAY_STATED = (0.05, 0.2, 0.4, 0.6, 0.9)
# Remote, hybrid, onsite, unstated: how an employer's desk work is done.
_POLICIES = ((0.5, 0.35, 0.0, 0.15), (0.08, 0.62, 0.05, 0.25), (0.02, 0.5, 0.13, 0.35), (0.05, 0.2, 0.2, 0.55))
_CUTS = (0.26, 0.58, 0.86, 1.0)
# Steps for size, policy and stated pay: the powers of 1/1.2207 (the three-dimensional golden ratio).
_STEPS = (0.8191725133961645, 0.6710436067037893, 0.5497004779019703)
BIG_EMPLOYER = 0  # the number of one that is large whatever the draw: its board is to join late with much stock

Channel = Literal["greenhouse", "job_posting", "advertiser", "agency"]


@dataclass(frozen=True, slots=True)
class Style:
    """How an employer's adverts are marked up: heading and list pattern, and which headings it uses."""

    heading: str
    bullets: Literal["list", "paragraphs", "breaks"]
    wording: float
    offer_first: bool


@dataclass(frozen=True, slots=True)
class Employer:
    """An employer or an agency.

    ``channel`` is how it advertises: a Greenhouse board, a career site of its own, or job boards only (as a
    direct employer or as an agency). ``weekly`` is its new adverts in an ordinary week, ``pay_stated`` the share
    that name a figure, ``policy`` the shares of remote, hybrid, onsite and unstated desk work.
    """

    number: int
    name: str
    legal_name: str
    slug: str
    channel: Channel
    sector: Sector
    home: Place
    offices: tuple[Place, ...]
    staff: int
    age: int
    weekly: float
    pay_stated: float
    pay_level: float
    policy: tuple[float, ...]
    abroad: str | None
    style: Style

    @property
    def is_agency(self) -> bool:
        return self.channel == "agency"

    @property
    def website(self) -> str:
        return f"https://www.{self.slug}.example"


def make_employers(seed: int, channels: dict[Channel, int], scale: float) -> list[Employer]:
    """So many employers of each channel, in that order, numbered from 0; ``scale`` multiplies their adverts.

    Raises ValueError where more are asked for than there are names.
    """
    names, opening = _names(seed), Dice(seed, _STREAM, 10**6 + 1)
    starts = tuple(opening.roll() for _ in _STEPS)
    out: list[Employer] = []
    for channel, n in channels.items():
        fields, homes = _fields(channel), _Homes(opening)
        for k in range(n):
            stem = next(names, None)
            if stem is None:
                raise ValueError(f"names.csv: not enough names for {sum(channels.values())} employers")
            dice, sector = Dice(seed, _STREAM, len(out)), fields[k % len(fields)]
            out.append(_employer(dice, len(out), stem, channel, sector, homes, _spread(starts, k)))
    return [replace(employer, weekly=employer.weekly * scale) for employer in out]


def _spread(starts: tuple[float, ...], k: int) -> tuple[float, ...]:
    """The k-th of evenly spread draws in [0, 1), one for each start.

    A board is a fortieth of the market: drawn freely, a few large ones would decide how common remote work or
    stated pay is. An additive recurrence with irrational steps fills the unit interval evenly.
    """
    return tuple((start + k * step) % 1 for start, step in zip(starts, _STEPS, strict=True))


def _names(seed: int) -> Iterator[str]:
    stems = [first + second for first, second in product(name_parts()["first"], name_parts()["second"])]
    return iter(Dice(seed, _STREAM, 10**6).some(stems, len(stems)))


def _fields(channel: Channel) -> list[Sector]:
    """The sectors of one channel, each as often as its table says, spread evenly over the list."""
    if channel == "agency":
        return [sectors()[-1]]
    owns_board = channel in ("greenhouse", "job_posting")
    often = {s.name: s.boards if owns_board else s.advertisers for s in sectors()}
    spread = [((k + 0.5) / often[s.name], s.name, s) for s in sectors() for k in range(often[s.name])]
    return [sector for _, _, sector in sorted(spread, key=lambda row: row[:2])]


def _employer(
    dice: Dice, number: int, stem: str, channel: Channel, sector: Sector, homes: _Homes, spread: tuple[float, ...]
) -> Employer:
    name = f"{stem} {dice.pick(sector.suffixes)}"
    size_at, policy_at, pay_at = spread
    low, high = _SIZES[channel]
    weekly = high if number == BIG_EMPLOYER else low + (high - low) * size_at**2
    home = homes.settle(weekly)
    return Employer(
        number=number, name=name, legal_name=name + dice.pick((" Ltd", " Limited", " Ltd.", " plc", "")),
        slug=name.lower().replace(" ", "-"), channel=channel, sector=sector, home=home,
        offices=tuple({p: None for p in (place_at(dice.roll()) for _ in range(dice.whole(1, 3))) if p != home}),
        staff=dice.whole(3, 90) * 10, age=dice.whole(4, 30), weekly=weekly,
        pay_stated=0.65 if channel == "agency" else _PAY_STATED[int(pay_at * len(_PAY_STATED))],
        pay_level=dice.within(0.94, 1.06), policy=_policy(policy_at),
        abroad=dice.pick(("Dublin, Ireland", "Berlin, Germany", "New York, NY", "Amsterdam, Netherlands"))
        if channel == "greenhouse" and dice.chance(0.2) else None,
        style=_style(dice),
    )  # fmt: skip


class _Homes:
    """Settles employers so that each place comes to its share of adverts, not only of employers."""

    def __init__(self, dice: Dice) -> None:
        total = sum(place.weight for place in places())
        self._due = {place: place.weight / total * dice.within(0.85, 1.18) for place in places()}
        self._settled = dict.fromkeys(places(), 0.0)

    def settle(self, weekly: float) -> Place:
        """The place that lags most behind its share once so many weekly adverts are added."""
        so_far = sum(self._settled.values()) + weekly
        place = max(places(), key=lambda place: self._due[place] * so_far - self._settled[place])
        self._settled[place] += weekly
        return place


def place_at(draw: float) -> Place:
    """The place that a draw in [0, 1) falls on, each as wide as its weight."""
    totals = list(accumulate(place.weight for place in places()))
    return places()[bisect_right(totals, draw * totals[-1])]


def _policy(draw: float) -> tuple[float, ...]:
    return next(policy for policy, cut in zip(_POLICIES, _CUTS, strict=True) if draw < cut)


def _style(dice: Dice) -> Style:
    heading = dice.pick(("<h3>{}</h3>", "<p><strong>{}</strong></p>", "<p><b>{}:</b></p>", "<h2>{}</h2>"))
    return Style(
        heading=heading,
        bullets=dice.weighted(("list", "paragraphs", "breaks"), (7, 2, 1)),
        wording=dice.roll(),
        offer_first=dice.chance(0.2),
    )
