"""Security clearance asked: which level, and whether it must be held already.

Of several levels the highest that is asked counts ("active SC, with eligibility for DV": DV), of two that either will
do ("SC or DV") the lower. What only some posts may need is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from pipelines.clean.flat import flat, flat_bytes
from pipelines.extract.sentence import sentences
from pipelines.extract.zones import find_zones
from pipelines.words import Evidence, Field, Found, Words

# From the lowest. "unspecified": a clearance whose level is not said. NPPV is the police's; eSC and eDV are enhanced.
LEVELS: Final = ("unspecified", "bpss", "nppv", "ctc", "sc", "esc", "dv", "edv")
# "held": already. "eligible": can be got after the offer. "required": asked, without a word about when. "preferred".
STATES: Final = ("preferred", "required", "eligible", "held")


class Clearance(NamedTuple):
    """``level`` is one of ``LEVELS``, ``state`` one of ``STATES``."""

    level: Found
    state: Found


class _Named(NamedTuple):
    level: str
    start: int
    end: int


_LEVEL: Final = re.compile(
    r"""(?P<bpss>bpss|baseline\ personnel\ security\ (?:standard|check))
    |(?P<nppv>nppv|non-police\ personnel\ vetting)
    |(?P<ctc>ctc\b|counter[ -]terroris[tm]\ check)
    |(?P<edv>(?<![a-z])e[- ]?dv\b|enhanced\ (?:dv\b|developed\ vett))
    |(?P<esc>(?<![a-z])e[- ]?sc\b|enhanced\ sc\b)
    |(?P<dv>dv\b|developed\ vett)
    |(?P<sc>sc\b|security\ check\b)
    |(?P<unspecified>(?:security|government|gov|mod|police|secret|nato)[ -](?:clear(?:ance|ed)|vetting))""",
    re.VERBOSE,
)
_CODE: Final = re.compile(r"e?[- ]?(?:SC|DV)|CTC")  # in capitals; "sc" alone is no level
_ABOUT_CLEARANCE: Final = re.compile(r"clear(?:ance|ed|able)|vett(?:ing|ed)|security check|eligib")
_CUSTOMS: Final = re.compile(r"(?:customs|import|site|land|house|stock|data) clearance|vetting charter")
_PERHAPS: Final = re.compile(
    r"\b(?:may|might|could|if|some|certain|not (?:be )?(?:required|needed|necessary|eligible)|clearance levels"
    r"|without)\b",
)
_NEVER: Final = re.compile(r"\b(?:exempt|reject\w*|failure|no (?:\w{1,10} )?clearance)\b")
_CODES: Final = 4  # letters of the longest code
_BESIDE: Final = 40  # characters on either side of a code in which clearance is spoken of
_NEAR: Final = 80  # characters on either side of a level that tell its state
_ASKED: Final = re.compile(
    r"\b(?:must|require\w*|need\w*|eligib\w*|obtain\w*|hold\w*|held|able to|ability|willing\w*|active|current\w*"
    r"|undergo\w*|achiev\w*|attain\w*|subject to|essential|mandatory|cleared|desirable|preferred|advantage\w*|pass"
    r"|go through|gain)\b",
)
_CUES: Final = (
    (
        "preferred",
        re.compile(
            r"\b(?:desirable|preferred|preferabl[ey]|preference|advantage\w*|ideally|beneficial|nice to have|plus"
            r"|bonus)\b",
        ),
    ),
    (
        "eligible",
        re.compile(
            r"\b(?:eligib\w*|obtain\w*|undergo\w*|willing\w*|ability|able to|achiev\w*|attain\w*|gain|go through"
            r"|clearable|subject to|processed|apply for|pass|complete\w*|capable|in progress|put through)\b",
        ),
    ),
    (
        "held",
        re.compile(
            r"\b(?:active|current|currently|hold\w*|held|valid|live|existing|already|in place|possess\w*|cleared"
            r"|vetted)\b",
        ),
    ),
)
_MUST: Final = re.compile(r"\b(?:must|required|essential|mandatory|requires)\b(?! but not)")
_EITHER: Final = re.compile(r" ?(?:clear(?:ance|ed) ?)?(?:\bor\b|/|\|) ?")


def find_clearance(words: Words) -> Clearance | None:
    """What the title or the text asks; None where neither says."""
    return max((*_of_title(words.title), *_asked(words.text, "text")), key=_weight, default=None)


@lru_cache(maxsize=4096)  # many adverts share a title
def _of_title(title: str) -> tuple[Clearance, ...]:
    return tuple(_asked(title, "title"))


def _weight(found: Clearance) -> tuple[bool, int]:
    return found.state.value != "preferred", LEVELS.index(found.level.value)


def _asked(text: str, field: Field) -> Iterator[Clearance]:
    for first, last in sentences("clearance", text):
        said = flat_bytes(text)[first:last].decode()
        named = _level(said, flat(text)[first:last], first)
        if named and not _CUSTOMS.search(said) and _is_asked(said, named) and find_zones(text).at(first) != "chrome":
            state = _state(said[max(0, named.start - first - _NEAR) : named.end - first + _NEAR])
            span = (field, named.start, named.end)
            yield Clearance(
                Found(named.level, Evidence("clearance", named.level, *span, "level named")),
                Found(state, Evidence("clearance_state", state, field, first, last, "words of the sentence")),
            )


def _level(said: str, written: str, first: int) -> _Named | None:
    """The highest level in a sentence that begins at ``first``; of two that either will do the lower."""
    best: _Named | None = None
    before: _Named | None = None
    for found in _LEVEL.finditer(said):
        start, end = found.span()
        if not _begins(written, start) or (end - start <= _CODES and not _is_code(written, start, end)):
            continue
        named = _Named(found.lastgroup or "", first + start, first + end)
        if before and best == before and _EITHER.fullmatch(said, before.end - first, start):
            best = min(before, named, key=_rank)
        else:
            best = max(best or named, named, key=_rank)
        before = named
    return best


def _begins(written: str, at: int) -> bool:
    """Whether a word begins there, be it glued to one in small letters ("desirableSC clearance")."""
    return not written[at - 1 : at].isalpha() or (written[at - 1].islower() and written[at].isupper())


def _is_code(written: str, start: int, end: int) -> bool:
    """Whether so short a level is written as one, with a word about clearance beside it: SC, eDV; BPSS in any case."""
    code = written[start:end]
    if code.lower() in ("bpss", "nppv"):
        return True
    beside = written[max(0, start - _BESIDE) : end + _BESIDE].lower()
    return _CODE.fullmatch(code) is not None and _ABOUT_CLEARANCE.search(beside) is not None


def _rank(named: _Named) -> int:
    return LEVELS.index(named.level)


def _is_asked(said: str, named: _Named) -> bool:
    if _NEVER.search(said) or (_PERHAPS.search(said) and not _MUST.search(said)):
        return False
    return named.level != "unspecified" or _ASKED.search(said) is not None


def _state(said: str) -> str:
    for state, cue in _CUES:
        if cue.search(said) and not (state == "preferred" and _MUST.search(said)):
            return state
    return "required"
