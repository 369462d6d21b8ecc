"""Descriptions and titles as clean text: HTML to lines, entities and escapes undone, odd characters repaired.

Every function here takes any string, raises on none, gives the same answer every time, and is linear in its length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

from bs4 import BeautifulSoup
from bs4.element import CData, NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

# --- characters --------------------------------------------------------------------------------------------------

_CP1252_HIGH: Final = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(f"[ÂÃâð][\x80-\xbf{_CP1252_HIGH}]{{1,3}}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85\x0b\x0c]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Markdown writes a backslash before punctuation it does not mean as markup ("hard\\-to\\-reach", "R\\&D").
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def _repaired(text: str) -> str:
    """UTF-8 that was once read as Windows-1252 ("Â£", "â€™") read rightly."""
    return _MOJIBAKE.sub(_as_utf8, text)


def _as_utf8(match: re.Match[str]) -> str:
    """The longest beginning of the run that is UTF-8, then the rest as it stands."""
    run = match[0]
    raw = b"".join(c.encode("cp1252" if c in _CP1252_HIGH else "latin-1") for c in run)
    for size in range(len(raw), 1, -1):
        try:
            return raw[:size].decode() + run[size:]
        except UnicodeDecodeError:
            continue
    return run


def _plain_characters(text: str) -> str:
    """No invisible or control characters, one kind of space, one kind of line end."""
    text = _SURROGATES.sub("\ufffd", text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))


# --- tags --------------------------------------------------------------------------------------------------------

_LOOSE: Final = frozenset((
    "div", "ul", "ol", "dl", "li", "dt", "dd", "tr", "option", "button", "label", "caption", "legend",
    "figcaption", "summary", "address",
))  # fmt: skip
_PARAGRAPH: Final = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "article", "header", "footer", "main", "nav",
    "aside", "blockquote", "pre", "form", "fieldset", "figure", "details", "hr", "body",
))  # fmt: skip
_CELLS: Final = frozenset(("td", "th"))
_HIDDEN: Final = frozenset((
    "script", "style", "template", "noscript", "head", "title", "svg", "iframe", "object", "textarea", "select",
    "math",
))  # fmt: skip
_INLINE: Final = frozenset((
    "a", "abbr", "b", "big", "center", "code", "em", "font", "i", "mark", "s", "small", "span", "strike",
    "strong", "sub", "sup", "tt", "u", "var", "wbr", "img", "input", "html", "o:p",
))  # fmt: skip
_TAGS: Final = "|".join(sorted({*_LOOSE, *_PARAGRAPH, *_CELLS, *_HIDDEN, *_INLINE, "br", "tbody", "thead"}))
_TAG = re.compile(rf"<(/?)({_TAGS})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_CLOSING_TAG = re.compile(rf"</(?:{_TAGS})\s{{0,5}}>", re.IGNORECASE)
_COMMENT_OR_CODE = re.compile(r"<!--|<!\[CDATA\[|<!doctype", re.IGNORECASE)
_ROUNDS = 3  # boards escape their HTML once, some feeds once more


def html_to_text(html: str) -> str:
    """A description as plain text: blocks on their own lines, list items as ``- ``, never two blank lines together.

    HTML that was escaped inside JSON is unescaped first. Text without tags keeps its line breaks.
    """
    text = _without_markup(_unescaped_markup(_repaired(html)))
    return _tidy(_ESCAPED.sub(r"\1", _plain_characters(_repaired(text))))


def strip_tags(text: str) -> str:
    """A one-line field without tags, entities and runs of white space: ``<b>Data</b> Engineer`` is Data Engineer."""
    if "<" in text or "&" in text:
        text = _TAG.sub(_gap_of_tag, _unescaped_markup(text))
        text = html.unescape(text)
    text = _plain_characters(_repaired(text))
    return " ".join((_ESCAPED.sub(r"\1", text) if "\\" in text else text).split())


def _gap_of_tag(tag: re.Match[str]) -> str:
    return "" if tag[2].lower() in _INLINE else " "


def _unescaped_markup(text: str) -> str:
    """HTML whose tags are themselves entities (``&lt;p&gt;``), as boards put it into JSON, as HTML."""
    opened = text
    for _ in range(_ROUNDS):
        if _TAG.search(opened):
            return opened
        if (unescaped := html.unescape(opened)) == opened:
            break
        opened = unescaped
    return text


def _without_markup(text: str) -> str:
    if not _TAG.search(text) and not _COMMENT_OR_CODE.search(text):
        return html.unescape(text)
    for _ in range(_ROUNDS):
        text = _rendered(text)
        if not _CLOSING_TAG.search(text):  # escaped tags inside real ones come to light as text
            break
    return text


# --- rendering ---------------------------------------------------------------------------------------------------


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


def _rendered(markup: str) -> str:
    try:
        soup = BeautifulSoup(_SURROGATES.sub("\ufffd", markup), "lxml")
    except (ParserRejectedMarkup, ValueError, AssertionError):  # what lxml and bs4 raise on hopeless input
        return html.unescape(_TAG.sub(" ", markup))
    lines = _Lines(keeps_lines=not _has_blocks(markup))
    for node, is_end in _walk(soup):
        if isinstance(node, Tag):
            _lay_out(lines, node.name, is_end)
        elif type(node) in (NavigableString, CData):
            lines.write(str(node))
    return lines.text()


def _has_blocks(markup: str) -> bool:
    """Whether tags make its lines; where only inline tags stand in it, its own line breaks do."""
    return any(tag[2].lower() not in _INLINE for tag in _TAG.finditer(markup))


def _walk(root: Tag) -> Iterator[tuple[PageElement, bool]]:
    """Every node at its start and each tag at its end as well, without recursion: hostile markup nests deep."""
    stack: list[tuple[PageElement, bool]] = [(child, False) for child in reversed(root.contents)]
    while stack:
        node, is_end = stack.pop()
        yield node, is_end
        if isinstance(node, Tag) and not is_end and node.name not in _HIDDEN:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.contents))


def _lay_out(lines: _Lines, name: str, is_end: bool) -> None:
    if name == "br":
        if not is_end:
            lines.line_break()
    elif name == "li":
        lines.end_bullet() if is_end else lines.bullet()
    elif name in _PARAGRAPH:
        lines.break_line(2)
    elif name in _LOOSE:
        lines.break_line(1)
    elif name in _CELLS:
        lines.space()


# --- lines -------------------------------------------------------------------------------------------------------

_RUN_OF_SPACES = re.compile(" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")


def _tidy(text: str) -> str:
    lines = (_RUN_OF_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
