"""A warehouse in memory to tell invented runs to."""

import duckdb
import pytest

from tests.warehouse.history.past import Past


@pytest.fixture
def past() -> Past:
    return Past(duckdb.connect())
