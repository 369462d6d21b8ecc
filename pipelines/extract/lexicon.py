"""The table's names in a text: one pass of an Aho-Corasick automaton, then what its hits must look like.

The automaton reads ``flat_bytes`` with every word's first letter in capitals and hyphens as spaces: so a name is met
only where a word begins, in any case, "time-series" is "time series", and an offset stays one into the text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence, Set
from operator import itemgetter
from string import ascii_letters, digits, punctuation
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick

from pipelines.clean.flat import flat, flat_bytes
from pipelines.extract.cuts import Cutter
from pipelines.extract.skill_table import Care, Skill
from pipelines.extract.spellings import spacings, spellings

_IN_WORDS = bytes(chr(byte) in ascii_letters + digits for byte in range(256))
_MAY_BE_IN_WORDS = bytes(chr(byte) in f"{ascii_letters}{digits}?" for byte in range(256))  # "?": any of Unicode
_AFTER = f"{punctuation} \n".encode()  # what may follow a name
_SHORT = 2  # letters: a name as short is sought with what follows it, or every word in C would be a hit


class Spelling(NamedTuple):
    """Whose a spelling is. ``exact``: the only way to write it, less spaces and hyphens; None: in any case."""

    skill_id: str
    care: Care
    exact: str | None
    is_field: bool


Named = tuple[int, int, Spelling]  # characters [start, end) that spell a skill


class Lexicon:
    """All spellings of all skills, sought at once."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        ways = _ways(skills)
        sought = {way + after: (len(after), whose) for way, whose in ways.items() for after in _followers(way)}
        sought |= {way: (0, whose) for way, whose in ways.items() if way in sought}  # C# is not C
        patterns = sorted(sought, key=lambda way: (_ends_in_word(way), way))  # alike are neighbours in memory
        self._sought = [sought[pattern] for pattern in patterns]
        self._n_ending_in_marks = bisect_left(patterns, True, key=_ends_in_word)
        self._automaton = BytesAhoCorasick(patterns)
        self._cutter = Cutter(_names(skills), {way.decode().lower() for way in ways})

    def find(self, text: str) -> list[Named]:
        """What is named, in order and without overlap: the first stands, of those that begin together the longest."""
        cuts = self._cutter.cuts(text)
        view = _view(text, cuts)
        n_marks = self._n_ending_in_marks
        hits = [  # less the many that end within a word
            hit for hit in self._automaton.find_matches_as_indexes(view, overlapping=True)
            if hit[0] < n_marks or not _IN_WORDS[view[hit[2]]] or hit[2] in cuts
        ]  # fmt: skip
        hits.reverse()  # they come by their ends: now of those that begin together the longest is first
        hits.sort(key=itemgetter(1))
        return self._standing(flat(text) + "\n", view, cuts, hits)

    def _standing(self, plain: str, view: bytes, cuts: Set[int], hits: Iterable[tuple[int, int, int]]) -> list[Named]:
        found: list[Named] = []
        reach = 0
        for number, start, last in hits:
            if start < reach:
                continue
            shorter, spelling = self._sought[number]
            end = last - shorter
            # a look at the byte beside settles most; view[-1] is the line's end
            if _MAY_BE_IN_WORDS[view[end]] and end not in cuts and plain[end - 1 : end + 1].isalnum():
                continue
            if _MAY_BE_IN_WORDS[view[start - 1]] and start not in cuts and plain[start - 1 : start + 1].isalnum():
                continue
            if spelling.exact is None or _is_written(spelling.exact, plain[start:end]):
                reach = end
                found.append((start, end, spelling))
        return found


def _ends_in_word(way: bytes) -> bool:
    return way[-1:].isalnum()


def _view(text: str, cuts: Iterable[int]) -> bytes:
    """A text as the automaton reads it, and a line's end after it."""
    view = flat_bytes(text).title().replace(b"-", b" ") + b"\n"
    if not cuts:
        return view
    array = bytearray(view)
    for at in cuts:
        array[at] = ord(text[at])
    return bytes(array)


def _is_written(exact: str, surface: str) -> bool:
    return surface == exact or _close(surface) == exact


def _close(plain: str) -> str:
    """Less what may stand within a name that is written another way."""
    return plain.replace(" ", "").replace("-", "")


def _ways(skills: Iterable[Skill]) -> dict[bytes, Spelling]:
    """Every way to write a skill -> whose it is. One written in the table goes before one made by rule."""
    written: dict[bytes, Spelling] = {}
    made: dict[bytes, Spelling] = {}
    for skill in skills:
        for surface, care in skill.surfaces():
            # "testing" is no name, R and CV are
            cased = care == "case" or (care == "context" and not (skill.is_field and not surface.isupper()))
            for spelling in spellings(surface, plural=skill.is_field):
                whose = Spelling(skill.skill_id, care, _close(flat(spelling)) if cased else None, skill.is_field)
                for way in spacings(spelling):
                    (written if spelling == surface else made).setdefault(_view(way, ())[:-1], whose)
    return made | written


def _followers(way: bytes) -> Iterable[bytes]:
    return (bytes([after]) for after in _AFTER) if len(way) <= _SHORT and way[-1:].isalnum() else (b"",)


def _names(skills: Iterable[Skill]) -> Iterator[str]:
    """Names that may be glued to the next word, each with its plural."""
    for skill in skills:
        for surface, care in skill.surfaces():
            if care != "context":
                yield from (surface, surface + "s")
