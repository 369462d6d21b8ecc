"""What is known around the pieces of a batch: the table's skills named in it, sentences, the nearest words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np

from pipelines.extract.model.pieces import Column, Cutter, Flags, Ints
from pipelines.extract.skills import Demand, Mention
from pipelines.words import Words

_NEAR_CHARACTERS, _NEAR_PIECES = 400, 80
ASKED: tuple[Demand | None, ...] = (None, None, *get_args(Demand))  # 0: nothing known; 1: it does not say how
_DEMANDS: dict[Demand | None, int] = {demand: n for n, demand in enumerate(ASKED) if n}


class Scene:
    """A batch cut into pieces. Columns are one number a piece unless they say otherwise.

    known            it is part of a skill's name that the table knows
    begin, end       the first and last piece of its sentence
    left, right      the nearest word before and after it that may stand in a name
    demand           how the last known skill up to it is asked for; 0 where there is none before it
    n_known, n_commas  how many such pieces stand before it: one more for the end
    n_mentions, size   an advert's known skills, and its characters: one more for the gaps
    own              its word and advert as one
    employer, title  it is a word of the advert's employer, of its title
    """

    def __init__(self, cutter: Cutter, batch: Sequence[Words], mentions: Sequence[Sequence[Mention]]) -> None:
        self.pieces = cutter.cut(
            [words.text for words in batch], [_stretch(*said) for said in zip(batch, mentions, strict=True)]
        )
        pieces = self.pieces
        self._most = int(pieces[Column.NUMBER].max()) + 1
        self.own = pieces.adverts * self._most + pieces[Column.NUMBER]
        self.known, demand = self._mark(mentions)
        n = len(pieces.starts)
        order = np.arange(n)
        ends: Flags = pieces[Column.ENDS] == 1
        self.begin = _latest(np.roll(ends, 1), order)
        self.end = _next(ends, order)
        named: Flags = pieces[Column.WORD] == 2
        self.left = np.roll(_latest(named, order), 1)
        self.right = np.roll(_next(named, order), -1)
        self._bounds = np.array([*pieces.bounds, (0, 0)])
        self._last = _latest(np.greater(demand, 0), order)
        self.demand = np.where(self.pieces.adverts[self._last] == self.pieces.adverts, demand[self._last], 0)
        self.n_known = np.concatenate([[0], np.cumsum(self.known)])
        self.n_commas = np.concatenate([[0], np.cumsum(pieces[Column.MARK] == 1)])
        self.n_mentions = np.array([*map(len, mentions), 0])
        self.size = np.array([*(len(words.text) or 1 for words in batch), 1])
        self.employer = self._among([cutter.numbers_of(words.employer) for words in batch])
        self.title = self._among([cutter.numbers_of(words.title) for words in batch])

    def n_near(self, first: Ints, last: Ints) -> Ints:
        """How many pieces of known skills stand in so many pieces before and after, in the same advert."""
        whose = self.pieces.adverts[first]
        low = np.maximum(first - _NEAR_PIECES, self._bounds[whose, 0])
        high = np.minimum(last + _NEAR_PIECES, self._bounds[whose, 1])
        found: Ints = self.n_known[high] - self.n_known[low]
        return found

    def demands(self, at: Ints) -> Ints:
        """Places in ASKED: how the last known skill is asked for that stands before each piece in its sentence."""
        found: Ints = np.where(self.begin[self._last[at]] == self.begin[at], self.demand[at], 0)
        return found

    def _mark(self, mentions: Sequence[Sequence[Mention]]) -> tuple[Flags, Ints]:
        """Pieces of the mentions, and of the same words said again; and how each mention is asked for."""
        pieces = self.pieces
        said = np.zeros(len(pieces.starts), np.bool_)
        demand = np.zeros(len(pieces.starts), np.int64)
        for (first, last), found in zip(pieces.bounds, mentions, strict=True):
            text = [m for m in found if m.field == "text"]
            starts = pieces.starts[first:last]
            befores = first + np.searchsorted(starts, [m.start for m in text], side="right") - 1
            afters = first + np.searchsorted(starts, [m.end for m in text], side="left")
            for mention, a, b in zip(text, befores.tolist(), afters.tolist(), strict=True):
                said[a:b] = True
                demand[a:b] = _DEMANDS[mention.demand]
        return said | self._again(said), demand

    def _again(self, said: Flags) -> Flags:
        """The one word of a known name elsewhere in its advert, and each two neighbours of a longer name."""
        own, is_word = self.own, self.pieces[Column.WORD] > 0
        alone = said & ~np.roll(said, 1) & ~np.roll(said, -1) & is_word
        leads = said & np.roll(said, -1)
        may = np.flatnonzero(np.isin(own, own[leads], kind="table"))
        pairs = (own << 32) | np.roll(self.pieces[Column.LOWER], -1)
        two = np.zeros_like(said)
        two[may] = np.isin(pairs[may], pairs[leads])
        again: Flags = np.isin(own, own[alone], kind="table") | two | np.roll(two, 1)
        return again

    def _among(self, numbers: Sequence[Sequence[int]]) -> Flags:
        """Pieces that are one of the words listed for their advert."""
        keys = [n * self._most + number for n, listed in enumerate(numbers) for number in listed if number < self._most]
        return np.isin(self.own, np.array(keys, np.int64), kind="table")


def _stretch(words: Words, mentions: Sequence[Mention]) -> tuple[int, int]:
    """The part of an advert's text that is looked at: what stands near known skills; nothing where there are none."""
    places = [m.start for m in mentions if m.field == "text"]
    if not places:
        return 0, 0
    return max(0, min(places) - _NEAR_CHARACTERS), min(len(words.text), max(places) + _NEAR_CHARACTERS)


def _latest(flags: Flags, order: Ints) -> Ints:
    """Of each piece, the last one up to it that has the flag, else the first of all."""
    found: Ints = np.maximum.accumulate(np.where(flags, order, 0))
    return found


def _next(flags: Flags, order: Ints) -> Ints:
    """Of each piece, the first one from it on that has the flag, else the last of all."""
    found: Ints = np.minimum.accumulate(np.where(flags, order, order[-1])[::-1])[::-1]
    return found
