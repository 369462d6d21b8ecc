"""Years of experience asked, of the role as a whole.

Of several the largest minimum counts ("10+ years in data, at least 5 leading teams": ten), what is required before
what is only desired. The years of a company, a contract, a residence or a person's age are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipelines.clean.flat import flat, flat_bytes
from pipelines.extract.cues import cues
from pipelines.extract.sentence import sentence
from pipelines.extract.zones import find_zones
from pipelines.words import Evidence, Words


class Experience(NamedTuple):
    """Years; ``None`` where that bound is not said. Months are parts of a year, to one place (18 months: 1.5)."""

    min_years: float | None
    max_years: float | None
    evidence: Evidence


_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBER: Final = rf"(?:\d{{1,2}}(?:\.5)?|\b(?:{'|'.join(_WORDS)}))"
_SPAN: Final = re.compile(
    rf"(?<!\d)(?<!\d[.,])(?<![£$€/])(?P<low>{_NUMBER})"
    rf"(?P<plus> ?\+| plus| or more)?(?: ?\(\d{{1,2}}\+?\))?"
    rf"(?: ?(?:-|to|or) ?(?P<high>{_NUMBER})(?P<more> ?\+)?)?[ -]?(?P<unit>year|yr|month)s?\b'?",
    re.IGNORECASE,
)
_AT_MOST: Final = re.compile(r"\b(?:up to|maximum(?: of)?|less than|under|max\.?) \Z")
_ROOM: Final = 25  # characters of a span before its unit
_COUNTED: Final = re.compile(rf"\d|{'|'.join(_WORDS)}")
_EXPERIENCE: Final = re.compile(r"experience(?!d)|expertise|background|track record|\bexp\b|exposure|\bpqe\b|qualified")
_DOING: Final = re.compile(
    r"(?: ?\+| plus| or more)?\)?,? (?:in|as|of|with|working|building|developing|leading|managing|decueing|delivering"
    r"|using|doing|writing|coding|programming|engineering|running|post)\b",
)
# What stands before or after the years of something else.
_BEFORE_OTHERS: Final = re.compile(
    r"\b(?:last|past|next|within|every|first|after|previous|coming|vest over|aged?|term of|duration of|for the|over the"
    r"|span\w{0,5}|throughout) (?:\w{1,10} ){0,2}\Z",
)
_AFTER_OTHERS: Final = re.compile(
    r"[ -]?(?:old\b|ago\b|(?:of )?service|in business|contract|fixed|ftc\b"
    r"|(?:of )?(?:\w{1,12} ){0,3}(?:residen|history|heritage|growth|success)|anniversary|warranty|plan\b|roadmap|period"
    r"|term\b|from |in a row|course|degree|apprentice|probation|initial|extension|rolling|parental|partnership"
    r"|journey|project|ascuement|programme)",
)
_COMPANY: Final = re.compile(
    r"\b(?:we(?:'ve|'re| have| are| were)|our|us|its?|company|agency|founded|established|boasts?|combined)\b",
)
_YOURS: Final = re.compile(
    r"\b(?:you|your|you'll|you've|candidates?|applicants?|looking for|seek(?:ing|s)?|requires?|required|need(?:ed|s)?"
    r"|must|minimum|at least|ideal(?:ly)?|essential|typically|someone|bring"
    r"|(?:engineer|developer|analyst|scientist|manager|consultant|architect|specialist|professional|individual|person|people)s?"
    r" with)\b",
)
_PLEASES_BEFORE: Final = re.compile(r"\b(?:ideally|preferably|desirable|preferred)\b.{0,25}\Z")
_PLEASES_AFTER: Final = re.compile(
    r"\b(?:preferred|desirable|advantageous|beneficial|nice to have|(?:a|an|big|real) (?:plus|bonus|advantage))\b",
)
_ELSEWHERE: Final = frozenset(("about", "offer", "apply", "chrome"))
_DEMANDED: Final = frozenset(("required", "desired"))
_MOST: Final = 19  # years that an advert asks for; more are a company's
_MARKS: Final = " -*|+:(~"
_NEAR: Final = 90  # characters between the years and "experience"


def find_experience(words: Words) -> Experience | None:
    """What the text asks; None where it does not say."""
    return max(_asked(words.text), key=_weight, default=None)


def _weight(found: Experience) -> tuple[bool, float]:
    return found.evidence.rule == "years required", found.min_years or 0.0


def _asked(text: str) -> Iterator[Experience]:
    if not (said := cues("experience", text)):
        return
    plain, low, end = flat(text), flat_bytes(text).decode(), 0
    for _, unit, _ in said:
        if unit < end or not (span := _span(plain, low, unit)):
            continue
        end = span.end()
        zone = find_zones(text).at(span.start())
        if zone in _ELSEWHERE or (_years(span["low"], span["unit"]) or 0) > _MOST:
            continue
        first, last = sentence(plain, *span.span())
        before, after = low[first : span.start()], low[end:last]
        if _is_experience(before, after, listed=zone in _DEMANDED) and (
            zone in _DEMANDED or _is_demanded(span, before, after)
        ):
            pleases = zone == "desired" or _PLEASES_BEFORE.search(before[-_NEAR:]) or _PLEASES_AFTER.search(after)
            yield _read(span, before, "years preferred" if pleases else "years required")


def _span(plain: str, low: str, unit: int) -> re.Match[str] | None:
    """The number of years whose unit stands there."""
    for number in _COUNTED.finditer(low, max(0, unit - _ROOM), unit):
        span = _SPAN.match(plain, number.start())
        if span and span.end() > unit:
            return span
    return None


def _is_experience(before: str, after: str, *, listed: bool) -> bool:
    """Whether the years are of experience; in a list of what is asked those that begin a bullet are."""
    if _BEFORE_OTHERS.search(before[-40:]) or _AFTER_OTHERS.match(after):
        return False
    if _EXPERIENCE.search(after[:_NEAR]) or _EXPERIENCE.search(before[-_NEAR:]):
        return True
    return _DOING.match(after) is not None or (listed and not before.strip(_MARKS) and after[:1] == " ")


def _is_demanded(span: re.Match[str], before: str, after: str) -> bool:
    """Outside what is required: not of the company, and with a plus, a demand, or at the start of a bullet."""
    if _YOURS.search(before) or _YOURS.search(after):
        return True
    return not _COMPANY.search(before) and (span["plus"] is not None or not before.strip(_MARKS))


def _read(span: re.Match[str], before: str, rule: str) -> Experience:
    low, high = _years(span["low"], span["unit"]), _years(span["high"], span["unit"])
    if _AT_MOST.search(before[-15:]):
        low, high = None, high or low
    if span["more"]:
        high = None
    value = f"{'' if low is None else f'{low:g}'}-{'' if high is None else f'{high:g}'}"
    return Experience(low, high, Evidence("experience", value, "text", span.start(), span.end(), rule))


def _years(said: str | None, unit: str) -> float | None:
    if said is None:
        return None
    number = float(said) if said[0].isdigit() else float(_WORDS.index(said.lower()) + 1)
    return round(number / 12, 1) if unit.lower() == "month" else number
