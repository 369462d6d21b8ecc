"""Skills named in an advert: which, where, and how the advert asks for them.

table (skill_table) -> spellings -> names in the text (lexicon) -> those believed (company) -> as what (demand)
-> one mention a skill
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from pipelines.extract.company import believed
from pipelines.extract.demand import Asked, Demand
from pipelines.extract.lexicon import Lexicon
from pipelines.extract.skill_table import COLUMNS, SKILLS, Care, Kind, Skill, read_skills
from pipelines.words import Words

__all__ = ["COLUMNS", "SKILLS", "Care", "Demand", "Kind", "Mention", "Skill", "SkillFinder", "read_skills"]

_WAITING = 1_000  # titles kept: most are those of many adverts
_IDLE = frozenset({"context", "negated"})  # demands that ask for nothing


class Mention(NamedTuple):
    """A skill and the characters that name it: ``words.<field>[start:end] == surface``."""

    skill_id: str
    field: Literal["title", "text"]
    start: int
    end: int
    surface: str
    demand: Demand | None


class SkillFinder:
    """Finds the table's skills in adverts. Costly to build (half a second): build one a process."""

    def __init__(self, skills: Sequence[Skill] | None = None) -> None:
        self._skills = {s.skill_id: s for s in (read_skills() if skills is None else skills)}
        self._lexicon = Lexicon(tuple(self._skills.values()))
        self._of_title = lru_cache(maxsize=_WAITING)(self._title_mentions)

    def skill(self, skill_id: str) -> Skill:
        """The row of the table. Raises KeyError for an id that is not in it."""
        return self._skills[skill_id]

    def find(self, batch: Sequence[Words]) -> list[list[Mention]]:
        """The mentions of each advert, in their order."""
        return [self.mentions(words) for words in batch]

    def mentions(self, words: Words) -> list[Mention]:
        """One mention a skill: where it is first asked for, or else first named; title before text."""
        best = self._of_title(words.title).copy()
        self._read("text", words.text, best)
        return list(best.values())

    def _title_mentions(self, title: str) -> dict[str, Mention]:
        best: dict[str, Mention] = {}
        self._read("title", title, best)
        return best

    def _read(self, field: Literal["title", "text"], text: str, best: dict[str, Mention]) -> None:
        """Puts into ``best``, in order, what goes before what it holds of the same skill."""
        hits = self._lexicon.find(text)
        if not hits:
            return
        asked: Asked | None = None
        for (start, end, (skill_id, _, _, is_field)), is_believed in zip(hits, believed(hits, text), strict=True):
            held = best.get(skill_id)
            if not is_believed or (held and held.demand not in _IDLE):
                continue
            asked = asked or Asked(text)
            demand = asked.at(start, is_field=is_field)
            if demand != "nothing" and (held is None or demand not in _IDLE):
                best.pop(skill_id, None)
                best[skill_id] = Mention(skill_id, field, start, end, text[start:end], demand)
