"""Markup as lines of text: blocks on their own lines, list items behind ``- ``, cells apart.

BeautifulSoup over lxml says what markup means, however broken. Plain markup needs neither: its pieces are the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from pipelines.clean.plain_html import END, START, TEXT, Piece, plain_pieces

_ONE_BREAK: Final = frozenset((
    "div", "ul", "ol", "dl", "dt", "dd", "tr", "option", "button", "label", "caption", "legend", "figcaption",
    "summary", "address",
))  # fmt: skip
_TWO_BREAKS: Final = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article", "header", "footer", "main", "nav",
    "aside", "blockquote", "pre", "form", "fieldset", "figure", "details", "hr", "body",
))  # fmt: skip
_BREAKS: Final = dict.fromkeys(_ONE_BREAK, 1) | dict.fromkeys(_TWO_BREAKS, 2)
_CELLS: Final = frozenset(("td", "th"))
_HIDDEN: Final = frozenset((
    "script", "style", "template", "noscript", "head", "title", "svg", "iframe", "object", "textarea", "select",
    "math",
))  # fmt: skip
INLINE: Final = frozenset((
    "a", "abbr", "b", "big", "center", "code", "em", "font", "i", "mark", "s", "small", "span", "strike",
    "strong", "sub", "sup", "tt", "u", "var", "wbr", "img", "input", "html", "o:p",
))  # fmt: skip
_NAMES: Final = "|".join(sorted({*_BREAKS, "li", *_CELLS, *_HIDDEN, *INLINE, "br", "tbody", "thead"}))
TAG: Final = re.compile(rf"<(/?)({_NAMES})(?=[\s/>])[^<>]*>", re.IGNORECASE)
CLOSING_TAG: Final = re.compile(rf"</(?:{_NAMES})\s{{0,5}}>", re.IGNORECASE)
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def rendered(markup: str) -> str:
    """The text that markup shows; where it has no tag but inline ones, its own line breaks are kept."""
    pieces = plain_pieces(markup)
    return soup_text(markup) if pieces is None else _laid_out(pieces, _keeps_lines(markup))


def soup_text(markup: str) -> str:
    """The same as BeautifulSoup has it: the reference."""
    try:
        soup = BeautifulSoup(_SURROGATES.sub("\ufffd", markup), "lxml")
    except (ParserRejectedMarkup, ValueError, AssertionError):  # what lxml and bs4 raise on hopeless input
        return html.unescape(TAG.sub(" ", markup))
    return _laid_out(_soup_pieces(soup), _keeps_lines(markup))


def _keeps_lines(markup: str) -> bool:
    return not any(tag[2].lower() not in INLINE for tag in TAG.finditer(markup))


def _soup_pieces(root: Tag) -> Iterator[Piece]:
    """Without recursion: hostile markup nests deep."""
    stack: list[PageElement | Piece] = list(reversed(root.contents))
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            yield node
        elif isinstance(node, Tag):
            yield node.name, START
            if node.name not in _HIDDEN:
                stack.append((node.name, END))
                stack.extend(reversed(node.contents))
        elif type(node) in (NavigableString, CData):
            yield str(node), TEXT


def _laid_out(pieces: Iterable[Piece], keeps_lines: bool) -> str:
    lines = _Lines(keeps_lines)
    for text, kind in pieces:
        if kind is TEXT:
            lines.write(text)
        elif breaks := _BREAKS.get(text):
            lines.break_line(breaks)
        elif text == "li":
            lines.bullet() if kind is START else lines.end_bullet()
        elif text in _CELLS:
            lines.space()
        elif text == "br" and kind is START:
            lines.line_break()
    return lines.text()


class _Lines:
    """Text as it is laid out: breaks are remembered until there is something to put after them."""

    def __init__(self, keeps_lines: bool) -> None:
        self._parts: list[str] = []
        self._breaks = 0
        self._bullet = False
        self._depth = 0  # list items open
        self._space = False
        self._keeps_lines = keeps_lines

    def break_line(self, breaks: int) -> None:
        # nothing stands between a bullet and the block inside it, and no blank line within a list
        if self._parts and not self._bullet:
            self._breaks = max(self._breaks, min(breaks, 1) if self._depth else breaks)
        self._space = False

    def line_break(self) -> None:
        """``<br>``: a second one in a row leaves a blank line."""
        self.break_line(min(2, self._breaks + 1))

    def bullet(self) -> None:
        self._item(1)
        self._bullet = True

    def end_bullet(self) -> None:
        self._item(-1)

    def _item(self, depth: int) -> None:
        self._bullet = False
        self._depth += depth
        self.break_line(1)

    def space(self) -> None:
        self._space = True

    def write(self, text: str) -> None:
        if self._keeps_lines:
            self._parts.append(text)
            return
        if not (words := " ".join(text.split())):
            self._space = self._space or bool(text)
            return
        self._space = self._space or text[0].isspace()
        self._open_line()
        self._parts.append(words)
        self._space = text[-1].isspace()

    def _open_line(self) -> None:
        if self._breaks or not self._parts:
            self._parts.append("\n" * self._breaks)
        elif self._space and not self._bullet:
            self._parts.append(" ")
        if self._bullet:
            self._parts.append("- ")
        self._breaks, self._space, self._bullet = 0, False, False

    def text(self) -> str:
        return "".join(self._parts)
