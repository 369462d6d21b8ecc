"""One week of the market over loopback HTTP, in the addresses and manners of real boards, with faults on demand.

    /robots.txt                                   and /.well-known/tdmrep.json where a source reserves
    /v1/boards/<token>/jobs?content=true          a Greenhouse board (and /jobs/<id> for one job)
    /sites/<token>/sitemap.xml                    a career site or job board: index -> jobs-1.xml -> jobs/<id>
    /login                                        where a fault may send all that is asked

A Greenhouse spider is pointed here by its own base address: ``GreenhouseSpider(..., base=server.url)``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock, Thread
from types import TracebackType
from typing import Self

from crawlers.items import Source
from crawlers.market.adverts import MarketAdvert
from crawlers.market.answer import TEXT, Answer, instead, json_answer, login_page, not_found, spoilt
from crawlers.market.faults import WELL, Fault, Manners, combined
from crawlers.market.handler import Asked, QuietServer
from crawlers.market.stalls import NothingThereError, Stall, board, moved, site, strikes
from crawlers.market.world import Market

__all__ = ["Asked", "Fault", "Manners", "MarketServer", "register_rows"]

_Place = tuple[str, str]  # platform and token


class MarketServer:
    """Serves one week of a market on 127.0.0.1 while its ``with`` block lasts.

    ``faults`` maps a source's name to what is to go wrong there (a tuple: each by its own rule of what it strikes),
    ``manners`` says how the host behaves; both, and the week by ``show``, may be changed while it serves.
    ``requests`` lists the paths asked for in the order they came, ``log`` the requests in the order of their answers.
    """

    def __init__(self, market: Market, week_index: int, port: int = 0) -> None:
        """``port`` 0 takes a free one. Raises IndexError where the market has no such week."""
        self.market = market
        self.faults: dict[str, Fault | tuple[Fault, ...]] = {}
        self.manners = Manners()
        self.requests: list[str] = []
        self.log: list[Asked] = []
        self._lock = Lock()
        self._changed: dict[tuple[str, int], datetime] = {}
        self.show(week_index)
        self._http = QuietServer(("127.0.0.1", port), self)
        self._thread = Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Address without a final slash."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.stopping.set()
        self._http.shutdown()
        self._http.server_close()

    def show(self, week_index: int) -> None:
        """Serve that week from now on. Raises IndexError where the market has no such week."""
        self._sources: dict[_Place, Source] = {(s.platform, s.token or ""): s for s in self.market.sources(week_index)}
        self.week_index = week_index

    def register_rows(self) -> list[Source]:
        """The register of the week served: see the function of this name."""
        return register_rows(self.market, self.week_index, self.url)

    def record(self, asked: Asked) -> None:
        """Told by the handler of each request it answers."""
        self.log.append(asked)

    def answer(self, path: str, query: str) -> Answer:
        """What stands at an address, 404 where nothing does; faults that end are counted down."""
        self.requests.append(path)
        if path == "/robots.txt":
            return Answer(TEXT, self._robots().encode(), self.manners.robots_status)
        if path == "/login":
            return login_page()
        try:
            return self._reservations() if path == "/.well-known/tdmrep.json" else self._shown(path, query)
        except NothingThereError:
            return not_found()

    def _shown(self, path: str, query: str) -> Answer:
        stall = self._stall(path)
        self._http.stopping.wait(stall.fault.slow)
        if answer := instead(stall.fault, path):
            return answer
        answer = board(stall, query) if stall.source.platform == "greenhouse" else site(stall)
        return spoilt(answer, stall.fault)

    def _stall(self, path: str) -> Stall:
        """The stall an address belongs to, under the fault that strikes this request."""
        match path.strip("/").split("/"):
            case ["v1", "boards", token, "jobs", *rest]:
                place = ("greenhouse", token)
            case ["sites", token, *rest]:
                place = ("job_posting", token)
            case _:
                raise NothingThereError(path)
        source, adverts = self._moved_here(place) or self._here(place)
        crawled_at = self.market.weeks.crawl_moment(self.week_index)
        stall = Stall(source, _root(*place), self.url, adverts, self._changed_at(source), crawled_at, rest=rest)
        fault = self._struck(stall) if source.token == place[1] else WELL
        if fault.moved_to:
            raise NothingThereError(path)
        return replace(stall, fault=fault, adverts=self._open(fault.reused_by) if fault.reused_by else adverts)

    def _here(self, place: _Place) -> tuple[Source, list[MarketAdvert]]:
        if source := self._sources.get(place):
            return source, self._open(source.source)
        raise NothingThereError(str(place))

    def _moved_here(self, place: _Place) -> tuple[Source, list[MarketAdvert]] | None:
        for name in self.faults:
            if any(fault.moved_to == place for fault in self._faults(name)):
                source = replace(self.market.board(name).source, platform=place[0])
                return source, [moved(advert) for advert in self._open(name)]
        return None

    def _open(self, source: str) -> list[MarketAdvert]:
        return self.market.open_adverts(source, self.week_index)

    def _changed_at(self, source: Source) -> datetime:
        """When a source's listing last changed: on the day before the first crawl that sees it so."""
        key = source.source, self.week_index
        if key not in self._changed:
            shown, week = self._open(source.source), self.week_index
            while week and self.market.open_adverts(source.source, week - 1) == shown:
                week -= 1
            self._changed[key] = self.market.weeks.crawl_moment(week) - timedelta(days=1)
        return self._changed[key]

    def _faults(self, name: str) -> tuple[Fault, ...]:
        faults = self.faults.get(name, ())
        return faults if isinstance(faults, tuple) else (faults,)

    def _struck(self, stall: Stall) -> Fault:
        """All that strikes this request, in one; what is to strike so many times is counted down."""
        name = stall.source.source
        with self._lock:
            faults = self._faults(name)
            striking = [fault for fault in faults if fault.times != 0 and strikes(stall, fault)]
            if striking:
                self.faults[name] = tuple(_after(fault) if fault in striking else fault for fault in faults)
            return combined(striking)

    def _robots(self) -> str:
        """The pace asked for, what is nobody's to crawl, the sources that forbid all, and where the sitemaps are."""
        manners = self.manners
        rules = ["User-agent: *", "Disallow: /sites/*/apply/", "Disallow: /sites/*/search"]
        rules += [f"Disallow: {_root(*place)}" for place in self._places(robots_forbid=True)]
        rules += [] if manners.crawl_delay is None else [f"Crawl-delay: {manners.crawl_delay:g}"]
        rules += [] if manners.request_rate is None else [f"Request-rate: {manners.request_rate}"]
        sites = [token for platform, token in self._sources if platform == "job_posting"]
        return "\n".join([*rules, "", *(f"Sitemap: {self.url}/sites/{token}/sitemap.xml" for token in sites)]) + "\n"

    def _reservations(self) -> Answer:
        """By https://www.w3.org/2022/tdmrep/; 404 where nobody reserves."""
        reserved = [_root(*place) for place in self._places(reserved="file")]
        if not reserved:
            raise NothingThereError("tdmrep.json")
        return json_answer([{"location": f"{root}*", "tdm-reservation": 1} for root in reserved])

    def _places(self, **said: object) -> list[_Place]:
        """Where a fault says this."""
        faults = {place: combined(self._faults(source.source)) for place, source in self._sources.items()}
        return [place for place, fault in faults.items() if all(getattr(fault, k) == v for k, v in said.items())]


def _after(fault: Fault) -> Fault:
    """What is left of a fault that has struck once more."""
    return fault if fault.times is None else replace(fault, times=fault.times - 1)


def _root(platform: str, token: str) -> str:
    """What every address of a source begins with."""
    return f"/v1/boards/{token}/" if platform == "greenhouse" else f"/sites/{token}/"


def register_rows(market: Market, week_index: int, base_url: str) -> list[Source]:
    """The sources of a week as a register has them: ``token`` is the board token, or the sitemap's address."""
    return [
        source
        if source.platform == "greenhouse"
        else replace(source, token=f"{base_url}/sites/{source.token}/sitemap.xml")
        for source in market.sources(week_index)
    ]
