"""Where in a running text pay may stand: around marks of currency, and at a number right behind a word of pay.

A text is full of numbers, and few of them are money; what reads money looks at these stretches and at nothing else.
"""

from __future__ import annotations

import re

from pipelines.clean.flat import flat
from pipelines.clean.money import CODES
from pipelines.clean.signs import Signs

# List items run together ("LondonSalary: £40k") start a word with a capital.
LABEL = (
    r"(?:\b|(?-i:(?<=[a-z])(?=[A-Z])))(?:salar(?:y|ies)|pay(?:s|ing)?|paid|rates?|compensation|remuneration"
    r"|wages?|earn(?:s|ing)?|stipend|basic|base|package|offering)\b"
)
# What may stand between a word of pay and a number that has no currency.
GAP = (
    r"(?:[\s:=(~-]|\b(?:is|of|range[sd]?|banding|band|scale|circa|c|up|to|from|between|starting|at|least"
    r"|basic|base|in|the|region|competitive|package|per|annum|annual|and|rate|offered|approx|approximately|around)\b){0,16}+"
)
_NUMBER_BEHIND_LABEL = re.compile(rf"{LABEL}{GAP}(?=\d)", re.IGNORECASE)
_MARKS = ("£", "€", "$")
_CODES = ("GBP", "EUR", "USD", *(f" {code}" for code in CODES[3:]))
_PER_YEAR = ("annum", "p.a")
_LABELS = ("salar", "pay", "paid", " rate", "\nrate", "compensation", "remuneration", "wage", " earn ", "stipend",
           " basic", "\nbasic", " base ", "\nbase ", "package", "offering")  # fmt: skip
# A page's list of other adverts stands at its end.
_OTHER_ADVERTS = ("similar jobs", "similar roles", "similar vacancies", "related jobs", "recommended jobs",
                  "recommended for you", "other jobs", "more jobs", "jobs you may", "people also viewed")  # fmt: skip
_SIGNS = Signs((*_CODES, *_PER_YEAR, *_LABELS, *_OTHER_ADVERTS))
_FIRST_LABEL = len(_CODES) + len(_PER_YEAR)
_FIRST_OTHER = _FIRST_LABEL + len(_LABELS)
_HEADING = re.compile(r"[^\n.,]{0,40}(?:[:\n]|$)")
_MOST = 400  # what names more sums than that is a price list, and its first ones will do
_BEFORE, _AFTER = 32, 64  # a range may have its only mark at the far end: "60 to 70k €"


def stretches(text: str) -> list[tuple[int, int]]:
    """Stretches [start, end) of a text around all that may be pay, none overlapping, in order."""
    spots, limit = _spots(text)
    found: list[tuple[int, int]] = []
    start = end = -1
    for spot in sorted(spots)[:_MOST]:
        if spot >= limit:
            break
        if spot - _BEFORE > end:
            if end >= 0:
                found.append((start, end))
            start = max(0, spot - _BEFORE)
        end = spot + _AFTER
    if end >= 0:
        found.append((start, min(end, limit)))
    return found


def _spots(text: str) -> tuple[list[int], int]:
    """Offsets at which pay may stand, and where the advert ends and a list of others begins."""
    plain, limit = flat(text), len(text)
    spots: list[int] = []
    for mark in _MARKS:
        at = plain.find(mark)
        while at >= 0:
            spots.append(at)
            at = plain.find(mark, at + 1)
    for number, start, end in _SIGNS.hits(text):
        if number >= _FIRST_OTHER:
            limit = start if limit > start > len(text) / 2 and _HEADING.match(plain, end) else limit
        elif number >= _FIRST_LABEL:
            if behind := _NUMBER_BEHIND_LABEL.match(plain, start + plain[start].isspace()):
                spots.append(behind.end())
        elif number >= len(_CODES) or plain[start:end].isupper():
            spots.append(start)
    return spots, limit
