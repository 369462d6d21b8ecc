"""Which names keep the company of a skill: R, Go and logging are often something else, a science team is people."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.clean.flat import flat_bytes
from pipelines.extract.lexicon import Named

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


class Company:
    """The names found in one text, each to be judged by what stands around it."""

    def __init__(self, hits: Sequence[Named], text: str) -> None:
        self._hits = hits
        self._text = text
        self._plain = flat_bytes(text)
        self._listed: dict[int, bool] = {}

    def believes(self, n: int) -> bool:
        """Whether the n-th name is a skill: it is sure, or in a list with one that is."""
        _, end, (_, care, _, is_field) = self._hits[n]
        if care == "any":  # most names, so the shortest way
            return not (is_field and _PEOPLE.match(self._plain, end))
        return not self._is_other(n) and (self._is_sure(n) or self._is_well_listed(n))

    def _is_other(self, n: int) -> bool:
        """A field that describes people, or a doubtful word within a longer one."""
        start, end, (_, care, _, is_field) = self._hits[n]
        if is_field and _PEOPLE.match(self._plain, end):
            return True
        return care == "context" and _is_glued(self._text, start, end)

    def _is_sure(self, n: int) -> bool:
        """Not a word that is often something else, nor one in capitals as it begins a sentence; or one beside a cue."""
        start, end, (_, care, _, is_field) = self._hits[n]
        if care == "any" or (care == "case" and not _may_begin(self._text, start, end)):
            return True
        return _is_bullet(self._text, start, end) or (not is_field and _is_cued(self._text, start, end))

    def _is_well_listed(self, n: int) -> bool:
        if n not in self._listed:
            first = last = n
            while self._are_linked(first - 1):
                first -= 1
            while self._are_linked(last):
                last += 1
            good = first < last and any(self._is_sure(m) for m in range(first, last + 1))
            for m in range(first, last + 1):
                self._listed[m] = good
        return self._listed[n]

    def _are_linked(self, n: int) -> bool:
        """Whether a name and the next stand in one list."""
        if not 0 <= n < len(self._hits) - 1:
            return False
        start, end = self._hits[n][1], self._hits[n + 1][0]
        if end - start > _NEAR or not _LINKS.fullmatch(self._text, start, end):
            return False
        return not self._is_other(n) and not self._is_other(n + 1)


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
