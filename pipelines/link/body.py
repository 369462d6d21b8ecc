"""The words of an advert that tell one role from another: what its company, its page and its dates add is left out."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.extract.zones import ZoneKind, find_zones

LEAST_WORDS: Final = 40  # a shorter rest says too little of a role; then all that is not the page's own counts
_APART: Final[frozenset[ZoneKind]] = frozenset({"chrome", "about", "offer", "apply"})
_PAGE: Final[frozenset[ZoneKind]] = frozenset({"chrome"})
_MONTH: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
# Contact marks, dates and references differ between copies of one advert and between a repost and its original.
_PASSING: Final = (
    r"\[(?:e-mail|phone|name)\]"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}\b(?:,?\s\d{{4}}\b)?"
    rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}}\b)?"
    r"|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b\d{4}-\d\d-\d\d\b"
    r"|\bref(?:erence)?(?:\s(?:number|no|id|code))?\s?[:.#]\s?\S{1,40}"
)


def bodies(texts: pl.Series) -> pl.Series:
    """The body of each text, for comparing: "" where there is no text."""
    return _lasting(pl.Series("body", [_body(text) for text in texts], dtype=pl.String))


def wholes(texts: pl.Series) -> pl.Series:
    """Each text without the page's furniture: what a snippet, whose zones are cut off, is looked for in."""
    return _lasting(pl.Series("body", [_kept(text, _PAGE) if text else "" for text in texts], dtype=pl.String))


def _lasting(words: pl.Series) -> pl.Series:
    return words.str.to_lowercase().str.replace_all(_PASSING, " ")


def _body(text: str | None) -> str:
    if not text:
        return ""
    body = _kept(text, _APART)
    return body if body.count(" ") >= LEAST_WORDS else _kept(text, _PAGE)


def _kept(text: str, left_out: frozenset[ZoneKind]) -> str:
    parts, read = list[str](), 0
    for kind, start, end in find_zones(text).spans():
        if kind in left_out:
            parts.append(text[read:start])
            read = end
    return "\n".join((*parts, text[read:])) if parts else text
