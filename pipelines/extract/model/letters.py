"""What each character is, as columns over all of them: a text is classed by one look-up, without a loop over it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

WORD, MARK, LINE, SPACE, UPPER, LOWER, DIGIT, INNER = (1 << n for n in range(8))  # INNER: a capital within a word
COMMA, BULLET, ENDS, MAY_END, JOINS = (1 << n for n in range(5))
_LAST = 0xFFFF  # characters beyond it (emoji, mostly) are taken for it: a mark
_SORTS = {",/|;": COMMA, "•▪●·*": BULLET, "•▪●·\n": ENDS, ".!?;": MAY_END, "-‐‑–.&'’": JOINS}


class Letters(NamedTuple):
    """By code point, up to 0xFFFF.

    kinds   WORD, MARK, LINE or SPACE; of a word's also UPPER, LOWER, DIGIT
    sorts   of marks: COMMA or its like, BULLET, ENDS a sentence, MAY_END one (before a space), JOINS two words
    lower   the small letter's code point
    """

    kinds: NDArray[np.uint8]
    sorts: NDArray[np.uint8]
    lower: NDArray[np.uint64]


@cache
def read_letters() -> Letters:
    """The columns, made once a process (50 ms)."""
    every = [chr(n) for n in range(_LAST + 1)]
    sorts = np.zeros(len(every), np.uint8)
    for marks, sort in _SORTS.items():
        sorts[[ord(mark) for mark in marks]] |= sort
    lower = [ord(low) if len(low := letter.lower()) == 1 else n for n, letter in enumerate(every)]
    return Letters(np.array([*map(_kind, every)], np.uint8), sorts, np.array(lower, np.uint64))


def _kind(letter: str) -> int:
    if letter == "\n":
        return LINE
    if letter.isspace() or letter == "\\":  # Markdown's escape
        return SPACE
    if not letter.isalnum() and letter != "_":
        return MARK
    return WORD | UPPER * letter.isupper() | LOWER * letter.islower() | DIGIT * letter.isdigit()


def codes(text: str) -> NDArray[np.intp]:
    """Code points, those beyond the columns as their last."""
    found = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.intp)
    return found if text.isascii() else np.minimum(found, _LAST)
