"""Names of people in contact lines, found by rule: after a word of contact, or just before a masked contact.

A name is only taken for one where something speaks for it: a form of address, a given name that we know, or a masked
e-mail address or phone number behind it. Names of teams, firms and jobs, which stand in the same places, stay.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).with_suffix(".csv")
_NEAR = 40  # characters between a lone given name and its contact

# Tags and marks of style may stand between any two words of a page's source. All these patterns are bounded.
_GAP = r"(?:[\s:,;*_(–—-]|&nbsp;|</?\w{1,8}[^<>]{0,60}>){1,40}"
_SPACE = r"(?:[ \xa0]|&nbsp;){1,2}"
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’]{0,24}(?:-[\w'’]{1,24}){0,2}(?!\w)"
_PARTICLES = rf"(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|el|al|bin|ibn|ap){_SPACE}){{0,2}}"
_ADDRESS = rf"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Mx|Sir|Dame|Rev|Cllr)\.?{_SPACE}"
_NAME = rf"(?P<address>{_ADDRESS})?(?P<name>{_WORD}(?:{_SPACE}{_PARTICLES}{_WORD}){{0,2}})"

_POST = (
    r"(?:manager|consultant|partner|lead|adviser|advisor|specialist|officer|coordinator|contact|team|founder|director)"
)
_OF = (
    r"(?:hiring|recruiting|recruitment|recruiter|line|talent|acquisition|vacancy|appointing|resourcing|delivery|{post})"
)
_FILLER = (
    r"(?:(?:our|the|your|my|a|dedicated|specialist|friendly|lead|senior|member|of|colleague|directly|either|name|person"
    rf"|is|{_OF.format(post=_POST)})\b{_GAP}){{0,7}}"
)
# What is looked for first, cheaply, and what must follow from there. A verb is more certain than a role, which stands
# in titles too.
_VERBS = {
    "contact": r"contact(?:ing)?", "call": r"call(?:ing)?", "email": r"email(?:ing)?", "e-mail": r"e-mail(?:ing)?",
    "phone": "phone", "speak": r"speak(?:ing)?\s(?:to|with)", "talk": r"talk(?:ing)?\s(?:to|with)",
    "chat with": r"chat\swith", "touch with": r"touch\swith", "out to": r"out\sto", "ask for": r"ask\sfor",
    "write to": r"write\sto", "attention of": r"attention\sof", "discussion with": r"discussion\swith",
    "enquiries to": r"enquiries\sto", "cv to": r"cv\sto",
}  # fmt: skip
_ROLES = ("recruiter", "consultant", "hiring manager", "line manager", "talent partner", "vacancy manager")
_ROLE_TAIL = r"(?:\sfor\sthis\s\w{3,12})?(?:\s(?:is|will\sbe))?"


class _Cue(NamedTuple):
    stem: str
    then: re.Pattern[str]
    is_verb: bool


_CUES = [
    *(_Cue(stem, re.compile(rf"(?i:{verb}{_GAP}{_FILLER}){_NAME}"), True) for stem, verb in _VERBS.items()),
    *(_Cue(role, re.compile(rf"(?i:{role}{_ROLE_TAIL}{_GAP}){_NAME}"), False) for role in _ROLES),
]
_MARK = r"\[(?:e-?mail|phone)[^\[\]]{0,12}\]"
_BEFORE_MARK = re.compile(rf"[^.!?\[\]]{{0,90}}?{_MARK}")
_NEXT = re.compile(rf"(?:[^.!?\[\]]{{0,60}}{_MARK})?[\s,]{{0,3}}(?:or|and|/|&|&amp;)\s{{1,3}}{_NAME}")
_ANY_MARK = re.compile(_MARK)
_ANY_NAME = re.compile(_NAME)
_TO_MARK = re.compile(
    rf"(?:{_GAP})?(?:(?i:directly|tel|telephone|mobile|phone|e-?mail|on|at|via|by|[etm])\b[.:]?{_GAP}){{0,3}}\Z"
)
_PARTS = re.compile(r"[\w'’-]+")
_GLUED = re.compile(r"(?!(?:Mc|Mac|De|Di|Da|La|Le|Van|Von|Fitz|O['’])[A-Z])[A-Z][a-z'’]{1,24}(?=[A-Z][a-z])")
_ACRONYM = re.compile(r"[A-Z]{2,4}")
_WINDOW = 90  # characters before a mark in which its name may begin


class _Found(NamedTuple):
    start: int
    end: int
    words: list[str]
    is_addressed: bool


def person_spans(text: str) -> list[tuple[int, int]]:
    """Where names of people stand in contact lines, form of address included: (start, end), in order, none overlapping.

    E-mail addresses and phone numbers are expected to be masked already.
    """
    spans = sorted({*_after_cues(text), *_before_marks(text)})
    return [span for i, span in enumerate(spans) if i == 0 or span[0] >= max(end for _, end in spans[:i])]


def _after_cues(text: str) -> Iterator[tuple[int, int]]:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text  # a rare letter is longer in lower case, and places would differ
    for cue in _CUES:
        at = lowered.find(cue.stem)
        while at >= 0:
            if at == 0 or not lowered[at - 1].isalnum():
                yield from _chain(text, cue.then.match(text, at), cue.is_verb)
            at = lowered.find(cue.stem, at + len(cue.stem))


def _chain(text: str, match: re.Match[str] | None, is_verb: bool) -> Iterator[tuple[int, int]]:
    """The name found and those that follow it by "or": "Dr Ada Fenn at [e-mail] or Bo Thatch"."""
    while match:
        found = _found(match)
        if not _is_person(text, found, is_verb):
            return
        yield found.start, found.end
        match = _NEXT.match(text, found.end)


def _before_marks(text: str) -> Iterator[tuple[int, int]]:
    for mark in _ANY_MARK.finditer(text):
        begin = max(0, mark.start() - _WINDOW)
        for match in _ANY_NAME.finditer(text, begin, mark.start()):
            found = _found(match)
            is_sure = found.is_addressed or (len(found.words) > 1 and _kind(found.words[0]) == "given")
            if is_sure and not _is_firm(found.words) and _TO_MARK.match(text, found.end, mark.start()):
                yield found.start, found.end


def _found(match: re.Match[str]) -> _Found:
    """The candidate up to the first word that no name holds; what a page has glued on ("FennEmail") is cut off."""
    words: list[str] = []
    end = begin = match.start("name")
    for word in _PARTS.finditer(match["name"]):
        glued = _GLUED.match(word[0])
        name = (glued or word)[0]
        if _kind(name.lower()) == "word" or (_ACRONYM.fullmatch(name) and not match["name"].isupper()):
            break
        words.append(name)
        end = begin + word.start() + len(name)
        if glued:
            break
    return _Found(match.start("address") if match["address"] else begin, end, words, bool(match["address"]))


def _is_person(text: str, found: _Found, is_verb: bool) -> bool:
    if not found.words or _is_firm(found.words):
        return False
    if found.is_addressed:
        return True
    kind = _kind(found.words[0])
    contact = _BEFORE_MARK.match(text, found.end)
    if len(found.words) == 1:
        return kind == "given" and contact is not None and contact.end() - found.end < _NEAR
    if kind == "given" or (kind == "ambiguous" and is_verb):
        return True
    return contact is not None and is_verb


def _is_firm(words: list[str]) -> bool:
    return _kind(" ".join(words[:2])) == "organisation"


def _kind(word: str) -> str | None:
    return _kinds().get(word)


@cache
def _kinds() -> dict[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["kind"] for row in csv.DictReader(file)}
