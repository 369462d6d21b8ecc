"""Which method makes the figures: a digest of the files themselves, so that a change cannot be forgotten."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_MAKE_FIGURES = ("models/**/*.sql", "statistics/*.py", "headline.py")


@cache
def method_version() -> str:
    """12 hex digits over the models, the statistics and the choice of headline figures."""
    sha = hashlib.sha256()
    for path in sorted({path for pattern in _MAKE_FIGURES for path in _HERE.glob(pattern)}):
        sha.update(path.relative_to(_HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()[:12]
