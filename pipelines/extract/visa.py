"""Visa: whether the employer sponsors one, or asks for the right to work.

What is said of sponsorship goes before the right to work; "may not be eligible for sponsorship" says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pipelines.clean.flat import flat, flat_bytes
from pipelines.extract.sentence import sentences
from pipelines.extract.zones import find_zones
from pipelines.words import Evidence, Found, Words

VALUES: Final = ("offered", "not_offered", "right_to_work")  # the last: asked for, with no word about sponsorship
_SPONSOR: Final = re.compile(r"\bsponsor(?:ship|ing|ed|s)?\b")
_OF_VISAS: Final = re.compile(
    r"\bvisas?\b|skilled worker|work permit|tier 2|certificate of sponsorship|immigration|right to work|work in the u"
    r"|migrant",
)
# "Sponsorship" with one of these beside it is of visas too; of a project or a programme it is not.
_BARE: Final = re.compile(
    r"\b(?:no|not|n't|cannot|unable|without|offer\w*|provide\w*|require\w*|need\w*|available|eligible for)"
    r" (?:[\w/-]{1,12} ){0,3}sponsorship\b"
    r"|\bsponsorship (?:is |will be |can be |cannot be )?(?:not |un)?(?:available|offered|provided|possible"
    r"|considered)",
)
_OF_OTHERS: Final = re.compile(
    r"(?:executive|project|programme|business|senior|stakeholder|corporate|sports?|event|exam|study|degree|course|company)"
    r"[ -]sponsor|sponsors? (?:or|and) stakeholder|sponsor (?:your|you through) (?:stud|exam|degree|cert)",
)
_PERHAPS: Final = re.compile(r"\b(?:may|might|some roles|limited circumstances|exceptional)\b")
_NOT_BEFORE: Final = re.compile(
    r"(?:\b(?:not|cannot|unable|never|unfortunately|regret\w*|neither)\b|n't\b)(?:(?!\bbut\b).)*\Z"
    r"|\b(?:no|non|without)\b[ -](?:[\w/-]{1,12} ){0,3}\Z",
    re.DOTALL,
)
_NOT_AFTER: Final = re.compile(r"[^,;]{0,60}?(?:\b(?:not|unavailable|cannot|unable|never)\b|n't\b)| ?[:-] ?no\b")
_YES: Final = re.compile(
    r"\b(?:offer\w*|provid\w+|available|can|able to|happy to|will|consider\w*|eligible for|open to|welcome|support|yes"
    r"|possible)\b",
)
_BEFORE, _AFTER = 110, 70  # characters around "sponsor" that say whether
_NOT_ONLY: Final = re.compile(r"\bnot (?:only|just|all)\b")
_RIGHT: Final = re.compile(
    r"\b(?:(?:right|eligib\w{2,5}|permission|entitle\w{1,4}|authori[sz]\w{2,5}|permit\w{0,3}) to (?:legally )?work"
    r"|working rights)\b",
)
_RIGHT_ASKED: Final = re.compile(
    r"\b(?:must|need\w*|require\w*|essential|already|only|have|hold|possess|proof|evidence|full|eligible|candidates?"
    r"|applicants?|you)\b",
)
_RIGHT_NOT: Final = re.compile(
    r"nationals|\b(?:do not (?:currently )?have|don't have|regardless|not required|who need|accrued)\b"
)


def find_visa(words: Words) -> Found | None:
    """One of ``VALUES``; None where the text does not say."""
    said = list(_said(words.text))
    return next((found for found in said if found.value != "right_to_work"), said[0] if said else None)


def _said(text: str) -> Iterator[Found]:
    for first, last in sentences("visa", text):
        if flat(text)[last : last + 1] == "?" or find_zones(text).at(first) == "chrome":
            continue
        said = flat_bytes(text)[first:last].decode()
        if value := _sponsors(said) or _needs_right(said):
            yield Found(value, Evidence("visa", value, "text", first, last, "words of the sentence"))


def _sponsors(said: str) -> str | None:
    if _OF_OTHERS.search(said) or not (_OF_VISAS.search(said) or _BARE.search(said)):
        return None
    for sponsor in _SPONSOR.finditer(said):
        before = _NOT_ONLY.sub("", said[max(0, sponsor.start() - _BEFORE) : sponsor.start()])
        after = said[sponsor.end() : sponsor.end() + _AFTER]
        if _PERHAPS.search(before) or _PERHAPS.search(after):
            continue
        if _NOT_BEFORE.search(before) or _NOT_AFTER.match(after):
            return "not_offered"
        if _YES.search(before) or _YES.search(after):
            return "offered"
    return None


def _needs_right(said: str) -> str | None:
    if _RIGHT.search(said) and _RIGHT_ASKED.search(said) and not _RIGHT_NOT.search(said):
        return "right_to_work"
    return None
