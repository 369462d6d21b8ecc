"""Amounts of money in a text: a number with its currency and its k or m, each with the characters it stands in.

What an amount is paid for (a year's salary, a bonus, a round of funding) is not judged here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MARKS = {"£": "GBP", "€": "EUR", "$": "USD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD"}
CODES = (
    "GBP", "EUR", "USD", "AUD", "CAD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
    "INR", "AED", "SAR", "SGD", "HKD", "JPY", "ZAR",
)  # fmt: skip
_CODE = "|".join(CODES)
_MILLIONS = r"(?:[mM][nN]?|\s?-?[mM]illion)(?![A-Za-z0-9])"
_BILLIONS = r"(?:[bBtT][nN]?|\s?-?(?:[bB]|[tT]r)illion)(?![A-Za-z0-9])"
# Letters glued to a figure ("£80kPermanent") come of list items run together: a capital ends the k. Two figures
# glued to each other ("£50,00060,000") come of a dash that was lost.
_NUMBER = re.compile(
    rf"""
    (?P<number>\d(?:
        \d{{1,2}},\d{{3}}(?=\d{{2,3}},\d{{3}}(?![\d,]))
      | \d?\.\d\d(?=\d{{1,2}}\.\d\d(?!\d))
      | (?: [\dOo]{{0,2}}(?:,[\dOo]{{3}}|,\ 000)+(?:\ ?\.\d{{1,2}}(?!\d))?
          | \d{{0,2}}(?:\.\d{{3}})+(?!\d)
          | \d(?:(?<=£\d\d)|\d(?<=£\d{{3}}))\ 000
          | \d{{0,9}}(?:\ ?\.\d{{1,2}}(?!\d))?
        )
        (?!\d|\ ?%|\s{{0,5}},\d{{3}}|{_BILLIONS})
    ))
    (?P<scale>\ ?[kK](?![a-z]) | [kK](?=p\.?a\b|pkg|per\s|plus|basic|base|to\s?£?\d) | {_MILLIONS})?
    (?:\ ?(?P<code>(?:{_CODE})|[€£](?!\ ?\d)))?
    """,
    re.VERBOSE,
)
# One pound sign may follow another mark ("GBP £40,000"), or stand twice.
_MARK_BEFORE = re.compile(
    rf"(?P<mark>£{{1,2}}|€|(?:US|AU?|CA?)?\$|&pound;|(?<![A-Za-z])(?:{_CODE}))\ {{0,2}}(?:£\ ?)?$"
)
_LONGEST_MARK = 12
_MARK_ENDS = frozenset("£€$;")  # or a code's capital
_NO_START = "_.,/#"  # what, beside letters and digits, a number that is no part of a greater thing does not follow
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")  # the continent's: €99.000
_CUT = 24  # characters beyond the end in which a number that starts before it is read in full


class Amount(NamedTuple):
    """One amount as written, its k not yet multiplied out: ``scale`` is "", "k" or "m". Billions are nobody's pay."""

    value: float
    scale: str
    currency: str | None
    start: int
    end: int


def find_amounts(text: str, start: int = 0, end: int | None = None) -> list[Amount]:
    """All numbers of a flat text that could be money and start in [start, end), in order.

    Plain numbers are among them, with currency None.
    """
    end = len(text) if end is None else end
    found: list[Amount] = []
    for match in _NUMBER.finditer(text, start, end + _CUT):
        if match.start() >= end:
            break
        if amount := _amount(match, found[-1] if found else None):
            found.append(amount)
    return found


def _amount(match: re.Match[str], last: Amount | None) -> Amount | None:
    """The amount of a number, unless it is part of a greater thing ("v1.2", "B2B") that is not the amount before."""
    number, scale, code = match.groups()
    start, mark = _marked(match.string, match.start())
    if not mark and start:
        glued = match.string[start - 1]
        if (glued.isalnum() or glued in _NO_START) and not (last and _goes_on(match, last)):
            return None
    mark = mark or code
    scale = scale.strip(" -").lower()[:1] if scale else ""
    if scale == "k" and "," in number:  # "£53,000k" says its thousands twice
        scale = ""
    return Amount(_value(number), scale, mark and _currency(mark), start, match.end())


def _marked(text: str, start: int) -> tuple[int, str | None]:
    """Where an amount starts with the mark before its number, and the mark."""
    before = text[max(0, start - _LONGEST_MARK) : start].rstrip(" ")
    if not _may_end_a_mark(before[-1:]):
        return start, None
    if text[start - 1] == "£" and not _may_end_a_mark(before[:-1].rstrip(" ")[-1:]):  # mostly so: nothing to search
        return start - 1, "£"
    marked = _MARK_BEFORE.search(text, max(0, start - _LONGEST_MARK), start)
    return (marked.start(), marked["mark"]) if marked else (start, None)


def _may_end_a_mark(sign: str) -> bool:
    return sign in _MARK_ENDS or sign.isupper()


def _goes_on(match: re.Match[str], last: Amount) -> bool:
    """Whether a number stands right behind an amount (a dash was lost), or behind its slash ("£40/45k")."""
    start = match.start()
    return start == last.end or (start == last.end + 1 and match.string[last.end] == "/" and bool(match["scale"]))


def _currency(mark: str) -> str:
    return "GBP" if mark[0] in "£&" else _MARKS.get(mark, mark)


def _value(number: str) -> float:
    plain = number.replace(",", "")
    if plain.isdigit():
        return float(plain)
    plain = plain.replace(" ", "").replace("O", "0").replace("o", "0")
    return float(plain.replace(".", "") if _THOUSANDS.fullmatch(plain) else plain)
