"""Words that must stand where a pattern is to match, all of them sought in one pass over the text.

A pattern tried at every character of an advert costs as much as the rest of its reading; tried only near a sign it
costs next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.clean.flat import flat_bytes


class Sign(NamedTuple):
    """The ``number``-th of the signs, at [start, end) of ``flat(text)``, and so of the text."""

    number: int
    start: int
    end: int


class Signs:
    """Signs in ASCII; case, and the kind of dash, quote and space, do not matter (``flat``)."""

    def __init__(self, signs: Iterable[str]) -> None:
        self.signs = tuple(signs)
        patterns = [sign.lower().encode("ascii") for sign in self.signs]
        # Left to itself the library takes an automaton four times as slow for more than a hundred.
        self._automaton = BytesAhoCorasick(patterns, implementation=Implementation.DFA)

    def find(self, text: str) -> Iterator[Sign]:
        """Every sign, also those inside others, by where they end."""
        return map(Sign._make, self._automaton.find_matches_as_indexes(flat_bytes(text), overlapping=True))

    def windows(self, text: str, before: int, after: int) -> Iterator[tuple[int, int]]:
        """Stretches [start, end) of so many characters around the signs, none overlapping, in order."""
        start = end = -1
        for _, first, last in sorted(self.find(text), key=lambda sign: sign.start):
            if first - before > end:
                if end >= 0:
                    yield start, end
                start, end = max(0, first - before), last + after
            else:
                end = max(end, last + after)
        if end >= 0:
            yield start, min(end, len(text))
