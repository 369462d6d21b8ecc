"""IR35 status: whether a contract is inside or outside the UK's off-payroll working rules."""

from __future__ import annotations

from pipelines.clean.rules import Rule, cased_pattern, words_pattern
from pipelines.words import Field

_FIELDS: tuple[Field, ...] = ("title", "pay", "contract", "text")
_IR35_NOT_BEFORE = words_pattern(r"\b(?:inside|outside)\s?(?:or|/|and|&)\s?$|\b(?:not|non)\s$")
_IR35_NOT_AFTER = words_pattern(r"\s?(?:or|/|and|&)\s?(?:inside|outside)")
IR35_RULES = (
    Rule(
        "status before IR35",
        _FIELDS,
        words_pattern(
            r"\b(?:(?P<inside>(?:inside|in scope|within|caught by|subject to))|(?P<outside>outside|out of))(?: of| the"
            r"| scope){0,3}[\s(-]{0,3}ir ?35"
        ),
        signs="35",
        before=32,
        after=1,
        unless_before=_IR35_NOT_BEFORE,
        unless_after=_IR35_NOT_AFTER,
    ),
    Rule(
        "status after IR35",
        _FIELDS,
        cased_pattern(
            r"(?:\b|(?-i:(?<=[a-z])(?=I)))ir ?35\)?[\s:(/|-]{0,12}(?:status|determination|is|deemed|applies"
            r"|position)?[\s:(-]{0,8}"
            r"(?:(?P<inside>inside|in scope)|(?P<outside>outside|out of scope))(?-i:(?![a-z]))"
        ),
        signs="35",
        before=5,
        after=50,
        unless_after=_IR35_NOT_AFTER,
    ),
    Rule(
        "status deemed",
        _FIELDS,
        words_pattern(
            r"\b(?:deemed|determined|assessed)(?: (?:as|to be|to fall|as being))? "
            r"(?:(?P<inside>inside|in scope)|(?P<outside>outside|out of scope))(?=\s{0,2}(?:[.,;|)\n]|$))"
        ),
        signs="deemed, determined, assessed",
        unless_after=_IR35_NOT_AFTER,
    ),
)
