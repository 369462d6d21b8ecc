"""What the JSON-LD of a page holds: by orjson where page and JSON are plain, by extruct where not, else mended."""

from __future__ import annotations

import html as entities
import re
from typing import Any, Final, NamedTuple

import orjson
from extruct.jsonld import JsonLdExtractor

from crawlers.parse.json_ld_scripts import parsed_scripts, plain_scripts

_INT_64: Final = 2.0**63
_CDATA: Final = re.compile(r"\s*+(?:/[/*]\s*+)?<!\[CDATA\[(?:\s*+\*/)?")
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
        text = script.text or ""
        try:
            data += _items(script, text)
        except (ValueError, RecursionError) as error:
            broken.append(Broken(text, str(error)))
    return data, broken


def _items(script: Any, text: str) -> list[Any]:  # noqa: ANN401 - an lxml element
    extract = JsonLdExtractor().extract_items
    try:
        return list(extract(script))  # type: ignore[no-untyped-call]
    except ValueError:
        script.text = mended_json(text)
        return list(extract(script))  # type: ignore[no-untyped-call]


def mended_json(text: str) -> str:
    r"""JSON without what commonly breaks it on pages: entities for its quotes, CDATA marks (in comments or not), a
    final semicolon or comment, and backslashes before characters that need none.

    >>> mended_json("{&quot;a&quot;: 1};"), mended_json(r'/*<![CDATA[*/ "it\'s" //]]>')
    ('{"a": 1}\n', ' "it\'s"\n')
    """
    if '"' not in text:
        text = entities.unescape(text)
    if opening := _CDATA.match(text):
        text = text[opening.end() :]
        for mark in ("*/", "]]>", "/*", "//"):
            text = text.rstrip().removesuffix(mark)
    text = text.rstrip("; \t\r\n") + "\n"  # extruct's comments end with their line
    return _ESCAPE.sub(lambda escape: escape[0] if escape[1] else escape[2], text)
