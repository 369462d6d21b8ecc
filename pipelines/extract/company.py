"""Which names keep the company of a skill: R, Go and logging are often something else, a science team is people."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_KNOWN_OF = re.compile(
    r"\b(?:knowledge|experience|expertise|command|understanding|proficiency|grasp|mastery) of" + _SPACE + r"?\Z", re.I
)
_CUE_AFTER = re.compile(
    _SPACE + r"?(?:programming|languages?|scripts|scripting|code|developer|speaker|speaking|skills|experience"
    r"|expertise|knowledge|packages)\b",
    re.I,
)
_LETTER_AFTER = re.compile(_SPACE + r"?(?!(?:and|or)\b)[^\W\d_]")
_SMALL_WORD_AFTER = re.compile(_SPACE + r"?(?!(?:and|or)\b)[a-z][^\WA-Z]*\b")
_LINE_ENDS = re.compile(_SPACE + r"?\s{0,30}?(?:\n|\Z)")
# Heads of phrases that speak of people and places: "our data science team" asks for nothing.
_HEADS = (
    b"team function department community communitie leader leadership company companie firm consultancy startup start "
    b"industry sector organisation organization professional practitioner talent researcher engineer scientist analyst "
    b"manager architect specialist consultant developer lead director degree graduate student course role job career "
    b"space lab hub academy centre center group conference event"
).split()
_HEAD = re.compile(rb" ?(?:" + b"|".join(_HEADS) + rb")s?(?![a-z0-9])")
_FIRST_LETTERS = frozenset(head[:2] for head in _HEADS)  # by these most other words are told at once
_LINKS = re.compile(rf"(?:{_SPACE}{{0,2}}(?:[,/&|;()+]|\b(?:and|or)\b))+{_SPACE}{{0,2}}", re.I)


def believed(hits: Sequence[Named], text: str) -> list[bool | None]:
    """Of each name found in a text whether it is a skill: it is sure (True), or in a list with one that is.

    What describes people or is part of a longer word is not (False), nor what nothing speaks for (None).
    """
    plain = flat_bytes(text)
    judged: list[bool | None] = []
    for start, end, (_, care, _, is_field) in hits:
        if is_field and plain[end : end + 3].lstrip()[:2] in _FIRST_LETTERS and _HEAD.match(plain, end):
            judged.append(False)
        else:
            judged.append(care == "any" or _at_sight(text, start, end, care, is_field))
    doubtful = [n for n, judgement in enumerate(judged) if judgement is None]
    for n in doubtful:
        if n and judged[n - 1]:
            judged[n] = _are_linked(hits[n - 1], hits[n], text) or None
    for n in reversed(doubtful):
        if judged[n] is None and n + 1 < len(hits) and judged[n + 1]:
            judged[n] = _are_linked(hits[n], hits[n + 1], text) or None
    return judged


def _at_sight(text: str, start: int, end: int, care: Care, is_field: bool) -> bool | None:
    """Sure of a word that is often something else, or in capitals as it begins a sentence? None: only a list tells."""
    if care == "context" and _is_glued(text, start, end):
        return False
    if care == "case" and not _may_begin(text, start, end):
        return True
    return _is_bullet(text, start, end) or (not is_field and _is_cued(text, start, end)) or None


def _are_linked(one: Named, other: Named, text: str) -> bool:
    """Whether a name and the next stand in one list."""
    return other[0] - one[1] <= _NEAR and _LINKS.fullmatch(text, one[1], other[0]) is not None


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
    """As in "in Go", "R programming" and "knowledge of R"."""
    if _CUE_AFTER.match(text, end):
        return True
    if _LETTER_AFTER.match(text, end):
        return False
    before = _before(text, start).lower()
    if before == "of":
        return _KNOWN_OF.search(text, max(0, start - _NEAR), start) is not None
    return before in _CUES_BEFORE


def _before(text: str, start: int) -> str:
    """The word, mark or white space before; "" at the beginning."""
    found = _LAST_WORD.search(text, max(0, start - _NEAR), start)
    return found[1] if found else ""
