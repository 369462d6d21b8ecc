"""IR35 status: whether a contract is inside or outside the UK's off-payroll working rules."""

from __future__ import annotations

from pipelines.clean.rules import Rule, first_found, words_pattern
from pipelines.words import Field, Found, Words

_FIELDS: tuple[Field, ...] = ("title", "pay", "contract", "text")
_IR35_NOT_BEFORE = words_pattern(r"\b(?:inside|outside)\s?(?:or|/|and|&)\s?$|\b(?:not|non)\s$")
_IR35_NOT_AFTER = words_pattern(r"\s?(?:or|/|and|&)\s?(?:inside|outside)")
_IR35_RULES = (
    Rule(
        "status before IR35",
        _FIELDS,
        words_pattern(
            r"\b(?:(?P<inside>(?:inside|in scope|within))|(?P<outside>outside|out of))(?: of| the"
            r"| scope){0,3}[\s(]{1,3}ir ?35"
        ),
        _IR35_NOT_BEFORE,
        _IR35_NOT_AFTER,
        ("35",),
    ),
    Rule(
        "status after IR35",
        _FIELDS,
        words_pattern(
            r"(?:\b|(?-i:(?<=[a-z])(?=I)))ir ?35\)?[\s:(/|-]{0,12}(?:status|determination|is|deemed|applies"
            r"|position)?[\s:(-]{0,8}"
            r"(?:(?P<inside>inside|in scope)|(?P<outside>outside|out of scope))(?-i:(?![a-z]))"
        ),
        None,
        _IR35_NOT_AFTER,
        ("35",),
    ),
)


def find_ir35(words: Words) -> Found | None:
    """One of ``schemas.IR35``, or None where the advert does not say."""
    return first_found("ir35", _IR35_RULES, words)
