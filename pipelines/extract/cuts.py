"""Where to cut words that a page glued together: "PythonExperience" at a seam beside a known name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

from pipelines.extract.seams import glued, starts

_SEAM = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SHORTEST = 3  # letters of a name worth cutting out
_PARTS = 4  # parts between seams that a name has at most: PyTorchLightning has three
_WAITING = 10_000  # words kept: JavaScript and GitHub stand in every other advert


class Cutter:
    """Cuts out ``names`` (of one word, in their case), but not of what is as a whole one of ``words``, in any case."""

    def __init__(self, names: Iterable[str], words: Set[str]) -> None:
        self._names = frozenset(n for n in names if n.isalnum() and not n.islower() and len(n) >= _SHORTEST)
        self._words = words
        self._within = lru_cache(maxsize=_WAITING)(self._cuts_of)

    def cuts(self, text: str) -> set[int]:
        """Where a word or a sentence begins, or a name ends, with nothing in between."""
        found = set(starts(text))
        for start, end in glued(text):
            for at in self._within(text[start:end]):
                found.add(start + at)
        return found

    def _cuts_of(self, word: str) -> tuple[int, ...]:
        if word.isupper() or word in self._names or word.lower() in self._words:
            return ()
        return tuple(self._edges_of_names(word, [0, *(m.start() for m in _SEAM.finditer(word)), len(word)]))

    def _edges_of_names(self, word: str, edges: list[int]) -> Iterator[int]:
        """Edges of the longest names between seams, those of the word itself left out."""
        first, last = 0, len(edges) - 1
        while first < last:
            ends = range(min(first + _PARTS, last), first, -1)
            end = next((n for n in ends if word[edges[first] : edges[n]] in self._names), 0)
            if end:
                yield from (edges[n] for n in (first, end) if 0 < n < last)
            first = end or first + 1
