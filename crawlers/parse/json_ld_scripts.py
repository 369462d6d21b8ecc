"""The JSON-LD scripts of a page: found by a linear scan where its markup is plain, by a whole HTML parser where not.

The scan follows the tokenizer of the HTML standard (https://html.spec.whatwg.org/multipage/parsing.html) between
the few things that can hide a script from it: comments, other scripts, and elements whose content is text. At
whatever it is not sure of it gives up, and lxml reads the page.
"""

from __future__ import annotations

import re
from typing import Any, Final

import lxml.etree
import lxml.html

_TYPE: Final = "ld+json"
_MIME: Final = re.compile(r"\+json", re.I | re.A)
_GAP: Final = r"[\t\n\f\r ]"
# After "<" one character class, so that most tags of a page are passed over at once.
_OPENER: Final = re.compile(
    r"<(?=[!stixnp])(?:!--|(script|style|title|textarea|iframe|xmp|noembed|noframes|plaintext)(?=[\t\n\f\r />]))",
    re.I | re.A,
)
_ATTRIBUTE: Final = rf"""{_GAP}++([^\s"'<>/=]++)(?:{_GAP}*+={_GAP}*+("[^"]*+"|'[^']*+'|[^\s"'<>=`]++))?+"""
_TAG_END: Final = re.compile(rf"((?:{_ATTRIBUTE})*+){_GAP}*+>")
_EACH_ATTRIBUTE: Final = re.compile(_ATTRIBUTE)
_CLOSER: Final = {
    name: re.compile(rf"</{name}(?:{_GAP}*+(>)|[\t\n\f\r /])", re.I | re.A)
    for name in ("script", "style", "title", "textarea", "iframe", "xmp", "noembed", "noframes")
}
_BEFORE_VALUE: Final = "= \t\n\f\r"
_LONGEST_GAP: Final = 16  # between "=" and the quote after it; beyond that lxml is asked


def plain_scripts(html: str) -> list[str] | None:
    """The text of each JSON-LD script in page order, as lxml would give it; None where only a parser can tell.

    A type written with character references ("application/ld&#43;json") is not looked for.
    """
    mentions = list(_MIME.finditer(html))
    end = mentions[-1].start() if mentions else 0
    found: list[str] = []
    here = 0  # always just after something that is over, so that what stands here is a page's text or tags
    while opener := _OPENER.search(html, here, end):
        if not _is_between_tags(html, here, opener.start()):
            return None
        end_of_it = _element(html, opener, found) if opener[1] else _comment(html, opener.start())
        if end_of_it is None:
            return None
        here = end_of_it
    return found


def parsed_scripts(html: str) -> list[Any]:
    """The same scripts as lxml elements, whatever the page is like, those after ``</html>`` too."""
    parser = lxml.html.HTMLParser(encoding="UTF-8")  # type: ignore[no-untyped-call]
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser)  # type: ignore[no-untyped-call]
    except (lxml.etree.ParserError, ValueError):  # an empty page
        return []
    parts = [root, *root.itersiblings()]
    scripts = [s for part in parts for s in part.iter("script") if _TYPE in (s.get("type") or "").lower()]
    for script in scripts:
        script.set("type", "application/ld+json")  # extruct knows no "; charset=utf-8" and no capitals
    return scripts


def _is_between_tags(html: str, here: int, opener: int) -> bool:
    """Whether ``opener`` begins something, and does not stand in a tag or in an attribute's value.

    True where the last ">" before it ends a tag or is text, and no tag begins after it. That ">" could stand in a
    value only if the value's opening quote were the last of its kind before it.
    """
    last = html.rfind(">", here, opener)
    if last < 0:
        return html.find("<", here, opener) < 0
    if html.find("<", last, opener) >= 0:
        return False
    return not (
        _opens_value(html, here, html.rfind('"', here, last)) or _opens_value(html, here, html.rfind("'", here, last))
    )


def _opens_value(html: str, here: int, quote: int) -> bool:
    if quote < 0 or html[quote - 1] not in _BEFORE_VALUE:
        return False
    before = html[max(here, quote - _LONGEST_GAP) : quote].rstrip()
    return not before or before[-1] == "="


def _comment(html: str, start: int) -> int | None:
    """The end of the comment; None where it ends in one of the odd ways of the standard, or never."""
    text = start + len("<!--")
    end = html.find("-->", text)
    if end < 0 or html.startswith((">", "->"), text) or html.find("--!>", text, end) >= 0:
        return None
    return end + len("-->")


def _element(html: str, opener: re.Match[str], found: list[str]) -> int | None:
    """The element's end; None where only a parser can tell. The text of a JSON-LD script is added to ``found``."""
    name = opener[1].lower()
    tag = _TAG_END.match(html, opener.end())
    closer = _CLOSER[name].search(html, tag.end()) if tag and name in _CLOSER else None
    if tag is None or closer is None or not closer[1] or tag[0].endswith("/>"):
        return None
    text = html[tag.end() : closer.start()]
    if name == "script":
        if "<!--" in text and "<script" in text.lower():
            return None  # "</script" does not end a script inside a comment inside a script
        if _is_json_ld(tag[1]):
            found.append(text)
    return closer.end()


def _is_json_ld(attributes: str) -> bool:
    if "json" not in attributes.lower():
        return False
    values = (a[2] or "" for a in _EACH_ATTRIBUTE.finditer(attributes) if a[1].lower() == "type")
    return _TYPE in next(values, "").lower()  # of a repeated attribute the first counts
