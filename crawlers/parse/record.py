"""One JSON object, read field by field: what is taken leaves it, and what is left over is kept and can be audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ShapeError(ValueError):
    """The data is not shaped as we know it. ``record`` is what was being read, so that nothing is lost with it."""

    def __init__(self, message: str, record: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.record = dict(record or {})


class Record:
    """A JSON object under reading; ``kind`` names it in errors, ``left`` is what nobody has taken yet.

    Plain values are *taken* (they go to a field of RawAdvert as they are). Structured ones are *seen*: a field
    can hold only their gist, so they stay in ``left`` as well.
    """

    def __init__(self, data: object, kind: str) -> None:
        if not isinstance(data, Mapping):
            raise ShapeError(f"{kind}: expected an object, found {type(data).__name__}")
        self.left: dict[str, Any] = dict(data)
        self._data, self._kind = data, kind

    def take(self, name: str) -> str | None:
        """A text or number as text; None where absent, null or blank. Raises ShapeError on any other type."""
        value = self.left.get(name)
        if value is not None and not isinstance(value, (str, int, float)):
            raise ShapeError(f"{self._kind}: {name} is of type {type(value).__name__}, not a text", self._data)
        self.left.pop(name, None)
        return words(value)

    def need(self, name: str) -> str:
        """As ``take``; raises ShapeError where the source leaves it out."""
        value = self.take(name)
        if value is None:
            raise ShapeError(f"{self._kind}: {name} is missing", self._data)
        return value

    def see(self, name: str) -> Any:  # noqa: ANN401 - a JSON value of any kind
        """The value as it is, left in place; None where absent."""
        return self._data.get(name)

    def see_object(self, name: str) -> Mapping[str, Any]:
        """As ``see``; {} where absent or null. Raises ShapeError on any other type."""
        value = self._typed(name, Mapping, "an object")
        return {} if value is None else value

    def see_objects(self, name: str) -> list[Mapping[str, Any]]:
        """A list of objects; [] where absent or null. Raises ShapeError on any other type."""
        value = self._typed(name, list, "a list") or []
        if not all(isinstance(entry, Mapping) for entry in value):
            raise ShapeError(f"{self._kind}: {name} is not a list of objects", self._data)
        return value

    def _typed(self, name: str, kind: type, said: str) -> Any:  # noqa: ANN401
        value = self._data.get(name)
        if value is not None and not isinstance(value, kind):
            raise ShapeError(f"{self._kind}: {name} is of type {type(value).__name__}, not {said}", self._data)
        return value


def words(value: object) -> str | None:
    """A text or number as trimmed text; None for anything else and for blanks.

    >>> words(" Leeds "), words(12), words(True), words({})
    ('Leeds', '12', None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None
