"""``jobtide extract``: adverts in a JSON Lines file, their facts out, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipelines.extract.answer import answer
from pipelines.extract.facts import Extractor
from pipelines.words import Words

BATCH = 64
KEYS = ("id", "title", "employer", "location", "text")


def extract_lines(
    lines: Iterable[bytes], name: str, complain: Callable[[str], None], *, has_model: bool
) -> Iterator[str]:
    """The answer to each readable line. ``complain`` is told of the others: file, line, what is wrong."""
    extractor = Extractor(has_model=has_model)
    batch: list[tuple[str, Words]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            batch.append(_advert(line))
        except ValueError as error:
            complain(f"{name} line {number}: {error}")
        if len(batch) == BATCH:
            yield from _answers(batch, extractor)
            batch = []
    yield from _answers(batch, extractor)


def _advert(line: bytes) -> tuple[str, Words]:
    """Raises ValueError saying which key is missing or of the wrong type."""
    try:
        data = json.loads(line)
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}") from error
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise ValueError(f"not an object with {', '.join(KEYS)}")
    values: dict[str, Any] = {key: data.get(key) for key in KEYS}
    if values["id"] is None or not values["title"]:
        raise ValueError(f"{'id' if values['id'] is None else 'title'} is missing or empty")
    for key in KEYS[1:]:
        if not isinstance(values[key] or "", str):
            raise ValueError(f"{key} is not a text: {values[key]!r:.60}")
    words = Words(
        title=values["title"], employer=values["employer"] or "", place=values["location"] or "",
        text=values["text"] or "", country="GB",
    )  # fmt: skip
    return str(values["id"]), words


def _answers(batch: list[tuple[str, Words]], extractor: Extractor) -> Iterator[str]:
    for (advert, words), facts in zip(batch, extractor.facts([w for _, w in batch]), strict=True):
        yield json.dumps(answer(advert, words, facts), ensure_ascii=False)
