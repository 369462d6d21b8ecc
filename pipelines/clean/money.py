"""Amounts of money in a text: a number with its currency and its k or m, each with the characters it stands in.

What an amount is paid for (a year's salary, a bonus, a round of funding) is not judged here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "US$": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD"}
_CODES = (
    "GBP", "EUR", "USD", "AUD", "CAD", "NZD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
    "INR", "AED", "SAR", "SGD", "HKD", "JPY", "ZAR",
)  # fmt: skip
_CODE = "|".join(_CODES)
_MILLIONS = r"(?:[mM][nN]?|\s?-?[mM]illion)(?![A-Za-z0-9])"
_BILLIONS = r"(?:[bBtT][nN]?|\s?-?(?:[bB]|[tT]r)illion)(?![A-Za-z0-9])"
# Letters glued to a figure ("£80kPermanent") come of list items run together: a capital ends the k.
_AMOUNT = re.compile(
    rf"""
    (?: (?P<sign>£{{1,2}}|€|(?:US|AU?|CA?)?\$|&pound;|(?<![A-Za-z])(?:{_CODE}))\ {{0,2}}(?:£\ ?)? | (?<![\w.,/\#£€$]) )
    (?P<number>
        \d[\dOo]{{0,2}}(?:,[\dOo]{{3}})+(?:\ ?\.\d{{1,2}}(?!\d))?
      | \d{{1,3}}(?:\.\d{{3}})+(?!\d)
      | \d{{1,9}}(?:\ ?\.\d{{1,2}}(?!\d))?
    )
    (?!\d|\ ?%|\s{{0,5}},\d{{3}}|{_BILLIONS})
    (?P<scale>\ ?[kK](?![a-z]) | {_MILLIONS})?
    (?:\ ?(?P<code>(?:{_CODE})|€(?!\ ?\d)))?
    """,
    re.VERBOSE,
)


class Amount(NamedTuple):
    """One amount as written, its k not yet multiplied out: ``scale`` is "", "k" or "m". Billions are nobody's pay."""

    value: float
    scale: str
    currency: str | None
    start: int
    end: int


def find_amounts(text: str) -> list[Amount]:
    """All numbers of a flat text that could be money, in order; plain numbers too, with currency None."""
    return [_amount(match) for match in _AMOUNT.finditer(text)]


def _amount(match: re.Match[str]) -> Amount:
    scale = (match["scale"] or "").strip(" -").lower()[:1]
    return Amount(_number(match["number"]), scale, _currency(match), match.start(), match.end())


def _number(text: str) -> float:
    plain = text.replace(" ", "").replace(",", "").replace("O", "0").replace("o", "0")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", plain):  # the continent's thousands: €99.000
        plain = plain.replace(".", "")
    return float(plain)


def _currency(match: re.Match[str]) -> str | None:
    mark = match["sign"] or match["code"]
    if mark is None:
        return None
    if mark.startswith(("£", "&")):
        return "GBP"
    return _SIGNS.get(mark, mark)
