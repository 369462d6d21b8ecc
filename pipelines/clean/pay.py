"""What a role pays, as its advert words it or as the source's structured fields hold it.

Among all money wordings of an advert (``offers``) those are dropped that are something else (``pay_signs``) or
absurd, and the one most plainly the role's pay is taken: in the pay field or the title, behind a label such as
"Salary:", a range, with a period, in pounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.clean import pay_tags
from pipelines.clean.flat import flat
from pipelines.clean.offers import find_offers
from pipelines.clean.pay_signs import Around
from pipelines.clean.pay_spots import stretches
from pipelines.clean.pay_tags import Tag
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
_LONGEST_TAG = 48  # characters between two ranges of one list
_STRUCTURED_RANK = 8  # loses to a labelled wording in pounds, beats an unlabelled one
_DIGIT = re.compile(r"\d")
_PER_ANNUM = re.compile(r"ann?u[mn]|p\s?\.?\s?a\b", re.IGNORECASE)
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
    """What may be the role's pay (as in ``Pay``), at [start, end) of a field, and whose the name beside it says it is.

    ``around`` is None where it was no wording but the source's numbers.
    """

    min: float | None
    max: float | None
    currency: str
    period: str
    basis: str
    field: Field
    start: int
    end: int
    rule: str
    around: Around | None = None
    tag: Tag | None = None
    is_own: bool = False


def parse_pay(text: str) -> Pay | None:
    """The pay in one short wording such as "£70-£90k"; None where it names no base pay ("Competitive", "OTE £80k")."""
    words = Words(pay=text, pay_basis="stated")
    return _pay(_best(_read_pay_field(words), words), words)


def find_pay(words: Words) -> Pay | None:
    """The role's pay from all words of an advert; what the employer states comes before what a board predicts."""
    readings = [
        *_read_field("title", words),
        *_read_pay_field(words),
        *_read_field("text", words),
        *_read_numbers(words),
    ]
    stated = [reading for reading in readings if reading.basis != "predicted"]
    return _pay(_best(stated or readings, words), words)


def has_estimate(words: Words) -> bool:
    """Whether the words show a figure that the board marks as its own estimate."""
    fields: tuple[Field, ...] = ("text", "pay", "title")
    return any(around.is_estimate for field in fields for around in _offers(field, words))


def _best(readings: Sequence[_Reading], words: Words) -> _Reading | None:
    """The highest ranked, of equals the first; but a range says more than "up to" its upper end."""
    if len(readings) < 2:
        return readings[0] if readings else None
    settled = [reading for run in _lists(readings, words) for reading in _settled(run, words)]
    if len(settled) < 2:
        return settled[0]
    ranked = sorted(settled, key=_rank, reverse=True)
    best = ranked[0]
    ranges = (r for r in ranked if best.min is None and r.min is not None and r.min != r.max)
    return next((r for r in ranges if r[1:4] == best[1:4]), best)


def _lists(readings: Sequence[_Reading], words: Words) -> Iterator[list[_Reading]]:
    """Readings that stand one beside the other, each with the name of a place, a level or a grade; others alone."""
    run: list[_Reading] = []
    for reading in readings:
        if run and _is_next(run[-1], reading):
            run[-1], reading = _tagged(run[-1], words), _tagged(reading, words)
            if run[-1].tag and reading.tag:
                run.append(reading)
                continue
        if run:
            yield run
        run = [reading]
    yield run


def _tagged(reading: _Reading, words: Words) -> _Reading:
    return reading._replace(tag=pay_tags.tag(reading.around, words)) if reading.around else reading


def _is_next(one: _Reading, two: _Reading) -> bool:
    return 0 <= two.start - one.end <= _LONGEST_TAG and one[2:6] == two[2:6]


def _settled(run: Sequence[_Reading], words: Words) -> Sequence[_Reading]:
    """Of a list the advert's own; where it is none's, one reading from the lowest of the list to the highest."""
    if len(run) < 2:
        return run
    own = [reading._replace(is_own=True) for reading in run if reading.tag and reading.tag.fits]
    return own or [_overall(run)]


def _overall(run: Sequence[_Reading]) -> _Reading:
    lows, highs = [reading.min for reading in run], [reading.max for reading in run]
    low = None if None in lows else min(end for end in lows if end is not None)
    high = None if None in highs else max(end for end in highs if end is not None)
    return run[0]._replace(min=low, max=high, end=run[-1].end, rule="pay ranges", tag=None)


def _read_pay_field(words: Words) -> list[_Reading]:
    return _read_rendered(words) if _is_rendered(words) else _read_field("pay", words)


def _offers(field: Field, words: Words) -> list[Around]:
    """The money in a field with what stands around it; the short fields are looked at whole."""
    text: str = getattr(words, field)
    if field != "text" and not _DIGIT.search(text):
        return []
    plain = flat(text)
    spots = stretches(text) if field == "text" else [(0, len(text))]
    return [Around(plain, offer, words.title) for offer in find_offers(plain, spots)]


def _read_field(field: Field, words: Words) -> list[_Reading]:
    return [reading for around in _offers(field, words) if (reading := _reading(field, around, words))]


def _reading(field: Field, around: Around, words: Words) -> _Reading | None:
    offer = around.offer
    period, basis = _period(field, around)
    if period is None or not _is_believable(offer.low, offer.high, offer.currency or "GBP", period):
        return None
    is_estimate = around.is_estimate
    if not (is_estimate or _is_pay(field, around)):
        return None
    if is_estimate or (field == "pay" and words.pay_basis == "predicted"):
        basis = "predicted"
    currency = offer.currency or words.pay_currency or "GBP"
    return _Reading(
        offer.low, offer.high, currency, period, basis, field, offer.start, offer.end, "pay wording", around
    )  # fmt: skip


def _period(field: Field, around: Around) -> tuple[str | None, str]:
    """What the pay is for, and whether that was stated or inferred from its size; None where size does not tell."""
    offer = around.offer
    if offer.period:
        return offer.period, "stated"
    if around.is_piecework:
        return None, "stated"
    size = offer.high or offer.low or 0.0
    if size >= _SALARY_SIZE:
        return (None if offer.has_m else "year"), "stated"
    if field == "text" and not (around.is_tightly_labelled or around.has_status):
        return None, "inferred"
    if field == "title" and size < _SIZES[1][1] and size.is_integer() and not offer.is_range:  # "from £49 a flight"
        return None, "inferred"
    return next((name for name, least, most in _SIZES if least <= size <= most), None), "inferred"


def _is_pay(field: Field, around: Around) -> bool:
    """Whether an offer may be the role's pay at all, by what stands around it."""
    offer = around.offer
    if offer.currency is None:
        return _is_money(field, around) and not around.is_other_money
    is_told = field != "text" or offer.is_range or offer.period is not None or offer.start < _HEAD
    is_shown = is_told or around.is_labelled or around.is_alone or around.is_in_company or around.has_status
    return is_shown and not around.is_other_money


def _is_money(field: Field, around: Around) -> bool:
    """Whether numbers without a currency are money: they must look it, and in running text be labelled too."""
    offer = around.offer
    size = offer.high or offer.low or 0
    looks_it = offer.has_k or offer.period is not None or size >= _SALARY_SIZE
    if around.is_grade:
        return False
    if field == "pay":
        return looks_it or around.text.strip() == around.text[offer.start : offer.end]
    if field == "title":
        is_salary = size >= _SALARY_SIZE and (offer.has_k or offer.is_range)
        return is_salary or offer.period in ("year", "day", "hour")
    return looks_it and (around.is_tightly_labelled or _is_per_annum(around))


def _is_per_annum(around: Around) -> bool:
    """A range, or thousands, with "per annum" right behind it: nothing but pay is written so."""
    offer = around.offer
    size = offer.high or offer.low or 0
    wording = around.text[offer.figure : offer.end]
    is_told = _PER_ANNUM.search(wording) is not None and not around.after.startswith((" of", " in"))
    return is_told and size >= _SALARY_SIZE and (offer.is_range or offer.has_k)


def _is_believable(low: float | None, high: float | None, currency: str, period: str) -> bool:
    least, most = _BOUNDS[period]
    if currency != "GBP":
        most *= _FOREIGN
    return (low is None or least <= low <= most) and (high is None or least <= high <= most)


def _rank(reading: _Reading) -> int:
    """How plainly a reading is this role's pay; the weights only order wordings within one advert."""
    if reading.around is None:
        return _STRUCTURED_RANK
    around, offer = reading.around, reading.around.offer
    return sum(
        (
            6 if reading.field == "pay" else 4 if reading.field == "title" else 5 if around.is_labelled else 0,
            3 if offer.currency in ("GBP", None) else 0,
            2 if offer.is_range and offer.low != offer.high else 0,
            2 if offer.period else 0,
            8 if around.is_contract_rate else 0,
            -4 if reading.basis == "inferred" else 0,
            -1 if not offer.is_range and offer.period is None and around.is_alone else 0,  # as a board prints it
            6 if around.is_full_time else -4 if around.is_actual else 0,
            3 if reading.is_own else 0,
        )
    )


def _is_rendered(words: Words) -> bool:
    """Whether the pay field is not wording but the source's numbers written out."""
    if not words.pay:
        return False
    has_numbers = words.pay_min is not None or words.pay_max is not None
    return bool(_RENDERED.fullmatch(words.pay) or (has_numbers and _BARE_RENDERED.fullmatch(words.pay)))


def _read_rendered(words: Words) -> list[_Reading]:
    """Structured numbers that were written into the pay field as "40000 - 50000 GBP year"."""
    match = _RENDERED.fullmatch(words.pay)
    if match and words.pay_basis and words.pay_min is None and words.pay_max is None:
        high = float(match["high"])
        low = float(match["low"]) if match["low"] else high
        if low <= high and _is_believable(low, high, match["currency"], match["period"]):
            return [_structured(low, high, match["currency"], match["period"], words)]
    return []


def _read_numbers(words: Words) -> list[_Reading]:
    """The source's own numbers, where it is known who states them; 0 stands for an open end."""
    low, high = words.pay_min or None, words.pay_max or None
    currency = words.pay_currency or ("GBP" if words.country in (None, "GB") else None)
    if words.pay_basis is None or currency is None or (low is None and high is None):
        return []
    period = _named_period(words.pay_period) or ("year" if (high or low or 0) >= _SALARY_SIZE else None)
    if period and (low is None or high is None or low <= high) and _is_believable(low, high, currency, period):
        return [_structured(low, high, currency, period, words)]
    return []


def _named_period(name: str | None) -> str | None:
    match = _PERIOD_NAMES.search(name or "")
    return match.lastgroup if match else None


def _structured(low: float | None, high: float | None, currency: str, period: str, words: Words) -> _Reading:
    basis = words.pay_basis or "predicted"
    return _Reading(low, high, currency, period, basis, "pay", 0, len(words.pay), "pay numbers")


def _pay(reading: _Reading | None, words: Words) -> Pay | None:
    if reading is None:
        return None
    low, high, currency, period, basis, field, start, end, rule = reading[:9]
    figures = f"{low:.10g}" if low == high else f"{_shown(low)}-{_shown(high)}"
    evidence = Evidence("pay", f"{figures} {currency} {period}", field, start, end, rule)
    return Pay(low, high, currency, period, basis, getattr(words, field)[start:end], evidence)


def _shown(end: float | None) -> str:
    return "" if end is None else f"{end:.10g}"
