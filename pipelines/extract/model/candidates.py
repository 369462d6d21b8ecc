"""Phrases of adverts that could name a skill, with their traits: the same for training and for use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.extract.model.pieces import Column, Cutter, Flags, Ints
from pipelines.extract.model.scene import Scene
from pipelines.extract.model.spans import Spans, find_spans
from pipelines.extract.model.traits import find_traits
from pipelines.extract.skills import Mention, Skill
from pipelines.words import Words

_CHARACTERS = 100_000  # looked at together: more would hold much memory and gain nothing
_CANDIDATES = 20_000


class Candidates(NamedTuple):
    """Phrases of some adverts of a batch, one a row."""

    adverts: Ints  # places in the batch
    starts: Ints  # characters
    ends: Ints
    demands: Ints  # places in scene.ASKED
    traits: Ints


class CandidateFinder:
    """Finds phrases in which no known skill is named. ``skills``: the table that the mentions are of."""

    def __init__(self, skills: Sequence[Skill], bits: int) -> None:
        self._cutter = Cutter(skills)
        self._bits = bits

    def find(self, batch: Sequence[Words], mentions: Sequence[Sequence[Mention]]) -> Iterator[Candidates]:
        """All of a batch, in parts of bounded size; those of one advert in the order of ``find_spans``."""
        for first, last in _parts(batch):
            for part in self._in_part(batch[first:last], mentions[first:last]):
                yield part._replace(adverts=part.adverts + first)

    def _in_part(self, batch: Sequence[Words], mentions: Sequence[Sequence[Mention]]) -> Iterator[Candidates]:
        scene = Scene(self._cutter, batch, mentions)
        pieces = scene.pieces
        spans = find_spans(pieces)
        spans = spans.only(_may_be_new(scene, spans))
        for at in range(0, len(spans.n), _CANDIDATES):
            some = spans.only(slice(at, at + _CANDIDATES))
            yield Candidates(
                pieces.adverts[some.first],
                pieces.starts[some.first],
                (pieces.starts + pieces[Column.LENGTH] - pieces[Column.SPACED])[some.last],
                scene.demands(some.first),
                find_traits(scene, some, self._bits),
            )


def _may_be_new(scene: Scene, spans: Spans) -> Flags:
    """Nothing known within, and a known skill near, or a last word that names of skills hold."""
    n, pieces = scene.n_known, scene.pieces
    hopeful = (scene.n_near(spans.first, spans.last) > 0) | (pieces[Column.AS_ANY][spans.last] > 0)
    found: Flags = (n[spans.last + 1] == n[spans.first]) & hopeful
    return found


def _parts(batch: Sequence[Words]) -> Iterator[tuple[int, int]]:
    """Stretches [first, last) of a batch whose texts are not too long together; at least one advert each."""
    first, size = 0, 0
    for n, words in enumerate(batch):
        if size and size + len(words.text) > _CHARACTERS:
            yield first, n
            first, size = n, 0
        size += len(words.text)
    if first < len(batch):
        yield first, len(batch)
