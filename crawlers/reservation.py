"""Reservations of text and data mining: TDMRep, https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/.

A site says in /.well-known/tdmrep.json, in an answer's header or in a page's head that mining is reserved to it. By
the report a header supersedes the file, and a page's own word the header. We are stricter where they disagree: any
reservation that we meet on the way keeps us out, so what the file reserves is not even asked for.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from typing import Any, NamedTuple, Self
from urllib.parse import quote

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.httpobj import urlparse_cached

from crawlers.parse.page import reserved_by_meta
from crawlers.politeness import KeptOut

FILE = "/.well-known/tdmrep.json"
HEADER = "tdm-reservation"

_PRIORITY = 1000  # as robots.txt: before anything else of its host
_LARGEST = 1024 * 1024  # bytes
_LONGEST = 15  # seconds
_UNRESERVED = re.compile(r"%(2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_ALL_ASCII = "".join(map(chr, range(33, 127)))

logger = logging.getLogger(__name__)


class Rule(NamedTuple):
    """One entry of a tdmrep.json: whether mining of the paths that ``pattern`` matches is reserved."""

    location: str  # as written
    pattern: str
    is_reserved: bool


def read_rules(body: bytes) -> list[Rule]:
    """The rules of a tdmrep.json in their order; entries that are no rule are left out, as the report asks.

    A lone object is read as the array's one entry. Raises ValueError where there is no JSON, or another value.
    """
    entries = json.loads(body)
    if isinstance(entries, dict):
        entries = [entries]
    if not isinstance(entries, list):
        raise ValueError(f"a list of rules was expected, not a {type(entries).__name__}")
    return [rule for rule in map(_rule, entries) if rule is not None]


def _rule(entry: Any) -> Rule | None:  # noqa: ANN401 - a JSON value of any kind
    if not isinstance(entry, dict) or not isinstance(entry.get("location"), str):
        return None
    location, value = entry["location"].strip(), str(entry.get(HEADER)).strip()
    return Rule(location, _plain(location), value == "1") if value in ("0", "1") else None


def reserving_rule(rules: list[Rule], target: str) -> Rule | None:
    """The rule that reserves a target (path and query); None where none does. The first that matches decides.

    >>> rules = read_rules(b'''[{"location": "/jobs/*.pdf$", "tdm-reservation": 0},
    ...                        {"location": "/jobs/", "tdm-reservation": 1}]''')
    >>> reserving_rule(rules, "/jobs/1").location, reserving_rule(rules, "/jobs/1.pdf"), reserving_rule(rules, "/")
    ('/jobs/', None, None)
    """
    path = _plain(target).replace("*", "%2A").replace("$", "%24")
    first = next((rule for rule in rules if matches(rule.pattern, path)), None)
    return first if first is not None and first.is_reserved else None


def _plain(text: str) -> str:
    """Escapes only where a character needs one, so that two spellings of a path are equal."""
    text = _UNRESERVED.sub(lambda m: chr(int(m[1], 16)), quote(text, safe=_ALL_ASCII))
    return _ESCAPE.sub(lambda m: m[0].upper(), text)


def matches(pattern: str, path: str) -> bool:
    """True where the pattern matches the beginning of the path, as in robots.txt: * is anything, $ the end.

    In one pass: a pattern full of stars takes no longer than a plain one.
    """
    is_anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in rest[:-1] if is_anchored else rest:
        if (found := path.find(part, at)) < 0:
            return False
        at = found + len(part)
    if not is_anchored:
        return True
    return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else at == len(path)


class ReservationMiddleware:
    """Keeps us from what a site reserves. Each host is asked once for its tdmrep.json, before anything of it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[list[Rule]]] = {}  # by origin

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raises KeptOut where the host's file reserves the address."""
        if request.callback is NO_CALLBACK:  # robots.txt or tdmrep.json itself
            return
        url = urlparse_cached(request)
        origin = f"{url.scheme}://{url.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._ask(origin))
        rules = await self._rules[origin]
        if rules and (rule := reserving_rule(rules, url.path + (f"?{url.query}" if url.query else ""))):
            raise KeptOut(f"TDM reservation in {FILE} ({rule.location}) covers {request.url}")

    def process_response(self, request: Request, response: Response) -> Response:
        """Raises KeptOut where the answer's header or its HTML reserves it."""
        if request.callback is NO_CALLBACK:
            return response
        if any(value.strip() == b"1" for value in response.headers.getlist(HEADER)):
            raise KeptOut(f"TDM reservation in the header {HEADER} covers {response.url}")
        if isinstance(response, HtmlResponse) and reserved_by_meta(response.body):
            raise KeptOut(f"TDM reservation in the page's <meta> covers {response.url}")
        return response

    async def _ask(self, origin: str) -> list[Rule]:
        try:
            response = await self._crawler.engine.download_async(_question(origin + FILE))
            if response.status == 200:
                return read_rules(response.body)
            logger.info("no reservation known of %s: HTTP %d", origin, response.status)
        except IgnoreRequest as error:
            logger.info("no reservation known of %s: %s", origin, error)
        except ValueError as error:
            logger.info("no reservation in %s%s, which is not what it should be: %s", origin, FILE, error)
        except Exception as error:  # any trouble of any downloader
            logger.warning("no reservation known of %s: %s: %s", origin, type(error).__name__, error)
        return []


def _question(url: str) -> Request:
    meta = {
        "dont_obey_robotstxt": True,
        "dont_retry": True,
        "download_timeout": _LONGEST,
        "download_maxsize": _LARGEST,
    }
    return Request(url, callback=NO_CALLBACK, priority=_PRIORITY, meta=meta, dont_filter=True)
