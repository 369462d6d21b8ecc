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
    """Answers by key. Opening a journal that stands there already finds what it holds; a torn last line is cut off."""

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
                if not line.endswith(b"\n"):
                    break
                self._at[orjson.loads(line)["key"]] = end
                end += len(line)
            file.truncate(end)

    def recall(self, key: str) -> dict[str, Any] | None:
        """The answer noted for ``key`` before this process began, or None."""
        if key not in self._at:
            return None
        with self._path.open("rb") as file:
            file.seek(self._at[key])
            answer: dict[str, Any] = orjson.loads(file.readline())
        return answer

    def note(self, key: str, answer: dict[str, Any]) -> None:
        if self._file is None:
            self._file = self._path.open("ab")
        self._file.write(as_json({"key": key} | answer) + b"\n")
        self._file.flush()

    def close(self) -> None:
        if self._file:
            self._file.close()


def as_json(value: dict[str, Any]) -> bytes:
    """One line, keys sorted. Half a surrogate pair, which UTF-8 cannot hold, is written as JSON's escape."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return json.dumps(value, sort_keys=True).encode()
