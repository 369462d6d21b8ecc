"""What robots.txt asks for beyond Allow and Disallow, which Scrapy reads and does not obey."""

from __future__ import annotations

from collections import defaultdict

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

_DISALLOW_ALL = b"User-agent: *\nDisallow: /\n"


class RobotsForbidden(IgnoreRequest):
    """robots.txt forbids this address to us."""


class PoliteRobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware, and three things more.

    Crawl-delay and Request-rate set the pace of the host's slot where they ask for a slower one than ours. A
    robots.txt that answers 5xx forbids the whole host (RFC 9309, 2.3.1.4). What it forbids has a name of its own.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._asked: defaultdict[str, float] = defaultdict(float)  # seconds, by the downloader's slot (a host)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbidden(f"robots.txt forbids {request.url}") from error
        if rp is not None:
            self._pace(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            response = response.replace(body=_DISALLOW_ALL)
        await super()._parse_robots(response, netloc, request)

    def _pace(self, rp: RobotParser, request: Request) -> None:
        """Set for every request: Scrapy forgets a slot idle for a minute, and AutoThrottle would speed it up again."""
        downloader = self.crawler.engine.downloader
        key = downloader.get_slot_key(request)
        asked = max(self._asked[key], asked_delay(rp, self._robotstxt_useragent or self._default_useragent))
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
