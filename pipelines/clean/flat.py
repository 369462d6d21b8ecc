"""A plain view of a text for pattern matching, character for character as long as the text itself.

Adverts come with typographic dashes and quotes, no-break spaces, markdown stars, escaping backslashes and
mangled UTF-8 ("Â£"). The patterns of this package see them as plain characters; because every character is
replaced by exactly one other, an offset into the view is an offset into the words.
"""

from __future__ import annotations

from pipelines.clean.per_text import PerText

_PLAIN = {
    "-": "‐‑‒–—―−﹣－",
    "'": "‘’‛`´",
    '"': "“”„«»",
    " ": "\t\r\u00a0\u2007\u2009\u200b\u202f\ufeff*_\\Â",
    "|": "•·‣▪●◦∙",
}
_PAIRS = [(mark, plain) for plain, marks in _PLAIN.items() for mark in marks]
_ASCII = [(mark, plain) for mark, plain in _PAIRS if mark.isascii()]


@PerText
def flat(text: str) -> str:
    """The text with dashes, quotes, spaces, bullets and markup made plain; same length, same offsets."""
    for mark, plain in _ASCII if text.isascii() else _PAIRS:  # twenty times as fast as str.translate
        if mark in text:
            text = text.replace(mark, plain)
    return text


@PerText
def flat_bytes(text: str) -> bytes:
    """``flat`` in small letters, one byte a character ("?" for what is not ASCII): the same offsets again."""
    return flat(text).encode("ascii", "replace").lower()
