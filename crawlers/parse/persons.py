"""Fields of a record that hold people: who wrote it, recruits for it or is to be asked. No fact of the advert."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")  # in hiringManager, hiring_manager, "Hiring manager"
_PEOPLE: Final = frozenset((
    "author", "authors", "byline", "contact", "contacts", "contributor", "contributors", "creator", "creators",
    "editor", "interviewer", "interviewers", "mailbox", "owner", "owners", "recruiter", "recruiters", "sourcer",
    "telephone",
))  # fmt: skip
_PHRASES: Final = (
    "accountable person", "created by", "hiring lead", "hiring manager", "hiring managers", "hiring team",
    "line manager", "posted by", "talent partner", "updated by",
)  # fmt: skip
_TYPES: Final = frozenset(("Person", "ContactPoint"))  # schema.org
_LABELS: Final = ("name", "label", "fieldLabel")  # of an employer's own fields: {"name": "Recruiter", "value": ...}
_DEEPEST: Final = 60  # levels; no platform's records go below ten
_CUT: Final = f"(left out: nested more than {_DEEPEST} levels deep)"
_NESTED: Final = (dict, list)


def without_persons(value: Any) -> Any:  # noqa: ANN401 - a JSON value of any kind
    """The value without what is said of people, at any depth; what lies deeper than 60 levels is said to be there.

    >>> without_persons({"id": 7, "hiringManager": {"name": "A. Fenn"}, "job": {"created_by": 3, "title": "Diver"}})
    {'id': 7, 'job': {'title': 'Diver'}}
    """
    return value if _is_clean(value) else _cleaned(value, 0)


def _is_clean(value: object, depth: int = 0) -> bool:
    """Nearly all records are, and need not be copied."""
    if type(value) is dict:
        if _have_person(tuple(value)) or _is_about_person(value):
            return False
        parts: Iterable[object] = value.values()
    elif type(value) is list:
        parts = value
    else:
        return not isinstance(value, _NESTED)
    return depth < _DEEPEST and all(_is_clean(part, depth + 1) for part in parts if isinstance(part, _NESTED))


def _cleaned(value: Any, depth: int) -> Any:  # noqa: ANN401 - a JSON value of any kind
    if not isinstance(value, _NESTED):
        return value
    if depth > _DEEPEST:
        return _CUT
    if isinstance(value, list):
        return [_cleaned(v, depth + 1) for v in value if not (isinstance(v, dict) and _is_about_person(v))]
    kept = {k: v for k, v in value.items() if not _names_person(k) and not (isinstance(v, dict) and _is_person(v))}
    return {k: _cleaned(v, depth + 1) for k, v in kept.items()}


@lru_cache(maxsize=4096)
def _have_person(names: tuple[str, ...]) -> bool:
    """The fields of an object: records have few kinds of them, again and again."""
    return any(map(_names_person, names))


@lru_cache(maxsize=4096)
def _names_person(name: str) -> bool:
    """The name of a field: a record has few, again and again."""
    found = [word.casefold() for word in _WORD.findall(name[:100])]
    spaced = f" {' '.join(found)} "
    return not _PEOPLE.isdisjoint(found) or any(f" {phrase} " in spaced for phrase in _PHRASES)


def _is_person(entry: dict[str, Any]) -> bool:
    kind = entry.get("@type")
    return any(k in _TYPES for k in (kind if isinstance(kind, list) else [kind]) if isinstance(k, str))


def _is_about_person(entry: dict[str, Any]) -> bool:
    """A person, or a field with a label and a value that is about one; a plain yes or no names nobody."""
    if "@type" in entry and _is_person(entry):
        return True
    value = entry.get("value") or entry.get("valueLabel")
    if not value or value is True:
        return False
    labels = (entry.get(name) for name in _LABELS)
    return entry.get("value_type") == "user" or any(isinstance(s, str) and _names_person(s) for s in labels)
