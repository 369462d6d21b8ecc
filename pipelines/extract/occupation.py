"""Which words of a headline name the occupation.

The headline is cut into parts; the part that best names an occupation is kept, from the first word that is no level
and no noise up to the word that names the doer ("engineer").
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from pipelines.extract import seniority
from pipelines.extract.families import Families
from pipelines.extract.headline import Unit, key_of, segments, units


class Name(NamedTuple):
    """An occupation: its units (levels inside it left out), the part it stands in, and how well it names one."""

    units: list[Unit]
    part: list[Unit]
    rank: int
    in_bracket: bool


# Rank 0 names an occupation; 1 only a grade or a bare doer ("Associate", "Engineer"); 2 a field or a learner.
GRADES = frozenset({
    "director", "deputy", "assistant", "associate", "vp", "avp", "svp", "manager", "lead", "head", "partner",
    "officer", "executive", "specialist", "fellow", "leader", "teamlead", "president", "principal", "member", "chief",
})  # fmt: skip
LEARNERS = frozenset({"intern", "graduate", "apprentice", "trainee"})
_INVERTED = frozenset({"manager", "director", "associate", "specialist", "executive", "officer", "lead", "analyst"})
# Words before a name that are no part of it.
NOISE = frozenset({
    "freelance", "freelancer", "contract", "contractor", "permanent", "perm", "temporary", "temp", "interim", "ftc",
    "fixedterm", "parttime", "fulltime", "remote", "hybrid", "onsite", "founding", "experienced", "global", "uk",
    "emea", "urgent", "cleared", "sc", "dv", "nppv3", "month", "mth", "week", "year", "exciting", "immediate", "role",
    "band", "grade", "level", "and", "journeyman", "talented", "job", "vacancy", "hiring", "wanted", "required",
    "the", "a", "an", "our",
})  # fmt: skip
NUMBER = re.compile(r"\d+x?|x\d+|l\d|\d+k")
# After one of these the name begins; a name's doer is not looked for beyond one of those.
_INTROS = frozenset({"a", "an", "our", "are", "is", "seeking", "join", "looking", "we", "as", "hiring"})
_STOPS = frozenset({
    "at", "with", "in", "for", "from", "to", "on", "within", "based", "who", "using", "via", "by", "working",
    "supporting", "reporting", "covering", "inc", "including", "plus", "required", "needed", "wanted", "or",
    "contract", "permanent", "perm", "ftc", "temporary", "freelance", "remote", "hybrid", "job",
})  # fmt: skip
_REMEMBERED = 2048  # employers, places and misspelt words, which adverts repeat
_DEEPER = {"(": 1, ")": -1, ")|": -1}


def name_in(read: list[Unit], place: str, employer: str, table: Families) -> Name | None:
    """The occupation the title's units name, misspelt doers mended where they name nobody."""
    return _best(read, place, employer, table) or _best(_mended(read, table), place, employer, table)


def _best(read: list[Unit], place: str, employer: str, table: Families) -> Name | None:
    """The part that names an occupation best; of equals the first."""
    places = _places(place)
    parts = _joined(_without_employer(segments(read), employer), table)
    depths = _depths(parts)
    names = [
        name
        for part, depth in zip(parts, depths, strict=True)
        if (name := _name(part, places, table, in_bracket=depth > 0))
    ]
    if not names:
        return None
    # A bracket adds to what stands before it, so it counts only where that names no doer at all.
    best = min(names, key=lambda name: name.rank + 1.5 * name.in_bracket)
    if best.rank == 1:
        return _completed(best, names, parts, places, table)
    return best


def _without_employer(parts: list[list[Unit]], employer: str) -> list[list[Unit]]:
    """A part that says no more than who hires is left out, unless there is no other."""
    if len(parts) < 2 or not employer:
        return parts
    name = _key(employer)
    return [part for part in parts if key_of(part) != name]


def _depths(parts: list[list[Unit]]) -> list[int]:
    """How many brackets are open at each part."""
    depth = 0
    found = []
    for part in parts:
        depth = max(0, depth + _DEEPER.get(part[0].link, 0))
        found.append(depth)
    return found


def _joined(parts: list[list[Unit]], table: Families) -> list[list[Unit]]:
    """A list inside a name is one part: "Data Science, Analytics & AI Specialist", "Head of Digital, Data and IT"."""
    joined: list[list[Unit]] = []
    for part in parts:
        if joined and part[0].link == "," and _continues(joined[-1], part, table):
            joined[-1] = [*joined[-1], *part]
        elif part[0].link == ")" and _abbreviates(joined, table):
            joined[-2:] = [[*joined[-2], part[0]._replace(link=" "), *part[1:]]]
        else:
            joined.append(part)
    return joined


def _abbreviates(joined: list[list[Unit]], table: Families) -> bool:
    """A bracket that breaks a name only to shorten it: "Business Intelligence (BI) Developer"."""
    if len(joined) < 2 or joined[-1][0].link != "(" or len(joined[-1]) > 1 or len(joined[-1][0].key) > 5:
        return False
    return not any(unit.key in table.heads for unit in joined[-2])


def _continues(before: list[Unit], part: list[Unit], table: Families) -> bool:
    ands = [i for i, unit in enumerate(part) if unit.link == "&" or unit.key == "and"]
    if not ands or ands[0] > 2:
        return False
    of_list = len(before) > 2 and before[-2].key == "of" and ands[0] == 1 and len(part) <= 3
    open_list = len(before) <= 3 and not any(unit.key in table.heads for unit in (*before, *part[: ands[0]]))
    return of_list or (open_list and any(unit.key in table.heads for unit in part))


def _name(part: list[Unit], places: frozenset[str], table: Families, *, in_bracket: bool) -> Name | None:
    doers = [i for i, unit in enumerate(part) if unit.key in table.heads or unit.key in ("eng", "dev", "teamlead")]
    if not doers:  # initials are a doer where no word is ("RGN Nights")
        doers = [i for i, unit in enumerate(part) if len(unit.key) <= 4 and table.exact((unit.key,))]
    if not doers:
        return _field(part, places, table, in_bracket=in_bracket)
    first = doers[0]
    intro = next((i + 1 for i in range(first - 1, -1, -1) if part[i].key in _INTROS), 0)
    end = _end(part, doers, table)
    start = _start(part, intro, end, places, table)
    kept = _without_levels(part[start:end], table)
    if not kept:
        return None
    return Name(kept, part, _rank(kept, table), in_bracket)


def _end(part: list[Unit], doers: list[int], table: Families) -> int:
    """One past the last unit of the name: the last doer reached without crossing a stop word, or beyond by "of"."""
    last = doers[0]
    for i in doers[1:]:
        if any(unit.key in _STOPS for unit in part[last + 1 : i]):
            break
        last = i
    if last + 1 < len(part) and part[last + 1].key == "of":
        return next((i for i in range(last + 2, len(part)) if part[i].key in _STOPS), len(part))
    return _overlap(part, last, table)


def _overlap(part: list[Unit], last: int, table: Families) -> int:
    """A known name may go on behind its doer: "chef de partie", "engineer in test"."""
    for end in range(min(len(part), last + 4), last + 1, -1):
        known = table.ending(key_of(part[:end]))
        if known and known[1] > end - last - 1 and known[1] > 1:
            return end
    return last + 1


def _start(part: list[Unit], start: int, end: int, places: frozenset[str], table: Families) -> int:
    while start < end - 1:
        unit = part[start]
        opens = (unit.key, part[start + 1].key) in table.openings
        if opens and not (unit.key in seniority.LEVELS and part[start + 1].link == "/"):
            break
        noise = unit.key in NOISE or unit.key in places or NUMBER.fullmatch(unit.key)
        if not noise and not seniority.is_level(part, start):
            break
        start += 1
    return start


def _without_levels(name: list[Unit], table: Families) -> list[Unit]:
    """Levels inside a name: cut there behind a doer ("Data Scientist Senior Specialist"), else leave them out."""
    kept: list[Unit] = []
    link = None
    for i, unit in enumerate(name):
        inner = 0 < i < len(name) - 1 and seniority.is_level(name, i) and unit.key not in ("teamlead", "staff")
        if not inner or (unit.key, name[i + 1].key) in table.openings or name[i - 1].key == "of":
            kept.append(unit._replace(link=link) if link else unit)
            link = None
        elif name[i - 1].key in table.heads and unit.link in (" ", "-") and unit.key != "lead":
            break
        else:
            link = unit.link
    return kept


def _rank(name: list[Unit], table: Families) -> int:
    key = key_of(name)
    if all(word in GRADES for word in key):
        return 1
    return 0 if len(key) > 1 or table.exact(key) else 1


def _field(part: list[Unit], places: frozenset[str], table: Families, *, in_bracket: bool) -> Name | None:
    """No doer: a known field of work ("Data Engineering"), or a learner of one ("Data Science Intern")."""
    end = len(part)
    while end > 1 and part[end - 1].key in places | NOISE:
        end -= 1
    learner = next((i for i, unit in enumerate(part) if unit.key in LEARNERS), None)
    if learner is not None:
        kept = part[_start(part, 0, learner + 1, places, table) : learner + 1]
        return Name(kept, part, 2, in_bracket) if len(kept) > 1 else None
    start = _start(part, 0, end, places, table)
    known = table.exact(key_of(part[start:end]))
    return Name(part[start:end], part, 2, in_bracket) if known else None


def _completed(best: Name, names: list[Name], parts: list[list[Unit]], places: frozenset[str], table: Families) -> Name:
    """A bare doer or grade may be said in full next to it: "Staff Engineer (ML Engineer)", "Manager, Sales"."""
    doer = best.units[-1].key
    for name in names:
        if name.in_bracket and name.rank == 0 and name.units[-1].key == doer and len(best.units) == 1:
            return best._replace(units=name.units)
    if len(best.units) > 1 or doer not in _INVERTED:
        return best
    at = next(i for i, part in enumerate(parts) if part is best.part)
    after = parts[at + 1] if at + 1 < len(parts) and parts[at + 1][0].link == "," else []
    rest = best.part[best.part.index(best.units[-1]) + 1 :] or after
    if rest and table.exact(key_of([*rest, best.units[-1]])):
        return best._replace(units=[*rest, best.units[-1]])
    before = parts[at - 1] if at and best.part[0].link == "," else []
    if before and before[0].key not in places and not best.in_bracket and len(best.part) == 1 and len(before) > 1:
        return best._replace(units=[*before, best.units[-1]._replace(link=" ")])
    return best


def _mended(read: list[Unit], table: Families) -> list[Unit]:
    """Misspelt doers ("Data Scienest") put right; only tried where a title names nobody."""
    return [unit._replace(key=_mend(unit.key, table)) for unit in read]


@lru_cache(maxsize=_REMEMBERED)
def _mend(word: str, table: Families) -> str:
    if len(word) < 6 or word in table.vocabulary or word.endswith(("ed", "ing", "ion", "al")):
        return word
    near = [h for h in table.heads if h[0] == word[0] and abs(len(h) - len(word)) <= 1]
    close = [(SequenceMatcher(None, word, head).ratio(), head) for head in near]
    score, head = max(close, default=(0.0, word))
    return head if score >= 0.82 else word


@lru_cache(maxsize=_REMEMBERED)
def _key(employer: str) -> tuple[str, ...]:
    return key_of(units(employer))


@lru_cache(maxsize=_REMEMBERED)
def _places(place: str) -> frozenset[str]:
    return frozenset(unit.key for unit in units(place) if len(unit.key) > 2)
