import numpy as np
import polars as pl
import pytest

from warehouse.statistics.clusters import degrees, rounded, sizes, t90, wilson


def test_sizes_are_sums_over_employers_by_cell() -> None:
    found = sizes(np.array([0, 0, 1, 1]), 2, np.array([1.0, 3.0, 5.0, 5.0]))
    assert found.n.tolist() == [4, 10]
    assert found.employers.tolist() == [2, 2]
    assert found.h2.tolist() == pytest.approx([10 / 16, 0.5])
    assert found.h2_scaled.tolist() == pytest.approx([1 / 16 / 0.75 + 9 / 16 / 0.25, 1.0])


def test_degrees_of_freedom_are_those_of_equal_employers_where_they_are_equal() -> None:
    equal = sizes(np.zeros(20, dtype=int), 1, np.full(20, 7.0))
    # 20 employers, less 1 for the mean, and the prior's 2
    assert degrees(np.array([0.0]), equal)[0] == pytest.approx(21)
    assert degrees(np.array([1.0]), equal)[0] == pytest.approx(21)
    giant = sizes(np.zeros(20, dtype=int), 1, np.array([100.0] + [1.0] * 19))
    assert degrees(np.array([1.0]), giant)[0] < 2.1


def test_t_and_wilson_have_their_textbook_values() -> None:
    assert t90(4).item() == pytest.approx(2.1318, abs=1e-4)
    assert t90(1e9).item() == pytest.approx(1.6449, abs=1e-4)
    assert t90(0.2).item() == t90(1).item()
    # Newcombe 1998, table I, method 3: 81 of 263 at 95 %
    low, high = wilson(np.array([81 / 263]), np.array([263.0]), np.array([1.959964]))
    assert (low[0], high[0]) == pytest.approx((0.2553, 0.3662), abs=1e-4)


def test_no_nan_leaves() -> None:
    frame = rounded(pl.DataFrame({"a": [float("nan"), float("inf"), 0.1 + 0.2], "b": ["x", "y", "z"]}))
    assert frame["a"].to_list() == [None, None, 0.3]
