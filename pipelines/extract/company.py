"""Which names keep the company of a skill: R, Go and logging are often something else, a science team is people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.clean.flat import flat_bytes
from pipelines.extract.lexicon import Named
from pipelines.extract.skill_table import Care

_SPACE = r"[ \\\u00a0\u2009\u202f]"  # one of these stands between two words like nothing at all
_BULLETS = frozenset("-‐‑‒–—−•·▪●‣o*+")
_STOPS = _BULLETS | frozenset((*".!?:", ""))
_GLUE = frozenset("-‐‑‒–—−&'‘’.")
_NEAR = 30  # characters looked at before and after
_LAST_WORD = re.compile(rf"(\w+|[^\w\s]|\s+|\A){_SPACE}?\Z")
_CUES_BEFORE = frozenset(
    {
        "in", "using", "with", "programming", "language", "languages", "coding", "scripting", "fluent",
        "speak", "speaks", "speaking", "written", "spoken", "native", "proficient",
    }
)  # fmt: skip
_CUE_AFTER = re.compile(
    _SPACE + r"?(?:programming|languages?|scripts|scripting|code|developer|speaker|speaking|skills|experience"
    r"|expertise|knowledge|packages)\b",
    re.I,
)
_LETTER_AFTER = re.compile(_SPACE + r"?[^\W\d_]")
_SMALL_WORD_AFTER = re.compile(_SPACE + r"?(?!(?:and|or)\b)[a-z][^\WA-Z]*\b")
_LINE_ENDS = re.compile(_SPACE + r"?\s{0,30}?(?:\n|\Z)")
# Heads of phrases that speak of people and places: "our data science team" asks for nothing.
_PEOPLE = re.compile(
    rb" ?(?:team|function|department|community|communitie|leader|leadership|company|companie|firm|consultancy|startup"
    rb"|start|industry|sector|organi[sz]ation|professional|practitioner|talent|researcher|engineer|scientist|analyst"
    rb"|manager|architect|specialist|consultant|developer|lead|director|degree|graduate|student|course|role|job|career"
    rb"|space|lab|hub|academy|centre|center|group|conference|event)s?(?![a-z0-9])"
)
_LINKS = re.compile(rf"(?:{_SPACE}{{0,2}}(?:[,/&|;()+]|\b(?:and|or)\b))+{_SPACE}{{0,2}}", re.I)


def believed(hits: Sequence[Named], text: str) -> list[bool | None]:
    """Of each name found in a text whether it is a skill: it is sure (True), or in a list with one that is.

    What describes people or is part of a longer word is not (False), nor what nothing speaks for (None).
    """
    plain = flat_bytes(text)
    judged: list[bool | None] = []
    for start, end, (_, care, _, is_field) in hits:
        if is_field and _PEOPLE.match(plain, end):
            judged.append(False)
        else:
            judged.append(care == "any" or _at_sight(text, start, end, care, is_field))
    if None in judged:
        pairs = range(1, len(hits))
        _follow(((n - 1, n) for n in pairs), judged, hits, text)
        _follow(((n, n - 1) for n in reversed(pairs)), judged, hits, text)
    return judged


def _at_sight(text: str, start: int, end: int, care: Care, is_field: bool) -> bool | None:
    """Sure of a word that is often something else, or in capitals as it begins a sentence? None: only a list tells."""
    if care == "context" and _is_glued(text, start, end):
        return False
    if care == "case" and not _may_begin(text, start, end):
        return True
    return _is_bullet(text, start, end) or (not is_field and _is_cued(text, start, end)) or None


def _follow(pairs: Iterable[tuple[int, int]], judged: list[bool | None], hits: Sequence[Named], text: str) -> None:
    """Lets a doubtful name be as good as its neighbour in a list, along the pairs."""
    for good, doubtful in pairs:
        if judged[doubtful] is None and judged[good]:
            start, end = hits[min(good, doubtful)][1], hits[max(good, doubtful)][0]
            if end - start <= _NEAR and _LINKS.fullmatch(text, start, end):
                judged[doubtful] = True


def _is_glued(text: str, start: int, end: int) -> bool:
    """Part of a longer word: R&D, C-level, Go-to-market, "Let's Go"."""
    return (start > 0 and text[start - 1] in _GLUE) or (
        text[end : end + 1] in _GLUE and text[end + 1 : end + 2].isalnum()
    )


def _may_begin(text: str, start: int, end: int) -> bool:
    """Whether its capital may be only that of a sentence: "Spark joy"."""
    if not _SMALL_WORD_AFTER.match(text, end) or not text[start:end].split()[0].istitle():
        return False
    before = _before(text, start)
    return before in _STOPS or "\n" in before


def _is_bullet(text: str, start: int, end: int) -> bool:
    """A bullet that holds nothing else; two stars are bold type."""
    if not _LINE_ENDS.match(text, end) or _before(text, start) not in _BULLETS:
        return False
    return not text[max(0, start - _NEAR) : start].rstrip()[:-1].endswith("*")


def _is_cued(text: str, start: int, end: int) -> bool:
    """As in "in Go" and "R programming"."""
    if _CUE_AFTER.match(text, end):
        return True
    return not _LETTER_AFTER.match(text, end) and _before(text, start).lower() in _CUES_BEFORE


def _before(text: str, start: int) -> str:
    """The word, mark or white space before; "" at the beginning."""
    found = _LAST_WORD.search(text, max(0, start - _NEAR), start)
    return found[1] if found else ""
