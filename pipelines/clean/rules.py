"""Facts read by an ordered list of patterns: the first rule that holds anywhere decides, and its name is the evidence.

A rule names its value, or its pattern carries it as the name of a group: ``(?P<hybrid>...)`` says "hybrid".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipelines.clean.flat import flat
from pipelines.words import Evidence, Field, Found, Words

_BEFORE, _AFTER = 60, 40  # characters of context a refusal may look at


class Rule(NamedTuple):
    """A pattern over some fields, refused where ``unless_before`` ends or ``unless_after`` starts at the match.

    ``stems`` (lower case) only save time: a text with none of them is not searched.
    """

    name: str
    fields: tuple[Field, ...]
    pattern: re.Pattern[str]
    unless_before: re.Pattern[str] | None = None
    unless_after: re.Pattern[str] | None = None
    stems: tuple[str, ...] = ()
    value: str | None = None


class _View(NamedTuple):
    text: str
    lower: str


def words_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern in any case; a blank in it stands for one to three white spaces or hyphens ("full time", "full-time").

    A blank with a quantifier of its own (`` ?``, `` {0,6}``) stands for a single one.
    """
    one = re.sub(r" (?=[?{])", r"[\\s-]", pattern)
    return re.compile(one.replace(" ", r"[\s-]{1,3}"), re.IGNORECASE)


@cache
def _lower(pattern: re.Pattern[str]) -> re.Pattern[str] | None:
    """The same pattern for text in lower case; None where some of it looks at the case."""
    return None if "(?-i:" in pattern.pattern else re.compile(pattern.pattern)


def first_found(fact: str, rules: Sequence[Rule], words: Words) -> Found | None:
    """The value of the first rule that holds, in the first field and place it does."""
    views: dict[Field, _View] = {}
    for rule in rules:
        for field in rule.fields:
            if field not in views:
                text = flat(getattr(words, field))
                views[field] = _View(text, text.lower())
            if match := _match(rule, views[field]):
                value = rule.value or match.lastgroup or ""
                start, end = match.span(0 if rule.value else value)
                return Found(value, Evidence(fact, value, field, start, end, rule.name))
    return None


def _match(rule: Rule, view: _View) -> re.Match[str] | None:
    if rule.stems and not any(stem in view.lower for stem in rule.stems):
        return None
    pattern, text = rule.pattern, view.text
    if len(view.lower) == len(text) and (lower := _lower(pattern)):
        pattern, text = lower, view.lower
    return next((match for match in pattern.finditer(text) if not _is_refused(rule, match)), None)


def _is_refused(rule: Rule, match: re.Match[str]) -> bool:
    text, start, end = match.string, match.start(), match.end()
    if rule.unless_before and rule.unless_before.search(text, max(0, start - _BEFORE), start):
        return True
    return rule.unless_after is not None and rule.unless_after.match(text, end, end + _AFTER) is not None
