"""XML of a platform's own making (records in elements, no mixed content) -> the JSON-like values a Record reads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import lxml.etree

from crawlers.parse.record import Record, ShapeError, words

# Characters that XML cannot hold and that text pasted from a word processor brings (a vertical tab for a line break).
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NONE: Mapping[str, str] = MappingProxyType({})


def read_xml(body: bytes, url: str, root: str | None = None) -> Any:  # noqa: ANN401 - lxml has no types
    """The document's element, a ``root`` where one is named. Raises ShapeError naming ``url`` on anything else.

    Nothing is fetched and no entity expanded: a document that brings a DTD is refused, as no platform needs one.
    Control characters become spaces: one stray character must not cost a whole board.
    """
    text = body if body.startswith(_UTF_16) else _CONTROL.sub(b" ", body)
    parser = lxml.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, encoding=_encoding(body),
    )  # fmt: skip
    try:
        element = lxml.etree.fromstring(text.lstrip(), parser)
    except lxml.etree.XMLSyntaxError as error:
        raise ShapeError(f"{url}: not the XML it should be: {error.msg}") from error
    if element.getroottree().docinfo.doctype:
        raise ShapeError(f"{url}: brings a DTD, which is not read")
    if root is not None and element.tag != root:
        raise ShapeError(f"{url}: expected <{root}>, found <{element.tag}>")
    return element


def as_json(element: Any, prefixes: Mapping[str, str] = _NONE) -> Any:  # noqa: ANN401 - lxml has no types
    """An element's text, trimmed (None where blank), or its children by name; one that is repeated is a list.

    ``prefixes`` are the names that namespaces go by ({"https://teamtailor.com/locations": "tt"} gives "tt:city");
    a namespace not there goes by the document's own prefix. Attributes are left out.
    """
    if not len(element):
        return words(element.text)
    children: defaultdict[str, list[Any]] = defaultdict(list)
    for child in element:
        children[_name(child, prefixes)].append(as_json(child, prefixes))
    return {name: values if len(values) > 1 else values[0] for name, values in children.items()}


def each(value: object) -> list[Any]:
    """The values of an element that may be repeated: none, one, or the list of them."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class XmlRecord(Record):
    """What ``as_json`` made of an element, under reading: where a list is asked for, an element that stands there once
    is a list of one, and blank ones are none.
    """

    def _typed(self, name: str, kind: type, said: str) -> Any:  # noqa: ANN401
        if kind is not list:
            return super()._typed(name, kind, said)
        return [value for value in each(self._data.get(name)) if value is not None]


def _encoding(body: bytes) -> str | None:
    """Declarations are often wrong about it; what can be read as UTF-8 is UTF-8."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _name(element: Any, prefixes: Mapping[str, str]) -> str:  # noqa: ANN401 - lxml has no types
    name = lxml.etree.QName(element)
    prefix = prefixes.get(name.namespace or "", element.prefix)
    return f"{prefix}:{name.localname}" if prefix else name.localname
