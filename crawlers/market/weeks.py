"""The market's calendar: weeks counted from 0 (the oldest served), each named by its Monday, and their seasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

# Share of an ordinary week's new adverts, by ISO week number: the Christmas dip, the January rush, August.
_SEASON = {51: 0.45, 52: 0.2, 53: 0.2, 1: 0.4, 2: 0.9, 3: 1.15, 4: 1.2, 5: 1.15, 32: 0.9, 33: 0.85, 34: 0.85, 35: 0.9}


@dataclass(frozen=True, slots=True)
class Weeks:
    """``n`` ISO weeks that end with the one of ``last_monday``. Raises ValueError where that is not a Monday."""

    last_monday: date
    n: int

    def __post_init__(self) -> None:
        if self.last_monday.weekday() != 0:
            raise ValueError(f"last_week_monday must be a Monday: {self.last_monday} is not")
        if self.n < 1:
            raise ValueError(f"n_weeks must be 1 or more, not {self.n}")

    def monday(self, index: int) -> date:
        """Monday of a week; indexes below 0 lie before the first served week."""
        return self.last_monday - timedelta(weeks=self.n - 1 - index)

    def crawl_moment(self, index: int) -> datetime:
        """When that week's crawl begins: Monday 05:00 UTC."""
        return datetime.combine(self.monday(index), time(5), UTC)

    def label(self, index: int) -> str:
        """``2026-W47``."""
        year, number, _ = self.monday(index).isocalendar()
        return f"{year:04d}-W{number:02d}"

    def season(self, index: int) -> float:
        """New adverts of that week against an ordinary one."""
        return _SEASON.get(self.monday(index).isocalendar().week, 1.0)
