"""What is seen of a candidate and of where it stands: a number a trait, each a place in the scorer's table.

A trait's value and its name are hashed together ("the hashing trick"): there is no list of words to keep, and none
of the text a model was trained on can be read out of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.model import letters
from pipelines.extract.model.pieces import AS_ANY, AS_FIRST, AS_LAST, Hashes, Ints
from pipelines.extract.model.scene import Scene
from pipelines.extract.model.spans import Spans

_HALF, _SPREAD = np.uint64(29), np.uint64(0x9E3779B97F4A7C15)  # the odd multiplier is 2**64 / the golden ratio
_NAMES = 0xD6E8FEB86659FD93  # odd, and otherwise of no meaning
_BEFORE, _AFTER = range(-4, 0), range(1, 4)  # pieces looked at before and after
_N_KNOWN, _N_NEAR = np.array((1, 2, 3, 5, 8)), np.array((1, 2, 4, 7, 11, 16, 24))  # steps of counts
_FAR = 4  # pieces
Column = NDArray[np.generic]


def find_traits(scene: Scene, spans: Spans, bits: int) -> Ints:
    """(candidates, traits): places in a table of 2**bits."""
    look = _Look(scene, spans)
    columns: list[tuple[int, Column]] = [*enumerate((*look.itself(), *look.neighbours(), *look.company()))]
    # where exactly a word stands before or after does not matter: one name for all
    columns += [(1001, word) for word in look.before()] + [(1002, word) for word in look.after()]
    traits = np.empty((len(columns), len(spans.first)), np.uint64)
    for row, (name, column) in zip(traits, columns, strict=True):
        row[:] = column
        row ^= np.uint64(_NAMES * name % 2**64)
    traits *= _SPREAD
    traits >>= np.uint64(64 - bits)
    return traits.view(np.int64).T


def _mix(first: Hashes, *others: Column) -> Hashes:
    """Several numbers a row as one of 64 bits."""
    total = first
    for column in others:
        total = (total ^ (total >> _HALF) ^ column.view(np.uint64)) * _SPREAD
    return total


class _Look:
    """The traits of a batch's candidates, each a column of numbers whose size means nothing."""

    def __init__(self, scene: Scene, spans: Spans) -> None:
        self._scene, self._pieces, self._n = scene, scene.pieces, spans.last - spans.first + 1
        self._first, self._last = first, last = scene.named[spans.first], scene.named[spans.last]
        self._middle = scene.named[np.minimum(spans.first + 1, spans.last)]
        sentence: Ints = scene.sentence[first]
        self._begin, self._end = scene.begins[sentence], scene.begins[sentence + 1]
        capitals = (self._pieces.kinds >> 4).astype(np.int64)
        self._capitals_of_last = capitals[last]
        self._capitals = capitals[first] << 8 | capitals[last] << 4 | self._n
        left, right = scene.named[spans.first - 1], scene.named[spans.last + 1]
        self._is_left_known = scene.known[left] & (left >= self._begin)
        self._is_right_known = scene.known[right] & (right < self._end)
        self._left_is_far, self._right_is_far = np.minimum(first - left, _FAR), np.minimum(right - last, _FAR)
        self._known = self._is_left_known + 2 * self._is_right_known

    def itself(self) -> Iterator[Column]:
        """The phrase, its last word, endings, capitals, and how many of the table's names hold its words."""
        pieces, first, middle, last = self._pieces, self._first, self._middle, self._last
        words, starts, ends, hashes = pieces.words, pieces.starts, pieces.ends, pieces.text.hashes
        yield _mix(words[first], words[middle], words[last])
        yield words[last]
        for n in (3, 4):
            yield hashes(np.maximum(ends[last] - n, starts[last]), ends[last])
        yield hashes(starts[first], np.minimum(starts[first] + 4, ends[first]))
        is_after_word_or_comma = (pieces.kinds[first - 1] & letters.WORD) | (pieces.sorts[first - 1] & letters.COMMA)
        yield self._capitals << 1 | (is_after_word_or_comma > 0)
        as_last, as_first = pieces.usage[last] & AS_LAST, pieces.usage[first] & AS_FIRST
        yield (as_last | as_first) << 2 | self._n
        held = pieces.usage & AS_ANY
        least = np.minimum(np.minimum(held[first], held[middle]), held[last])
        yield least << 6 | self._capitals_of_last << 2 | self._n

    def neighbours(self) -> Iterator[Column]:
        """The words or marks beside it, and whether the nearest words are of known skills."""
        pieces, before, after = self._pieces, self._first - 1, self._last + 1
        yield pieces.words[before]
        yield pieces.words[after]
        yield _mix(pieces.words[before], pieces.words[after])
        yield self._is_left_known << 3 | self._left_is_far
        yield self._is_right_known << 3 | self._right_is_far
        marks = (np.where(pieces.kinds[at] & letters.WORD, np.uint64(0), pieces.words[at]) for at in (before, after))
        yield _mix(*marks, self._known)
        yield self._capitals << 2 | self._known

    def company(self) -> Iterator[Column]:
        """How many known skills its sentence holds, and how many stand near."""
        n_known = self._scene.n_known
        yield np.searchsorted(_N_KNOWN, n_known[self._end] - n_known[self._begin], side="right")
        yield np.searchsorted(_N_NEAR, self._scene.n_near(self._first, self._last), side="right")

    def before(self) -> Iterator[Column]:
        """Words and marks before it in its sentence, else 0."""
        for step in _BEFORE:
            at = self._first + step
            yield np.where(at >= self._begin, self._pieces.words[at], np.uint64(0))

    def after(self) -> Iterator[Column]:
        """Words and marks after it in its sentence, else 0."""
        for step in _AFTER:
            at = self._last + step
            yield np.where(at < self._end, self._pieces.words[at], np.uint64(0))
