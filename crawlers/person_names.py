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
from unicodedata import normalize

from ahocorasick_rs import BytesAhoCorasick

_TABLE = Path(__file__).with_suffix(".csv")
_NEAR = 40  # characters between a lone given name and its contact

# Tags and marks of style may stand between any two words of a page's source. All these patterns are bounded.
_GAP = r"(?:[\s:,;*_(–—-]|&nbsp;|</?\w{1,8}[^<>]{0,60}>){1,40}"
_SPACE = r"(?:[ \xa0]|&nbsp;){1,2}"
_WORD = r"[^\W\d_a-zß-öø-ÿ][\w'’]{0,24}(?:-[\w'’]{1,24}){0,2}(?!\w)"
_PARTICLES = rf"(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|el|al|bin|ibn|ap){_SPACE}){{0,2}}"
_ADDRESS = rf"(?:Dr|Prof|Professor|Mr|Mrs|Ms|Miss|Mx|Sir|Dame|Rev|Cllr)\.?{_SPACE}"
_NAME = rf"(?:(?P<address>{_ADDRESS}){_PARTICLES})?(?P<name>{_WORD}(?:{_SPACE}{_PARTICLES}{_WORD}){{0,2}})"

# What may stand between the word of contact and the name: "contact our specialist recruitment partner".
_FILLER = (
    rf"(?:(?:our|the|your|my|a|dedicated|specialist|friendly|lead|senior|member|of|colleague|directly|either|name|person|is"
    rf"|hiring|recruiting|recruitment|recruiter|line|talent|acquisition|vacancy|appointing|resourcing|delivery|manager"
    rf"|consultant|partner|adviser|advisor|officer|coordinator|contact|team|founder|director)\b{_GAP}){{0,7}}"
)


class _Cue(NamedTuple):
    """``stem`` is looked for first, all stems at once, and ``then`` must match from there. A verb is more certain
    than a role, which stands in titles too.
    """

    stem: str
    then: re.Pattern[str]
    is_verb: bool


def _verb(stem: str, verb: str) -> _Cue:
    return _Cue(stem, re.compile(rf"(?<![^\W_])(?i:{verb}{_GAP}{_FILLER}){_NAME}"), True)


def _role(stem: str, role: str) -> _Cue:
    tail = r"(?:\sfor\sthis\s\w{3,12})?(?:\s(?:is|will\sbe))?"
    return _Cue(stem, re.compile(rf"(?i:{role}{tail}{_GAP}){_NAME}"), False)


_CUES = (
    _verb("contact", r"contact(?:ing)?"),
    _verb("call", r"call(?:ing)?"),
    _Cue("mail", re.compile(rf"(?i:(?:(?<=e)|(?<=e-))mail(?:ing)?{_GAP}{_FILLER}){_NAME}"), True),
    _verb("phone", "phone"),
    _verb("speak", r"speak(?:ing)?\s(?:to|with)"),
    _verb("talk", r"talk(?:ing)?\s(?:to|with)"),
    _verb("chat with", r"chat\swith"),
    _verb("touch with", r"touch\swith"),
    _verb("out to", r"out\sto"),
    _verb("ask for", r"ask\sfor"),
    _verb("cv to", r"cv\sto"),
    _verb("enquiries to", r"enquiries\sto"),
    _role("recruiter", "recruiter"),
    _role("consultant", "consultant"),
    _role("manager", r"(?:(?<=hiring.)|(?<=line.)|(?<=recruiting.)|(?<=recruitment.)|(?<=vacancy.))manager"),
)
_STEMS = BytesAhoCorasick([cue.stem.encode() for cue in _CUES])
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
_LETTERS = str.maketrans("ŁłØøĐđ", "LlOoDd")  # those that no normal form takes apart
_SHORTEST = len("call Jo Ng")
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
    if len(text) < _SHORTEST or " " not in text:
        return []
    # One byte a character, so that places are those of the text.
    found = _STEMS.find_matches_as_indexes(text.encode("ascii", "replace").lower(), overlapping=True)
    if not found and "[" not in text:
        return []
    spans = sorted({*_after_cues(text, found), *_before_marks(text)})
    return [span for span, before in zip(spans, [(0, 0), *spans], strict=False) if span[0] >= before[1]]


def _after_cues(text: str, found: list[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    for number, start, _ in found:
        cue = _CUES[number]
        yield from _chain(text, cue.then.match(text, start), cue.is_verb)


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
    """What the table says of a word, written there without accents."""
    if not word.isascii():
        word = normalize("NFKD", word.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return _kinds().get(word)


@cache
def _kinds() -> dict[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["kind"] for row in csv.DictReader(file)}
