"""One measured figure of the referee, beside what it has to be."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import NamedTuple

_BETWEEN = re.compile(r"(-?[\d.]+) to (-?[\d.]+)")
_BOUND = re.compile(r"(<=|>=|<|>|=) (-?[\d.]+)")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt, "=": operator.eq,
}  # fmt: skip


class Row(NamedTuple):
    """``goal`` in words: "<= 0.10", "> 0.34", "= 0", "0.85 to 0.95", or "" for a figure that stands for comparison.

    ``value`` None: nothing could be measured (no draw had a case), which holds no goal. ``draws``: of how many draws
    it is the mean; ``seed``: the first of their seeds.
    """

    name: str
    value: float | None
    goal: str
    draws: int
    seed: int

    @property
    def holds(self) -> bool | None:
        """Whether the value keeps to the goal; None where there is none. Raises ValueError for an unreadable goal."""
        if not self.goal:
            return None
        if self.value is None:
            return False
        if between := _BETWEEN.fullmatch(self.goal):
            return float(between[1]) <= self.value <= float(between[2])
        if bound := _BOUND.fullmatch(self.goal):
            return _COMPARE[bound[1]](self.value, float(bound[2]))
        raise ValueError(f"{self.name}: goal: {self.goal!r} is neither '<= 0.10' nor '0.85 to 0.95'")
