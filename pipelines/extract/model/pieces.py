"""Adverts cut into words and marks, and what is known of each of them as a few numbers.

A batch is one long column of pieces, adverts apart by a few empty ones, so that everything after this is NumPy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.skills import Skill

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
GAP = 8  # empty pieces before and after an advert: no window reaches from one into the next
_PIECE = re.compile(r"\w+ ?|\\?[^\w\s] ?|\s+")
_WORD = re.compile(r"\w+")
_MOST = 100_000  # pieces remembered, after which all are forgotten: a long run must not grow
# Words that no name of a skill holds; they cut the text into phrases.
_LITTLE_WORDS = (
    "a an and are as at be been being but by can could did do does for from had has have having he her his how i if in "
    "into is it its may might more most must my no nor not of off on or other others our out over own per shall she "
    "should so some such than that the their them then there these they this those through to too under until up upon "
    "us very was we were what when where whether which while who whom whose why will with within without would you "
    "your yours yourself s t re ve ll d m don e g eg ie etc "
    "including include includes included using use used uses via across like both any all each every well also new"
)
_WORDS_OF_ADVERTS = (
    "one two three between about after before during around along among against because however just only even still "
    "experience experiences experienced knowledge understanding proficiency proficient expertise skills skill skilled "
    "ability abilities able familiarity familiar exposure strong solid good excellent deep hands working proven "
    "demonstrable demonstrated advanced basic key core great high highly years year plus least either following "
    "similar build building builds develop developing create creating deliver delivering ensure ensuring maintain "
    "maintaining lead leading work works drive driving implement implementing provide providing define defining help "
    "helping improve improving perform performing conduct conducting collaborate collaborating contribute contributing "
    "apply applying translate translating identify identifying write writing required preferred desirable essential "
    "ideally role team teams company business candidate candidates people job day days week weeks month months please "
    "join looking"
)
_CUTS = frozenset((*_LITTLE_WORDS.split(), *_WORDS_OF_ADVERTS.split()))


class Column:
    """Which number of a piece says what."""

    LOWER = 0  # a code of the word in lower case, the same on every machine
    NUMBER = 1  # another, small, of this process alone
    LENGTH = 2  # characters, with the space after it
    SHAPE = 3  # how it is capitalised; 0: no word
    WORD = 4  # 2: may stand in a name; 1: a word that does not; 0: a mark
    SPACED = 5  # white space follows
    MARK = 6  # 1: the comma and its like; 2: a bullet; 3: any other; 0: a word
    ENDS = 7  # the last piece of a sentence, line or bullet
    JOINS = 8  # may stand within a name, between two words
    SUFFIX3, SUFFIX4, PREFIX4 = 9, 10, 11
    AS_LAST, AS_FIRST, AS_ANY = 12, 13, 14  # how many names in the table of skills hold it there (``_size``)
    N = 15


_COMMA, _BULLET, _OTHER_MARK = 1, 2, 3
_BULLETS = "•▪●·"
_MARKS = dict.fromkeys(",/|;", _COMMA) | dict.fromkeys(_BULLETS + "*", _BULLET)
_JOINERS = frozenset("-‐‑–.&'’")


class Usage(NamedTuple):
    """How many names in the table of skills hold a word: at their end, at their beginning, anywhere."""

    last: Mapping[str, int]
    first: Mapping[str, int]
    anywhere: Mapping[str, int]

    @classmethod
    def of(cls, skills: Iterable[Skill]) -> Usage:
        last, first, anywhere = Counter[str](), Counter[str](), Counter[str]()
        for skill in skills:
            for surface in (skill.name, *(alias.lstrip("=?") for alias in skill.aliases)):
                words = _WORD.findall(surface.lower())
                anywhere.update(words)
                if len(words) > 1:
                    first[words[0]] += 1
                    last[words[-1]] += 1
        return cls(last, first, anywhere)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The n pieces of a batch: ``columns`` is (Column.N, n), ``starts`` and ``adverts`` are (n,)."""

    columns: Ints
    starts: Ints  # in characters of the advert's own text
    adverts: Ints  # whose it is; in a gap, how many adverts there are
    bounds: tuple[tuple[int, int], ...]  # of each advert, its pieces [first, last)

    def __getitem__(self, column: int) -> Ints:
        found: Ints = self.columns[column]
        return found


class Cutter:
    """Cuts texts, and remembers the pieces it has met."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._met = _Met(Usage.of(skills))

    def cut(self, texts: Sequence[str], stretches: Sequence[tuple[int, int]]) -> Pieces:
        """The pieces of a stretch [start, end) of each text."""
        self._met.make_room()
        met = self._met.__getitem__
        gap = np.full(GAP, met(""), np.int64)
        numbers, adverts, bounds, at = [gap], [np.full(GAP, len(texts))], [], GAP
        for n, (text, stretch) in enumerate(zip(texts, stretches, strict=True)):
            found = _PIECE.findall(text, *stretch)
            numbers += [np.fromiter(map(met, found), np.int64, len(found)), gap]
            adverts += [np.full(len(found), n), np.full(GAP, len(texts))]
            bounds.append((at, at + len(found)))
            at += len(found) + GAP
        columns = self._met.columns(np.concatenate(numbers))
        starts = np.cumsum(columns[Column.LENGTH]) - columns[Column.LENGTH]
        for (first, last), (start, _) in zip(bounds, stretches, strict=True):
            starts[first:last] += start - starts[first]  # a batch ends with a gap, so there is one
        return Pieces(columns, starts, np.concatenate(adverts), tuple(bounds))

    def numbers_of(self, phrase: str) -> list[int]:
        """``Column.NUMBER`` of each word of a phrase that has been met."""
        return [n for word in _WORD.findall(phrase.lower()) if (n := self._met.words.get(word)) is not None]


class _Met(dict[str, int]):
    """Piece -> where its numbers stand, which are found when the piece is first met."""

    def __init__(self, usage: Usage) -> None:
        super().__init__()
        self.words: dict[str, int] = {}
        self._usage = usage
        self._columns = np.zeros((Column.N, 1024), np.int64)

    def make_room(self) -> None:
        if len(self) > _MOST:
            self.clear()
            self.words.clear()

    def columns(self, numbers: Ints) -> Ints:
        return self._columns[:, numbers]

    def __missing__(self, piece: str) -> int:
        n = self[piece] = len(self)
        if n == self._columns.shape[1]:
            self._columns = np.concatenate([self._columns, np.zeros_like(self._columns)], axis=1)
        self._columns[:, n] = self._numbers(piece)
        return n

    def _numbers(self, piece: str) -> tuple[int, ...]:
        is_line = "\n" in piece
        bare = piece.strip(" \\") if not is_line else "\n"
        low = bare.lower()
        is_word = _WORD.match(bare) is not None
        is_spaced = piece[-1:].isspace() or not piece
        usage = self._usage
        return (
            code(low), self.words.setdefault(low, len(self.words)), len(piece),
            _shape(bare) if is_word else 0,
            2 if is_word and low not in _CUTS and not bare.isdigit() else int(is_word),
            int(is_spaced), 0 if is_word else _MARKS.get(bare, _OTHER_MARK),
            int(not piece or is_line or bare in _BULLETS or (bare in ".!?;" and is_spaced)),
            int(bare in _JOINERS and not is_spaced),
            code(low[-3:]), code(low[-4:]), code(low[:4]),
            *(_size(names.get(low, 0)) for names in (usage.last, usage.first, usage.anywhere)),
        )  # fmt: skip


def code(text: str) -> int:
    """The number of a word: a lone surrogate has one too."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def _shape(word: str) -> int:
    """1 to 7: lower, Title, UPPER, miXed, with d1gits, 123, X."""
    if word.islower():
        return 1
    if word.isdigit():
        return 6
    if word.isupper():
        return 3 if len(word) > 1 else 7
    if any(c.isdigit() for c in word[:40]):
        return 5
    return 2 if word.istitle() else 4


def _size(n: int) -> int:
    """0, 1, 2-3, 4-9, 10 and more, as 0 to 4."""
    return (n > 0) + (n > 1) + (n > 3) + (n > 9)
