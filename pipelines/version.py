"""Which code and tables read an advert: a digest of the files themselves, so that it cannot be forgotten."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from crawlers.country import ABROAD

_HERE = Path(__file__).parent
_SHARED = (ABROAD, ABROAD.with_suffix(".meta.yml"))  # the one table that the crawlers read too


@cache
def parser_version() -> str:
    """12 hex digits over every rule (.py), reference table (.csv, .yml) and trained weight of the pipelines."""
    return _digest(("*.py", "*.csv", "*.yml", "*.cfg", "*.npz"))


@cache
def taxonomy_version() -> str:
    """12 hex digits over the reference tables alone."""
    return _digest(("reference/*.csv", "reference/*.yml"))


def _digest(patterns: tuple[str, ...]) -> str:
    sha = hashlib.sha256()
    for path in (*sorted({p for pattern in patterns for p in _HERE.rglob(pattern)}), *_SHARED):
        sha.update(path.relative_to(_HERE.parent).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:12]
