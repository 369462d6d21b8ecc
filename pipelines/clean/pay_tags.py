"""Whose pay a range is, where an advert gives several: each names a place, a level or a grade beside it.

"London: £60k - £65k / National: £55k - £60k", "£34,000 (Leeds)", "Senior Analyst: £575/day", "Band 6: £38,682".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.clean.gazetteer import gazetteer
from pipelines.clean.pay_signs import Around
from pipelines.words import Words

_BEFORE = re.compile(r"(?P<tag>[^£$€\n;|/.,()\d]{3,40})$")
_AFTER = re.compile(r"\s{0,2}(?:\((?P<tag>[^()£\n]{2,30})|(?:in|for|-)\s(?P<name>[A-Z][a-z]+(?:\s[A-Z][a-z]+){0,2}))")
_LONDON = re.compile(r"\blondon\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:(?:outside|excluding|outer)\s(?:of\s)?london|national(?:ly)?|regional(?:ly)?|regions|elsewhere|rest\sof)\b",
    re.IGNORECASE,
)
_GRADE_WORD = r"(?:grade|band|scale|level|tier)\s?[A-Za-z0-9]{1,3}\b|\b(?:AO|EO|HEO|SEO|G6|G7|SCS\d?)\b"
_GRADE = re.compile(rf"\b(?:{_GRADE_WORD}|grade\b)", re.IGNORECASE)
_GRADE_BEFORE = re.compile(rf"\b(?:{_GRADE_WORD})[\s:(-]{{0,4}}$", re.IGNORECASE)
_LEVEL = re.compile(
    r"\b(apprentice|trainee|graduate|entry|junior|associate|intermediate|mid|experienced|senior|lead|principal|head)\b",
    re.IGNORECASE,
)
_VAGUE = frozenset((
    "", "uk", "united kingdom", "great britain", "england", "scotland", "wales", "remote", "home", "home based",
    "nationwide", "various", "various locations", "multiple locations",
))  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_REACH = 44
_LONGEST = 300  # characters of a title and of a place that are looked at: at each offer, so they must be few


class Tag(NamedTuple):
    """Whose a range is; ``fits`` says whether that is this advert, None where the advert does not tell."""

    name: str
    fits: bool | None


def tag(around: Around, words: Words) -> Tag | None:
    """The place, level or grade that stands beside an offer; None where it names none."""
    text, offer = around.text, around.offer
    before = text[max(0, offer.start - _REACH) : offer.start]
    after = _AFTER.match(text, offer.end, offer.end + _REACH)
    if grade := _GRADE_BEFORE.search(before):
        return Tag(grade[0], _names(grade[0].strip(" :(-"), words.title[:_LONGEST]) or None)
    ahead = _BEFORE.search(before)
    names = ((after["tag"] or after["name"]) if after else None, ahead["tag"] if ahead else None)
    tags = (_place(name, words) or _level(name, words) or _grade(name, words) for name in names if name)
    return next((found for found in tags if found), None)


def _place(name: str, words: Words) -> Tag | None:
    """A place where it is London or the rest, the advert's own, or all of the tag."""
    place = words.place[:_LONGEST]
    parts = [part.strip().lower() for part in place.split(",")]
    in_london = None if all(part in _VAGUE for part in parts) else _LONDON.search(place) is not None
    if _ELSEWHERE.search(name):
        return Tag(name, None if in_london is None else not in_london)
    if _LONDON.search(name):
        return Tag(name, in_london)
    if any(len(part) > 3 and part not in _VAGUE and _names(part, name) for part in parts):
        return Tag(name, True)
    return Tag(name, False) if gazetteer().named(name.strip(" :-")) else None


def _level(name: str, words: Words) -> Tag | None:
    said = {level.lower() for level in _LEVEL.findall(name)}
    own = {level.lower() for level in _LEVEL.findall(words.title[:_LONGEST])}
    return Tag(name, bool(said & own) if own else None) if said else None


def _grade(name: str, words: Words) -> Tag | None:
    grade = _GRADE.search(name)
    return Tag(name, _names(grade[0], words.title[:_LONGEST]) or None) if grade else None


def _names(name: str, text: str) -> bool:
    """Whether a text holds all words of a name, one after the other."""
    return f" {' '.join(_WORD.findall(name.lower()))} " in f" {' '.join(_WORD.findall(text.lower()))} "
