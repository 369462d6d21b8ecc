"""A plain view of a text for pattern matching, character for character as long as the text itself.

Adverts come with typographic dashes and quotes, no-break spaces, markdown stars, escaping backslashes and
mangled UTF-8 ("Â£"). The patterns of this package see them as plain characters; because every character is
replaced by exactly one other, an offset into the view is an offset into the words.
"""

from __future__ import annotations

from functools import lru_cache

_PLAIN = {
    "-": "‐‑‒–—―−﹣－",
    "'": "‘’‛`´",
    '"': "“”„«»",
    " ": "\t\r\u00a0\u2007\u2009\u200b\u202f\ufeff*_\\Â",
    "|": "•·‣▪●◦∙",
}
_TABLE = str.maketrans({mark: plain for plain, marks in _PLAIN.items() for mark in marks})


@lru_cache(maxsize=16)  # the extractors ask for the view of the same text one after another
def flat(text: str) -> str:
    """The text with dashes, quotes, spaces, bullets and markup made plain; same length, same offsets."""
    return text.translate(_TABLE)
