"""Draws that depend on nothing but their key, so that one seed gives one market on every machine."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import shake_128
from itertools import accumulate
from struct import Struct
from typing import TypeVar

T = TypeVar("T")
_BLOCK = 48
_READ = Struct(f"<{_BLOCK}Q").unpack


class Dice:
    """A stream of uniform draws named by a key of whole numbers: ``Dice(seed, stream, number)``.

    The draws are the output of SHAKE-128 over the key: fixed by a standard, where a library's generator may
    change with its version, and cheaper to start than one, since a market starts tens of thousands.
    """

    def __init__(self, *key: int) -> None:
        self._key = ":".join(map(str, key))
        self._n_blocks = 0
        self._block: list[float] = []

    def roll(self) -> float:
        """The next draw in [0, 1)."""
        if not self._block:
            self._n_blocks += 1
            data = shake_128(f"{self._key}/{self._n_blocks}".encode()).digest(8 * _BLOCK)
            self._block = [(number >> 11) * 2.0**-53 for number in _READ(data)]
        return self._block.pop()

    def chance(self, share: float) -> bool:
        return self.roll() < share

    def within(self, low: float, high: float) -> float:
        return low + (high - low) * self.roll()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.roll() * len(options))]

    def weighted(self, options: Sequence[T], weights: Sequence[float]) -> T:
        """One option, each with a chance in proportion to its weight (0 or more, not all 0)."""
        totals = list(accumulate(weights))
        return options[min(bisect_right(totals, self.roll() * totals[-1]), len(options) - 1)]

    def some(self, options: Sequence[T], k: int) -> list[T]:
        """At most k different options, in a drawn order."""
        left = list(options)
        return [left.pop(int(self.roll() * len(left))) for _ in range(min(k, len(left)))]
