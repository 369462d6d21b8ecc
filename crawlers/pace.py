"""How fast a host is asked: one pace for all that asks it in this process, and a pause when it asks for one.

Every platform's spider has a downloader of its own; those that meet at a host share here its connections and the
moment it was last asked, so that it sees one polite visitor however many boards of it are crawled.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request
from scrapy.core.downloader import Downloader, Slot
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.utils.response import response_status_message
from twisted.python.failure import Failure

# Names of settings of ours. Seconds of the first pause where a busy host names none (each further one doubles),
# seconds beyond which we do not wait (0: any wait is waited for), and how often a busy host is asked again.
FIRST_PAUSE = "JOBTIDE_FIRST_PAUSE"
LONGEST_WAIT = "JOBTIDE_LONGEST_WAIT"
BUSY_RETRY_TIMES = "JOBTIDE_BUSY_RETRY_TIMES"

_BUSY = frozenset({429, 503})
_LONGEST_NUMBER = 12  # digits: what follows no one waits for


class ComeBackLater(IgnoreRequest):
    """A host asks for a longer pause than we make; str() says how long."""


@dataclass(slots=True)
class _Host:
    """``asked_at`` is the moment of the last request (monotonic seconds), or one to come while the host is held.

    ``served`` is the downloader whose turn it was. Until ``shut_until`` nothing is asked, for ``reason``.
    """

    asked_at: float = 0.0
    transferring: set[Request] = field(default_factory=set)
    served: SharedDownloader | None = None
    shut_until: float = 0.0
    reason: str = ""


_HOSTS: dict[str, _Host] = {}
_DOWNLOADERS: list[SharedDownloader] = []


def _host(name: str) -> _Host:
    return _HOSTS.setdefault(name, _Host())


class SharedDownloader(Downloader):
    """Scrapy's downloader, whose slots share with those of other downloaders what a host must not feel twice.

    A slot takes over the host's last moment and its open requests before Scrapy looks whether its next one may go.
    Downloaders that wait for the same host take turns.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        _DOWNLOADERS.append(self)

    def _process_queue(self, slot: Slot) -> None:
        if not slot.queue:
            return
        name = slot.queue[0][0].meta[self.DOWNLOAD_SLOT]
        host = _host(name)
        if host.shut_until > monotonic():
            _turn_away(slot, host.reason)
            return
        # Scrapy comes back here from within, once it has let a request go: what it did must be known to the others
        # before they are looked at.
        self._tell(host, slot)
        slot.transferring = host.transferring
        if host.served is self and not slot.latercall:
            self._let_others_go(name)
        slot.lastseen = max(slot.lastseen, host.asked_at)
        request, _ = slot.queue[0]
        super()._process_queue(slot)
        if not slot.queue or slot.queue[0][0] is not request:
            host.transferring.add(request)  # it is under way, though its task has not begun
        self._tell(host, slot)

    def _tell(self, host: _Host, slot: Slot) -> None:
        if slot.lastseen > host.asked_at:
            host.asked_at, host.served = slot.lastseen, self

    async def _download(self, slot: Slot, request: Request) -> Response:
        try:
            return await super()._download(slot, request)
        finally:
            self._let_others_go(request.meta[self.DOWNLOAD_SLOT])

    def _let_others_go(self, name: str) -> None:
        for other in _DOWNLOADERS:
            if other is not self and (slot := other.slots.get(name)):
                slot.close()  # only its timer: it is looked at now instead
                other._process_queue(slot)

    def close(self) -> None:
        _DOWNLOADERS.remove(self)
        super().close()


def _turn_away(slot: Slot, reason: str) -> None:
    while slot.queue:
        _, answer = slot.queue.popleft()
        answer.errback(Failure(ComeBackLater(reason)))  # type: ignore[no-untyped-call]


class PatientRetryMiddleware(RetryMiddleware):
    """Scrapy's retries, with the whole host held in between.

    429 and 503 hold it for as long as Retry-After says and are asked again three times, other errors of a server
    twice; where it says nothing, or nothing readable, the pause doubles from time to time. Nobody waits for a host
    that asks for more than the longest wait: the request fails, and so does what else would ask it before.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(settings)
        self._busy_retry_times = settings.getint(BUSY_RETRY_TIMES)
        self._first_pause = settings.getfloat(FIRST_PAUSE)
        self._longest = settings.getfloat(LONGEST_WAIT)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        if response.status not in self.retry_http_codes:
            return response
        is_busy = response.status in _BUSY
        asked = retry_after(response) if is_busy else None
        if asked is not None and asked > self._longest > 0:
            self._shut(request, response, asked)
        again = self._again(request, response, is_busy)
        if asked is not None or again is not None:
            done = request.meta.get("retry_times", 0)
            self._hold(request, self._first_pause * 2.0**done if asked is None else asked)
        return again or response

    def _again(self, request: Request, response: Response, is_busy: bool) -> Request | None:
        if request.meta.get("dont_retry", False):
            return None
        if is_busy:
            request.meta.setdefault("max_retry_times", self._busy_retry_times)
        return self._retry(request, response_status_message(response.status))

    def _hold(self, request: Request, seconds: float) -> None:
        host = _host(self._slot_key(request))
        host.asked_at = max(host.asked_at, monotonic() + seconds)

    def _shut(self, request: Request, response: Response, seconds: float) -> None:
        name = self._slot_key(request)
        reason = f"HTTP {response.status}: {name} asks to come back in {seconds:.0f} s, longer than we wait"
        host = _host(name)
        host.shut_until, host.reason = monotonic() + seconds, reason
        raise ComeBackLater(reason)

    def _slot_key(self, request: Request) -> str:
        return self.crawler.engine.downloader.get_slot_key(request)


def retry_after(response: Response) -> float | None:
    """Seconds that the header asks for (RFC 9110, 10.2.3); None where there is none, or none that can be read.

    A date is taken against the answer's own Date, where it has one, so that a wrong clock on either side is no harm.
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if value.isascii() and value.isdigit():
        return float(value[:_LONGEST_NUMBER])
    until = _moment(value)
    if until is None:
        return None
    now = _moment((response.headers.get("Date") or b"").decode("latin-1")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _moment(text: str) -> datetime | None:
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
