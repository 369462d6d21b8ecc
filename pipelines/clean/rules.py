"""Facts read by an ordered list of patterns: the first rule that holds anywhere decides, and its name is the evidence.

A rule names its value, or its pattern carries it as the name of a group: ``(?P<hybrid>...)`` says "hybrid". It also
names signs, words without which its pattern cannot match: all rules' signs are sought in one pass over the text, and a
pattern is tried only where one of its own stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import accumulate, chain
from operator import itemgetter
from typing import Any, NamedTuple

from pipelines.clean.flat import flat, flat_bytes
from pipelines.clean.per_text import PerText
from pipelines.clean.signs import Signs
from pipelines.words import Evidence, Field, Found, Words

_BEFORE, _AFTER = 60, 40  # characters of context a refusal may look at
_REMEMBERED, _SHORT = 4096, 400  # fields kept with what they hold: adverts repeat titles and places


class Rule(NamedTuple):
    """A pattern over some fields, refused where ``unless_before`` ends or ``unless_after`` starts at the match.

    Every match, with what its pattern looks ahead to, lies from ``before`` characters before one of its ``signs`` (a
    list with commas) to ``after`` characters behind it; where ``before`` is 0 it begins with the sign, and ends
    anywhere. Without signs the field is searched whole, which is for fields of a few words.
    """

    name: str
    fields: tuple[Field, ...]
    pattern: re.Pattern[Any]
    signs: str = ""
    before: int = 0
    after: int = 0
    unless_before: re.Pattern[Any] | None = None
    unless_after: re.Pattern[Any] | None = None
    value: str | None = None


def words_pattern(pattern: str) -> re.Pattern[bytes]:
    """A pattern over ``flat_bytes``: in any case, and with "?" for what is not ASCII.

    A blank in it stands for one to three white spaces or hyphens ("full time", "full-time"); one with a quantifier of
    its own (`` ?``, `` {0,6}``) for a single one.
    """
    return re.compile(_spaced(pattern).encode("ascii"))


def cased_pattern(pattern: str) -> re.Pattern[str]:
    """The same over ``flat``, for what looks at the case, ``(?-i:[A-Z])``, or at characters beyond ASCII."""
    return re.compile(_spaced(pattern), re.IGNORECASE)


def _spaced(pattern: str) -> str:
    return re.sub(r" (?=[?{])", r"[\\s-]", pattern).replace(" ", r"[\s-]{1,3}")


def _signs(rule: Rule) -> Iterator[str]:
    """How the rule's signs are written. A blank in one stands for a white space or hyphen; of two of them and the word
    behind ("on  site") the rest is a sign of its own, in patterns that may begin before their sign.
    """
    for sign in filter(None, map(str.strip, rule.signs.split(","))):
        first, blank, last = sign.rpartition(" ")
        yield from (first + gap + last for gap in (" -\n" if blank else [""]))
        if blank and rule.before:
            yield from (gap + last for gap in ("  ", "--", "- ", " -", "\n\n"))


_Rank = tuple[int, int]  # a rule, and which of its fields: the lowest that holds decides
_Near = dict[int, list[tuple[int, int]]]  # a rule, and where its signs stand
_AT_LAST: _Rank = (1 << 30, 0)


class Rules:
    """The rules of some facts, each fact's in their order, and the one search for the signs of all."""

    def __init__(self, **facts: Sequence[Rule]) -> None:
        self._rules = tuple(chain.from_iterable(facts.values()))
        ends = list(accumulate(map(len, facts.values())))
        self._numbers = {fact: range(end - len(facts[fact]), end) for fact, end in zip(facts, ends, strict=True)}
        spelt = [frozenset(_signs(rule)) for rule in self._rules]
        sought = sorted(frozenset().union(*spelt))
        self._signs = Signs(sought)
        fields = dict.fromkeys((*chain.from_iterable(rule.fields for rule in self._rules), "text"))
        readers = {field: [n for n, rule in enumerate(self._rules) if field in rule.fields] for field in fields}
        self._whole = {field: [n for n in of if not spelt[n]] for field, of in readers.items()}
        self._near = {field: [[n for n in of if sign in spelt[n]] for sign in sought] for field, of in readers.items()}
        self._short = {
            fact: [field for field, of in readers.items() if field != "text" and not set(of).isdisjoint(numbers)]
            for fact, numbers in self._numbers.items()
        }
        self._in_short = lru_cache(maxsize=_REMEMBERED)(self._first_in)
        self._near_in_text = PerText(partial(self._signs_near, "text"))

    def first_found(self, fact: str, words: Words) -> Found | None:
        """The value of the fact's first rule that holds, in the first field and place it does."""
        rank, found = _AT_LAST, None
        for field in self._short[fact]:
            if text := getattr(words, field):
                held = (self._in_short if len(text) <= _SHORT else self._first_in)(fact, field, text)
                if held and held[0] < rank:
                    rank, found = held
        held = self._first_in(fact, "text", words.text, rank) if words.text else None
        return held[1] if held else found

    def _first_in(self, fact: str, field: Field, text: str, limit: _Rank = _AT_LAST) -> tuple[_Rank, Found] | None:
        """The fact's first rule that holds in the field, if it stands before the limit."""
        numbers = self._numbers[fact]
        near = self._near_in_text(text) if field == "text" else self._signs_near(field, text)
        for number in sorted(near):
            if number not in numbers:
                continue
            rule = self._rules[number]
            rank = number, rule.fields.index(field)
            if rank > limit:
                break
            if match := _match(rule, text, near[number]):
                value = rule.value or match.lastgroup or ""
                start, end = match.span(0 if rule.value else value)
                return rank, Found(value, Evidence(fact, value, field, start, end, rule.name))
        return None

    def _signs_near(self, field: Field, text: str) -> _Near:
        """What may hold, with the signs it may hold near."""
        near: _Near = {number: [] for number in self._whole[field]}
        served = self._near[field]
        for sign, start, end in sorted(self._signs.hits(text), key=itemgetter(1)):
            for number in served[sign]:
                near.setdefault(number, []).append((start, end))
        return near


def _match(rule: Rule, text: str, near: Sequence[tuple[int, int]]) -> re.Match[Any] | None:
    """The first match not refused."""
    view = _view(rule.pattern, text)
    if rule.signs and not rule.before:
        match_at = rule.pattern.match
        for start, _ in near:
            if (match := match_at(view, start)) and not _is_refused(rule, text, match):
                return match
        return None
    for start, end in _stretches(near, rule.before, rule.after) if rule.signs else [(0, len(view))]:
        for match in rule.pattern.finditer(view, start, end):
            if not _is_refused(rule, text, match):
                return match
    return None


def _view(pattern: re.Pattern[Any], text: str) -> str | bytes:
    return flat(text) if isinstance(pattern.pattern, str) else flat_bytes(text)


def _stretches(near: Sequence[tuple[int, int]], before: int, after: int) -> list[tuple[int, int]]:
    """Stretches [start, end) around the signs, none overlapping."""
    found = []
    start, end = max(0, near[0][0] - before), near[0][1] + after
    for first, last in near[1:]:
        if first - before > end:
            found.append((start, end))
            start = first - before
        end = max(end, last + after)
    found.append((start, end))
    return found


def _is_refused(rule: Rule, text: str, match: re.Match[Any]) -> bool:
    (start, end), (before, after) = match.span(), (rule.unless_before, rule.unless_after)
    if before and before.search(_view(before, text), max(0, start - _BEFORE), start):
        return True
    return after is not None and after.match(_view(after, text), end, end + _AFTER) is not None
