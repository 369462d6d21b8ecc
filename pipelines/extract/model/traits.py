"""What is seen of a candidate and of where it stands: a number a trait, each a place in the scorer's table.

A trait's value and its name are hashed together ("the hashing trick"): there is no list of words to keep, and none
of the text a model was trained on can be read out of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.model.pieces import Column, Flags, Ints
from pipelines.extract.model.scene import Scene
from pipelines.extract.model.spans import LONGEST, Spans

_HALF, _SPREAD = np.uint64(29), np.uint64(0x9E3779B97F4A7C15)  # the odd multiplier is 2**64 / the golden ratio
_FEW = (1, 2, 3, 5, 8)
_BEFORE, _AFTER = 4, 3  # words looked at before and after


def find_traits(scene: Scene, spans: Spans, bits: int) -> Ints:
    """(candidates, traits): places in a table of 2**bits."""
    look = _Look(scene, spans)
    columns = [
        *enumerate((*look.itself(), *look.neighbours(), *look.sentence(), *look.advert())),
        # bags: one name for all the places of a kind
        *((1000, word) for word in look.words),
        *((1001, word) for word in look.around(range(-_BEFORE, 0))),
        *((1002, word) for word in look.around(range(1, _AFTER + 1))),
    ]
    traits = np.empty((len(columns), len(spans.n)), np.uint64)
    for row, (name, value) in zip(traits, columns, strict=True):
        mixed = _mix(value)
        row[:] = ((mixed ^ (mixed >> _HALF)) ^ np.uint64(name)) * _SPREAD >> np.uint64(64 - bits)
    return traits.view(np.int64).T


def _mix(*columns: NDArray[np.generic]) -> NDArray[np.uint64]:
    """Several numbers a row as one of 64 bits, of which the upper ones are well spread."""
    total = _unsigned(columns[0]) * _SPREAD
    for column in columns[1:]:
        total = ((total ^ (total >> _HALF)) ^ _unsigned(column)) * _SPREAD
    return total


def _unsigned(column: NDArray[np.generic]) -> NDArray[np.uint64]:
    return column.view(np.uint64) if column.dtype == np.int64 else column.astype(np.uint64)


def _step(n: Ints, *limits: int) -> Ints:
    """How many of the limits are reached."""
    return np.searchsorted(np.array(limits), n, side="right")


class _Look:
    """The traits of a batch's candidates, each a column of numbers whose size means nothing."""

    def __init__(self, scene: Scene, spans: Spans) -> None:
        self.scene = scene
        self.spans = spans
        self.pieces = scene.pieces
        self.lower = scene.pieces[Column.LOWER]
        self.begin = scene.begin[spans.first]
        self.places, self.inside = self._places()
        self.words = [np.where(inside, self.lower[at], 0) for at, inside in zip(self.places, self.inside, strict=True)]
        first, last = spans.first, spans.last
        self.look = _mix(self.pieces[Column.SHAPE][first], self.pieces[Column.SHAPE][last], spans.n)
        self.known_left, self.left = self._nearest(scene.left[first])
        self.known_right, self.right = self._nearest(scene.right[last])
        self.n_known = _step(self._in_sentence(scene.n_known), *_FEW)

    def _places(self) -> tuple[list[Ints], list[Flags]]:
        """The first, second ... word of each candidate, and whether it has so many."""
        at = [self.spans.first]
        for _ in range(LONGEST - 1):
            at.append(self.scene.right[at[-1]])
        return at, [place <= self.spans.last for place in at]

    def _nearest(self, at: Ints) -> tuple[Flags, Ints]:
        """Whether the nearest word is part of a known skill, and the word; False and 0 beyond the sentence."""
        near = self.scene.begin[at] == self.begin
        return near & self.scene.known[at], np.where(near, self.lower[at], 0)

    def _in_sentence(self, counted: Ints) -> Ints:
        found: Ints = counted[self.scene.end[self.spans.last] + 1] - counted[self.begin]
        return found

    def around(self, steps: range) -> Iterator[Ints]:
        """The words so many pieces before the candidate (negative) or after it, 0 beyond its sentence."""
        for step in steps:
            at = (self.spans.first if step < 0 else self.spans.last) + step
            yield np.where(self.scene.begin[at] == self.begin, self.lower[at], 0)

    def itself(self) -> Iterator[NDArray[np.generic]]:
        pieces, (first, last, n, part) = self.pieces, self.spans
        as_last, as_first = pieces[Column.AS_LAST][last], pieces[Column.AS_FIRST][first]
        held = np.stack(
            [np.where(i, pieces[Column.AS_ANY][at], -1) for at, i in zip(self.places, self.inside, strict=True)]
        )
        least, most = np.where(held < 0, 9, held).min(axis=0), held.max(axis=0)
        begins = (self.begin == first) | (pieces[Column.MARK][first - 1] > 1)
        yield from (_mix(part, n), _mix(*self.words), self.lower[last], self.lower[first], _mix(self.lower[last], n))
        yield from self.words[1:3]
        yield from (pieces[column][last] for column in (Column.SUFFIX3, Column.SUFFIX4, Column.PREFIX4))
        yield pieces[Column.PREFIX4][first]
        yield from (self.look, _mix(self.look, begins), as_last, as_first, _mix(as_last, as_first, n))
        yield from (least, _mix(least, n, pieces[Column.SHAPE][last]), most)

    def neighbours(self) -> Iterator[NDArray[np.generic]]:
        pieces, (first, last, _, _) = self.pieces, self.spans
        before, after = self.lower[first - 1], self.lower[last + 1]
        yield from (before, after, _mix(before, after))
        yield from (_mix(self.lower[first - 2], before), _mix(after, self.lower[last + 2]))
        yield from (self.left, self.right)
        yield _mix(self.known_left, np.minimum(first - self.scene.left[first], 4))
        yield _mix(self.known_right, np.minimum(self.scene.right[last] - last, 4))
        mark = (np.where(pieces[Column.WORD][at] > 0, 0, self.lower[at]) for at in (first - 1, last + 1))
        yield _mix(self.known_left, self.known_right, *mark)
        yield _mix(self.look, self.known_left, self.known_right)

    def sentence(self) -> Iterator[NDArray[np.generic]]:
        n_known, size = self._in_sentence(self.scene.n_known), self.scene.end[self.spans.last] + 1 - self.begin
        commas, long = _step(self._in_sentence(self.scene.n_commas), *_FEW), _step(size, 4, 8, 14, 20, 30, 45, 80)
        yield from (self.n_known, commas, long, _step(10 * n_known // size, 1, 2, 3, 4, 5))
        yield from (_mix(self.n_known, commas), _mix(self.n_known, commas, long))
        yield from (self.lower[self.begin], _mix(self.lower[self.begin], self.lower[self.begin + 1]))

    def advert(self) -> Iterator[NDArray[np.generic]]:
        scene, (first, last, _, _) = self.scene, self.spans
        whose = scene.pieces.adverts[first]
        yield _step(scene.n_near(first, last), 1, 2, 4, 7, 11, 16, 24)
        yield 10 * scene.pieces.starts[first] // scene.size[whose]
        yield _step(scene.n_mentions[whose], 4, 8, 14, 20, 30)
        yield from (scene.demand[first], _mix(scene.demand[first], self.n_known))
        yield from (_mix(own[last], own[first]) for own in (scene.employer, scene.title))
