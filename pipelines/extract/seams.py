"""Seams: where a page lost what stood between two words ("PythonExperience", "SQLStrong", "(SQL)You")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase, ascii_uppercase, digits

from pipelines.clean.flat import flat
from pipelines.clean.per_text import PerText

# What each byte is: a small letter or digit, a capital, a closing bracket, anything else.
_KINDS = bytes.maketrans(
    bytes(range(256)),
    "".join(
        "a" if c in ascii_lowercase + digits else "A" if c in ascii_uppercase else ")" if c == ")" else " "
        for c in map(chr, range(256))
    ).encode(),
)
_SEAM = re.compile(rb"A(?:(?<=[a)]A)|(?<=AA)(?=a))")
_WORD = re.compile(rb"[aA]+")
_FIRST_WORDS = (
    "Strong", "Experience", "Knowledge", "Understanding", "Familiar", "Proficien", "Exposure", "Ability", "Excellent",
    "Proven", "Good", "Solid", "Hands", "Working", "Demonstrable", "Comfort", "Previous", "Deep", "Interest",
    "Awareness", "Require", "Required", "Preferred", "Desirable", "Nice", "Essential", "Background", "Advanced",
    "Expert", "Skill", "Confident", "You", "What",
)  # fmt: skip
_FIRST_WORD = re.compile(rf"(?:{'|'.join(_FIRST_WORDS)})\b")
_FIRST_LETTERS = frozenset(word[:2] for word in _FIRST_WORDS)
_LONGEST = 60  # letters looked at on either side of a seam


@PerText
def _kinds(text: str) -> bytes:
    return flat(text).encode("ascii", "replace").translate(_KINDS)


@PerText
def seams(text: str) -> tuple[int, ...]:
    """Where a small letter, a word in capitals or a bracket meets the capital of the next word, in order."""
    return tuple([found.start() for found in _SEAM.finditer(_kinds(text))])


@PerText
def starts(text: str) -> tuple[int, ...]:
    """Those seams at which a sentence begins, by its first word."""
    return tuple([at for at in seams(text) if text[at : at + 2] in _FIRST_LETTERS and _FIRST_WORD.match(text, at)])


def glued(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every word with seams."""
    kinds, end = _kinds(text), 0
    for at in seams(text):
        if at >= end:
            earliest = max(end, at - _LONGEST)
            start = max(earliest, kinds.rfind(b" ", earliest, at) + 1, kinds.rfind(b")", earliest, at) + 1)
            if word := _WORD.match(kinds, at, at + _LONGEST):
                end = word.end()
                yield start, end
