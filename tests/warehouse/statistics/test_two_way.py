"""Iterative scaling and influence, held to a Poisson GLM with dummies (statsmodels, tolerance 1e-14)."""

import numpy as np
import pytest

from warehouse.statistics.two_way import Cells, fit, influence

SEEN = np.array([[1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1], [1, 1, 1, 1, 0, 0], [1, 1, 0, 1, 1, 1]], dtype=float)
COUNTS = SEEN * np.array([[3, 5, 4, 6, 8, 7], [0, 0, 9, 12, 10, 15], [2, 1, 0, 3, 0, 0], [7, 6, 9, 8, 11, 12]])
DELTA = [0.0, 0.0, -0.0368260918, 0.376148018, 0.446760809, 0.605825503]


def fitted(counts: np.ndarray, seen: np.ndarray) -> np.ndarray:
    return fit(counts.sum(1)[None], counts.sum(0)[None], seen)[0]


def cells() -> Cells:
    """Each source is an employer's own; a fifth employer has one listing of every cell of four or more."""
    rows = []
    for s, t in np.argwhere(SEEN > 0):
        shared = 1 if COUNTS[s, t] >= 4 else 0
        rows.append((s, s, t, COUNTS[s, t] - shared))
        if shared:
            rows.append((4, s, t, 1))
    e, s, t, n = np.array(rows).T
    return Cells(e.astype(int), s.astype(int), t.astype(int), n)


def test_the_fit_is_the_glms() -> None:
    effect = fitted(COUNTS, SEEN)
    assert np.log(effect / effect[0]).tolist() == pytest.approx(DELTA, abs=1e-6)


def test_influence_is_the_glms_cluster_scores() -> None:
    gradient = np.zeros((6, 2))
    gradient[[5, 0], 0] = 1, -1
    gradient[[3, 1], 1] = 1, -1
    found = influence(cells(), fitted(COUNTS, SEEN), SEEN, gradient)
    assert found[:, 0].tolist() == pytest.approx(
        [0.03315028, 0.02289324, -0.05901803, -0.00368558, 0.00666009], abs=1e-6
    )
    assert found[:, 1].tolist() == pytest.approx(
        [-0.04207292, 0.01866021, 0.05931745, 0.01670315, -0.05260789], abs=1e-6
    )
    assert found.sum(0).tolist() == pytest.approx([0, 0], abs=1e-7)


def test_a_week_without_listings_is_zero_and_one_nobody_saw_is_unknown() -> None:
    counts, seen = COUNTS.copy(), SEEN.copy()
    counts[:, 1] = 0
    counts[:, 4] = seen[:, 4] = 0
    effect = fitted(counts, seen)
    assert effect[1] == 0
    assert np.isnan(effect[4])
    assert (effect[[0, 2, 3, 5]] > 0).all()


def test_weeks_that_no_source_links_cannot_be_compared() -> None:
    seen = np.array([[1, 1, 0, 0], [0, 0, 1, 1]], dtype=float)
    assert np.isnan(fitted(3 * seen, seen)).tolist() == [False, False, True, True]


def test_many_units_are_fitted_as_each_alone() -> None:
    rng = np.random.default_rng(2)
    counts = rng.poisson(4, (5, *SEEN.shape)) * SEEN
    together = fit(counts.sum(2), counts.sum(1), SEEN)
    alone = np.array([fitted(c, SEEN) for c in counts])
    assert together == pytest.approx(alone, abs=1e-7)
