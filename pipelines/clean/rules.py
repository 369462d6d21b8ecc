"""Facts read by an ordered list of patterns: the first rule that holds anywhere decides, and its name is the evidence.

A rule names its value, or its pattern carries it as the name of a group: ``(?P<hybrid>...)`` says "hybrid". It also
names signs, words without which its pattern cannot match: all rules' signs are sought in one pass over the text, and a
pattern is tried only where one of its own stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, NamedTuple

from pipelines.clean.flat import flat, flat_bytes
from pipelines.clean.signs import Sign, Signs
from pipelines.words import Evidence, Field, Found, Words

_BEFORE, _AFTER = 60, 40  # characters of context a refusal may look at


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


_Try = tuple[int, int]  # a rule, and which of its fields: in the order of trying


class Rules:
    """The rules of some facts, each fact's in their order, and the one search for the signs of all.

    A search of up to a hundred signs, with all their spellings, takes a third of the time of a longer one.
    """

    def __init__(self, **facts: Sequence[Rule]) -> None:
        self._rules = tuple(chain.from_iterable(facts.values()))
        ends = list(accumulate(map(len, facts.values())))
        self._numbers = {fact: range(end - len(facts[fact]), end) for fact, end in zip(facts, ends, strict=True)}
        spelt = [frozenset(_signs(rule)) for rule in self._rules]
        sought = sorted(frozenset().union(*spelt))
        self._signs = Signs(sought)
        fields = dict.fromkeys(field for rule in self._rules for field in rule.fields)
        tries = [(field, (n, i)) for n, rule in enumerate(self._rules) for i, field in enumerate(rule.fields)]
        self._whole = {field: [key for of, key in tries if of == field and not spelt[key[0]]] for field in fields}
        self._near = {
            field: [[key for of, key in tries if of == field and sign in spelt[key[0]]] for sign in sought]
            for field in fields
        }
        self._last: tuple[Words, dict[_Try, list[Sign]]] = Words(), {}

    def first_found(self, fact: str, words: Words) -> Found | None:
        """The value of the fact's first rule that holds, in the first field and place it does."""
        tries = self._tries(words)
        for number, ordinal in sorted(key for key in tries if key[0] in self._numbers[fact]):
            rule = self._rules[number]
            field = rule.fields[ordinal]
            if match := _match(rule, getattr(words, field), tries[number, ordinal]):
                value = rule.value or match.lastgroup or ""
                start, end = match.span(0 if rule.value else value)
                return Found(value, Evidence(fact, value, field, start, end, rule.name))
        return None

    def _tries(self, words: Words) -> dict[_Try, list[Sign]]:
        """What may hold, with the signs it may hold near; that of the last advert is kept for the next fact."""
        last, tries = self._last
        if last is not words:
            tries = self._sought(words)
            self._last = words, tries
        return tries

    def _sought(self, words: Words) -> dict[_Try, list[Sign]]:
        tries: dict[_Try, list[Sign]] = {}
        for field, near in self._near.items():
            if text := getattr(words, field):
                tries.update((key, []) for key in self._whole[field])
                for sign in sorted(self._signs.find(text), key=attrgetter("start")):
                    for key in near[sign.number]:
                        tries.setdefault(key, []).append(sign)
        return tries


def _match(rule: Rule, text: str, near: Sequence[Sign]) -> re.Match[Any] | None:
    return next((match for match in _matches(rule, text, near) if not _is_refused(rule, text, match)), None)


def _matches(rule: Rule, text: str, near: Sequence[Sign]) -> Iterable[re.Match[Any]]:
    view = _view(rule.pattern, text)
    if not rule.signs:
        return rule.pattern.finditer(view)
    if not rule.before:
        return filter(None, (rule.pattern.match(view, sign.start) for sign in near))
    around = _stretches(near, rule.before, rule.after)
    return chain.from_iterable(rule.pattern.finditer(view, start, end) for start, end in around)


def _view(pattern: re.Pattern[Any], text: str) -> str | bytes:
    return flat(text) if isinstance(pattern.pattern, str) else flat_bytes(text)


def _stretches(near: Sequence[Sign], before: int, after: int) -> Iterator[tuple[int, int]]:
    """Stretches [start, end) around the signs, none overlapping."""
    start, end = max(0, near[0].start - before), near[0].end + after
    for sign in near[1:]:
        if sign.start - before > end:
            yield start, end
            start = sign.start - before
        end = max(end, sign.end + after)
    yield start, end


def _is_refused(rule: Rule, text: str, match: re.Match[Any]) -> bool:
    (start, end), (before, after) = match.span(), (rule.unless_before, rule.unless_after)
    if before and before.search(_view(before, text), max(0, start - _BEFORE), start):
        return True
    return after is not None and after.match(_view(after, text), end, end + _AFTER) is not None
