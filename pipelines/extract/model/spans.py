"""Phrases that could name a skill: what stands between the words that no name holds; whole, or its head or tail."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipelines.extract.model import letters
from pipelines.extract.model.pieces import Flags, Ints, Pieces

_LONGEST = 3  # words; of longer phrases their heads and tails are tried, other parts are hardly ever a name


class Spans(NamedTuple):
    """Words [first, last] of those that may stand in a name, counted along the batch, from 1."""

    first: Ints
    last: Ints

    def only(self, kept: Flags | slice) -> Spans:
        """Those of them for which ``kept`` holds."""
        return Spans(self.first[kept], self.last[kept])


def find_spans(pieces: Pieces) -> Spans:
    """All candidates of a batch, in no order."""
    word = pieces.named
    change = np.diff((word | _joins(pieces)).view(np.int8))  # a batch begins and ends with a gap
    ordinal = np.cumsum(word)
    head, tail = ordinal[1:][change == 1], ordinal[:-1][change == -1]
    n = tail - head + 1
    whole, two, three = n <= _LONGEST, n > 1, n > 2
    first = [head[whole], head[two], head[three], tail[three] - 1]
    last = [tail[whole], head[two], head[three] + 1, tail[three]]
    return Spans(np.concatenate(first), np.concatenate(last))


def _joins(pieces: Pieces) -> Flags:
    """Marks that hold two words together: "low-latency", "X.509"."""
    found = pieces.sorts & letters.JOINS > 0
    tight = pieces.kinds & letters.SPACE == 0
    found[1:-1] &= tight[1:-1] & (pieces.named & tight)[:-2] & pieces.named[2:]
    return found
