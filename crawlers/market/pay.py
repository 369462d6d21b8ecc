"""What a vacancy pays, and what its advert says of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crawlers.market.dice import Dice
from crawlers.market.employers import Employer
from crawlers.market.tables import Place, Profile, pay_bands, wordings

Period = Literal["year", "day", "hour"]
IR35 = Literal["inside", "outside"]
SPECIALISM_PREMIUM = 1.17  # NLP and computer vision over other machine-learning work
_SPECIALISMS = frozenset({"nlp", "vision"})
_STEP: dict[Period, float] = {"year": 500, "day": 5, "hour": 0.05}
_YEARLY = ("range", "range_k", "up_to", "from", "single")
_YEARLY_WEIGHTS = (48, 24, 12, 6, 10)


@dataclass(frozen=True, slots=True)
class Pay:
    """True pay in GBP, and the advert's words for it ("" where it says nothing at all).

    ``said_min said_max`` are the base figures that the words state, None where open or unstated; ``ote`` the
    on-target earnings named beside them.
    """

    low: float
    high: float
    period: Period
    words: str
    said_min: float | None = None
    said_max: float | None = None
    ote: float | None = None
    ir35: IR35 | None = None

    @property
    def is_stated(self) -> bool:
        return self.said_min is not None or self.said_max is not None


def draw_pay(
    dice: Dice,
    work: Profile,
    level: str,
    place: Place | None,
    employer: Employer,
    *,
    months: int | None,
    is_abroad: bool,
) -> Pay:
    """Pay of one vacancy; ``months`` is set for contract work, which is paid by the day where its track is.

    A place of None is paid like the rest of the UK. Adverts for work abroad state none, since it is not in GBP.
    """
    period, level = _kind(work.track, level, months)
    band = pay_bands()[work.track, period, level]
    low, high = band.london if place and place.region == "London" else band.rest
    middle = dice.within(low, high) * employer.pay_level * (SPECIALISM_PREMIUM if work.name in _SPECIALISMS else 1)
    spread = dice.within(0.04, 0.12)
    step = _STEP[period] * (2 if period == "year" and middle > 60000 else 1)
    bottom, top = (round(round(middle * (1 + s) / step) * step, 2) for s in (-spread, spread))
    if not dice.chance(employer.pay_stated) or is_abroad:
        return Pay(bottom, top, period, dice.pick(wordings()["pay"]["unstated"]))
    return _worded(dice, Pay(bottom, top, period, ""), work.name, months)


def _kind(track: str, level: str, months: int | None) -> tuple[Period, str]:
    if track == "hourly":
        return "hour", "mid"
    level = "junior" if level == "graduate" else level
    if months and (track, "day", level) in pay_bands():
        return "day", level
    return "year", level if (track, "year", level) in pay_bands() else "mid"


def _worded(dice: Dice, pay: Pay, profile: str, months: int | None) -> Pay:
    form = _form(dice, pay.period, profile)
    bottom: float | None = pay.low
    top: float | None = pay.high
    if form in ("up_to", "day_up_to"):
        bottom = None
    elif form == "from":
        top = None
    elif form in ("single", "hour_single"):
        bottom = top
    if form in ("range_k", "ote") or (form == "up_to" and pay.period == "year"):
        bottom, top = _thousands(bottom), _thousands(top)
    ir35: IR35 | None = dice.pick(("inside", "outside")) if pay.period == "day" else None
    ote = round((top or 0) * 1.6, -3) if form == "ote" else None
    words = dice.pick(wordings()["pay"][form]).format_map(_slots(bottom, top, ote, ir35, months))
    return Pay(pay.low, pay.high, pay.period, words, bottom, top, ote, ir35)


def _form(dice: Dice, period: Period, profile: str) -> str:
    if period == "day":
        return dice.weighted(("day", "day_up_to"), (4, 1))
    if period == "hour":
        return dice.weighted(("hour", "hour_single"), (2, 1))
    if profile == "sales" and dice.chance(0.5):
        return "ote"
    return dice.weighted(_YEARLY, _YEARLY_WEIGHTS)


def _thousands(figure: float | None) -> float | None:
    return None if figure is None else round(figure, -3)


def _slots(
    bottom: float | None, top: float | None, ote: float | None, ir35: str | None, months: int | None
) -> dict[str, object]:
    low, high = bottom or 0, top or 0
    whole = float(low).is_integer() and float(high).is_integer()
    return {
        "min": int(low) if whole else low,
        "max": int(high) if whole else high,
        "min_k": int(low // 1000),
        "max_k": int(high // 1000),
        "ote": int(ote or 0),
        "ir35": ir35,
        "months": months or 6,
    }
