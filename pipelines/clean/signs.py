"""Words that must stand where a pattern is to match, all of them sought in one pass over the text.

A pattern tried at every character of an advert costs as much as the rest of its reading; tried only near a sign it
costs next to nothing. And since every pass over a text costs the same however many words it seeks, all users' signs
are sought together, once a text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.clean.flat import flat_bytes
from pipelines.clean.per_text import PerText, forget


class Sign(NamedTuple):
    """The ``number``-th of the signs, at [start, end) of ``flat(text)``, and so of the text."""

    number: int
    start: int
    end: int


class Signs:
    """Signs in ASCII; case, and the kind of dash, quote and space, do not matter (``flat``)."""

    def __init__(self, signs: Iterable[str], read: Pass | None = None) -> None:
        """``read``: the pass in which they are sought, where it is not everyone's."""
        self.signs = tuple(signs)
        self._pass = read or _EVERYONE
        self._user = self._pass.add(self.signs)

    def find(self, text: str) -> Iterator[Sign]:
        """Every sign, also those inside others, by where they end."""
        return map(Sign._make, self.hits(text))

    def hits(self, text: str) -> list[tuple[int, int, int]]:
        """``find`` as plain tuples, for those who look at many."""
        return self._pass.hits(text)[self._user]

    def windows(self, text: str, before: int, after: int) -> Iterator[tuple[int, int]]:
        """Stretches [start, end) of so many characters around the signs, none overlapping, in order."""
        start = end = -1
        for first, last in sorted((first, last) for _, first, last in self.hits(text)):
            if first - before > end:
                if end >= 0:
                    yield start, end
                start, end = max(0, first - before), last + after
            else:
                end = max(end, last + after)
        if end >= 0:
            yield start, min(end, len(text))


class Pass:
    """The signs of several users in one automaton, built when the first text is read."""

    def __init__(self) -> None:
        self._meant: dict[bytes, list[tuple[int, int]]] = {}  # a sign: each user's number, and its number there
        self._n_users = 0
        self._automaton: BytesAhoCorasick | None = None
        self._users: list[list[tuple[int, int]]] = []
        self.hits = PerText(self._hits)

    def add(self, signs: Iterable[str]) -> int:
        user = self._n_users
        self._n_users += 1
        for number, sign in enumerate(signs):
            self._meant.setdefault(sign.lower().encode("ascii"), []).append((user, number))
        self._automaton = None
        forget()
        return user

    def _hits(self, text: str) -> list[list[tuple[int, int, int]]]:
        if self._automaton is None:
            self._users = list(self._meant.values())
            # Left to itself the library takes an automaton four times as slow for more than a hundred words.
            self._automaton = BytesAhoCorasick(list(self._meant), implementation=Implementation.DFA)
        found: list[list[tuple[int, int, int]]] = [[] for _ in range(self._n_users)]
        for n, start, end in self._automaton.find_matches_as_indexes(flat_bytes(text), overlapping=True):
            for user, number in self._users[n]:
                found[user].append((number, start, end))
        return found


_EVERYONE: Final = Pass()
