"""Numbers, dates and lists as the report words them: rounded to what the data allow, never "None"."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote, urlsplit

from pipelines.week import Week

MISSING = "–"
TOO_FEW = "too few to say"
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Above this ratio of an interval's ends, an estimate is worded ("about three times"), not printed to a digit.
_WIDE = 1.5
# Pounds are rounded to the first step where the interval is ten such steps wide or wider, else to the second.
_STEPS = {"year": (500, 100), "day": (10, 5)}


def count(n: float | None) -> str:
    """12345 -> "12,345"; fractional counts (1/k a place) keep a digit below 100."""
    if n is None or not math.isfinite(n):
        return MISSING
    if n == round(n) or n >= 100:
        return f"{n:,.0f}"
    return f"{n:.1f}" if n >= 1 else f"{n:.2g}"


def plural(n: int, one: str, many: str | None = None) -> str:
    """(1, "source") -> "1 source"; (3, "source") -> "3 sources"."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"


def percent(share: float | None, of: float) -> str:
    """A share of ``of`` things: whole per cent; one decimal where it is below 10% of 1,000 things or more."""
    if share is None or not math.isfinite(share):
        return MISSING
    if 0 < share < 0.01 and of < 1000:
        return "under 1%"
    digits = 1 if of >= 1000 and share < 0.0995 else 0
    text = f"{100 * share:.{digits}f}%"
    if share > 0 and text == "0.0%":
        return "under 0.1%"
    return "over 99%" if share < 1 and text == "100%" else text


def ratio(value: float | None) -> str:
    """Two significant figures: 1.0, 4.6, 12."""
    if value is None or not math.isfinite(value):
        return MISSING
    rounded = float(f"{value:.2g}")
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.1f}"


def signed(pct: float | None) -> str:
    """A change in per cent, two significant figures: "+190%", "−63%"; never −100%, which would say "gone"."""
    if pct is None or not math.isfinite(pct):
        return MISSING
    rounded = max(float(f"{pct:.2g}"), -99.0)
    return f"{rounded:+,.0f}%".replace("-", "−") if abs(rounded) >= 0.5 else "0%"


def often(pct: float, low: float, high: float) -> tuple[str, str]:
    """A change of frequency and its interval, which must lie on one side of no change.

    (200, 90, 360) -> ("about three times as often as", "1.9 to 4.6 times")
    """
    if pct >= 75:
        one, two, three = (1 + p / 100 for p in (pct, low, high))
        fold = _fold(one) if three / two > _WIDE else f"{ratio(one)} times"
        return f"about {fold} as often as", f"{ratio(two)} to {ratio(three)} times"
    ends, side = ((low, high), "more") if pct > 0 else ((-high, -low), "less")
    return f"about {ratio(abs(pct))}% {side} often than", f"{ratio(ends[0])}% to {ratio(ends[1])}% {side}"


def _fold(value: float) -> str:
    """To the nearest half below four, whole above: "twice", "two and a half times", "12 times"."""
    halves = round(2 * value) if value < 4 else 2 * round(value)
    whole, half = divmod(halves, 2)
    if halves == 4:
        return "twice"
    number = _NUMBERS[whole - 2] if whole <= 10 else count(whole)
    return f"{number}{' and a half' if half else ''} times"


def pounds(value: float | None, low: float | None, high: float | None, period: str) -> str:
    """GBP a ``period``, to the step that the interval allows: (83412, 80000, 91000, "year") -> "£83,500"."""
    if value is None or low is None or high is None:
        return MISSING
    wide, narrow = _STEPS[period]
    step = wide if high - low >= 10 * wide else narrow
    return f"£{step * round(value / step):,.0f}"


def day(on: date) -> str:
    """16 November 2026."""
    return f"{on.day} {on:%B} {on.year}"


def short_day(on: date) -> str:
    """16 Nov 2026, for tables."""
    return f"{on.day} {on:%b} {on.year}"


def span(start: date, end: date) -> str:
    """Both days included: "16 to 22 November 2026", "30 November to 6 December 2026"."""
    if start.year != end.year:
        return f"{day(start)} to {day(end)}"
    return f"{start.day} to {day(end)}" if start.month == end.month else f"{start.day} {start:%B} to {day(end)}"


def week_days(week: Week) -> str:
    return span(week.monday, week.sunday)


def listing(names: Sequence[str], at_most: int = 12) -> str:
    """(["a", "b", "c"]) -> "a, b and c"; beyond ``at_most`` names the rest is a number."""
    shown = list(names[:at_most])
    if len(names) > at_most:
        shown.append(f"{len(names) - at_most:,} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "none"


def said(value: object, at_most: int = 120) -> str:
    """Words of an advert or a source on one line: no control or direction-changing characters, cut when long."""
    if value is None:
        return MISSING
    printable = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in str(value)[: 4 * at_most])
    line = " ".join(printable.split())
    return line if len(line) <= at_most else f"{line[: at_most - 1].rstrip()}…"


def web_address(url: str | None) -> str | None:
    """An http(s) address fit for a link, else None: an advert's link is the words of a stranger."""
    try:
        parts = urlsplit((url or "").strip())
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return quote(parts.geturl(), safe="%/:=&?~#+!$,;'@()*[]-._") if is_web else None
