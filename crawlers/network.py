"""Where a crawl may go at all: public addresses only, and from one site to the same site only.

A page can name any address, and a name can resolve to any: neither may turn this crawler against the network it
runs in, nor put another site's words in the place of the one that was asked.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from tldextract import TLDExtract

# The setting of ours that lists the host names which may be asked wherever they lie: those of the sources' own tokens.
ALLOWED_HOSTS = "JOBTIDE_ALLOWED_HOSTS"

_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa")
# IPv4 addresses hide in IPv6 ones of these networks: NAT64 (RFC 6052) here, mapped and 6to4 ones ipaddress knows.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_private_names: dict[str, str] = {}  # names that the resolver refused, each with the address it led to


class Refused(IgnoreRequest):
    """Our own safety keeps us from an address; str() says why and which."""


def is_public(address: Address) -> bool:
    """True where the address belongs to the open internet, and so does any that it wraps.

    >>> is_public(ipaddress.ip_address("8.8.8.8")), is_public(ipaddress.ip_address("::ffff:10.0.0.1"))
    (True, False)
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if wrapped:
            return is_public(wrapped)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def literal_address(host: str) -> Address | None:
    """The address that a host is written as, also as 127.1, 0x7f000001 or 2130706433; None for a name.

    >>> literal_address("0x7f.1"), literal_address("jobs.example")
    (IPv4Address('127.0.0.1'), None)
    """
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]"))
    with suppress(OSError, ValueError):
        return ipaddress.IPv4Address(socket.inet_aton(host))
    return None


def private_reason(host: str) -> str | None:
    """Why a host is not public, as far as it can be told without asking; None where it may be."""
    name = host.rstrip(".").lower()
    if name in _private_names:
        return f"{host} leads to {_private_names[name]}, which is not a public address"
    return _reason_by_name(name)


@lru_cache(4096)
def _reason_by_name(name: str) -> str | None:
    if not name:
        return "it names no host"
    if any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        return f"{name} is a name of the local network"
    address = literal_address(name)
    return f"{name} is not a public address" if address is not None and not is_public(address) else None


class PublicOnlyMiddleware:
    """Refuses what is not http(s), and what lies in a private network unless a source of ours lies there.

    It looks at every request, redirected ones too. A name is only looked up when it is asked, by ``PublicResolver``,
    and what that refused is refused here when the request is tried again.
    """

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = _names(allowed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.settings.getlist(ALLOWED_HOSTS))

    def process_request(self, request: Request) -> None:
        url = urlparse_cached(request)
        if url.scheme not in ("http", "https"):
            raise Refused(f"{url.scheme} is not a scheme we ask by: {request.url}")
        host = url.hostname or ""
        if host not in self._allowed and (reason := private_reason(host)):
            raise Refused(f"{reason}: {request.url}")


class PublicResolver(CachingThreadedResolver):
    """Scrapy's resolver, which finds no private address for a name: it sees the very address that is connected to."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, allowed: Sequence[str] = ()) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allowed = _names(allowed)

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        resolver = super().from_crawler(crawler, reactor)
        resolver._allowed |= _names(crawler.settings.getlist(ALLOWED_HOSTS))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's
        found = super().getHostByName(name, timeout)
        return found if name.lower() in self._allowed else found.addCallback(_public_only, name)


def _public_only(address: str, name: str) -> str:
    if is_public(ipaddress.ip_address(address)):
        return address
    _private_names[name.rstrip(".").lower()] = address
    raise DNSLookupError(f"{name} leads to {address}, which is not a public address")


def _names(hosts: Sequence[str]) -> frozenset[str]:
    return frozenset(host.strip("[]").lower() for host in hosts)


class SameSiteRedirectMiddleware(RedirectMiddleware):
    """Scrapy's redirects within one site: not to another one, not from https to http, not in circles.

    The site's own robots.txt and tdmrep.json, which nobody's callback awaits, may stand elsewhere (RFC 9309, 2.3.1.2).
    A redirected request goes through all the middlewares again, and waits for its host like any other.
    """

    def _engine_started(self) -> None:
        """Scrapy looks here for what sets referrers, and warns where there is nothing. We send none."""

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:  # noqa: ANN401 - Scrapy's
        if request.callback is not NO_CALLBACK and (wrong := wrong_turn(request.url, redirected.url)):
            raise Refused(f"{wrong}: {request.url} redirects to {redirected.url}")
        way = [*request.meta.get("redirect_urls", ()), request.url]
        if redirected.url in way and redirected.method == request.method:
            raise Refused(f"redirects in a circle: {' -> '.join([*way, redirected.url])}")
        if len(way) > self.max_redirect_times:
            raise Refused(f"redirected more than {self.max_redirect_times} times: {way[0]}")
        for place in ("download_slot", "autothrottle_dont_adjust_delay"):
            redirected.meta.pop(place, None)  # of the host that redirects; the new one has its own
        return super()._redirect(redirected, request, reason)


def wrong_turn(url: str, target: str) -> str | None:
    """What is wrong with a redirect from one address to another; None where it stays on its site."""
    here, there = urlsplit(url), urlsplit(target)
    if here.scheme == "https" and there.scheme == "http":
        return "from https down to http"
    if here.hostname != there.hostname and site(here.hostname or "") != site(there.hostname or ""):
        return "off its site"
    return None


@lru_cache(4096)
def site(host: str) -> str:
    """The registrable domain of a host name by the public suffix list; an address or a bare name is its own.

    A top level that the list does not know counts as a suffix, as the list's own last rule says.

    >>> site("jobs.kelp.co.uk"), site("a.github.io"), site("127.0.0.1"), site("www.jobs.example")
    ('kelp.co.uk', 'a.github.io', '127.0.0.1', 'jobs.example')
    """
    name = host.rstrip(".").lower()
    if literal_address(name) is not None:
        return name
    return _suffixes()(name).top_domain_under_public_suffix or ".".join(name.split(".")[-2:])


@cache
def _suffixes() -> TLDExtract:
    """The list that comes with the library, private names too: two tenants of a hosting service are two sites.

    Loaded when a redirect first leaves its host, since that takes half a second.
    """
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
