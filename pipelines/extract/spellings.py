"""The ways in which a name is written: "&", American spelling, the other number, marks with spaces or without."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import combinations, pairwise

_BRITISH = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("isers", "izers"), ("modelling", "modeling"),
    ("labelling", "labeling"), ("behaviour", "behavior"), ("catalogue", "catalog"), ("programme", "program"),
    ("centre", "center"), ("defence", "defense"), ("licence", "license"), ("neighbour", "neighbor"),
)  # fmt: skip
_PIECE = re.compile(r"[^\W_]+|[^\w\s-]")
_BETWEEN_WORDS = re.compile(r"[ -]")
_FEW = 3  # gaps


def spellings(surface: str, *, plural: bool) -> set[str]:
    """The surface, with "&" for "and", in American, and (with ``plural``) in the other number."""
    found = {surface, surface.replace(" and ", " & ")}
    for british, american in _BRITISH:
        found |= {s.replace(british, american) for s in found}
    if plural:
        return found | {other for s in found if (other := _other_number(s))}
    return found | {one for s in found if (one := _BETWEEN_WORDS.sub("", s)).isalnum()}


def pieces(spelling: str) -> list[str]:
    """Its words and single marks, less hyphens."""
    return _PIECE.findall(spelling)


def spacings(spelling: str) -> Iterator[str]:
    """How a spelling stands in a text whose hyphens and escaping backslashes are spaces: C++ is also "C + +"."""
    parts = pieces(spelling)
    gaps = [" " if left.isalnum() and right.isalnum() else "" for left, right in pairwise(parts)]
    if gaps and not parts[0].isalnum():
        parts[:2], gaps = ["".join(parts[:2])], gaps[1:]  # ". Net" begins a sentence
    for wide in _some(range(len(gaps))):
        yield "".join(
            part + gap + " " * (n in wide) for n, (part, gap) in enumerate(zip(parts, (*gaps, ""), strict=True))
        )


def _some(gaps: range) -> Iterator[Collection[int]]:
    """Which gaps are a space wider than need be, as that of an escaped hyphen is: any of few, of many one or all."""
    if len(gaps) <= _FEW:
        yield from (wide for n in range(len(gaps) + 1) for wide in combinations(gaps, n))
    else:
        yield from ((), gaps, *((n,) for n in gaps))


def _other_number(phrase: str) -> str | None:
    """The plural of a phrase, or its singular where it ends as a plural does; None where it has neither."""
    head, last = phrase[: (at := phrase.rfind(" ") + 1)], phrase[at:]
    if len(last) < 2 or not last[-1].isalpha() or last.lower().endswith(("ics", "ss", "is", "us", "ing", "ings")):
        return None
    if last.endswith("ies"):
        return f"{head}{last[:-3]}y"
    if last.endswith("s"):
        return head + last[:-1] if len(last) > 3 or last[:-1].isupper() else None
    if last.endswith("y") and last[-2] not in "aeiou":
        return f"{head}{last[:-1]}ies"
    return phrase + ("es" if last.endswith(("x", "ch", "sh")) else "s")
