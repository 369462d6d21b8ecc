"""Wordings of pay in a text: one figure or a range, open or closed, with what it is paid for.

An offer joins the amounts of a range ("£70-£90k", "£26-30,000", "£28,000 rising to £32,000"), multiplies the
k out, and takes the hedge before it ("up to", "from") and the period after it ("a year", "p/d") into its span.
Whether it is the role's pay or a training budget is for ``pay`` to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from pipelines.clean.money import Amount, find_amounts

_END = r"(?-i:(?![a-z]))"
_PER = r"(?:(?:per|an?|each|every)\s{1,3}|p?\s?/\s?)"
# "£12 hourly" and "a £500 daily rate" say what the figure is for; "£45,000, monthly socials" does not.
_ALONE = r"(?=\s?(?:salary|pay|wages?|rates?|gross|basic|base|package|equivalent|[^\sa-z]|$))"
_PERIODS = {
    "year": rf"{_PER}(?:ann?u[mn]|annual|year|yr|pa){_END}|p\s?\.?\s?/?a{_END}\.?|annum{_END}|annually{_END}"
    rf"|(?:annual|yearly){_ALONE}",
    "month": rf"{_PER}(?:calendar\s)?(?:month|mth){_END}|p[/.]?c?\.?m{_END}\.?|monthly{_ALONE}",
    "week": rf"{_PER}(?:week|wk|w){_END}|p[/.]?w{_END}\.?|weekly{_ALONE}",
    "day": rf"{_PER}(?:day|diem|d){_END}|p[/.]?d{_END}\.?|daily{_ALONE}|day\srate{_END}",
    "hour": rf"{_PER}(?:hour|hr|h){_END}|p[/.]?(?:h|hr){_END}\.?|hourly{_ALONE}",
}
_PERIOD = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PERIODS.items())
_ANY_PERIOD = "|".join(f"(?:{pattern})" for pattern in _PERIODS.values())
_FILLER = (
    r"(?:base|basic|gross|net|fte|salary|doe|equivalent|gbp|paid|rate|ltd|umbrella|paye|pro[\s-]rata|"
    r"depend(?:ent|ing)\s(?:up)?on\sexperience)"
)
_TAIL = re.compile(
    rf"[+\s,-]{{0,4}}+(?:{_FILLER}[\s,-]{{1,3}}){{0,3}}+(?:\([^()\n£$€]{{0,60}}\)\s{{0,2}})?(?:{_PERIOD})",
    re.IGNORECASE,
)
_NO_TAIL = frozenset(".);:!?£€$|%cikoqtvxz0123456789")  # what no tail begins with, its spaces and signs apart
_RATE_BEFORE = re.compile(
    r"\b(?:(?P<year>annual|yearly)|(?P<month>monthly)|(?P<week>weekly)|(?P<day>daily|day(?=\srate))"
    r"|(?P<hour>hourly))\s{1,3}(?:contract\s|pay\s|base\s|basic\s)?(?:rates?|salary|pay|wages?"
    r"|equivalent)\b[^.;!?\d]{0,25}$",
    re.IGNORECASE,
)
_RATE_WORDS = ("ly ", "annual ", "day rate")
_JOIN = re.compile(
    rf"\s{{0,4}}(?:{_ANY_PERIOD})?\s{{0,4}}(?P<word>-{{1,2}}>?|/|\??\s?to|\?|and|&|up\s?to|(?:rising|increasing"
    rf"|going|progressing)\s(?:up\s)?to)?"
    r"\s{0,4}(?:(?:a|circa|c\.?|max(?:imum)?|approx\.?)\s{1,2})?",
    re.IGNORECASE,
)
_PLAIN_JOINS = ("-", " - ", " to ")  # how most ranges are written
_BETWEEN = re.compile(r"\b(?:between|from)\W{1,4}$", re.IGNORECASE)
_UPPER = re.compile(
    r"\b(?P<firm>up\s?to|up|max(?:imum)?(?:\ssalary)?(?:\sof)?|as\s(?:much|high)\sas|(?:no|not)\smore\sthan"
    r"|not\sexceeding|capped\sat)(?:\s(?:an?|the|around|circa|c\.?|maximum\sof))?[\s:]{0,8}$"
    r"|\b(?P<bare>to)[\s:]{0,3}$",
    re.IGNORECASE,
)
_LOWER = re.compile(
    r"(?:\b(?:from|starting(?:\s(?:at|from|salary|pay|rate|on|of|is|in|the|region)){0,3}"
    r"|at\s(?:the\svery\s)?least|(?<!national\s)(?<!london\s)min(?:imum)?(?:\ssalary)?(?:\sof)?|not?\sless\sthan"
    r"|over|above|in\sexcess\sof|upwards\sof|more\sthan|north\sof)|>)[\s:]{0,8}$",
    re.IGNORECASE,
)
# What a hedge may end with: where none of these stands before an amount, no hedge is sought.
_HEDGE_ENDS = ("to", "up", "of", "max", "maximum", "salary", "as", "than", "exceeding", "at", "a", "an", "the",
               "around", "circa", "c", "c.", "from", "starting", "pay", "rate", "on", "is", "in", "region", "least",
               "min", "minimum", "over", "above", ">")  # fmt: skip
_OPEN = re.compile(
    r"\+(?!\s{0,3}[a-z£])|\s\+(?!\s{0,3}[\w£(])|\s?(?:or\smore|upwards|and\s(?:above|up)|minimum)\b", re.I
)
_CLOSED = re.compile(r"\s?\(?max(?:imum)?\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?:^|[(:])\s?-\s?$")
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}
_REACH = 60  # characters looked at before an amount
_HEDGE_REACH = 32
_LARGEST_RATIO = 30  # the two ends of one range never lie further apart
_LARGEST_SLASHED = 1.6  # nor those of "£45k/£50k"
# Figures believable where a dash was lost between them; with no period, those of a day.
_HALVES = {"day": (50, 2_000), "hour": (5, 200), "year": (0, 0), "month": (0, 0), "week": (0, 0)}


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


def find_offers(text: str, stretches: Iterable[tuple[int, int]]) -> list[Offer]:
    """Every amount or range of a flat text that starts in one of the stretches (see ``pay_spots``), in order."""
    found: list[Offer] = []
    for start, end in stretches:
        found += _offers(text, find_amounts(text, start, end))
    return found


def _offers(text: str, amounts: Sequence[Amount]) -> list[Offer]:
    found: list[Offer] = []
    joined = None
    for first, second in zip_longest(amounts, amounts[1:]):
        if first is joined:
            continue
        ends = _joined(text, first, second) if second else None
        joined = second if ends else None
        if not _is_negative(text, first.start):
            found.append(_offer(text, first, joined or first, ends or _single(first)))
    return found


def _is_negative(text: str, start: int) -> bool:
    sign = text[max(0, start - 4) : start]
    return "-" in sign and _NEGATIVE.search(sign) is not None


def _single(amount: Amount) -> tuple[float, float]:
    value = amount.value * _SCALES[amount.scale]
    return value, value


def _joined(text: str, first: Amount, second: Amount) -> tuple[float, float] | None:
    """The ends of a range, where the two amounts are one."""
    if second.start - first.end > _REACH:
        return None
    if first.currency and second.currency and first.currency != second.currency:
        return None
    word = _joining_word(text, first.end, second.start)
    if word is None or not _may_join(text, first, second, word):
        return None
    low, high = _scaled(first, second)
    largest = low * (_LARGEST_SLASHED if word == "/" else _LARGEST_RATIO)
    return (low, high) if low <= high <= largest else None


def _joining_word(text: str, start: int, end: int) -> str | None:
    """What joins two amounts in small letters, "" where nothing stands between them; None where they are apart."""
    if text[start:end] in _PLAIN_JOINS:
        return text[start:end].strip()
    join = _JOIN.fullmatch(text, start, end)
    return (join["word"] or "").lower().strip() if join else None


def _may_join(text: str, first: Amount, second: Amount, word: str) -> bool:
    both_signed = first.currency is not None and second.currency is not None
    if first.end == second.start:  # a dash that was lost on the way: "£30,000£35,000", "£30k35k"
        return both_signed or (first.scale == second.scale and first.currency is not None)
    if not word:  # "$30 $100/hour"
        return both_signed and not text[first.end : second.start].strip(" ")
    if word == "?":
        return both_signed
    if word == "/":
        return first.currency is not None and (first.scale == second.scale or second.scale == "k")
    if word in ("and", "&"):
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


def _offer(text: str, first: Amount, last: Amount, ends: tuple[float, float]) -> Offer:
    is_range = first is not last
    period, end = _period(text, first, last)
    low, high = ends
    if not is_range and (halves := _halves(first, period)):
        (low, high), is_range = halves, True
    if period == "year" and 10 <= low < high < 250:  # "90 - 100 GBP per annum"
        low, high = low * 1000, high * 1000
    start, open_low, open_high = _hedged(text, first.start, last.end, is_range)
    return Offer(
        None if open_low else low,
        None if open_high else high,
        first.currency or last.currency,
        period,
        start,
        first.start,
        end,
        is_range,
        "k" in (first.scale, last.scale),
        "m" in (first.scale, last.scale),
    )


def _hedged(text: str, start: int, end: int, is_range: bool) -> tuple[int, bool, bool]:
    """Where a wording starts with its hedge, and which ends that opens: (start, low is open, high is open)."""
    before = max(0, start - _HEDGE_REACH)
    if text[before:start].rstrip(" \n:").lower().endswith(_HEDGE_ENDS):
        upper = _UPPER.search(text, before, start)
        if upper and (upper["firm"] or not is_range):
            return upper.start(), True, False
        if not is_range and (lower := _LOWER.search(text, before, start)):
            return lower.start(), False, True
    if is_range:
        return start, False, False
    return start, _CLOSED.match(text, end) is not None, _OPEN.match(text, end) is not None


def _halves(amount: Amount, period: str | None) -> tuple[float, float] | None:
    """The ends of a range that lost its dash: "£400500 per day", "£3035k", "£3000035000"; None where it is none."""
    if amount.value < 1_000:
        return None
    digits = f"{amount.value:.10g}"
    if len(digits) % 2 or not digits.isdigit():
        return None
    low, high = float(digits[: len(digits) // 2]), float(digits[len(digits) // 2 :])
    if not low < high <= 2 * low:
        return None
    if amount.scale == "k":
        return (low * 1000, high * 1000) if len(digits) == 4 else None
    if len(digits) == 10:
        return low, high
    least, most = _HALVES.get(period or "", (200, 1_000))
    return (low, high) if len(digits) > 3 and least <= low and high <= most < amount.value / 2 else None


def _tail(text: str, at: int) -> re.Match[str] | None:
    begin = text[at : at + 5].lstrip("+, -\n")[:1].lower()
    return None if begin in _NO_TAIL else _TAIL.match(text, at)


def _period(text: str, first: Amount, last: Amount) -> tuple[str | None, int]:
    """What the figures are paid for, and where the wording then ends."""
    if after := _tail(text, last.end):
        return after.lastgroup, after.end()
    if first is not last and (within := _tail(text, first.end)):
        return within.lastgroup, last.end
    reach = max(0, first.start - _REACH)
    ahead = text[reach : first.start].lower()
    if not any(word in ahead for word in _RATE_WORDS):
        return None, last.end
    before = _RATE_BEFORE.search(text, reach, first.start)
    return (before.lastgroup if before else None), last.end
