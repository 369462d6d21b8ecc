"""Seams: where a page lost what stood between two words ("PythonExperience", "SQLStrong", "(SQL)You")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

_LETTERS = ascii_letters + digits
# What each byte is: a small letter or digit, a capital, a closing bracket, anything else.
_KINDS = bytes.maketrans(
    bytes(range(256)),
    "".join(
        "a" if c in ascii_lowercase + digits else "A" if c in ascii_uppercase else ")" if c == ")" else " "
        for c in map(chr, range(256))
    ).encode(),
)
_SEAM = re.compile(rb"A(?:(?<=[a)]A)|(?<=AA)(?=a))")
_FIRST_WORD = re.compile(
    r"(?:Strong|Experience|Knowledge|Understanding|Familiar|Proficien|Exposure|Ability|Excellent|Proven|Good|Solid"
    r"|Hands|Working|Demonstrable|Comfort|Previous|Deep|Interest|Awareness|Required?|Preferred|Desirable|Nice"
    r"|Essential|Background|Advanced|Expert|Skill|Confident|You|What)\b"
)
_LONGEST = 60  # letters looked at on either side of a seam
_WAITING = 16  # seams kept: names are sought by them, then sentences


@lru_cache(maxsize=_WAITING)
def seams(text: str) -> tuple[int, ...]:
    """Where a small letter, a word in capitals or a bracket meets the capital of the next word, in order."""
    kinds = text.encode("ascii", "replace").translate(_KINDS)
    return tuple(found.start() for found in _SEAM.finditer(kinds))


@lru_cache(maxsize=_WAITING)
def starts(text: str) -> tuple[int, ...]:
    """Those seams at which a sentence begins, by its first word."""
    return tuple(at for at in seams(text) if _FIRST_WORD.match(text, at))


def glued(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every word with seams."""
    end = 0
    for at in seams(text):
        if at >= end:
            before, after = text[max(end, at - _LONGEST) : at], text[at : at + _LONGEST]
            start, end = at - len(before) + len(before.rstrip(_LETTERS)), at + len(after) - len(after.lstrip(_LETTERS))
            yield start, end
