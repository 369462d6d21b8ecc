"""A page's bytes: the words they stand for, and whether they reserve text and data mining.

A charset is looked for as in https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding:
byte order mark, header, meta element. What a site declares is often not what it sends ("Â£" is UTF-8 read as
latin-1), so the bytes themselves have the last word where they can.
"""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

_META_WITHIN: Final = 2048  # bytes; the standard asks for 1,024
_HEAD_WITHIN: Final = 64 * 1024
# Python knows "codecs" that are no charsets and must not be a site's to choose, such as unicode_escape.
_CHARSET: Final = re.compile(r"utf-(8|16|32)|iso|cp\d|koi8|mac|big5|gb|euc|shift|tis|hz|johab|kz1048|ptcp154")
_WESTERN: Final = frozenset(("cp1252", "iso8859-15"))  # w3lib reads latin-1 and ascii as cp1252, as browsers do

_BEYOND_ASCII: Final = re.compile("[^\x00-\x7f\ufffd]")


def decoded(body: bytes, content_type: str | None) -> str:
    r"""The page as text, by its byte order mark, header, meta element, or bytes: UTF-8 where valid, else windows-1252.

    Declared western and yet UTF-8 throughout, it is UTF-8. Declared UTF-8 and yet without one character of it beyond
    ASCII, it is windows-1252. An unknown charset is none; what cannot be decoded becomes U+FFFD.

    >>> decoded("£".encode(), "text/html; charset=iso-8859-1"), decoded(b"\xa3", None)
    ('£', '£')
    """
    bom, mark = read_bom(body)
    if bom and mark:
        return body[len(mark) :].decode(bom, "replace")
    charset = _declared(content_type, body)
    if charset and charset not in ("utf-8", *_WESTERN):
        return to_unicode(body, charset)
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    if charset == "utf-8" and _BEYOND_ASCII.search(text := body.decode("utf-8", "replace")):
        return text
    return body.decode("cp1252" if charset in (None, "utf-8") else charset, "replace")


def _declared(content_type: str | None, body: bytes) -> str | None:
    if charset := _known(http_content_type_encoding(content_type)):
        return "utf-16-le" if charset == "utf-16" else charset
    head = body[:_META_WITHIN]
    charset = _known(html_body_declared_encoding(head)) if b"charset" in head.lower() or b"<?xml" in head else None
    # Who can read the meta element has not read UTF-16.
    return "utf-8" if charset and charset.startswith(("utf-16", "utf-32")) else charset


def _known(charset: str | None) -> str | None:
    return charset if charset and _CHARSET.match(charset) else None


def reserved_by_meta(body: bytes) -> bool:
    """Whether ``<meta name="tdm-reservation" content="1">`` stands in the first 64 kB, where the head is.

    https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/#sec-tdm-html
    """
    head = body[:_HEAD_WITHIN]
    # To the last end of a head: a script may speak of one, and all 64 kB in small letters cost eight times as much.
    end = max(head.rfind(b"</head"), head.rfind(b"</HEAD"))
    if b"tdm-reservation" not in (head[:end] if end >= 0 else head).lower():
        return False
    metas = LexborHTMLParser(head.decode("latin-1")).css('meta[name="tdm-reservation" i]')
    return any((meta.attributes.get("content") or "").strip() == "1" for meta in metas)
