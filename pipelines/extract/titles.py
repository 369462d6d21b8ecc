"""The occupation a title names, its family and its level.

A title may be a headline with employer, place, pay and contract in any order. No occupation named: core None.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipelines.extract import seniority
from pipelines.extract.families import Families, families
from pipelines.extract.headline import MAX_CHARS, Unit, key_of, segments, units
from pipelines.extract.occupation import GRADES, LEARNERS, NOISE, NUMBER, Name, name_in
from pipelines.extract.title_case import written
from pipelines.words import Evidence, Found, Words

_SAYS_NO_MORE = GRADES | NOISE | seniority.LEVELS.keys()
_LEVELS = seniority.LEVELS.keys() | seniority.POSTS.keys() | {"chief"}  # without one of these no level is stated
_REMEMBERED = 4096  # titles with their place and employer: boards and weeks repeat them


class Title(NamedTuple):
    """``core`` as in "Machine Learning Engineer"; ``family`` its family's name, None where no family knows it."""

    core: str | None
    family: str | None
    seniority: Found | None
    evidence: tuple[Evidence, ...]


def find_title(words: Words) -> Title:
    """The occupation, family and level of an advert. Evidence: title_core, title_family, seniority."""
    title = _alone(words.title[:MAX_CHARS], words.place[:MAX_CHARS], words.employer[:MAX_CHARS])
    if title.seniority or not title.core:
        return title
    level = seniority.text_level(words, title.core)
    return Title(title.core, title.family, level, (*title.evidence, level.evidence)) if level else title


@lru_cache(maxsize=_REMEMBERED)
def _alone(title: str, place: str, employer: str) -> Title:
    """What the title says by itself."""
    table = families()
    read = units(title)
    name = name_in(read, place, employer, table)
    level = _level(read, name)
    if not name:
        return Title(None, None, level, (level.evidence,) if level else ())
    core = written(name.units, title)
    whole = _evidence("title_core", core, name.units, "titles.name")
    family = _family(name.units, table)
    found = [whole, *([family] if family else []), *([level.evidence] if level else [])]
    return Title(core, family.value if family else None, level, tuple(found))


def _level(read: list[Unit], name: Name | None) -> Found | None:
    around, own = (name.part, name.units) if name else ([], [])
    if _LEVELS.isdisjoint([unit.key for unit in (*read, *around, *own)]):
        return None
    named = {unit.start for unit in around}
    beside = [part[i] for part in segments(read) for i in _levels(part) if part[i].start not in named]
    told = seniority.title_level(around, own, beside)
    if not told:
        return None
    level, unit = told
    return seniority.found(level, "title", unit.start, unit.end, "seniority.title")


def _levels(part: list[Unit]) -> list[int]:
    """Which units state a level: learners wherever they stand, others where the part says nothing else."""
    return [i for i, unit in enumerate(part) if unit.key in _LEVELS and _states_level(part, i)]


def _states_level(part: list[Unit], i: int) -> bool:
    key = part[i].key
    if seniority.LEVELS.get(key) in ("intern", "graduate") or key.startswith("apprentice"):
        return seniority.is_level(part, i)
    if key == "vp":  # behind another occupation a bank's grade, not a directorship
        return False
    return all(u.key in _SAYS_NO_MORE or NUMBER.fullmatch(u.key) for u in part)


def _family(name: list[Unit], table: Families) -> Evidence | None:
    """Exact name; else the first of alternatives ("Data Modeller / Analytics Engineer"); else the longest ending."""
    key = key_of(name)
    exact = table.exact(key)
    if exact:
        return _evidence("title_family", exact.title_family, name, "titles.exact")
    for i, unit in enumerate(name[:-1]):
        if unit.key in table.heads and (name[i + 1].link in ("/", "&") or name[i + 1].key == "and"):
            return _family(name[: i + 1], table)
    if name[-1].key in LEARNERS and len(name) > 1:
        return _family(name[:-1], table)
    ending = table.ending(key)
    if not ending:
        return None
    words = [unit for unit in name if unit.key != "and"][-ending[1] :]
    return _evidence("title_family", ending[0].title_family, words, "titles.ending")


def _evidence(fact: str, value: str, name: Sequence[Unit], rule: str) -> Evidence:
    return Evidence(fact, value, "title", min([u.start for u in name]), max([u.end for u in name]), rule)
