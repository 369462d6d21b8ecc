"""The overdispersed conditional test: known tails, known weights, known intervals."""

import numpy as np
import pytest
from scipy.stats import binom

from warehouse.statistics.share_shift import detectable, log_ratio, moderated, shifts, weighted_q

ONE = np.ones(1)


def test_without_dispersion_it_is_the_mid_p_binomial_test() -> None:
    x, y, n1, n0 = np.array([12.0]), np.array([20.0]), 1000.0, 4000.0
    s = shifts(x, y, n1, n0, ONE)
    exact = binom.sf(12, 32, 0.2) + binom.pmf(12, 32, 0.2) / 2
    assert s.p_up[0] == pytest.approx(exact, rel=1e-9)
    assert s.p_down[0] == pytest.approx(1 - exact, rel=1e-9)


def test_dispersion_halves_what_counts_tell() -> None:
    few = shifts(np.array([6.0]), np.array([10.0]), 1000.0, 4000.0, ONE)
    clustered = shifts(np.array([12.0]), np.array([20.0]), 1000.0, 4000.0, 2 * ONE)
    assert clustered.p_up[0] == pytest.approx(few.p_up[0])
    assert clustered.low[0] == pytest.approx(few.low[0])


def test_none_before_gives_finite_figures() -> None:
    s = shifts(np.array([9.0, 0.0]), np.array([0.0, 9.0]), 500.0, 2000.0, np.ones(2))
    assert np.isfinite(np.concatenate(s)).all()
    assert s.p_up[0] == pytest.approx(0.2**9 / 2)
    assert 4 < s.low[0] < s.high[0]
    assert s.low[1] < s.high[1] < 4


def test_the_interval_holds_the_true_ratio_nine_times_in_ten() -> None:
    rng = np.random.default_rng(5)
    x, y = rng.poisson(15 * 1.7, 4000).astype(float), rng.poisson(50, 4000).astype(float)
    s = shifts(x, y, 3000.0, 10000.0, np.ones(4000))
    true = (15 * 1.7 / 3000) / (50 / 10000)
    assert 0.88 < ((s.low <= true) & (true <= s.high)).mean() < 0.92


def test_the_test_keeps_its_level_where_the_plain_ratio_does_not() -> None:
    """At 1 in 1,000 over windows of 13 and 52 weeks: the plain test lets twice as many rises pass, and no fall."""
    rng = np.random.default_rng(6)
    x, y = rng.poisson(6, 100_000).astype(float), rng.poisson(24, 100_000).astype(float)
    s = shifts(x, y, 1e6, 4e6, np.ones(len(x)))
    assert 0.0007 < (s.p_up <= 0.001).mean() < 0.0013
    assert 0.0004 < (s.p_down <= 0.001).mean() < 0.0013
    z = log_ratio(x, 1e6, y, 4e6) / np.sqrt(1 / (x + 0.5) + 1 / (y + 0.5))
    assert (z >= 3.09).mean() > 0.0016
    assert (z <= -3.09).mean() < 0.0001


def test_a_units_own_dispersion_counts_by_its_employers_and_is_never_below_one() -> None:
    own = np.array([3.0, 3.0, 0.1])
    assert moderated(own, 1.0, np.array([20.0, 500.0, 20.0])).tolist() == pytest.approx([2.0, 170 / 70, 1.0])


def test_weights_scale_to_a_mean_of_one_and_equal_ones_are_benjamini_hochberg() -> None:
    p, tested = np.array([0.001, 0.02, 0.04, 0.5, 1e-9]), np.array([True, True, True, True, False])
    assert weighted_q(p, np.full(5, 7.0), tested).tolist() == pytest.approx([0.004, 0.04, 0.16 / 3, 0.5, 1.0])
    tilted = weighted_q(p, np.array([1.0, 0.5, 0.1, 0.1, 9.0]), tested)
    assert tilted[0] < 0.004
    assert tilted[2] > 0.16 / 3


def test_more_counts_are_likelier_to_show_a_shift() -> None:
    up, down = detectable(np.array([0.0, 8.0, 40.0, 400.0]), 0.2, 1.2)
    assert (np.diff(up) > 0).all()
    assert (np.diff(down) >= 0).all()
    assert up[-1] > 0.999
    assert up[0] < 0.1
