"""The demo: a simulated market's past from its archive, its newest week crawled for real over HTTP."""

from __future__ import annotations

from crawlers.market.world import Market, build_market

SEED = 47


class DemoMarket:
    """The market behind a demo: ``fill`` writes its past into a raw store, ``serve`` serves its newest week."""

    def __init__(self, *, n_weeks: int = 80, scale: float = 1.0) -> None:
        self.market: Market = build_market(SEED, n_weeks=n_weeks, scale=scale)
        self.newest = n_weeks - 1
