"""Markup plain enough to be read tag by tag: closed, well nested, with nothing in it that parsers read differently.

What such markup shows is what BeautifulSoup over lxml makes of it, in a small part of the time; of any other it gives
None, and BeautifulSoup reads it. Markup is plain where

- every "<" begins a tag whose attributes are written as the HTML standard has them: no comments, no scripts;
- every tag is one of those below and stands in one that may hold it: a list in a division, no division in a heading;
- every end tag closes the element opened last, but for paragraphs and list items, whose end tags may be left out;
- every "&" begins a reference that ends in a semicolon, or nothing that could be taken for one;
- there are no control characters.
"""

from __future__ import annotations

import html
import re
from enum import Enum
from html.entities import html5
from typing import Final


class Kind(Enum):
    """What a piece of markup is: a run of text, an element's start, or its end."""

    TEXT = 0
    START = 1
    END = 2


TEXT, START, END = Kind  # looking a member up in its class takes as long as the rest of a step
Piece = tuple[str, Kind]  # the text, or the element's name

_GAP: Final = r"[ \t\n\f]"
_ATTRIBUTE: Final = rf"""{_GAP}++[A-Za-z][^\s"'<>/=]*+(?:{_GAP}*+={_GAP}*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'<>=`/]++))?+"""
_TAG: Final = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9]*+)(?:{_ATTRIBUTE})*+{_GAP}*+(/?)>")
_ODD: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]")
_REFERENCE: Final = re.compile(r"&(?:#([0-9]{2,6}+);|#[xX]([0-9A-Fa-f]{2,5}+);|(#)|([A-Za-z0-9]*+;?))")
_WHITE: Final = " \n\t\f"
_DEEPEST: Final = 200  # lxml stops reading at some depth

_VOID: Final = frozenset(("br", "hr", "img"))
_TIGHT: Final = frozenset((
    "a", "abbr", "b", "big", "code", "i", "mark", "s", "small", "strike", "sub", "sup", "tt", "u", "var",
))  # fmt: skip
_LOOSE: Final = frozenset(("em", "font", "span", "strong"))  # lxml lets these hold blocks
_SHOWS_NOTHING: Final = _TIGHT | _LOOSE | {"img"}
_PHRASE: Final = _SHOWS_NOTHING | {"br"}
_HEADING: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS: Final = frozenset(("ul", "ol"))
_BOX: Final = frozenset((
    "article", "aside", "blockquote", "div", "figure", "footer", "header", "main", "nav", "section",
))  # fmt: skip
_ENDS_PARAGRAPH: Final = _HEADING | _LISTS | {"p", "div", "li", "dl", "pre", "table", "blockquote", "hr"}
_FLOW: Final = _PHRASE | _BOX | _ENDS_PARAGRAPH - {"li"}
_CELLS: Final = frozenset(("td", "th"))

_HOLDS: Final = {
    "": _FLOW | {"li"},  # the description itself
    **dict.fromkeys(_TIGHT | _HEADING | {"p", "pre", "dt", "caption"}, _PHRASE),
    "a": _PHRASE - {"a"},
    **dict.fromkeys(_LOOSE | _BOX | _CELLS | {"li", "dd"}, _FLOW),
    **dict.fromkeys(_LISTS, _LISTS | {"li"}),
    "dl": frozenset(("dt", "dd")),
    "table": frozenset(("caption", "thead", "tbody", "tr")),
    "thead": frozenset(("tr",)),
    "tbody": frozenset(("tr",)),
    "tr": _CELLS,
}
_MAY_STAY_OPEN: Final = {"p": _ENDS_PARAGRAPH, "li": frozenset(("li",))}  # and what ends them


def plain_pieces(markup: str) -> list[Piece] | None:
    """The pieces of plain markup in their order, without elements that show nothing; None of any other markup."""
    if "\r" in markup:
        markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    first, *rest = _TAG.split(markup)
    if _ODD.search(markup) or markup.startswith("\ufeff") or not _are_plain([first, *rest[3::4]]):
        return None
    pieces: list[Piece] = []
    _add_text(first, pieces)
    open_ = [""]
    for slash, name, is_empty, text in zip(rest[::4], rest[1::4], rest[2::4], rest[3::4], strict=True):
        if not (_end if slash else _start)(name.lower(), bool(is_empty), open_, pieces):
            return None
        if text:
            _add_text(text, pieces)
    return pieces


def is_plain(markup: str) -> bool:
    """Whether markup can be read here."""
    return plain_pieces(markup) is not None


def _are_plain(texts: list[str]) -> bool:
    """Whether the texts between the tags hold no other tag, and no reference that could be read differently."""
    whole = "\n".join(texts)
    return "<" not in whole and ("&" not in whole or all(map(_is_plain_reference, _REFERENCE.finditer(whole))))


def _is_plain_reference(reference: re.Match[str]) -> bool:
    """A name with its semicolon, the number of a character that is no control character, or no reference at all."""
    decimal, hexadecimal, is_odd, name = reference.groups()
    if name is not None:
        return name in html5 if name.endswith(";") else html.unescape(reference[0]) == reference[0]
    number = 0 if is_odd else int(decimal) if decimal else int(hexadecimal, 16)
    return 0x20 <= number < 0x7F or 0xA0 <= number < 0xD800 or 0x10000 <= number < 0x1FFFE


def _add_text(text: str, pieces: list[Piece]) -> None:
    if "&" in text:
        text = html.unescape(text)
    if not text.strip(_WHITE):  # BeautifulSoup makes one character of the white space between two tags
        text = "\n" if "\n" in text else text[:1] and " "
    pieces.append((text, TEXT))


def _start(name: str, is_empty: bool, open_: list[str], pieces: list[Piece]) -> bool:
    while name in _MAY_STAY_OPEN.get(open_[-1], ()):
        pieces.append((open_.pop(), END))
    if name not in _HOLDS[open_[-1]] or len(open_) > _DEEPEST:
        return False
    if name not in _SHOWS_NOTHING:
        pieces.append((name, START))
    if name not in _VOID:
        open_.append(name)
        return not is_empty
    if name == "hr":
        pieces.append((name, END))
    return True


def _end(name: str, is_empty: bool, open_: list[str], pieces: list[Piece]) -> bool:
    while open_[-1] != name and open_[-1] in _MAY_STAY_OPEN:
        pieces.append((open_.pop(), END))
    if open_[-1] != name or is_empty:
        return False
    open_.pop()
    if name not in _SHOWS_NOTHING:
        pieces.append((name, END))
    return True
