"""What one text gives and is asked for again and again: its plain view, its signs, its zones.

One extractor after another reads a batch of adverts, so what each makes of a text is kept until the batch is read. Then
it is let go: what is kept longer costs memory, and Python's search for cycles would look through all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Final, Generic, TypeVar

Made = TypeVar("Made")
KEPT: Final = 160  # texts of which it is kept, at most
_EVERY: Final[list[dict[str, Any]]] = []


class PerText(Generic[Made]):
    """A function of a text (never None) that makes nothing twice; a decorator."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        update_wrapper(self, make)
        self._make = make
        self._kept: dict[str, Made] = {}
        _EVERY.append(self._kept)

    def __call__(self, text: str) -> Made:
        kept = self._kept.get(text)
        return self.keep(text, self._make(text)) if kept is None else kept

    def keep(self, text: str, made: Made) -> Made:
        """From now on that is what the text gives."""
        if len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[text] = made
        return made


def forget() -> None:
    """Lets go of all that is kept of any text."""
    for kept in _EVERY:
        kept.clear()
