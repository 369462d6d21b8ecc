"""What the JSON-LD of a page holds: by orjson where page and JSON are plain, by extruct where not, else mended."""

from __future__ import annotations

import html as entities
import json
import re
from typing import Any, Final, NamedTuple

import orjson
from extruct.jsonld import JsonLdExtractor

from crawlers.parse.json_ld_scripts import parsed_scripts, plain_scripts

_INT_64: Final = 2.0**63
_ESCAPE: Final = re.compile(r'\\(?:(["\\/bfnrtu])|(.))', re.S)


class Broken(NamedTuple):
    """A script that nothing can read, and why."""

    text: str
    why: str


def read_json_ld(html: str) -> tuple[list[Any], list[Broken]]:
    """The values of the page's JSON-LD scripts in their order, and the scripts that cannot be read."""
    data = _plain_data(html)
    return _parsed_data(html) if data is None else (data, [])


def _plain_data(html: str) -> list[Any] | None:
    """None where the page's markup or its JSON is not as plain as the fast readers need it."""
    scripts = plain_scripts(html)
    if scripts is None:
        return None
    try:
        data = [orjson.loads(script) for script in scripts]
    except orjson.JSONDecodeError:
        return None
    return None if _has_rounded_integer(data) else data


def _has_rounded_integer(data: list[Any]) -> bool:
    """Whether there may have been an integer of more than 64 bits, which orjson gives as a float."""
    stack = data[:]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, float) and abs(value) >= _INT_64:
            return True
    return False


def _parsed_data(html: str) -> tuple[list[Any], list[Broken]]:
    data: list[Any] = []
    broken: list[Broken] = []
    for script in parsed_scripts(html):
        try:
            data += _items(script)
        except (ValueError, RecursionError) as error:
            broken.append(Broken(script.text or "", str(error)))
    return data, broken


def _items(script: Any) -> list[Any]:  # noqa: ANN401 - an lxml element
    try:
        return list(JsonLdExtractor().extract_items(script))  # type: ignore[no-untyped-call]
    except ValueError:
        if (mended := mended_json(script.text)) == script.text:
            raise
        return [json.loads(mended, strict=False)]


def mended_json(text: str) -> str:
    r"""JSON without what commonly breaks it on pages: entities for its quotes, CDATA marks, a final semicolon, and
    backslashes before characters that need none.

    >>> mended_json("{&quot;a&quot;: 1};"), mended_json(r'<![CDATA["it\'s"]]>')
    ('{"a": 1}', '"it\'s"')
    """
    if '"' not in text:
        text = entities.unescape(text)
    text = text.strip().removeprefix("<![CDATA[").rstrip("; \t\r\n").removesuffix("]]>").rstrip("; \t\r\n")
    return _ESCAPE.sub(lambda escape: escape[0] if escape[1] else escape[2], text)
