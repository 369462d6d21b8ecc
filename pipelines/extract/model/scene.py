"""What is known around the pieces of a batch: the table's skills named in it, sentences, the nearest words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import get_args

import numpy as np

from pipelines.extract.model import letters
from pipelines.extract.model.pieces import Cutter, Flags, Ints
from pipelines.extract.skills import Demand, Mention
from pipelines.words import Words

_NEAR_CHARACTERS, _NEAR_PIECES = 200, 20
ASKED: tuple[Demand | None, ...] = (None, None, *get_args(Demand))  # 0: nothing known; 1: it does not say how
_DEMANDS: dict[Demand | None, int] = {demand: n for n, demand in enumerate(ASKED) if n}
_start = attrgetter("start")


class Scene:
    """A batch cut into pieces. Columns are one number a piece unless they say otherwise.

    known            it is part of a skill's name that the table knows
    named            the words that may stand in a name, counted from 1
    sentence         which sentence it is of, counted along the batch
    begins           of each sentence, its first piece; one more for the end
    n_known          how many pieces of known skills stand before it; one more for the end
    """

    def __init__(self, cutter: Cutter, batch: Sequence[Words], mentions: Sequence[Sequence[Mention]]) -> None:
        texts = [words.text for words in batch]
        near = [(n, *stretch) for n, said in enumerate(mentions) for stretch in _stretches(said)]
        self.pieces = pieces = cutter.cut(texts, [(n, start, end) for n, start, end, _ in near])
        self.known = self._mark([said for *_, said in near])
        self.named = np.concatenate([[0], np.flatnonzero(pieces.named), [len(pieces.starts) - 1]])
        is_end = pieces.sorts & letters.ENDS > 0
        is_end |= (pieces.sorts & letters.MAY_END > 0) & (pieces.kinds & letters.SPACE > 0)
        self.sentence: Ints = np.cumsum(is_end) - is_end
        self.begins = np.concatenate([[0], np.flatnonzero(is_end) + 1])
        self.n_known = np.concatenate([[0], np.cumsum(self.known)])

    def n_near(self, first: Ints, last: Ints) -> Ints:
        """How many pieces of known skills stand in so many pieces before and after, in the same stretch."""
        (begins, ends), whose = self.pieces.bounds, self.pieces.stretches[first]
        low, high = np.maximum(first - _NEAR_PIECES, begins[whose]), np.minimum(last + _NEAR_PIECES, ends[whose])
        found: Ints = self.n_known[high] - self.n_known[low]
        return found

    def demands(self, at: Ints) -> Ints:
        """Places in ASKED: how the last known skill is asked for that stands before each piece in its sentence."""
        last = self._latest[at]
        found: Ints = np.where(self.sentence[self._firsts[last]] == self.sentence[at], self._demands[last], 0)
        return found

    def _mark(self, mentions: Sequence[Sequence[Mention]]) -> Flags:
        """Pieces of the mentions of each stretch, which are in the order of their places."""
        pieces, n = self.pieces, len(self.pieces.starts) + 1
        rows = [
            (m.start + offset, m.end + offset, _DEMANDS[m.demand])
            for said, offset in zip(mentions, pieces.offsets.tolist(), strict=True)
            for m in said
        ]
        starts, ends, demands = np.array([(0, 0, 0), *rows]).T
        firsts, afters = np.searchsorted(pieces.starts, [starts + 1, ends]) - [[1], [0]]
        begun, over = (np.cumsum(np.bincount(at[1:], minlength=n)) for at in (firsts, afters))
        self._firsts, self._demands, self._latest = np.maximum(firsts, 0), demands, begun
        known: Flags = (begun > over)[:-1]
        return known


def _stretches(mentions: Iterable[Mention]) -> Iterator[tuple[int, int, list[Mention]]]:
    """The parts [start, end) of a text that are looked at: what stands near known skills; and those skills."""
    near: list[Mention] = []
    end = 0
    for mention in sorted((m for m in mentions if m.field == "text"), key=_start):
        if near and mention.start > end + 2 * _NEAR_CHARACTERS:
            yield max(0, near[0].start - _NEAR_CHARACTERS), end + _NEAR_CHARACTERS, near
            near = []
        near.append(mention)
        end = max(end, mention.end)
    if near:
        yield max(0, near[0].start - _NEAR_CHARACTERS), end + _NEAR_CHARACTERS, near
