"""Descriptions and titles as clean text: HTML to lines, entities and escapes undone, odd characters repaired.

Every function here takes any string, raises on none, gives the same answer every time, and is linear in its length.
"""

from __future__ import annotations

import html
import re
from typing import Final

from pipelines.clean.html_text import CLOSING_TAG, INLINE, TAG, rendered

# --- characters --------------------------------------------------------------------------------------------------

_CP1252_HIGH: Final = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE = re.compile(f"[ÂÃâð][\x80-\xbf{_CP1252_HIGH}]{{1,3}}")
_INVISIBLE: Final = "\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_SPACES: Final = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\t"
_LINE_ENDS: Final = "\r\u2028\u2029\x85\x0b\x0c"
_SURROGATES: Final = "\ud800-\udfff"
_ODD = re.compile(f"[{_INVISIBLE}{_SPACES}{_LINE_ENDS}{_SURROGATES}]")
_REPAIRS = [
    (re.compile(f"[{_SURROGATES}]"), "\ufffd"),
    (re.compile(f"\r\n|[{_LINE_ENDS}]"), "\n"),
    (re.compile(f"[{_INVISIBLE}]"), ""),
    (re.compile(f"[{_SPACES}]"), " "),
]
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
    if _ODD.search(text):
        for odd, plain in _REPAIRS:
            text = odd.sub(plain, text)
    return text


# --- markup ------------------------------------------------------------------------------------------------------

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
        text = TAG.sub(_gap_of_tag, _unescaped_markup(text))
        text = html.unescape(text)
    text = _plain_characters(_repaired(text))
    return " ".join((_ESCAPED.sub(r"\1", text) if "\\" in text else text).split())


def _gap_of_tag(tag: re.Match[str]) -> str:
    return "" if tag[2].lower() in INLINE else " "


def _unescaped_markup(text: str) -> str:
    """HTML whose tags are themselves entities (``&lt;p&gt;``), as boards put it into JSON, as HTML."""
    opened = text
    for _ in range(_ROUNDS):
        if TAG.search(opened):
            return opened
        if (unescaped := html.unescape(opened)) == opened:
            break
        opened = unescaped
    return text


def _without_markup(text: str) -> str:
    if not TAG.search(text) and not _COMMENT_OR_CODE.search(text):
        return html.unescape(text)
    for _ in range(_ROUNDS):
        text = rendered(text)
        if not CLOSING_TAG.search(text):  # escaped tags inside real ones come to light as text
            break
    return text


# --- lines -------------------------------------------------------------------------------------------------------

_RUN_OF_SPACES = re.compile(" {2,}")
_BLANK_LINES = re.compile(r"\n{3,}")


def _tidy(text: str) -> str:
    if "  " in text:
        text = _RUN_OF_SPACES.sub(" ", text)
    text = "\n".join([line.strip() for line in text.split("\n")])
    return (_BLANK_LINES.sub("\n\n", text) if "\n\n\n" in text else text).strip()
