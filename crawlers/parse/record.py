"""One JSON object, read field by field: what is taken leaves it, and what is left over is kept and can be audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from crawlers.parse.persons import without_persons


class ShapeError(ValueError):
    """The data is not shaped as we know it. ``record`` is what was being read, so that nothing is lost with it but
    what it says of people.
    """

    def __init__(self, message: str, record: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.record: dict[str, Any] = without_persons(dict(record or {}))


class Record:
    """A JSON object under reading; ``kind`` names it in errors, ``left`` is what nobody has taken yet.

    Plain values are *taken* (they go to a field of RawAdvert as they are). Structured ones are *seen*: a field
    can hold only their gist, so they stay in ``left`` as well. A value of another type than the one asked for is
    a ShapeError that names record and field; null is one that is left out.
    """

    def __init__(self, data: object, kind: str) -> None:
        if not isinstance(data, Mapping):
            raise ShapeError(f"{kind}: expected an object, found {type(data).__name__}")
        self.left: dict[str, Any] = dict(data)
        self._data, self._kind = data, kind

    def take(self, name: str) -> str | None:
        """A text or number as text; None where absent, null or blank. Raises ShapeError on any other type."""
        value = self._plain(name, self.left.get(name))
        self.left.pop(name, None)
        return words(value)

    def need(self, name: str) -> str:
        """As ``take``; raises ShapeError where the source leaves it out."""
        value = self.take(name)
        if value is None:
            raise self._missing(name)
        return value

    def expect(self, *names: str) -> None:
        """Fields that may be null or blank and always stand there. Raises ShapeError where one does not."""
        for name in names:
            if name not in self._data:
                raise self._missing(name)

    def drop(self, *names: str) -> None:
        """What is not to be kept: it repeats other fields, or differs each time it is asked for."""
        for name in names:
            self.left.pop(name, None)

    def rest(self) -> dict[str, Any]:
        """What is left, for the payload: without what is said of people."""
        rest: dict[str, Any] = without_persons(self.left)
        return rest

    def see(self, name: str) -> Any:  # noqa: ANN401 - a JSON value of any kind
        """The value as it is, left in place; None where absent."""
        return self._data.get(name)

    def see_plain(self, name: str) -> str | float | None:
        """A text or number as it is, left in place. Raises ShapeError on any other type."""
        value: str | float | None = self._plain(name, self._data.get(name))
        return value

    def see_words(self, name: str) -> str | None:
        """As ``take``, left in place."""
        return words(self.see_plain(name))

    def see_flag(self, name: str) -> bool | None:
        """Raises ShapeError on anything but true, false and null."""
        flag: bool | None = self._typed(name, bool, "true or false")
        return flag

    def see_count(self, name: str) -> int | None:
        """A whole number. Raises ShapeError on any other type."""
        value = self._data.get(name)
        if value is not None and type(value) is not int:  # true and false are no numbers
            raise self._mistyped(name, "a whole number")
        return value

    def need_count(self, name: str) -> int:
        """As ``see_count``; raises ShapeError where the source leaves it out."""
        value = self.see_count(name)
        if value is None:
            raise self._missing(name)
        return value

    def see_words_of(self, name: str) -> list[str]:
        """The words of a list of texts, blanks left out. Raises ShapeError on anything but a list of texts."""
        found = [words(self._plain(name, value)) for value in self._typed(name, list, "a list") or []]
        return [said for said in found if said]

    def within(self, name: str) -> Self:
        """The object that stands there, to be read in its turn; an empty one where absent or null."""
        return type(self)(self.see_object(name), f"{self._kind}: {name}")

    def each(self, name: str) -> list[Self]:
        """The objects of a list, to be read in their turn."""
        return [type(self)(entry, f"{self._kind}: {name}") for entry in self.see_objects(name)]

    def see_object(self, name: str) -> Mapping[str, Any]:
        """As ``see``; {} where absent or null. Raises ShapeError on any other type."""
        value = self._typed(name, Mapping, "an object")
        return {} if value is None else value

    def see_objects(self, name: str) -> list[dict[str, Any]]:
        """A list of objects; [] where absent or null. Raises ShapeError on any other type."""
        value = self._typed(name, list, "a list") or []
        if not all(isinstance(entry, Mapping) for entry in value):
            raise ShapeError(f"{self._kind}: {name} is not a list of objects", self._data)
        return value

    def need_within(self, name: str) -> Self:
        """As ``within``; raises ShapeError where the source leaves it out."""
        if self._data.get(name) is None:
            raise self._missing(name)
        return self.within(name)

    def need_objects(self, name: str) -> list[dict[str, Any]]:
        """As ``see_objects``; raises ShapeError where the source leaves it out: no list is not an empty one."""
        if self._data.get(name) is None:
            raise self._missing(name)
        return self.see_objects(name)

    def _plain(self, name: str, value: Any) -> Any:  # noqa: ANN401
        if value is not None and (isinstance(value, bool) or not isinstance(value, (str, int, float))):
            raise self._mistyped(name, "a text", value)
        return value

    def _typed(self, name: str, kind: type, said: str) -> Any:  # noqa: ANN401
        value = self._data.get(name)
        if value is not None and not isinstance(value, kind):
            raise self._mistyped(name, said)
        return value

    def _mistyped(self, name: str, said: str, value: object = None) -> ShapeError:
        kind = type(self._data.get(name) if value is None else value).__name__
        return ShapeError(f"{self._kind}: {name} is of type {kind}, not {said}", self._data)

    def _missing(self, name: str) -> ShapeError:
        return ShapeError(f"{self._kind}: {name} is missing", self._data)


def words(value: object) -> str | None:
    """A text or number as trimmed text; None for anything else and for blanks.

    >>> words(" Leeds "), words(12), words(True), words({})
    ('Leeds', '12', None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return str(value).strip() or None
