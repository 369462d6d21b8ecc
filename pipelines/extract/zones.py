"""Zones of an advert: which stretch is about the company, the work, what is asked, what is offered, or the page itself.

A zone begins at a heading and ends at the next. A heading is a short line that names one, or, in a text that lost its
line breaks, the same words where a sentence begins ("...with data.Key ResponsibilitiesBuild..."). A line of page
furniture and a sentence of legal small print are zones of their own, after which the one before goes on.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Final, Literal, NamedTuple, TypeAlias, cast

from ahocorasick_rs import BytesAhoCorasick, Implementation

from pipelines.clean.flat import flat, flat_bytes
from pipelines.clean.per_text import PerText
from pipelines.extract.cues import Topic, cues

ZoneKind = Literal["chrome", "about", "offer", "duties", "required", "desired", "apply"]
HEADINGS = Path(__file__).parents[1] / "reference" / "zone_headings.csv"
# Where a zone begins, its kind, its end (None: where the next begins), and whether then the one before goes on.
_Mark: TypeAlias = tuple[int, ZoneKind | None, int | None, bool]


class Zones:
    """The zones of one text, in order: each holds from its start to the next one's."""

    __slots__ = ("_kinds", "_length", "_starts")

    def __init__(self, starts: list[int], kinds: list[ZoneKind | None], length: int) -> None:
        self._starts = starts
        self._kinds = kinds
        self._length = length

    def at(self, offset: int) -> ZoneKind | None:
        """The zone of a character; None where nothing says."""
        return self._kinds[bisect_right(self._starts, offset) - 1]

    def spans(self) -> list[tuple[ZoneKind, int, int]]:
        """Every zone that has a kind, as (kind, start, end): in order and without overlap."""
        ends = (*self._starts[1:], self._length)
        return [(kind, start, end) for kind, start, end in zip(self._kinds, self._starts, ends, strict=True) if kind]


@PerText
def find_zones(text: str) -> Zones:
    """The zones of a text in any layout. Linear in its length."""
    starts, kinds = [0], cast("list[ZoneKind | None]", [None])
    for start, kind in _changes(sorted([*_within_lines(text), *_of_lines(text)], key=itemgetter(0)), len(text)):
        if start == starts[-1]:
            kinds[-1] = kind
        elif kind != kinds[-1]:
            starts.append(start)
            kinds.append(kind)
    return Zones(starts, kinds, len(text))


def without_chrome(text: str) -> str:
    """The text with the page's own furniture, other adverts among it, blanked out: no fact may come from there, and no
    offset moves. Its zones are those of the text itself.
    """
    zones, parts, read = find_zones(text), list[str](), 0
    for kind, start, end in zones.spans():
        if kind == "chrome":
            parts += (text[read:start], " " * (end - start - 1), "\n")
            read = end
    if not parts:
        return text
    plain = "".join((*parts, text[read:]))
    find_zones.keep(plain, zones)
    return plain


def _changes(marks: list[_Mark], length: int) -> Iterator[tuple[int, ZoneKind | None]]:
    """From where on which kind holds."""
    section: ZoneKind | None = None
    ends = length
    for start, kind, end, goes_on in marks:
        if ends <= start:
            yield ends, section
        ends = length if end is None else end
        if not goes_on:
            section = kind if end is None else None
        yield start, kind
    if ends < length:
        yield ends, section


# --- what a heading says -----------------------------------------------------------------------------------------


class _Phrase(NamedTuple):
    text: str
    zone: ZoneKind | None
    match: str


def _read_phrases() -> tuple[_Phrase, ...]:
    with HEADINGS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        _Phrase(r["phrase"], None if r["zone"] == "other" else cast(ZoneKind, r["zone"]), r["match"]) for r in rows
    )


_PHRASES: Final = _read_phrases()
_WHOLE: Final = {phrase.text: phrase for phrase in _PHRASES}
_PARTS: Final = tuple(phrase for phrase in _WHOLE.values() if phrase.match != "whole")
_AUTOMATON: Final = BytesAhoCorasick([phrase.text.encode() for phrase in _PARTS], implementation=Implementation.DFA)
_WORD: Final = re.compile(r"[a-z']+")
_LONGER: Final = re.compile(r"(?!s\b)[a-z]")
# What may stand beside a word such as "skills" in a heading: "experience with Kafka" is none.
_BESIDE: Final = frozenset(
    {
        "a", "also", "and", "any", "at", "basic", "core", "criteria", "following", "for", "from", "general", "hard",
        "have", "if", "in", "it", "job", "key", "main", "minimum", "must", "of", "or", "other", "our", "overall",
        "personal", "post", "primary", "principal", "professional", "qualifications", "range", "relevant", "role",
        "soft", "some", "specific", "technical", "that", "the", "these", "this", "to", "top", "what", "who", "will",
        "you", "your",
    }
)  # fmt: skip
_OF_HEADINGS: Final = _BESIDE.union(*(_WORD.findall(phrase.text) for phrase in _PHRASES if phrase.match == "word"))


@lru_cache(maxsize=4096)
def _heading(words: str) -> _Phrase | None:
    """What a heading says, by its words in small letters: the whole of it, or else the weightiest phrase in it."""
    if whole := _WHOLE.get(words):
        return whole
    if found := [phrase for phrase in _parts(words) if _counts(phrase, words)]:
        return max(found, key=lambda phrase: (phrase.zone == "desired", len(phrase.text)))
    if words.startswith("about "):  # the employer's name
        return _Phrase(words, "about", "heading")
    return None


def _parts(words: str) -> Iterator[_Phrase]:
    """Phrases that begin with a word of it and end with one, or its plural."""
    for number, start, end in _AUTOMATON.find_matches_as_indexes(words.encode("ascii", "replace"), overlapping=True):
        if (not start or not words[start - 1].isalpha()) and not _LONGER.match(words, end):
            yield _PARTS[number]


def _counts(phrase: _Phrase, words: str) -> bool:
    if phrase.match == "furniture":
        return 3 * len(phrase.text) >= len(words)
    if phrase.match == "word" and not (phrase.zone == "desired" and words.startswith(phrase.text)):
        return _OF_HEADINGS.issuperset(_WORD.findall(words))
    return True


# --- headings on a line of their own -----------------------------------------------------------------------------

_LONGEST: Final = 100  # characters of a heading line
_MANY_WORDS: Final = 5  # spaces; more only with a colon, a question mark or in bold type
_BULLETS: Final = frozenset("-•·▪●+‣o*")
_AROUND: Final = " \t#*_:-–—…>|~=!?.•❮❯«»‹›()[]"
_AFTER_SENTENCE: Final = frozenset(".:!?*)")
_ASKING: Final = re.compile(r"experience|skills|knowledge|proficien|familiar|understanding|ability")
_DEMANDS: Final = ("required", "desired")
_OF_WORK: Final = ("required", "desired", "duties")


def _of_lines(text: str) -> Iterator[_Mark]:
    """What each short line begins: a section, or only itself where it is page furniture or a label ("Salary: ...")."""
    plain, start, above, is_bold = flat(text), 0, "", False
    kind: ZoneKind | None = None
    for line in text.split("\n"):
        if 2 < len(line) <= _LONGEST and line[-1] not in ".,;":
            said = _line_heading(line, plain, start)
            if said:
                if said.zone or not is_bold or line[0] in "*#":
                    if _is_alone(said, line):
                        yield start, said.zone, start + len(line), True
                    else:
                        kind, is_bold = said.zone, line[0] in "*#"
                        yield start, kind, None, False
            elif (line[-1] == ":" or line[0] in "#*") and _is_unknown_heading(line, above, below_bold=is_bold):
                kind = _of_unknown(line, kind)
                yield start, kind, None, False
        start, above = start + len(line) + 1, line


def _of_unknown(line: str, kind: ZoneKind | None) -> ZoneKind | None:
    """The zone under a heading that the table has not, after that kind: "experience with any of:" asks for more."""
    if kind == "chrome":  # another job's title
        return kind
    if not line.rstrip("* ").endswith(":") or not _ASKING.search(line.lower()):
        return None
    return kind if kind in _DEMANDS else "required"


def _line_heading(line: str, plain: str, start: int) -> _Phrase | None:
    """What a line says that begins there in the plain view, if it has the marks of a heading."""
    listed = line[1] == " " and line[0] in _BULLETS
    if line[-1] not in ":*" and (listed or (line.count(" ") > _MANY_WORDS and line[-1] != "?")):
        return None
    words = (line if line.isascii() else plain[start : start + len(line)]).strip(_AROUND).lower()
    return _WHOLE.get(words) if listed else _heading(words)


def _is_alone(said: _Phrase, line: str) -> bool:
    """Whether only the line itself is of the zone: page furniture, a label with what it labels, a line with pay."""
    if said.match == "furniture":
        return True
    return said.zone not in _OF_WORK and (": " in line.rstrip("* ") or any(mark in line for mark in "£$€"))


def _is_unknown_heading(line: str, above: str, *, below_bold: bool) -> bool:
    """One that ends a section: no bold words within a sentence, and no lesser heading below a bold one."""
    is_bold = (line[0] == "#" or line[:2] == "**") and line.strip(_AROUND) != ""
    if not is_bold and (below_bold or line[-1] != ":" or (line[1] == " " and line[0] in _BULLETS)):
        return False
    return not above or above[-1] in _AFTER_SENTENCE


# --- headings and small print within a line ----------------------------------------------------------------------

# What follows a heading: the next sentence glued to it, a mark, or the next sentence after a blank.
_ENDS: Final = re.compile(
    r"(?P<glued>(?<=[a-z)])(?=[A-Z])|(?<=[A-Z]{3})(?=[A-Z][a-z])| ?[:?…])"
    r"|(?P<apart>\n| ?- |  | ?[^\w\s,.;'\"&/()-]|\.{3}|\Z)|(?P<blank> (?=[A-Z]))"
)
_LABEL: Final = re.compile(r"[\w ,&/'-]{0,40}(?=:|  )")
_GOES_ON: Final = frozenset(",(-&/'\"")  # what stands before a word in the middle of a sentence
_PRINTED: Final[tuple[tuple[Topic, ZoneKind], ...]] = (("small print", "apply"), ("cookies", "chrome"))
_VALUE: Final = 80  # characters of what stands beside a label
_REACH: Final = 1200  # characters of small print, and of a section within a line that is not about the work
_SENTENCE: Final = 150  # characters of it before


def _within_lines(text: str) -> Iterator[_Mark]:
    """Headings that stand where a sentence begins, and small print."""
    plain, letters, headed, read = flat(text), flat_bytes(text), 0, 0
    for word, start, _ in cues("heading", text):
        if start >= headed and plain[start].isupper() and (said := _heading_at(plain, letters, start, word)):
            headed = start + len(said.text)
            is_label = said.match == "label" and plain[headed : headed + 2].strip()[:1] == ":"
            yield start, said.zone, _latest_end(plain, headed, said, is_label=is_label), is_label
    for topic, kind in _PRINTED:
        for _, first, last in cues(topic, text):
            if first >= read:
                start, read = _small_print(plain, first, last)
                yield start, kind, read, False


def _heading_at(plain: str, letters: bytes, at: int, cue: str) -> _Phrase | None:
    """The heading that begins there: a whole phrase of the table, or with a colon what a line would say."""
    found = _phrases(cue).match(letters, at)
    if not found:
        return None
    size = found.end() - at
    if plain[at + size - 1].isupper() and plain[at + size - 2].islower():  # "Nice to haveSome" is no "nice to haves"
        size -= 1
    words = letters[at : at + size].decode()
    ends = _ENDS.match(plain, at + len(words))
    if not ends:
        label = _LABEL.match(plain, at + len(words)) if _begins(plain, at) else None
        words = plain[at : label.end()].strip().lower() if label else ""
        said = _heading(words)
        return said._replace(text=words) if said else None
    if ends["blank"]:
        sure = " " in words and (plain[at : at + len(words)].istitle() or words.count(" ") > 1 or _begins(plain, at))
    else:
        sure = ends["glued"] is not None or _begins(plain, at)
    return _WHOLE.get(words) if sure else None


@cache
def _phrases(cue: str) -> re.Pattern[bytes]:
    """The longest phrase that begins with those letters, or is no more than the first of them."""
    found = (text for text in _WHOLE if text.startswith(cue) or cue.startswith(text))
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))).encode())


def _latest_end(plain: str, at: int, said: _Phrase, *, is_label: bool) -> int | None:
    """A label ends with its line; other matter than what is asked does not go on for ever in a text without lines."""
    if is_label:
        end = plain.find("\n", at, at + _VALUE)
        return end if end >= 0 else min(at + _VALUE, len(plain))
    return None if said.zone in _OF_WORK else min(at + _REACH, len(plain))


def _begins(plain: str, at: int) -> bool:
    """Whether a sentence can begin there: after a stop or a mark, or glued to a word in small letters."""
    before = plain[max(0, at - 3) : at]
    ends = before.rstrip(" ")
    if not ends or ends == before:
        return not ends or not (ends[-1].isupper() or ends[-1] in _GOES_ON)
    return not ends[-1].isalnum() and ends[-1] not in _GOES_ON


def _small_print(plain: str, first: int, last: int) -> tuple[int, int]:
    """From the beginning of the sentence that holds it, where one is near, to the end of the line."""
    start = max(plain.rfind(stop, max(0, first - _SENTENCE), first) for stop in ".!?\n")
    end = plain.find("\n", last, last + _REACH)
    return start + 1 if start >= 0 else first, end if end >= 0 else min(len(plain), last + _REACH)
