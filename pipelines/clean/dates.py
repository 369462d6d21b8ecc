"""Dates as boards write them: posting dates and closing dates, day before month.

Relative wordings ("3 days ago") count back from the day the advert was seen. A bound ("30+ days ago") or a mood
("Recently") is no date and gives None.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.utils import parsedate_to_datetime

from pipelines.clean.flat import flat
from pipelines.clean.signs import Signs
from pipelines.words import Evidence, Field, Words

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?\s{1,3}(?:the\s)?)?"
_WRITTEN = (
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:\s?(?:st|nd|rd|th))?[\s-]{{1,2}}(?:of\s)?{_MONTH}"
    r"(?:[,\s-]{1,3}(?P<year>\d{4}|\d{2}\b(?!:)))?"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T\s]\d{2}:\d{2}.{0,25})?",
        _WRITTEN,
        rf"{_WEEKDAY}{_MONTH}\s{{0,2}}(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s{{1,2}}(?P<year>\d{{4}}))?",
        r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})",
    )
)
_LABEL = re.compile(
    r"\s*(?:(?:date\s)?(?:posted|listed|published|added|advertised)|(?:posting|start|publication)\sdate"
    r"|(?:closing|close|end|expiry|expiration)\s(?:date|on)|clos(?:es|ing)|deadline|expires"
    r"|valid\s(?:through|until)|apply\sby)"
    r"(?:\s(?:on|at|is|for\sapplications))?\s*[:-]?\s*",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?P<n>\d{1,3}|an?|one|a\sfew)\s?(?P<unit>second|sec|minute|min|hour|hr|day|week|month|s|m|h|d"
    r"|w)s?\sago",
    re.I,
)
_TODAY = re.compile(r"(?:just\s(?:posted|now|added)|today|new)\b", re.IGNORECASE)
_UNIT_DAYS = {"s": 0, "m": 0, "h": 0, "d": 1, "w": 7}
_APPLY = [
    f"{word}{gap}{by}" for word in ("apply", "application", "applications") for gap in " \n" for by in ("b", "c", "m")
]
_CLOSING_SIGNS = Signs(["clos", "deadline", "expires", *_APPLY])  # "apply by", "applications close"
_CLOSING = re.compile(
    r"(?:(?:\b|(?-i:(?<=[a-z])(?=[A-Z])))(?:clos(?:es|ing|e)(?:\s(?:date|on|at|deadline))?|deadline"
    r"|appl(?:y|ications?)\s(?:by|before|close|must\sbe\s(?:received|submitted)\sby))"
    r"|(?:(?<=vacancy\s)|(?<=advert\s)|(?<=role\s)|(?<=job\s)|(?<=post\s)|(?<=will\s)|(?<=will\sbe\s))(?:closed|expires))\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?:[\s:.|,()-]|\b(?:date|is|on|at|by|for|the|our|this|role|post|vacancy|job|applications?|will|be|midnight|noon"
    r"|midday|of|end|to|gmt|bst|before)\b|(?<!\d)\d{1,2}(?!\d)|[ap]m\b)*",
    re.IGNORECASE,
)
_GAP = 60  # characters between "closing date" and its date
_CLOSES_WITHIN = timedelta(days=366)  # further from the day it was seen, a date is another one


def parse_date(text: str, seen_on: date) -> date | None:
    """The day one field names ("12 June 2026", "12/06/2026", ISO 8601, RFC 2822, "Posted 3 days ago"), or None.

    A date without its year is taken in the year that puts it nearest to ``seen_on``.
    """
    plain = flat(text).strip()
    bare = plain[label.end() :] if (label := _LABEL.match(plain)) else plain
    return _relative(bare or plain, seen_on) or _relative(plain, seen_on) or _absolute(bare.strip(" ."), seen_on)


def parse_closing_date(words: Words, seen_on: date) -> tuple[date, Evidence] | None:
    """The closing date from the source's own field, else from the text's "closes on Sunday 14 June 2026"."""
    if words.valid_through and (day := parse_date(words.valid_through, seen_on)):
        return day, _evidence(day, "valid_through", 0, len(words.valid_through), "closing date field")
    return _closing_in_text(words.text, seen_on)


def _relative(text: str, seen_on: date) -> date | None:
    if _TODAY.match(text):
        return seen_on
    if re.match(r"yesterday\b", text, re.IGNORECASE):
        return seen_on - timedelta(days=1)
    match = _AGO.match(text)
    if match is None or match["n"].lower().endswith("few"):
        return None
    number = int(match["n"]) if match["n"].isdigit() else 1
    unit = match["unit"].lower()
    days = 30 if unit == "month" else _UNIT_DAYS[unit[0]]
    return seen_on - timedelta(days=number * days)


def _absolute(text: str, seen_on: date) -> date | None:
    for form in _FORMS:
        if match := form.fullmatch(text):
            return _day(match, seen_on)
    return _rfc_2822(text)


def _rfc_2822(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _day(match: re.Match[str], seen_on: date) -> date | None:
    month = match["month"].lower()
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    try:
        if match["year"] is None:
            return _nearest(int(match["day"]), number, seen_on)
        year = int(match["year"])
        return date(year + 2000 if year < 100 else year, number, int(match["day"]))
    except ValueError:
        return None


def _nearest(day: int, month: int, seen_on: date) -> date:
    years = (seen_on.year + shift for shift in (0, 1, -1))
    return min((date(year, month, day) for year in years), key=lambda there: abs(there - seen_on))


def _evidence(day: date, field: Field, start: int, end: int, rule: str) -> Evidence:
    return Evidence("valid_through_on", day.isoformat(), field, start, end, rule)


def _closing_in_text(text: str, seen_on: date) -> tuple[date, Evidence] | None:
    plain = flat(text)
    for _, start, _ in _CLOSING_SIGNS.hits(text):
        opening = _CLOSING.match(plain, start)
        match = _date_after(plain, opening.end()) if opening else None
        day = _day(match, seen_on) if match else None
        if match and day and abs(day - seen_on) <= _CLOSES_WITHIN:
            return day, _evidence(day, "text", match.start(), match.end(), "closing date sentence")
    return None


def _date_after(text: str, start: int) -> re.Match[str] | None:
    """The date that follows with nothing between but "on", "is", a time of day and the like."""
    matches = (form.search(text, start, start + _GAP) for form in _FORMS)
    return next((m for m in matches if m and _BETWEEN.fullmatch(text, start, m.start())), None)
