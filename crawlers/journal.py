"""What a run under way has been answered, kept beside its unfinished file: a killed crawl goes on from here.

One line of JSON an answer, in the order of the answers, written at once. Only adverts' own pages and records stand
here; a listing is asked again.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, BinaryIO

import orjson


class Journal:
    """Answers by key. Opening a journal that stands there already finds what it holds; what follows a torn line is
    cut off, and asked for again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at: dict[str, int] = {}
        self._file: BinaryIO | None = None
        if path.exists():
            self._find()

    def _find(self) -> None:
        end = 0
        with self._path.open("r+b") as file:
            for line in file:
                answer = _answer(line)
                if answer is None:
                    break
                self._at[answer["key"]] = end
                end += len(line)
            file.truncate(end)

    def recall(self, key: str) -> dict[str, Any] | None:
        """The answer noted for ``key`` before this process began, or None."""
        if key not in self._at:
            return None
        with self._path.open("rb") as file:
            file.seek(self._at[key])
            return _answer(file.readline())

    def note(self, key: str, answer: dict[str, Any]) -> None:
        if self._file is None:
            self._file = self._path.open("ab")
        self._file.write(as_json({"key": key} | answer) + b"\n")
        self._file.flush()

    def close(self) -> None:
        if self._file:
            self._file.close()


def _answer(line: bytes) -> dict[str, Any] | None:
    """None where the line is not whole: the power may fail in the middle of any."""
    try:
        answer = _from_json(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("key"), str) else None


def _from_json(line: bytes) -> Any:  # noqa: ANN401 - a JSON value of any kind
    try:
        return orjson.loads(line)
    except ValueError:  # half a surrogate pair, perhaps
        return json.loads(line)


def as_json(value: dict[str, Any]) -> bytes:
    """One line, keys sorted. Half a surrogate pair, which UTF-8 cannot hold, is written as JSON's escape."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(value, sort_keys=True).encode()
