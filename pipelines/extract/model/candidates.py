"""Phrases of adverts that could name a skill, with their traits: the same for training and for use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.extract.model.pieces import Cutter, Flags, Ints
from pipelines.extract.model.scene import Scene
from pipelines.extract.model.spans import Spans, find_spans
from pipelines.extract.model.traits import find_traits
from pipelines.extract.skills import Mention, Skill
from pipelines.words import Words

_CHARACTERS = 300_000  # of adverts looked at together: 64 of the usual length; more would hold much memory
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
        if not any(m.field == "text" for said in mentions for m in said):
            return
        scene = Scene(self._cutter, batch, mentions)
        pieces = scene.pieces
        spans = find_spans(pieces)
        spans = spans.only(_may_be_new(scene, spans))
        for at in range(0, len(spans.first), _CANDIDATES):
            some = spans.only(slice(at, at + _CANDIDATES))
            first, last = scene.named[some.first], scene.named[some.last]
            stretches = pieces.stretches[first]
            offsets = pieces.offsets[stretches]
            yield Candidates(
                pieces.adverts[stretches],
                pieces.starts[first] - offsets,
                pieces.ends[last] - offsets,
                scene.demands(first),
                find_traits(scene, some, self._bits),
            )


def _may_be_new(scene: Scene, spans: Spans) -> Flags:
    """Nothing known within, and a known skill near."""
    first, last = scene.named[spans.first], scene.named[spans.last]
    found: Flags = (scene.n_known[last + 1] == scene.n_known[first]) & (scene.n_near(first, last) > 0)
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
