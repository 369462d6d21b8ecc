"""Wordings of pay in a text: one figure or a range, open or closed, with what it is paid for.

An offer joins the amounts of a range ("£70-£90k", "£26-30,000", "£28,000 rising to £32,000"), multiplies the
k out, and takes the hedge before it ("up to", "from") and the period after it ("a year", "p/d") into its span.
Whether it is the role's pay or a training budget is for ``pay`` to judge.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.clean.money import Amount, find_amounts

_END = r"(?-i:(?![a-z]))"
_PER = r"(?:(?:per|an?|each|every)\s{1,3}|p?\s?/\s?)"
# "£12 hourly" and "a £500 daily rate" say what the figure is for; "£45,000, monthly socials" does not.
_ALONE = r"(?=\s?(?:salary|pay|wages?|rates?|gross|basic|base|package|equivalent|[^\sa-z]|$))"
_PERIODS = {
    "year": rf"{_PER}(?:annum|annual|year|yr|pa){_END}|p\s?\.?\s?/?a{_END}\.?|annually{_END}|(?:annual|yearly){_ALONE}",
    "month": rf"{_PER}(?:calendar\s)?(?:month|mth){_END}|p/?c?\.?m{_END}\.?|monthly{_ALONE}",
    "week": rf"{_PER}(?:week|wk|w){_END}|p[/.]?w{_END}\.?|weekly{_ALONE}",
    "day": rf"{_PER}(?:day|diem|d){_END}|p[/.]?d{_END}\.?|daily{_ALONE}|day\srate{_END}",
    "hour": rf"{_PER}(?:hour|hr|h){_END}|p[/.]?(?:h|hr){_END}\.?|hourly{_ALONE}",
}
_PERIOD = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PERIODS.items())
_ANY_PERIOD = "|".join(f"(?:{pattern})" for pattern in _PERIODS.values())
_FILLER = (
    r"(?:base|basic|gross|fte|salary|doe|equivalent|gbp|paid|rate|ltd|umbrella|paye|pro[\s-]rata|"
    r"depend(?:ent|ing)\s(?:up)?on\sexperience)"
)
_TAIL = re.compile(
    rf"[+\s,-]{{0,4}}(?:{_FILLER}[\s,-]{{1,3}}){{0,3}}(?:\([^()\n£$€]{{0,60}}\)\s{{0,2}})?(?:{_PERIOD})",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(
    r"\b(?:(?P<year>annual|yearly)|(?P<month>monthly)|(?P<week>weekly)|(?P<day>daily|day(?=\srate))"
    r"|(?P<hour>hourly))\s{1,3}(?:contract\s|pay\s)?(?:rates?|salary|pay|wages?"
    r"|equivalent)\b[^.;!?\d]{0,25}$",
    re.IGNORECASE,
)
_JOIN = re.compile(
    rf"\s{{0,4}}(?:{_ANY_PERIOD})?\s{{0,4}}(?P<word>-{{1,2}}>?|/|to|and|up\sto|(?:rising|increasing"
    rf"|going)\s(?:up\s)?to)?"
    r"\s{0,4}(?:(?:a|circa|c\.?|max(?:imum)?|approx\.?)\s{1,2})?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\b(?:between|from)\W{1,4}$", re.IGNORECASE)
_UPPER = re.compile(
    r"\b(?P<firm>up\s?to|up|max(?:imum)?(?:\sof)?|as\smuch\sas)(?:\s(?:an?|the|around|circa"
    r"|maximum\sof))?[\s:]{0,8}$"
    r"|\b(?P<bare>to)[\s:]{0,3}$",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"(?:\b(?:from|starting(?:\s(?:at|from|salary|pay|rate|on|of|is|in|the|region)){0,3}|at\sleast"
    r"|min(?:imum)?(?:\sof)?"
    r"|over|above|in\sexcess\sof|upwards\sof|more\sthan)|>)[\s:]{0,8}$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\+(?!\s{0,3}[a-z£])|\s\+(?!\s{0,3}[\w£(])|\s?(?:or\smore|upwards|and\s(?:above|up)|minimum)\b", re.I
)
_NEGATIVE = re.compile(r"(?:^|[(:])\s?-\s?$")
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
_REACH = 60  # characters looked at before an amount
_HEDGE_REACH = 32
_PAY_WORDS = (
    "salar",
    "pay",
    "paid",
    "rate",
    "wage",
    "earn",
    "compensation",
    "remuneration",
    "package",
    "£",
    "$",
    "€",
    "gbp",
)
_LARGEST_RATIO = 30  # the two ends of one range never lie further apart


class Offer(NamedTuple):
    """One wording of pay: ends (None: open), what for, and its span; ``figure`` is where the first amount starts."""

    low: float | None
    high: float | None
    currency: str | None
    period: str | None
    start: int
    figure: int
    end: int
    is_range: bool
    has_k: bool
    has_m: bool


def find_offers(text: str, plain_numbers: bool = True) -> list[Offer]:
    """Every amount or range of a flat text, in order.

    ``plain_numbers`` takes numbers with neither currency nor k wherever they stand; without it only near a word
    of pay, since running text is full of numbers.
    """
    amounts = [a for a in find_amounts(text) if plain_numbers or a.currency or a.scale or _near_pay(text, a.start)]
    offers, at = [], 0
    while at < len(amounts):
        pair = tuple(amounts[at : at + 2])
        ends = _joined(text, pair[0], pair[1]) if len(pair) == 2 else None
        offers.append(_offer(text, pair if ends else pair[:1], ends or _single(pair[0])))
        at += 2 if ends else 1
    return [offer for offer in offers if not _NEGATIVE.search(text, max(0, offer.figure - 4), offer.figure)]


def _near_pay(text: str, start: int) -> bool:
    window = text[max(0, start - _REACH) : start + 20].lower()
    return any(word in window for word in _PAY_WORDS)


def _single(amount: Amount) -> tuple[float, float]:
    value = amount.value * _SCALES[amount.scale]
    return value, value


def _joined(text: str, first: Amount, second: Amount) -> tuple[float, float] | None:
    """The ends of a range, where the two amounts are one."""
    if second.start - first.end > _REACH:
        return None
    if first.currency and second.currency and first.currency != second.currency:
        return None
    join = _JOIN.fullmatch(text, first.end, second.start)
    if join is None or not _may_join(text, first, second, join["word"]):
        return None
    low, high = _scaled(first, second)
    return (low, high) if low <= high <= low * _LARGEST_RATIO else None


def _may_join(text: str, first: Amount, second: Amount, word: str | None) -> bool:
    both_signed = first.currency is not None and second.currency is not None
    if word is None:  # a dash that was lost on the way: "$30 $100/hour"
        gap = text[first.end : second.start]
        return both_signed and not gap.strip(" ")
    if word == "/":
        return False
    if word.lower() == "and":
        return bool(_BETWEEN.search(text, max(0, first.start - 12), first.start))
    return True


def _scaled(first: Amount, second: Amount) -> tuple[float, float]:
    """Both ends in full: a k, or written-out thousands, on one side counts for the other (£70-90k, £26-30,000)."""
    (low, _), (high, _) = _single(first), _single(second)
    if "k" in (first.scale, second.scale):
        low, high = (end * 1000 if end < 1000 else end for end in (low, high))
    elif 8 <= low < 1000 <= high and low * 1000 <= high and second.scale == "":
        low *= 1000
    return low, high


def _offer(text: str, amounts: tuple[Amount, ...], ends: tuple[float, float]) -> Offer:
    first, last = amounts[0], amounts[-1]
    period, end = _period(text, first, last)
    low, high = ends
    if period == "year" and 10 <= low < high < 250:  # "90 - 100 GBP per annum"
        low, high = low * 1000, high * 1000
    before = (max(0, first.start - _HEDGE_REACH), first.start)
    upper, lower = _UPPER.search(text, *before), _LOWER.search(text, *before)
    start = first.start
    open_low, open_high = False, False
    if upper and (upper["firm"] or len(amounts) == 1):
        start, open_low = upper.start(), True
    elif len(amounts) == 1 and (lower or _OPEN.match(text, last.end)):
        start, open_high = lower.start() if lower else start, True
    return Offer(
        None if open_low else low,
        None if open_high else high,
        first.currency or last.currency,
        period,
        start,
        first.start,
        end,
        len(amounts) == 2,
        "k" in {amount.scale for amount in amounts},
        "m" in {amount.scale for amount in amounts},
    )


def _period(text: str, first: Amount, last: Amount) -> tuple[str | None, int]:
    """What the figures are paid for, and where the wording then ends."""
    if after := _TAIL.match(text, last.end):
        return after.lastgroup, after.end()
    if first is not last and (within := _TAIL.match(text, first.end)):
        return within.lastgroup, last.end
    before = _RATE_BEFORE.search(text, max(0, first.start - _REACH), first.start)
    return (before.lastgroup if before else None), last.end
