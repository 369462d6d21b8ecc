"""How we crawl: the few options a run may choose, and the Scrapy settings that are not Scrapy's own defaults."""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

AGENT = "jobtide"


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What a run may choose.

    ``contact`` is an e-mail address or a page about us, sent to every site; only loopback may be crawled without.
    ``delay`` seconds lie between two requests to a host (robots.txt and slow answers make it longer),
    ``timeout`` seconds are given to one answer and ``max_seconds`` to the whole crawl. ``api_base`` puts another
    address in the place of a platform's own: {"greenhouse": "http://127.0.0.1:8000"}. ``country`` (ISO 3166) is the
    one whose adverts are kept; None keeps all. ``recalls``: what earlier runs know is not asked for again.
    ``secrets`` are API keys by name ("REED_API_KEY"); they are written nowhere. ``record`` is a folder that keeps
    every answer as it came, in WARC files; ``replay`` is such a folder, which answers in the network's place.
    """

    contact: str = ""
    delay: float = 2.0
    concurrency_per_host: int = 1
    timeout: float = 60.0
    max_seconds: float = 4 * 3600.0
    robots_obey: bool = True
    log_level: str = "INFO"
    api_base: dict[str, str] = field(default_factory=dict)
    country: str | None = "GB"
    recalls: bool = True
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    record: str | None = None
    replay: str | None = None


def user_agent(contact: str) -> str:
    """``jobtide/0.1.0 (+contact)``: who we are and where to complain."""
    name = f"{AGENT}/{version('jobtide')}"
    return f"{name} (+{contact})" if contact else name


# What stands between a request and the network, and in which order.
_BETWEEN: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawlers.politeness.PoliteRobotsMiddleware": 100,
    # After robots.txt, since what that forbids needs no second look; outside of retries and redirects.
    "crawlers.reservation.ReservationMiddleware": 110,
    # Before robots.txt: a board that is over asks nothing any more.
    "crawlers.base.UnwantedMiddleware": 40,
    # Before anything is asked, of a redirect's target too: never into a private network, never to another site.
    "crawlers.network.PublicOnlyMiddleware": 60,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawlers.network.SameSiteRedirectMiddleware": 600,
    # Whole hosts are held when they are busy; Scrapy's own retries would go on asking them.
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "crawlers.pace.PatientRetryMiddleware": 550,
    # The same without a charset looked for in compressed bytes, which halved the crawl.
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawlers.compression.CompressionMiddleware": 590,
    # Nearest to the network, where answers are as they came; both only where they are asked for.
    "crawlers.warc.replay.ReplayMiddleware": 980,
    "crawlers.warc.record.RecordMiddleware": 990,
}
# Parts of Scrapy that see every request or answer and have nothing to do here; together a fifth of its time.
_UNUSED_BETWEEN = [
    "offsite.OffsiteMiddleware", "httpauth.HttpAuthMiddleware", "httpproxy.HttpProxyMiddleware",
    "stats.DownloaderStats", "cookies.CookiesMiddleware", "redirect.MetaRefreshMiddleware",
]  # fmt: skip
_UNUSED_BEHIND = [
    "referer.RefererMiddleware", "urllength.UrlLengthMiddleware", "depth.DepthMiddleware",
    "metacopy.MetaCopyDetectionMiddleware",
]  # fmt: skip
_DOORS = ["telnet.TelnetConsole", "remote_control.RemoteControl"]


def _inherited_mb() -> int:
    """The greatest memory this process is said to have had: Linux counts in what its parent had when it began."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def scrapy_settings(options: CrawlOptions, allowed_hosts: Sequence[str] = ()) -> dict[str, Any]:
    """Only what differs from Scrapy's defaults, each with its reason.

    ``allowed_hosts`` may lie in a private network: the register or the configuration names them.
    """
    return {
        # Say who we are, and do as robots.txt says to us by name.
        "USER_AGENT": user_agent(options.contact),
        "ROBOTSTXT_OBEY": options.robots_obey,
        "ROBOTSTXT_USER_AGENT": AGENT,
        "DOWNLOADER_MIDDLEWARES": _BETWEEN | {f"scrapy.downloadermiddlewares.{name}": None for name in _UNUSED_BETWEEN},
        "SPIDER_MIDDLEWARES": {f"scrapy.spidermiddlewares.{name}": None for name in _UNUSED_BEHIND},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",  # the manifests count what counts
        # A name is looked at once more when it is resolved, so that no DNS leads into a private network either.
        "TWISTED_DNS_RESOLVER": "crawlers.network.PublicResolver",
        "JOBTIDE_ALLOWED_HOSTS": list(allowed_hosts),
        # A busy host that names no pause gets 5, 10 and 20 s by default; we never wait longer than ten minutes.
        "JOBTIDE_FIRST_PAUSE": 2.5 * options.delay,
        "JOBTIDE_LONGEST_WAIT": 600,
        "JOBTIDE_BUSY_RETRY_TIMES": 3,
        # One connection a host, a pause between requests, a longer one where the host is slow; also where spiders of
        # several platforms meet at a host. With no pause asked for (a market on loopback) none is made up.
        "DOWNLOADER": "crawlers.pace.SharedDownloader",
        "CONCURRENT_REQUESTS_PER_DOMAIN": options.concurrency_per_host,
        # A replay has no limit: one could push a waiting retry or redirect out of its recorded order.
        "CONCURRENT_REQUESTS": 0 if options.replay else 16,
        # Never quite 0: then Scrapy 2.19 lets all that waits for a host go at once, whatever the connections allowed.
        "DOWNLOAD_DELAY": max(options.delay, 0.001),
        # The pause asked for is the least; Scrapy's jitter would halve it as often as not.
        "DOWNLOAD_DELAY_JITTER": 0,
        "AUTOTHROTTLE_ENABLED": options.delay > 0,
        "AUTOTHROTTLE_START_DELAY": options.delay,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": options.concurrency_per_host,
        # Half again as fast as asyncio's own loop.
        "ASYNCIO_EVENT_LOOP": None if sys.platform == "win32" else "uvloop.Loop",
        # Callbacks give back requests only. The default starts 100 tasks for each answer, a fifth of its cost.
        "CONCURRENT_ITEMS": 1,
        # First listed, first asked: records stand in the listing's order. Scrapy's default is the reverse.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        # No answer may hold the crawl, and no answer may fill the memory; a board of 2,000 adverts is about 30 MB.
        "DOWNLOAD_TIMEOUT": options.timeout,
        "DNS_TIMEOUT": 20,
        "CLOSESPIDER_TIMEOUT": options.max_seconds,
        "DOWNLOAD_MAXSIZE": 64 * 1024 * 1024,
        "MEMUSAGE_LIMIT_MB": 2048 + _inherited_mb(),
        # Scrapy's default is 20, which only a loop needs.
        "REDIRECT_MAX_TIMES": 5,
        # A forged page must not enter the statistics; Scrapy's default trusts any certificate.
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        # We are nobody's user: no sessions, no referrers, no following of pages that reload themselves.
        "COOKIES_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "METAREFRESH_ENABLED": False,
        # No open doors into a running crawl; not even loaded, which takes as long as a small crawl.
        "EXTENSIONS": {f"scrapy.extensions.{name}": None for name in _DOORS},
        "LOG_LEVEL": options.log_level,
    }
