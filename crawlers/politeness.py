"""What robots.txt asks for beyond Allow and Disallow, which Scrapy reads and does not obey."""

from __future__ import annotations

from collections import defaultdict

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser
from scrapy.utils.httpobj import urlparse_cached

from crawlers.pace import LONGEST_WAIT

_DISALLOW_ALL = b"User-agent: *\nDisallow: /\n"
_TOO_MANY_REQUESTS = 429


class KeptOut(IgnoreRequest):
    """The site's own policy keeps us from an address; str() says which rule and which address."""


class RobotsUnread(IgnoreRequest):
    """The host of an address could not be asked for its robots.txt: what it allows is not known."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, and four things more.

    Crawl-delay and Request-rate set the pace of the host's slot where they ask for a slower one than ours; one
    slower than we could ever follow keeps us out. A robots.txt that answers 5xx (or 429) forbids the whole host,
    and one that cannot be had for trouble on the network allows nothing (RFC 9309, 2.3.1.4). What robots.txt
    forbids has a name of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: defaultdict[str, float] = defaultdict(float)  # seconds, by the downloader's slot (a host)
        self._unread: dict[str, str] = {}  # what happened, by network location
        self._longest = crawler.settings.getfloat(LONGEST_WAIT)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        netloc = urlparse_cached(request).netloc
        if netloc in self._unread:
            raise RobotsUnread(f"robots.txt of {netloc} could not be had ({self._unread[netloc]}): {request.url}")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise KeptOut(f"robots.txt forbids {request.url}") from error
        if rp is not None:
            self._pace(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == _TOO_MANY_REQUESTS:
            response = response.replace(body=_DISALLOW_ALL)
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if not isinstance(exc, IgnoreRequest):
            self._unread[netloc] = f"{type(exc).__name__}: {exc}"
        super()._robots_error(exc, netloc)

    def _pace(self, rp: RobotParser, request: Request) -> None:
        """Set for every request: Scrapy forgets a slot idle for a minute, and AutoThrottle would speed it up again."""
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        asked = max(self._asked[key], asked_delay(rp, self._robotstxt_useragent or self._default_useragent))
        if asked > self._longest > 0:
            raise KeptOut(f"robots.txt asks for {asked:g} s between requests, longer than we wait: {request.url}")
        if asked <= self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
            return
        self._asked[key] = asked
        request.meta["autothrottle_dont_adjust_delay"] = True
        downloader.per_slot_settings[key] = {"concurrency": 1, "delay": asked, "jitter": 0}
        if slot := downloader.slots.get(key):
            slot.delay, slot.jitter, slot.concurrency = asked, 0.0, 1


def asked_delay(rp: RobotParser, agent: str) -> float:
    """Seconds between two requests that robots.txt asks of us; 0 where it asks nothing."""
    rate = rp.rp.request_rate(agent) if isinstance(rp, ProtegoRobotParser) else None
    pause = rate.seconds / rate.requests if rate and rate.requests else 0.0
    return max(rp.crawl_delay(agent) or 0.0, pause)
