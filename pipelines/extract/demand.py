"""How an advert asks for what it names: by the words of the sentence first, else by the zone it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, product
from operator import itemgetter
from typing import Literal, TypeAlias

from pipelines.clean.flat import flat
from pipelines.clean.signs import Signs
from pipelines.extract.seams import starts
from pipelines.extract.zones import ZoneKind, find_zones

Demand = Literal["required", "desired", "context", "negated"]
_Hit: TypeAlias = tuple[int, int, int]  # the number of a sign, its start and end
_BY_ZONE: dict[ZoneKind | None, Demand] = {
    "required": "required", "desired": "desired", "about": "context", "offer": "context", "apply": "context",
}  # fmt: skip

_DESIRED = (
    *map(" ".join, product(("a", "an", "big", "huge", "real", "strong", "distinct"), ("plus", "bonus", "advantage"))),
    *("nice to have", "nice-to-have", "nice to haves", "nice-to-haves", "not essential"),
    *("desirable", "preferred", "preferably", "advantageous", "ideally", "beneficial"),
    *("would be great", "would be ideal", "would be useful"),
)
_REQUIRED = ("must", "essential", "mandatory", "require", "required", "you need", "you'll need", "you will need")
_NO = ("no ", "without", "don't need", "do not need")
_UNNEEDED = tuple(map("".join, product(("not ", "'t "), ("", "be "), ("needed", "required", "necessary"))))
_NEEDS_NOT = tuple(map(" ".join, product(("don't", "do not", "doesn't", "does not"), ("need", "require"))))
_DEGREES = (
    *("degree", "degrees", "bsc", "msc", "b.sc", "m.sc", "meng", "phd", "phds", "doctorate", "undergraduate"),
    *("bachelor", "bachelors", "bachelor's", "masters", "master's", "postgraduate", "diploma"),
    *("a-level", "a-levels", "gcse", "gcses"),
)
_ADDRESSES = ("http://", "https://", "www.")
_GROUPS = (_DESIRED, _REQUIRED, _NO, _UNNEEDED, _NEEDS_NOT, _DEGREES, _ADDRESSES)
_GROUP = tuple(group for group in _GROUPS for _ in group)
_SIGNS = Signs(sign for group in _GROUPS for sign in group)

_UP_TO_NEEDED = re.compile(r"[^.;:,\n]{0,80}?\b(?:needed|required|necessary)\b")
_CLAUSE = re.compile(r"[^.;:,\n]{0,80}")
_DEGREE_ENDS = re.compile(r"[.;\n]|\b(?:with|experience|knowledge|ability|plus|proficien\w*|skills)\b", re.I)
_REACH = 200  # characters that "not needed" and "degree in" speak of, at most
_ADDRESS = re.compile(r"\S+")
# One set of characters first: by that the search runs over all others.
_END = re.compile(r"[.!?;\n+•*·▪●](?:(?<=[.!?;])(?=\s|[A-Z])|(?<=\n)|(?<=\s[+•*·▪●])(?=\s))")


class Asked:
    """How each part of one text asks."""

    def __init__(self, text: str) -> None:
        self._zones = find_zones(text)
        signs = _whole_signs(text)
        self._wishes = _stretches(_wishes(text, signs))
        self._refused = _stretches(_refusals(flat(text), signs))
        self._subjects = _stretches(_subjects(flat(text), signs))
        self._addresses = _stretches(_addresses(text, signs))

    def at(self, start: int, *, is_field: bool) -> Demand | Literal["nothing"] | None:
        """How the text asks for what is named there; None where it only says so.

        "nothing" where it says nothing of the work: in a web address, in page furniture, and (a field) as what a
        degree is in.
        """
        zone = self._zones.at(start)
        if (
            zone == "chrome"
            or (self._addresses and self._addresses.at(start))
            or (is_field and self._subjects and self._subjects.at(start))
        ):
            return "nothing"
        said = self._refused and self._refused.at(start)
        return said or (self._wishes and self._wishes.at(start)) or _BY_ZONE.get(zone)


class _Stretches:
    """Stretches [start, end) of a text and what each says; those that overlap say the same."""

    def __init__(self, stretches: Sequence[tuple[int, int, Demand]]) -> None:
        self._starts = [start for start, _, _ in stretches]
        self._reach = list(accumulate((end for _, end, _ in stretches), max))
        self._says = [says for _, _, says in stretches]

    def at(self, place: int) -> Demand | None:
        n = bisect_right(self._starts, place)
        return self._says[n - 1] if n and place < self._reach[n - 1] else None


def _stretches(found: Iterable[tuple[int, int, Demand]]) -> _Stretches | None:
    stretches = sorted(found)
    return _Stretches(stretches) if stretches else None


def _whole_signs(text: str) -> list[_Hit]:
    """Those of which neither end stands within a word, in order; "PythonRequired" is two words."""
    plain, seams = flat(text) + "\n", frozenset(starts(text))
    found = [
        sign for sign in _SIGNS.hits(text)
        if (not plain[(end := sign[2]) - 1 : end + 1].isalnum() or end in seams)
        and (not (start := sign[1]) or not plain[start - 1 : start + 1].isalnum() or start in seams)
    ]  # fmt: skip
    return sorted(found, key=itemgetter(1))


def _refusals(plain: str, signs: Iterable[_Hit]) -> Iterator[tuple[int, int, Demand]]:
    """Where the advert says that something is not needed."""
    for number, start, end in signs:
        group = _GROUP[number]
        if group is _NO or group is _NEEDS_NOT:
            said = (_UP_TO_NEEDED if group is _NO else _CLAUSE).match(plain, end)
            if said:
                yield start, said.end(), "negated"
        elif group is _UNNEEDED:
            nearest = max(0, start - _REACH)
            yield max(nearest, *(plain.rfind(mark, nearest, start) + 1 for mark in ".;,\n")), end, "negated"


def _subjects(plain: str, signs: Iterable[_Hit]) -> Iterator[tuple[int, int, Demand]]:
    """What degrees are in."""
    for number, _, end in signs:
        if _GROUP[number] is _DEGREES:
            furthest = min(len(plain), end + _REACH)
            found = _DEGREE_ENDS.search(plain, end, furthest)
            yield end, found.start() if found else furthest, "context"


def _addresses(text: str, signs: Iterable[_Hit]) -> Iterator[tuple[int, int, Demand]]:
    end = 0
    for number, start, _ in signs:
        if _GROUP[number] is _ADDRESSES and start >= end and (found := _ADDRESS.match(text, start)):
            end = found.end()
            yield start, end, "context"


def _wishes(text: str, signs: Iterable[_Hit]) -> Iterator[tuple[int, int, Demand]]:
    """The sentences that say how they ask; a wish goes before a demand. Each is looked through once."""
    start = end = 0
    demand: Demand | None = None
    for number, at, _ in signs:
        group = _GROUP[number]
        if group is not _DESIRED and group is not _REQUIRED:
            continue
        if at >= end:
            if demand:
                yield start, end, demand
            start, end = _sentence(text, at, end)
            demand = "required"
        if group is _DESIRED:
            demand = "desired"
    if demand:
        yield start, end, demand


def _sentence(text: str, at: int, earliest: int) -> tuple[int, int]:
    """The sentence around a place, which begins no earlier."""
    start = max(earliest, text.rfind("\n", earliest, at) + 1)
    for before in _END.finditer(text, start, at + 1):
        start = before.end()
    after = _END.search(text, at)
    end = after.end() if after else len(text)
    seams = starts(text)
    n = bisect_right(seams, at)
    return max((start, *seams[n - 1 : n])), min((end, *seams[n : n + 1]))
