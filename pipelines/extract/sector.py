"""Sector of the employer, or of the client an agency advertises for, where the advert says so.

It is said by a label ("Industry: Retail"), of the employer ("we are a leading insurer", "our client, a fintech"), by
"a business within the energy sector", or by the employer's own name ("... NHS Trust"). What the candidate is to have
seen before ("experience in the legal sector") says nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from pipelines.clean.employer import is_agency
from pipelines.clean.flat import flat, flat_bytes
from pipelines.extract.cues import cues
from pipelines.extract.sentence import sentence
from pipelines.extract.zones import find_zones
from pipelines.words import Evidence, Field, Found, Words

SECTORS = Path(__file__).parents[1] / "reference" / "sectors.csv"


class _Name(NamedTuple):
    """A way to name a sector; a firm says it alone, a field with a word such as "company" or "sector"."""

    text: str
    sector: str
    is_firm: bool


def _read_names() -> tuple[_Name, ...]:
    with SECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kinds = (("firms", True), ("fields", False))
    return tuple(_Name(name, r["sector"], firm) for r in rows for kind, firm in kinds for name in r[kind].split(" | "))


def _automaton(names: tuple[_Name, ...]) -> BytesAhoCorasick:
    # The small kind: only a few words at a time are read by it, so that it has to come into the cache anew each time.
    patterns = [name.text.encode() for name in names]
    return BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.ContiguousNFA)


_NAMES: Final = _read_names()
_ALL: Final = _automaton(_NAMES)
_ENDS: Final = ("sector", "industry")  # alone after a field; with a colon before it
_ROOM: Final = 80  # characters after a frame in which the sector is named
_BEHIND: Final = 36  # characters before "sector" in which it, and "in the", stand
_BETWEEN: Final = re.compile(
    r"n? ?(?:the |one of |some of )?(?:(?!(?:role|team|position|candidate|engineer|analyst|developer|member|manager"
    r"|that|which|who|to|for|with|in|is|and|where|person|project|range|variety|wide|result|contract|data)\b)"
    r"(?:of the|[\w'&/.-]{1,20}),? ){0,7}",
)
_FIRM: Final = re.compile(
    r"[ -](?:[\w&-]{1,15} ){0,2}?(?:company|companies|firms?|organi[sz]ations?|groups?|providers?|brands?"
    r"|start[ -]?ups?|scale[ -]?ups?|consultanc(?:y|ies)|giant|operators?|institutions?|client|agency|association|trust"
    r"|retailer|supplier|manufacturer|publisher"
    r"|business(?:es)?(?! (?:partner|analy|intell|develop|unit|change|archit|system|lead)))\b",
)
_LIKE_A_FIRM: Final = re.compile(
    r"[ -](?:[\w&-]{1,15} ){0,2}?(?:leaders?|specialists?|players?|house|platform|services|solutions|body|studio)\b",
)
_RECRUITS: Final = re.compile(r"[\w &,-]{0,30}\b(?:recruit|staffing|talent|headhunt|job ?board|candidates)")
_WITHIN: Final = re.compile(
    r"\b(?:client|customer|organi[sz]ation|company|business|firm|leader|brand|group|consultancy|project|programme"
    r"|environment|division)s?,? (?:[\w-]{1,15} ){0,2}(?:in|within) the \Z",
)
_OF_CANDIDATE: Final = re.compile(
    r"\b(?:experience|experienced|background|knowledge|worked|previous|previously|ideally|familiar\w*|exposure|preferably"
    r"|skills|understanding|interest|degree|desirable|expertise)\b",
)
_HIRING: Final = re.compile(
    r"\b(?:client|recruit\w*|hiring|seek\w*|partner\w*|join\w*|behalf|working with|opportunity|role|looking"
    r"|sourcing)\b",
)
_SOUGHT: Final = re.compile(
    r"\b(?:looking|search\w*|hunt|seeking|hiring|recruiting|ideal|suit\w*|perfect|suitable|requirement|need"
    r"|vacancy|advertising)\Z",
)
_WEAK_FRAMES: Final = frozenset(("with a ", "with an ", "with one of", "for a ", "for an ", "for one of"))
_SUBJECT: Final = re.compile(r"\b(?:this|it|that|there|which|role|position|opportunity|what|who|someone|you|here)\s*\Z")
_ELSEWHERE: Final = frozenset(("chrome", "required", "desired", "apply"))
_EMPLOYERS: Final = tuple(
    (sector, re.compile(rf"\b(?:{names})\b"))
    for sector, names in (
        ("health", "NHS|Hospitals?|Hospice"),
        ("education", "University|College|School|Academy Trust|Academies"),
        (
            "public_sector",
            "Council|HM Revenue|Home Office|Ministry of|Department for|Civil Service|Cabinet Office|Police|Constabulary"
            "|Government Recruitment|Environment Agency",
        ),
        ("finance", "Bank|Building Society|Asset Management|Wealth Management"),
        ("insurance", "Insurance|Assurance|Reinsurance"),
        ("property", "Housing Association|Housing Trust"),
        ("legal", "Solicitors"),
    )
)


def find_sector(words: Words) -> Found | None:
    """One of ``reference/sectors.csv``; None where nothing says so. A label first, then the text, then the name."""
    said = list(_said(words.text))
    return min(said, key=_order, default=None) or _by_name(words.employer)


def _order(found: Found) -> tuple[bool, bool, int]:
    rule = found.evidence.rule
    return rule != "label", rule != "said of the employer", found.evidence.start


def _said(text: str) -> Iterator[Found]:
    if not (cued := cues("sector", text)):
        return
    letters = flat_bytes(text)
    plain, low, zones = flat(text), letters.decode(), find_zones(text)
    for word, start, end in cued:
        if word in _ENDS:
            found = _of_field(plain, low, letters, start)
        elif word.startswith(_ENDS):
            found = _labelled(low, letters, end)
        elif zones.at(start) in _ELSEWHERE:
            continue
        else:
            found = _of_employer(plain, low, letters, start, end, is_weak=word in _WEAK_FRAMES)
        if found and zones.at(found.evidence.start) not in _ELSEWHERE:
            yield found


def _found(name: _Name, start: int, rule: str, field: Field = "text") -> Found:
    return Found(name.sector, Evidence("sector", name.sector, field, start, start + len(name.text), rule))


def _names(letters: bytes, first: int, last: int) -> list[tuple[_Name, int]]:
    """What is named by whole words of [first, last), and where."""
    found = _ALL.find_matches_as_indexes(letters[first:last])
    return [
        (_NAMES[number], first + start)
        for number, start, end in found
        if _is_whole(letters, first + start, first + end)
    ]


def _is_whole(letters: bytes, start: int, end: int) -> bool:
    """Whether words begin and end there, or end with an "s" more."""
    before, after = letters[start - 1 : start], letters[end : end + 2]
    return not before.isalnum() and not after.removeprefix(b"s")[:1].isalnum()


def _labelled(low: str, letters: bytes, at: int) -> Found | None:
    """After "Industry:", on its line or (bold type) the next."""
    end = low.find("\n", at + 4, at + 40)
    for name, start in _names(letters, at, end if end >= 0 else at + 40):
        if start - at < 6:
            return _found(name, start, "label")
    return None


def _of_employer(plain: str, low: str, letters: bytes, frame: int, at: int, *, is_weak: bool) -> Found | None:
    """After "we are a", "our client, a", "join a": a firm, or a field and a word for a firm."""
    for name, start in _names(letters, at, at + _ROOM):
        end = start + len(name.text)
        firm = _FIRM.match(low, end) or (None if is_weak else _LIKE_A_FIRM.match(low, end))
        if not (name.is_firm or firm) or _RECRUITS.match(low, end):
            continue
        if not _BETWEEN.fullmatch(low, at, start) or not _is_of_employer(plain, low, frame, start, is_weak=is_weak):
            return None
        if firm and "consult" in firm[0].lower():
            name = name._replace(sector="consulting")
        return _found(name, start, "said of the employer")
    return None


def _is_of_employer(plain: str, low: str, frame: int, at: int, *, is_weak: bool) -> bool:
    """Not what the candidate has seen, not the role; "for a" and "with a" only where somebody hires for another."""
    first, _ = sentence(plain, frame, at)
    if _OF_CANDIDATE.search(low, first, at) or _SUBJECT.search(low, first, frame):
        return False
    return not is_weak or (_HIRING.search(low, first, frame) is not None and not _SOUGHT.search(low, first, frame))


def _of_field(plain: str, low: str, letters: bytes, at: int) -> Found | None:
    """Before "sector" or "industry": a client, business or project "within the energy sector"."""
    if low.find("n the ", max(0, at - _BEHIND), at) < 0:  # the end of "in the" or "within the"
        return None
    named = [
        (name, start) for name, start in _names(letters, max(0, at - _BEHIND), at) if start + len(name.text) == at - 1
    ]
    if not named or not _WITHIN.search(low, max(0, named[0][1] - 60), named[0][1]):
        return None
    first, _ = sentence(plain, named[0][1], at)
    return None if _OF_CANDIDATE.search(low, first, at) else _found(*named[0], "said of the field")


@lru_cache(maxsize=4096)  # an employer's adverts come together
def _by_name(employer: str) -> Found | None:
    for sector, pattern in _EMPLOYERS:
        if (found := pattern.search(employer)) and not is_agency(employer, ""):
            return Found(sector, Evidence("sector", sector, "employer", *found.span(), "employer's name"))
    return None
