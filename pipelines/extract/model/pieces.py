"""Adverts cut into words, marks and line ends, and what is known of each of them by itself.

A batch is one long text, adverts apart by a few line ends, so that everything is NumPy from the characters on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.model import letters
from pipelines.extract.skills import Skill

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
_GAP = 5  # line ends before and after an advert: no window reaches from one into the next
_WORD = re.compile(r"\w+")
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
_PART = 1 << 17
_ODD = 0x9E3779B97F4A7C15  # 2**64 / the golden ratio: multiplied by it, numbers spread over the upper bits
AS_ANY, AS_FIRST, AS_LAST, _CUT = 7, 7 << 3, 7 << 6, 1 << 9  # of Pieces.usage
_BITS = 20


class Text:
    """A text that begins and ends with a space, its characters as columns."""

    def __init__(self, text: str) -> None:
        table = letters.read_letters()
        self.codes = letters.codes(text)
        self.kinds = table.kinds[self.codes]
        self.kinds[1:] |= (self.kinds[1:] << 3) & (self.kinds[:-1] << 7)  # UPPER after WORD: INNER
        up, self._down = _powers(-(-len(self.codes) // _PART))
        self._sums = np.zeros(len(self.codes) + 1, np.uint64)
        np.cumsum(table.lower[self.codes] * up[: len(self.codes)], out=self._sums[1:])

    def pieces(self) -> tuple[Ints, Ints]:
        """Where each begins and ends: runs of word characters, single marks and line ends; white space is none."""
        kinds = self.kinds & (letters.WORD | letters.MARK | letters.LINE)
        goes_on = kinds[1:] & kinds[:-1] & letters.WORD
        return np.flatnonzero(kinds[1:] > goes_on) + 1, np.flatnonzero(kinds[:-1] > goes_on) + 1

    def hashes(self, starts: Ints, ends: Ints) -> Hashes:
        """Of each stretch [start, end), whatever its case and place: its characters are a number's digits."""
        found: Hashes = (self._sums[ends] - self._sums[starts]) * self._down[starts]
        return found


@lru_cache(maxsize=2)
def _powers(parts: int) -> tuple[Hashes, Hashes]:
    """_ODD to the 0, 1, 2 ... and to the 0, -1, -2 ..., modulo 2**64."""
    up, down = (np.full(parts * _PART + 1, base % 2**64, np.uint64) for base in (_ODD, pow(_ODD, -1, 2**64)))
    up[0] = down[0] = 1
    return np.multiply.accumulate(up), np.multiply.accumulate(down)


@dataclass(frozen=True, slots=True)
class Pieces:
    """The n pieces of a batch; each column is (n,) unless it says otherwise. Places are of the batch's text.

    starts, ends  characters
    kinds         letters.WORD and so on, of all its characters and the white space after it
    sorts         letters.COMMA and so on, of a mark
    words         a number of the word in lower case, the same on every machine
    usage         how many names in the table of skills end with the word, begin with it, hold it: AS_LAST and so on
    named         it may stand in a name
    stretches     of which stretch; in a gap, the one before
    bounds        (2, stretches): of each stretch, its first piece and the one after its last
    offsets       of each stretch, where its advert's first character would stand
    adverts       of each stretch, whose it is
    text          of whose characters all this is
    """

    starts: Ints
    ends: Ints
    kinds: Bytes
    sorts: Bytes
    words: Hashes
    usage: NDArray[np.int16]
    named: Flags
    stretches: Ints
    bounds: Ints
    offsets: Ints
    adverts: Ints
    text: Text


class Cutter:
    """Cuts texts."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._usage = _usage(skills)

    def cut(self, texts: Sequence[str], stretches: Sequence[tuple[int, int, int]]) -> Pieces:
        """The pieces of stretches of the texts: which text, and [start, end) in it."""
        gap = "\n" * _GAP
        parts = [texts[n][start:end] for n, start, end in stretches]
        text = Text(f" {gap}{gap.join(parts)}{gap} ")
        befores = 1 + _GAP + np.cumsum([0, *(len(part) + _GAP for part in parts)])
        starts, ends = text.pieces()
        firsts = np.searchsorted(starts, befores)
        kinds = np.bitwise_or.reduceat(text.kinds, starts)
        words = text.hashes(starts, ends)
        usage = self._usage[_slots(words)]
        return Pieces(
            starts, ends, kinds, letters.read_letters().sorts[text.codes[starts]], words, usage,
            named=(kinds & (letters.UPPER | letters.LOWER) > 0) & (usage < _CUT),
            stretches=np.repeat(np.arange(len(parts)), np.diff([0, *firsts[1:-1], len(starts)])),
            bounds=np.stack([firsts[:-1], firsts[1:] - _GAP]),
            offsets=befores[:-1] - [start for _, start, _ in stretches],
            adverts=np.array([n for n, _, _ in stretches]),
            text=text,
        )  # fmt: skip


def _usage(skills: Iterable[Skill]) -> NDArray[np.int16]:
    """What words are known for, by their slots: two words that share one, which is rare, are taken for one."""
    last, first, anywhere = Counter[str](), Counter[str](), Counter[str]()
    for skill in skills:
        for surface in (skill.name, *(alias.lstrip("=?") for alias in skill.aliases)):
            words = _WORD.findall(surface.lower())
            anywhere.update(words)
            if len(words) > 1:
                first[words[0]] += 1
                last[words[-1]] += 1
    values = {word: _size(last[word]) << 6 | _size(first[word]) << 3 | _size(n) for word, n in anywhere.items()}
    values |= {word: _CUT | values.get(word, 0) for word in _CUTS}
    usage = np.zeros(1 << _BITS, np.int16)
    text = Text(f" {' '.join(values)} ")
    np.maximum.at(usage, _slots(text.hashes(*text.pieces())), [*values.values()])
    return usage


def _slots(words: Hashes) -> Ints:
    return (words * np.uint64(_ODD) >> np.uint64(64 - _BITS)).view(np.int64)


def _size(n: int) -> int:
    """0, 1, 2-3, 4-9, 10 and more, as 0 to 4."""
    return (n > 0) + (n > 1) + (n > 3) + (n > 9)
