"""A regression of the trend index fails here in seconds; the referee itself measures it over hundreds of draws."""

import numpy as np

from tests.referee.trend_index import Design, Score, score, simulate


def test_boards_that_join_leave_and_fail_leave_the_index_true() -> None:
    s = Score(*np.array([score(simulate(Design(), seed)) for seed in range(5)]).T)
    assert abs(np.mean(s.index)) < 0.05
    assert np.sqrt(np.mean(np.square(s.index))) < 0.08
    assert np.mean(s.raw) > 0.1
    assert np.mean(s.held_of_weeks) > 0.8
    assert np.mean(s.held_of_families) > 0.7


def test_the_same_seed_gives_the_same_boards() -> None:
    one, other = simulate(Design(partial=0.05, feeds=1, mass=1), 5), simulate(Design(partial=0.05, feeds=1, mass=1), 5)
    assert all(a.equals(b) for a, b in zip(one[:3], other[:3], strict=True))
