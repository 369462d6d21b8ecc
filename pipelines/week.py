"""ISO weeks, always written ``2026-W47``."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, Self

_FORM = re.compile(r"(\d{4})-W(\d{2})")


class Week(NamedTuple):
    """An ISO 8601 week, Monday to Sunday; orders and compares as time does."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """``2026-W47``. Raises ValueError where it is not a week of that year."""
        form = _FORM.fullmatch(text.strip())
        if not form:
            raise ValueError(f"not an ISO week such as 2026-W47: {text!r}")
        year, number = int(form[1]), int(form[2])
        try:
            date.fromisocalendar(year, number, 1)
        except ValueError as error:
            raise ValueError(f"the year {year} has no ISO week {number}: {text!r}") from error
        return cls(year, number)

    @classmethod
    def of(cls, day: date | datetime) -> Self:
        """The week that holds a day; a moment counts by its UTC day."""
        if isinstance(day, datetime):
            day = day.astimezone(UTC).date()
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 7)

    def shift(self, weeks: int) -> Week:
        """So many weeks later (earlier where negative)."""
        return Week.of(self.monday + timedelta(weeks=weeks))

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"
