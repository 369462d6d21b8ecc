"""Education asked: the level that must be, and the level that would please.

Levels that an "or" joins are alternatives, of which the lowest is asked ("Bachelor's or Master's": a degree). Of what
several sentences ask the highest counts. "Degree or equivalent experience" asks for a degree; that something else will
do instead is said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from pipelines.clean.flat import flat, flat_bytes
from pipelines.extract.cues import Cue, cues
from pipelines.extract.sentence import sentence
from pipelines.extract.zones import find_zones
from pipelines.words import Evidence, Found, Words

LEVELS: Final = ("gcse", "a_level", "higher_national", "degree", "masters", "phd")  # from the lowest


class Education(NamedTuple):
    """``required`` and ``preferred``: one of ``LEVELS``. ``or_equivalent``: experience or the like does instead."""

    required: Found | None
    preferred: Found | None
    or_equivalent: bool


_NOTHING: Final = Education(None, None, False)


class _Named(NamedTuple):
    """A level named at [start, end), in the sentence [first, last), and whether among what is desired."""

    start: int
    end: int
    level: str
    first: int
    last: int
    is_desired: bool


_WRITTEN: Final = {
    "degree": ("degree", r"degree(?!s| of\b(?! bachelor)| apprentice| program| show)"),
    "bachelor": ("degree", r"bachelor'?s?'?(?![a-z])"),
    "bsc": ("degree", r"bsc\b"),
    "b.sc": ("degree", r"b\.sc\b"),
    "beng": ("degree", r"beng\b"),
    "2:1": ("degree", r"2:1(?! (?:ratio|match))"),
    "2.1 ": ("degree", r"2\.1 (?:degree|or|in|hon|from)"),
    "2:2": ("degree", r"2:2\b"),
    "master": (
        "masters",
        r"master(?:'?s'?|(?= or | degree|, |/))(?![a-z]| of (?!science|arts|eng|res)| service| data)",
    ),
    "msc": ("masters", r"msc\b"),
    "m.sc": ("masters", r"m\.sc\b"),
    "meng": ("masters", r"meng\b"),
    "mba": ("masters", r"mba\b"),
    "phd": ("phd", r"phd(?!s?[ -](?:students?|researchers?|candidates?|graduates?|scientists|programme|supervis)|s\b)"),
    "ph.d": ("phd", r"ph\.d\.?(?!s\b| (?:students?|candidates?))"),
    "doctora": ("phd", r"doctora(?:te|l (?:degree|level|qualif))"),
    "hnd": ("higher_national", r"hnd\b"),
    "hnc": ("higher_national", r"hnc\b"),
    "a-level": ("a_level", r"a-levels?\b(?! of)"),
    "a levels": ("a_level", r"a levels\b(?! of)"),
    "gcse": ("gcse", r"gcses?\b"),
}
_READ: Final = {word: (level, re.compile(pattern)) for word, (level, pattern) in _WRITTEN.items()}
_OTHER: Final = re.compile(
    r"\b(?:scrum|web|quiz|post|high|great|large|certain|some|any|varying)[ -]?\Z|\d[ -]?\Z|[a-z]-\Z",
)
_ABOVE: Final = re.compile(r"(?<!\bor )\b(?:advanced|higher|graduate|postgraduate|post-graduate) \Z")
_OF_PEOPLE: Final = re.compile(r"-level (?!education|qualif|or\b|in\b|training)\w")
_ELSEWHERE: Final = frozenset(("about", "offer", "apply", "chrome"))

_PLEASES: Final = (
    r"pref\w{3,5}|desirable|desired|advantageous|an advantage|beneficial|(?:plus|bonus)\b|nice[ -]to[ -]have"
    r"|useful|helpful"
)
_AFTER: Final = re.compile(rf"\b(?:{_PLEASES})")
_BEFORE: Final = re.compile(rf"\b(?:ideally|preferably|{_PLEASES})[\s:(-]{{0,3}}(?:[\w'-]{{1,15}} ){{0,4}}\Z")
_GRADE: Final = re.compile(r"\(2[:.][12] prefer\w{3,4}\)")
_NOT_ASKED: Final = re.compile(
    r"\b(?:no|without an?|n't need an?|not need an?|study(?:ing)? (?:for|towards)|work(?:ing)? towards|fund(?:ed|ing)?"
    r"|paid|sponsor\w{0,4}|offer(?:s|ing)?|opportunity to|chance to|possibility of|supervis\w{1,3}|our)"
    r" (?:[\w'/-]{1,15} ){0,5}\Z",
)
_UNNEEDED: Final = re.compile(r"(?:\bnot|n't) (?:be )?(?:required|needed|necessary|essential|mandatory)\b")
_OR: Final = re.compile(r"\bor\b|/")
_JOINED: Final = re.compile(r"[ ,]{0,2}(?:and/or|or|and|/)[ (]{0,2}(?:an? )?(?:[\w-]{1,12} )?")
_INSTEAD: Final = re.compile(
    r"\bequivalent|\bor (?:[\w'/-]{1,15} ){0,5}(?:experience|background)|by experience|\bin lieu\b"
)


def find_education(words: Words) -> Education:
    """What the text asks; nothing where it does not say."""
    if not (said := cues("education", words.text)):
        return _NOTHING
    low = flat_bytes(words.text).decode()
    required, preferred = [], []
    for _, together in groupby(_named(words.text, said, low), key=lambda named: named.first):
        must, pleases = _told_apart(list(together), low)
        required += must
        preferred += pleases
    must_be, would_please = _highest(required), _highest(preferred)
    if must_be and would_please and LEVELS.index(would_please.level) <= LEVELS.index(must_be.level):
        would_please = None  # "a degree (2:1 preferred)"
    return Education(
        _found("education_required", must_be),
        _found("education_preferred", would_please),
        must_be is not None and _INSTEAD.search(low, must_be.first, must_be.last) is not None,
    )


def _found(fact: str, named: _Named | None) -> Found | None:
    if named is None:
        return None
    return Found(named.level, Evidence(fact, named.level, "text", named.start, named.end, "level named"))


def _highest(named: Iterable[_Named]) -> _Named | None:
    return max(named, key=lambda one: LEVELS.index(one.level), default=None)


def _named(text: str, said: list[Cue], low: str) -> Iterator[_Named]:
    """Levels that the text may ask for, in order; "Master's degree" is one."""
    plain, zones, end = flat(text), find_zones(text), -1
    for word, start, _ in said:
        level, pattern = _READ[word]
        if start < end or (zone := zones.at(start)) in _ELSEWHERE:
            continue
        if not (found := pattern.match(low, start)) or not _is_word(plain, start):
            continue
        end = found.end()
        if low.startswith("degree", end + 1):
            end += len(" degree")
        if _OF_PEOPLE.match(low, end):
            continue
        if level == "degree" and _ABOVE.search(low, max(0, start - 15), start):
            level = "masters"
        yield _Named(start, end, level, *sentence(plain, start, end), zone == "desired")


def _is_word(plain: str, at: int) -> bool:
    """Whether a word begins there that is not part of "360-degree", "scrum master" or "a high degree of"."""
    before = plain[max(0, at - 12) : at]
    if before[-1:].isalnum():
        return before[-1].islower() and plain[at].isupper()
    return not _OTHER.search(before.lower())


def _told_apart(named: list[_Named], low: str) -> tuple[list[_Named], list[_Named]]:
    """What one sentence requires and what it prefers: of alternatives the lowest."""
    required: list[_Named] = []
    preferred: list[_Named] = []
    follows: list[_Named] | None = None  # the list the next level to the right went to
    for one, after in reversed(list(zip(named, [*named[1:], None], strict=True))):
        if _NOT_ASKED.search(low, max(one.first, one.start - 60), one.start):
            continue
        until = after.start if after else one.last
        if after and follows is not None and _JOINED.fullmatch(low, one.end, until):
            kept = follows
        elif _is_preferred(one, until, low):
            kept = preferred
        elif _UNNEEDED.search(low, one.end, until):
            continue
        else:
            kept = required
        kept.append(one)
        follows = kept
    return _asked(required, low), _asked(preferred, low)


def _is_preferred(one: _Named, until: int, low: str) -> bool:
    if one.is_desired or _BEFORE.search(low, max(one.first, one.start - 60), one.start):
        return True
    return _AFTER.search(_GRADE.sub("", low[one.end : until])) is not None


def _asked(named: list[_Named], low: str) -> list[_Named]:
    if len(named) > 1 and _OR.search(low, named[-1].end, named[0].start):
        return [min(named, key=lambda one: LEVELS.index(one.level))]
    return named
