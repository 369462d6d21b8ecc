"""One cell of a table: as text, an id, an amount, a moment, the first line of some markup, or a JSON value.

A cell is whatever a file gives: text from CSV, JSON values from JSON Lines, Python values from Parquet. Readers
return None for an empty cell and raise ValueError, saying what was found, for one they cannot read.
"""

from __future__ import annotations

import html
import json
import math
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

# No advert on the web is older: an earlier year is a slip of the pen ("0216-06-21") or an empty date ("1970-01-01").
_WEB_BEGAN = datetime(1990, 12, 20, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_WHOLE_AS_FLOAT = re.compile(r"(\d+)\.0+")
_NO_ID = {"nan", "none", "null", "n/a", "-"}
_LINE_ENDS = re.compile(r"[\r\n]|</?(?:p|br|div|pre|li|ul|ol|h[1-6])\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")


def quoted(cell: object) -> str:
    """The cell for an error message: quoted, cut at 80 characters."""
    found = repr(cell)
    return found if len(found) <= 80 else found[:79] + "…"


def text(cell: object) -> str | None:
    """The cell as written; None where it is empty or only space. A list is joined by "; ", a whole float loses ".0"."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, list):
        return "; ".join(filter(None, map(text, cell))) or None
    return _written(cell)


def _written(cell: object) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "backslashreplace")
    if isinstance(cell, dict):
        return json.dumps(plain(cell), ensure_ascii=False, sort_keys=True)
    return str(cell)


def identifier(cell: object) -> str | None:
    """An id, trimmed; None for the words that exporters write for nothing ("nan"). "0071" keeps its zeros."""
    found = (text(cell) or "").strip()
    if found.lower() in _NO_ID:
        return None
    whole = _WHOLE_AS_FLOAT.fullmatch(found)
    return whole[1] if whole else found or None


def amount(cell: object) -> float | None:
    """A sum of money, not negative. Raises ValueError for words, grouped digits ("45,000"), infinities."""
    found = text(cell)
    if found is None:
        return None
    if isinstance(cell, bool) or not _NUMBER.fullmatch(found.strip()):
        raise ValueError(f"not a number: {quoted(found)}")
    value = float(found)
    if value < 0:
        raise ValueError(f"negative: {found.strip()}")
    if math.isinf(value):
        raise ValueError(f"too large a number: {quoted(found)}")
    return value


def parse_moment(cell: object, form: str | None = None) -> datetime:
    """The moment (UTC) a cell names; one without a zone is UTC, a date is its midnight.

    ``form`` is a strptime format for text, or "unix" for seconds since 1970; without it text must be ISO 8601.
    Raises ValueError where it is empty, unreadable or older than the web.
    """
    found = _moment(cell, form)
    try:
        moment = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"out of range: {found}") from error
    if moment < _WEB_BEGAN:
        raise ValueError(f"older than the web: {moment:%Y-%m-%d}")
    return moment


def _moment(cell: object, form: str | None) -> datetime:
    if isinstance(cell, datetime):
        return cell
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day, tzinfo=UTC)
    found = (text(cell) or "").strip()
    if not found:
        raise ValueError("empty")
    try:
        if form == "unix":
            return datetime.fromtimestamp(float(found), UTC)
        return datetime.strptime(found, form) if form else datetime.fromisoformat(found)  # noqa: DTZ007 - UTC follows
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"not a date{f' of the form {form}' if form else ''}: {quoted(found)}") from error


def first_line(markup: str) -> str | None:
    """The first line of some HTML or text that holds a word, without tags; frames drawn in ASCII are passed over.

    >>> first_line('<font color="#000000">Tern &amp; Gull | London | Onsite<p>We are hiring')
    'Tern & Gull | London | Onsite'
    """
    begin = 0
    ends = (end.span() for end in _LINE_ENDS.finditer(markup))
    for end, next_begin in chain(ends, [(len(markup), 0)]):
        line = html.unescape(_TAG.sub(" ", markup[begin:end])).strip()
        if _TWO_LETTERS.search(line):
            return line
        begin = next_begin
    return None


def plain(cell: object) -> Any:  # noqa: ANN401 - a JSON value of any kind
    """The cell as JSON has it: moments and what JSON does not know as text, NaN as None."""
    if isinstance(cell, dict):
        return {str(k): plain(v) for k, v in cell.items()}
    if isinstance(cell, list):
        return [plain(v) for v in cell]
    if cell is None or isinstance(cell, (str, bool, int)) or (isinstance(cell, float) and math.isfinite(cell)):
        return cell
    return text(cell)
