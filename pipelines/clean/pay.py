"""What a role pays, as its advert words it or as the source's structured fields hold it.

Among all money wordings of an advert (``offers``) those are dropped that are something else (``pay_signs``) or
absurd, and the one most plainly the role's pay is taken: in the pay field or the title, behind a label such as
"Salary:", a range, with a period, in pounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipelines.clean import pay_signs
from pipelines.clean.flat import flat
from pipelines.clean.offers import Offer, find_offers
from pipelines.words import Evidence, Field, Words

# Lowest and highest believable figure in pounds: beyond them the words mean something else.
_BOUNDS = {
    "year": (8_000, 1_000_000),
    "month": (200, 60_000),
    "week": (40, 20_000),
    "day": (25, 5_000),
    "hour": (2, 500),
}
_FOREIGN = 10  # the upper bound in other currencies, most of whose units are smaller
_SALARY_SIZE = 8_000
_SIZES = (("hour", 5, 60), ("day", 100, 2_000))  # what a figure with no unit is paid for, by its size
_HEAD = 400  # characters at the start where a board prints the pay it was given, with no label
_STRUCTURED_RANK = 8  # loses to a labelled wording in pounds, beats an unlabelled one
_RENDERED = re.compile(
    r"(?:(?P<low>\d+(?:\.\d+)?) ?- ?)?(?P<high>\d+(?:\.\d+)?) (?P<currency>[A-Z]{3}) (?P<period>year|month"
    r"|week|day|hour)"
)
_BARE_RENDERED = re.compile(r"[-\d][\d.e+]*(?: - [-\d][\d.e+]*)?(?: [A-Z]{3})?(?: \w{1,12})?")
_PERIOD_NAMES = re.compile(
    r"(?P<year>year|ann|p1y)|(?P<month>month)|(?P<week>week)|(?P<day>day|dai)|(?P<hour>hour)", re.I
)


class Pay(NamedTuple):
    """Pay of a role in ``currency`` (ISO 4217) a ``period`` (``schemas.PERIODS``); None is an open end.

    ``basis`` is "stated" by the employer, "predicted" by the board, or "inferred" where the figures carry no unit
    and are too small for a salary, so that size alone tells a day rate from an hourly one. A bare figure of a
    salary's size ("£45k") is a year's by UK custom and counts as stated.
    """

    min: float | None
    max: float | None
    currency: str
    period: str
    basis: str
    text: str
    evidence: Evidence


class _Reading(NamedTuple):
    pay: Pay
    rank: int


def parse_pay(text: str) -> Pay | None:
    """The pay in one short wording such as "£70-£90k"; None where it names no base pay ("Competitive", "OTE £80k")."""
    return _best(_read_pay_field(Words(pay=text, pay_basis="stated")))


def find_pay(words: Words) -> Pay | None:
    """The role's pay from all words of an advert; what the employer states comes before what a board predicts."""
    readings = list(_readings(words))
    return _best(r for r in readings if r.pay.basis != "predicted") or _best(readings)


def has_estimate(words: Words) -> bool:
    """Whether the words show a figure that the board marks as its own estimate."""
    fields: tuple[Field, ...] = ("text", "pay", "title")
    plains = ((field, flat(getattr(words, field))) for field in fields)
    return any(
        pay_signs.is_estimate(plain, offer) for _, plain in plains for offer in find_offers(plain, plain_numbers=False)
    )


def _best(readings: Iterable[_Reading]) -> Pay | None:
    """The highest ranked, of equals the first; but a range says more than "up to" its upper end."""
    ranked = [reading.pay for reading in sorted(readings, key=lambda reading: -reading.rank)]
    if not ranked:
        return None
    best = ranked[0]
    ranges = (pay for pay in ranked if best.min is None and pay.min is not None and pay.min != pay.max)
    return next((pay for pay in ranges if (pay.max, pay.currency, pay.period) == (best.max, *best[2:4])), best)


def _readings(words: Words) -> Iterator[_Reading]:
    yield from _read_field("title", words)
    yield from _read_pay_field(words)
    yield from _read_field("text", words)
    yield from _read_numbers(words)


def _read_pay_field(words: Words) -> Iterator[_Reading]:
    return _read_rendered(words) if _is_rendered(words) else _read_field("pay", words)


def _read_field(field: Field, words: Words) -> Iterator[_Reading]:
    text: str = getattr(words, field)
    plain = flat(text)
    for offer in find_offers(plain, plain_numbers=field != "text"):
        labelled = pay_signs.is_labelled(plain, offer)
        if not _is_pay(field, plain, offer, labelled):
            continue
        period, basis = _period(offer, may_infer=labelled or field != "text")
        if period and _is_believable(offer.low, offer.high, offer.currency or "GBP", period):
            if pay_signs.is_estimate(plain, offer) or (field == "pay" and words.pay_basis == "predicted"):
                basis = "predicted"
            rank = _rank(field, plain, offer, labelled, "london" in words.place.lower())
            ends = (offer.low, offer.high, offer.currency or words.pay_currency or "GBP", period)
            yield _Reading(_pay(*ends, basis, text, (field, offer.start, offer.end), "pay wording"), rank)


def _is_pay(field: Field, plain: str, offer: Offer, labelled: bool) -> bool:
    """Whether an offer may be the role's pay at all, by what stands around it."""
    if pay_signs.is_other_money(plain, offer) or (offer.has_m and offer.period is None):
        return False
    if offer.currency is None:
        return _is_money(field, plain, offer)
    return bool(
        field != "text"
        or labelled
        or offer.is_range
        or offer.period
        or offer.start < _HEAD
        or pay_signs.is_alone(plain, offer)
    )


def _is_money(field: Field, plain: str, offer: Offer) -> bool:
    """Whether numbers without a currency are money: they must look it, and in running text be labelled too."""
    size = offer.high or offer.low or 0
    looks_it = offer.has_k or offer.period is not None or size >= _SALARY_SIZE
    if pay_signs.is_grade(plain, offer):
        return False
    if field == "pay":
        return looks_it or plain.strip() == plain[offer.start : offer.end]
    if field == "title":
        return offer.has_k and size >= _SALARY_SIZE
    return looks_it and pay_signs.is_tightly_labelled(plain, offer)


def _period(offer: Offer, may_infer: bool) -> tuple[str | None, str]:
    """What the pay is for, and whether that was stated or inferred from its size; None where size does not tell."""
    if offer.period:
        return offer.period, "stated"
    size = offer.high or offer.low or 0
    if size >= _SALARY_SIZE:
        return "year", "stated"
    fits = (name for name, least, most in _SIZES if may_infer and least <= size <= most)
    return next(fits, None), "inferred"


def _is_believable(low: float | None, high: float | None, currency: str, period: str) -> bool:
    least, most = _BOUNDS[period]
    most *= 1 if currency == "GBP" else _FOREIGN
    return all(least <= end <= most for end in (low, high) if end is not None)


def _rank(field: Field, plain: str, offer: Offer, labelled: bool, in_london: bool) -> int:
    """How plainly an offer is this role's pay; the weights only order wordings within one advert."""
    fits = pay_signs.place_fits(plain, offer, in_london)
    return sum(
        (
            {"pay": 6, "title": 4}.get(field, 5 if labelled else 0),
            3 if offer.currency in ("GBP", None) else 0,
            2 if offer.is_range else 0,
            2 if offer.period else 0,
            8 if pay_signs.is_contract_rate(plain, offer) else 0,
            -4 if pay_signs.is_actual(plain, offer) else 0,
            0 if fits is None else 3 if fits else -3,
        )
    )


def _is_rendered(words: Words) -> bool:
    """Whether the pay field is not wording but the source's numbers written out."""
    has_numbers = words.pay_min is not None or words.pay_max is not None
    return bool(_RENDERED.fullmatch(words.pay) or (has_numbers and _BARE_RENDERED.fullmatch(words.pay)))


def _read_rendered(words: Words) -> Iterator[_Reading]:
    """Structured numbers that were written into the pay field as "40000 - 50000 GBP year"."""
    match = _RENDERED.fullmatch(words.pay)
    if match and words.pay_basis and words.pay_min is None and words.pay_max is None:
        high = float(match["high"])
        low = float(match["low"]) if match["low"] else high
        if low <= high and _is_believable(low, high, match["currency"], match["period"]):
            ends = (low, high, match["currency"], match["period"])
            yield _structured(*ends, words)


def _read_numbers(words: Words) -> Iterator[_Reading]:
    """The source's own numbers, where it is known who states them; 0 stands for an open end."""
    low, high = words.pay_min or None, words.pay_max or None
    currency = words.pay_currency or ("GBP" if words.country in (None, "GB") else None)
    if words.pay_basis is None or currency is None or (low is None and high is None):
        return
    period = _named_period(words.pay_period) or ("year" if (high or low or 0) >= _SALARY_SIZE else None)
    if period and (low is None or high is None or low <= high) and _is_believable(low, high, currency, period):
        yield _structured(low, high, currency, period, words)


def _named_period(name: str | None) -> str | None:
    match = _PERIOD_NAMES.search(name or "")
    return match.lastgroup if match else None


def _structured(low: float | None, high: float | None, currency: str, period: str, words: Words) -> _Reading:
    span: tuple[Field, int, int] = ("pay", 0, len(words.pay))
    basis = words.pay_basis or "predicted"
    return _Reading(_pay(low, high, currency, period, basis, words.pay, span, "pay numbers"), _STRUCTURED_RANK)


def _pay(
    low: float | None,
    high: float | None,
    currency: str,
    period: str,
    basis: str,
    text: str,
    span: tuple[Field, int, int],
    rule: str,
) -> Pay:
    field, start, end = span
    figures = f"{low:.10g}" if low == high else f"{_shown(low)}-{_shown(high)}"
    evidence = Evidence("pay", f"{figures} {currency} {period}", field, start, end, rule)
    return Pay(low, high, currency, period, basis, text[start:end], evidence)


def _shown(end: float | None) -> str:
    return "" if end is None else f"{end:.10g}"
