"""Phrases that could name a skill: what stands between the words that no name holds; whole, or its head or tail."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipelines.extract.model.pieces import Column, Flags, Ints, Pieces

LONGEST = 3  # words
_WHOLE, _HEAD, _TAIL = 0, 1, 2
_PARTS = ((_HEAD, 1), (_HEAD, 2), (_TAIL, 2))  # of longer phrases; the other parts of them are hardly ever a name


class Spans(NamedTuple):
    """Pieces [first, last], both of them words; how many words; and which part of its phrase it is."""

    first: Ints
    last: Ints
    n: Ints
    part: Ints

    def only(self, kept: Flags | slice) -> Spans:
        """Those of them for which ``kept`` holds."""
        return Spans(*(column[kept] for column in self))


def find_spans(pieces: Pieces) -> Spans:
    """All candidates of a batch, in no order."""
    word: Flags = pieces[Column.WORD] == 2
    change = np.diff((word | _joins(pieces, word)).astype(np.int8))  # a batch begins and ends with a gap
    starts, ends = np.flatnonzero(change == 1) + 1, np.flatnonzero(change == -1)
    at, ordinal = np.flatnonzero(word), np.cumsum(word) - 1
    head, n = ordinal[starts], ordinal[ends] - ordinal[starts] + 1
    parts = [_part(at, head, n, _WHOLE).only(n <= LONGEST)]
    for part, size in _PARTS:
        first = head if part == _HEAD else np.maximum(head + n - size, 0)
        parts.append(_part(at, first, np.full_like(n, size), part).only(n > size))
    return Spans(*map(np.concatenate, zip(*parts, strict=True)))


def _joins(pieces: Pieces, word: Flags) -> Flags:
    """Marks that hold two words together: "low-latency", "X.509"."""
    tight = pieces[Column.SPACED] == 0
    found: Flags = (pieces[Column.JOINS] == 1) & np.roll(tight & word, 1) & np.roll(word, -1)
    return found


def _part(at: Ints, first: Ints, n: Ints, part: int) -> Spans:
    """Words [first, first + n), counted along the batch, of each phrase; where it has none so far on, any word."""
    last = np.minimum(first + n, len(at)) - 1
    return Spans(at[first], at[last], n, np.full_like(n, part))
