"""Employer kind: an agency that recruits for another, or the employer itself; with the words that say so.

Agencies are told by ``pipelines.clean.employer``. An advert is direct where none of that holds and its text turns
agencies away or speaks of the advertiser by name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from pipelines.clean.employer import is_agency
from pipelines.clean.flat import flat
from pipelines.extract.cues import Topic, cues
from pipelines.words import Evidence, Field, Found, Words

KINDS: Final = ("agency", "direct")
_LEGAL: Final = re.compile(r"\W*\b(?:ltd|limited|plc|llp|inc|group|uk|gmbh|llc|the|\(.{0,30}\))\W*", re.IGNORECASE)
_SHORTEST: Final = 3  # letters of a name to be looked for
_PARTNERS: Final = re.compile(
    r"[^.\n]{0,40}\b(?:partner\w*|recruit\w*|collaborat\w*|working with|supporting|behalf)\b", re.IGNORECASE
)
_LINE: Final = 12  # characters after the name that make more of it than a line of the page's head


def find_employer_kind(words: Words) -> Found | None:
    """One of ``KINDS``; None where neither can be told."""
    is_told = bool(cues("client", words.text))  # without these no text is an agency's
    if is_agency(words.employer, words.text if is_told else ""):
        if is_agency(words.employer, ""):
            return _found("agency", "employer", 0, len(words.employer), "agency's name")
        return _first("agency", "client", words.text, "words for a client")
    return _first("direct", "direct", words.text, "agencies turned away") or _named(words)


def _first(kind: str, topic: Topic, text: str, rule: str) -> Found | None:
    for _, start, end in cues(topic, text):
        if text[end : end + 1] != "s":
            return _found(kind, "text", start, end, rule)
    return None


def _named(words: Words) -> Found | None:
    """The advertiser's name in its own text, where it is not alone on a line and does not partner with a client."""
    name, plain = _short(words.employer), flat(words.text)
    at = plain.find(name) if len(name) >= _SHORTEST else -1
    while at >= 0:
        end = at + len(name)
        is_word = not (plain[at - 1 : at].isalnum() or plain[end : end + 1].isalnum())
        if is_word and "\n" not in plain[end : end + _LINE] and end + _LINE < len(plain):
            partners = _PARTNERS.match(plain, end)
            return None if partners else _found("direct", "text", at, end, "advertiser's name in the text")
        at = plain.find(name, end)
    return None


@lru_cache(maxsize=4096)  # an employer's adverts come together
def _short(employer: str) -> str:
    return _LEGAL.sub(" ", flat(employer)).strip()


def _found(kind: str, field: Field, start: int, end: int, rule: str) -> Found:
    return Found(kind, Evidence("employer_kind", kind, field, start, end, rule))
