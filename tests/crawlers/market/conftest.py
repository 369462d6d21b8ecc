"""One small market and the default one, built once for all tests of the folder."""

from __future__ import annotations

import pytest

from crawlers.market.truth import Row
from crawlers.market.world import Market, build_market


@pytest.fixture(scope="session")
def market() -> Market:
    """The default market: 80 weeks, 40 boards."""
    return build_market()


@pytest.fixture(scope="session")
def truth(market: Market) -> list[Row]:
    """The truth of the default market."""
    return market.truth()


@pytest.fixture(scope="session")
def small() -> Market:
    """A market small enough to crawl whole: 12 boards, 30 weeks."""
    return build_market(5, n_weeks=30, n_boards=12, scale=0.3)
