"""An advert's level: what the title says first; the text only where it says so outright."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.clean.signs import Signs
from pipelines.extract.headline import Unit
from pipelines.words import Evidence, Field, Found, Words

LEVELS = {
    "intern": "intern", "internship": "intern", "placement": "intern",
    "graduate": "graduate", "grad": "graduate",
    "junior": "junior", "entrylevel": "junior", "trainee": "junior", "apprentice": "junior",
    "apprenticeship": "junior",
    "midlevel": "mid", "mid": "mid", "middleweight": "mid", "midweight": "mid", "intermediate": "mid",
    "senior": "senior",
    "lead": "lead", "teamlead": "lead",
    "principal": "principal", "staff": "principal", "distinguished": "principal",
}  # fmt: skip
# The word that names the occupation may be a level by itself.
POSTS = {
    "manager": "manager", "head": "head", "headteacher": "head", "director": "director", "vp": "director",
    "lead": "lead", "leader": "lead", "teamlead": "lead",
    "cto": "director", "ceo": "director", "cfo": "director", "coo": "director", "cio": "director",
    "ciso": "director", "cdo": "director", "cmo": "director", "cpo": "director", "caio": "director",
}  # fmt: skip
_ENTRY = ("intern", "graduate", "junior")
# Managers of things, who by title lead nobody: not a level; of work, who may be senior or lead ones.
_OF_ACCOUNTS = frozenset(
    {"account", "success", "relationship", "case", "community", "partnership", "partner", "contract"}
)
_OF_WORK = frozenset({"product", "project", "program", "delivery"})
# "Staff" is a level of those who build, and elsewhere means employees ("bank staff").
_STAFFED = frozenset(
    {"engineer", "scientist", "developer", "designer", "researcher", "analyst", "architect", "manager"}
)

_IN_TEXT = {
    "intern": "intern", "internship": "intern", "graduate": "graduate", "junior": "junior", "trainee": "junior",
    "entry-level": "junior", "early-career": "junior", "mid": "mid", "mid-level": "mid", "mid-senior": "mid",
    "mid-weight": "mid", "intermediate": "mid", "senior": "senior", "lead": "lead", "principal": "principal",
    "staff": "principal",
}  # fmt: skip
_HYPHEN = r"\\?[ ‑–-]"  # texts made from Markdown hold "early\-career"
_SAID = re.compile(rf"(?i)(?:{'|'.join(sorted(_IN_TEXT, key=len, reverse=True)).replace('-', _HYPHEN)})\b")
_STEMS = Signs(sorted({level.split("-")[0] for level in _IN_TEXT}))
_BEFORE, _AFTER = 60, 80  # characters around a level that a rule may look at
_OF_THE_POST = re.compile(
    r"(?i)(?:^|\n)[ *#•_-]{0,9}$"
    r"|\b(?:seeking|hiring|for|recruit(?:ing)?|appoint|as|role|position|title|is|are) ?:? (?:an? |our |the )?$"
)
_OF_OTHERS = re.compile(
    r"(?i)\b(?:report(?:s|ing)?|to|in|with|alongside|by|under|become|into|towards|experienced?|worked|previously"
    r"|mentor(?:ing)?|currently|tak(?:e|ing)|play(?:ing)?)\W{1,8}(?:\w+ )?(?:as )?(?:an? |our |the )?$"
)
# What stands before the level and what behind it, where it is the post's own; first a mark that must stand right
# before it, which is quicker to look for.
_OUTRIGHT: tuple[tuple[frozenset[str], re.Pattern[str], re.Pattern[str]], ...] = (
    # "a senior, visible role", "this is a mid-level position", "you will be a senior member of"
    (
        frozenset(),
        re.compile(r"(?i)\b(?:an?|this|our|new|exciting) $"),
        re.compile(
            r"(?i)(?:, [a-z-]{3,15})? (?:role|position|post|opportunity|individual contributor|member of|hire"
            r"|appointment|vacancy)\b"
        ),
    ),
    # "Role: Senior Platform Engineer", "Seniority - mid-level"
    (
        frozenset(":"),
        re.compile(r"(?i)(?:^|\n)\W{0,9}(?:job title|role|position|title)\W{0,3}:\W{0,4}$"),
        re.compile(""),
    ),
    (
        frozenset(":–-"),
        re.compile(r"(?i)\b(?:seniority|job level|career level|level)(?: level)? ?[:–-] ?$"),
        re.compile(""),
    ),
    # "from mid to senior level", "(Mid–Senior Level)"
    (frozenset(), re.compile(""), re.compile(r"(?i)(?: ?[–/-] ?| to )(?:mid|senior)[ -]level\b")),
    (frozenset("(["), re.compile(r"[(\[]$"), re.compile(r"(?i)[ -]level\b")),
)


def is_level(found: Sequence[Unit], i: int) -> bool:
    """Whether the unit states a level, and is no part of what it stands beside ("mid-market", "junior school")."""
    if found[i].key not in LEVELS:
        return False
    after = found[i + 1].key if i + 1 < len(found) else ""
    return (found[i].key, after) not in _NOT_LEVELS and (found[i].key != "staff" or after not in _STAFF_OF)


_NOT_LEVELS = frozenset({
    ("mid", "market"), ("mid", "office"), ("mid", "day"), ("junior", "school"), ("junior", "isa"),
    ("senior", "living"), ("senior", "leadership"), ("lead", "generation"), ("lead", "gen"), ("lead", "time"),
    ("lead", "acid"), ("placement", "manager"), ("placement", "officer"), ("placement", "coordinator"),
    ("placement", "broker"), ("graduate", "recruitment"), ("graduate", "recruiter"), ("graduate", "school"),
})  # fmt: skip
_STAFF_OF = frozenset({"nurse", "midwife", "writer", "bank", "training", "development", "engagement", "welfare"})


def title_level(found: Sequence[Unit], name: Sequence[Unit], beside: Sequence[Unit]) -> tuple[str, Unit] | None:
    """The level of a title and the unit that states it.

    ``found`` is the part of the title that names the occupation, ``name`` the occupation's own units, ``beside``
    units of parts that state nothing but a level ("Designer, Senior").
    """
    said = [
        (LEVELS[u.key], u)
        for i, u in enumerate(found)
        if u.key in LEVELS and is_level(found, i) and _counts(u, found, name)
    ]
    said += [(LEVELS[unit.key], unit) for unit in beside if unit.key in LEVELS]
    entry = next((level for level in said if level[0] in _ENTRY), None)
    if entry:
        return entry
    post = _post(name)
    if post and (post[0] != "manager" or not said or not _of_work(name, post[1])):
        return post
    return _stated(said) or next(((POSTS[u.key], u) for u in beside if u.key in POSTS), None)


def _counts(unit: Unit, found: Sequence[Unit], name: Sequence[Unit]) -> bool:
    if unit.key == "staff":
        return bool(name) and name[-1].key in _STAFFED
    if unit.key == "mid":
        return unit in found[:1] or unit.link in ("/", "(")
    return unit not in name or unit.key not in POSTS


def _stated(said: list[tuple[str, Unit]]) -> tuple[str, Unit] | None:
    """The first level, or the second where the first only heightens it ("Senior Staff", "Senior Lead")."""
    if len(said) > 1 and said[0][0] == "senior" and said[1][0] in ("lead", "principal"):
        first, second = said[0][1], said[1][1]
        return said[1] if second.link in (" ", "-") and second.start - first.end == 1 else said[0]
    return said[0] if said else None


def _post(name: Sequence[Unit]) -> tuple[str, Unit] | None:
    of = next((i for i, unit in enumerate(name) if i and unit.key == "of"), len(name))
    if not name[:of]:
        return None
    doer = name[of - 1]
    if name[0].key == "head":
        return "head", name[0]
    if name[0].key == "chief" and doer.key in ("officer", "executive"):
        return "director", doer
    if doer.key == "vp" and name[0].key in ("assistant", "avp"):
        return None
    if doer.key == "manager" and any(unit.key in _OF_ACCOUNTS for unit in name[-2:-1]):
        return None
    return (POSTS[doer.key], doer) if doer.key in POSTS else None


def _of_work(name: Sequence[Unit], doer: Unit) -> bool:
    return any(unit.key in _OF_WORK for unit in name if unit.end <= doer.start)


def text_level(words: Words, core: str | None) -> Found | None:
    """The level the text states outright, of the post itself; None where it only speaks of other people.

    The occupation named with its level ("we seek a Senior Data Scientist") goes before any other statement.
    """
    stated: Found | None = None
    for match in _said(words.text):
        before = words.text[max(0, match.start() - _BEFORE) : match.start()]
        after = words.text[match.end() : match.end() + _AFTER]
        names = bool(core and _names(core, before, after))
        if not (names or (not stated and _outright(before, after))) or _OF_OTHERS.search(before):
            continue
        if names:
            return _told(match, after, "seniority.text_names_level")
        stated = _told(match, after, "seniority.text_outright")
    return stated


def _said(text: str) -> Iterator[re.Match[str]]:
    """Words of a level, none inside another or behind a letter."""
    end = 0
    for _, start, last in _STEMS.hits(text):
        if start < end or text[last : last + 1].isalpha():  # "leading"
            continue
        if match := _SAID.match(text, start):
            end = match.end()
            if not text[start - 1 : start].isalnum():
                yield match


def _outright(before: str, after: str) -> bool:
    near = before[-5:]
    for marks, left, right in _OUTRIGHT:
        if (not marks or not marks.isdisjoint(near)) and right.match(after) and left.search(before):
            return True
    return False


def _names(core: str, before: str, after: str) -> bool:
    if after[:1] not in (" ", "-"):
        return False
    name = after.lstrip(" -")
    if not name.lower().startswith(core.lower()) or name[len(core) :][:1].isalpha():
        return False
    return bool(_OF_THE_POST.search(before))


def _told(match: re.Match[str], after: str, rule: str) -> Found:
    value = _IN_TEXT[re.sub(_HYPHEN, "-", match.group().lower())]
    if value == "junior" and re.search(r"(?i)\bfor an? [\w\\-]{0,20} ?graduate\b", after):
        value = "graduate"
    return found(value, "text", match.start(), match.end(), rule)


def found(value: str, field: Field, start: int, end: int, rule: str) -> Found:
    """A level and its evidence."""
    return Found(value, Evidence("seniority", value, field, start, end, rule))
