"""Skills that an advert names and the table does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from pipelines.extract.model.candidates import CandidateFinder, Candidates
from pipelines.extract.model.scene import ASKED
from pipelines.extract.model.scorer import Scorer, read_config, read_weights
from pipelines.extract.skills import Demand, Mention, Skill, read_skills
from pipelines.words import Words

_LONGEST = 80  # characters of a name
_BETWEEN = re.compile(r"[\W_]+")


class Unseen(NamedTuple):
    """A name and its characters, ``words.text[start:end] == surface``; ``score``: how likely it is a skill's, 0 to 1.

    ``skill_id``: the table's skill of that very name, which was not believed there or stands there by another name
    already ("artificial intelligence (AI)"); None where the table lacks it. ``demand`` is that of the last known skill
    before it in its sentence; None where there is none.
    """

    field: Literal["text"]
    start: int
    end: int
    surface: str
    demand: Demand | None
    score: float
    skill_id: str | None = None


class UnseenSkills:
    """Finds what the trained model takes for a skill. Build one a process."""

    def __init__(self, skills: Sequence[Skill] | None = None, scorer: Scorer | None = None) -> None:
        config = read_config()
        self._threshold: float = config["use"]["threshold"]
        self._scorer = scorer or read_weights(config["model"])
        table = read_skills() if skills is None else skills
        self._names = {surface.casefold(): skill.skill_id for skill in table for surface, _ in skill.surfaces()}
        self._candidates = CandidateFinder(table, self._scorer.attrs["bits"])

    def find(self, batch: Sequence[Words], mentions: Sequence[Sequence[Mention]]) -> list[list[Unseen]]:
        """Per advert, in order of place, each new name once; ``mentions`` are those of the table (SkillFinder)."""
        found: list[list[Unseen]] = [[] for _ in batch]
        for part in self._candidates.find(batch, mentions):
            scores = self._scorer.predict(part.traits)
            for n in np.flatnonzero(scores >= self._threshold).tolist():
                name = _unseen(batch, part, n, float(scores[n]))
                found[part.adverts[n]].append(name._replace(skill_id=self._names.get(name.surface.casefold())))
        return [list(once(_apart(names), known)) if names else [] for names, known in zip(found, mentions, strict=True)]


def _unseen(batch: Sequence[Words], part: Candidates, n: int, score: float) -> Unseen:
    start, end = int(part.starts[n]), int(part.ends[n])
    surface = batch[part.adverts[n]].text[start:end]
    return Unseen("text", start, end, surface, ASKED[part.demands[n]], score)


def _apart(names: Iterable[Unseen]) -> list[Unseen]:
    """Of those that overlap the likeliest stand; in order of place."""
    kept: list[Unseen] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda u: (-u.score, u.start, u.end)):
        if name.end - name.start <= _LONGEST and taken.isdisjoint(range(name.start, name.end)):
            kept.append(name)
            taken.update(range(name.start, name.end))
    return sorted(kept)


def once(names: Sequence[Unseen], mentions: Iterable[Mention]) -> Iterator[Unseen]:
    """Each name once, and none that a skill of the table has in its own: "GitHub" where GitHub Actions are named."""
    known = f" {' | '.join(_plain(mention.surface) for mention in mentions)} "
    said: set[str] = set()
    for name in names:
        plain = _plain(name.surface)
        if plain not in said and f" {plain} " not in known:
            said.add(plain)
            yield name


def _plain(name: str) -> str:
    return _BETWEEN.sub(" ", name.lower()).strip()
