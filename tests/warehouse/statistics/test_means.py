"""Means clustered by employer: known answers, coverage, and what stands on both sides counted once."""

import numpy as np
import polars as pl
import pytest

from warehouse.statistics.means import Mean, mean_difference, mean_of


def counts(values: dict[str, list[float]]) -> pl.DataFrame:
    rows = [(e, float(len(v)), float(sum(v)), float(sum(x * x for x in v))) for e, v in values.items()]
    return pl.DataFrame(rows, schema={"employer": pl.String, "n": float, "s": float, "ss": float}, orient="row")


def test_employers_of_one_vacancy_are_a_plain_mean() -> None:
    values = np.random.default_rng(1).poisson(6, 400).astype(float)
    found = mean_of(counts({f"e{i}": [v] for i, v in enumerate(values)}))
    assert (found.n, found.n_employers) == (400, 400)
    assert found.value == pytest.approx(values.mean())
    plain = 1.645 * values.std() / np.sqrt(400)
    assert found.low is not None and found.high is not None
    assert (found.high - found.low) / 2 == pytest.approx(plain, rel=0.06)


def test_what_every_advert_of_an_employer_says_is_said_once() -> None:
    values = np.random.default_rng(2).poisson(6, 40).astype(float)
    once = mean_of(counts({f"e{i}": [v] for i, v in enumerate(values)}))
    many = mean_of(counts({f"e{i}": [v] * 25 for i, v in enumerate(values)}))
    assert many.value == pytest.approx(once.value)
    assert many.high - many.low == pytest.approx(once.high - once.low, rel=0.15)  # type: ignore[operator]


def test_the_same_on_both_sides_differs_by_little() -> None:
    values = np.random.default_rng(3).poisson(6, 60).astype(float)
    side = counts({f"e{i}": [v] * 5 for i, v in enumerate(values)})
    same, apart = (
        mean_difference(side, side),
        mean_difference(side, side.with_columns(employer="other " + pl.col("employer"))),
    )
    assert same.value == apart.value == 0
    assert same.high < 0.6 * apart.high  # type: ignore[operator]


def test_too_few_employers_have_no_interval() -> None:
    found = mean_of(counts({"a": [1, 2, 3], "b": [3]}))
    assert found == Mean(4, 2, 2.25, None, None)
    assert mean_of(counts({})) == Mean(0, 0, None, None, None)
    assert mean_difference(counts({"a": [1]}), counts({})) == Mean(0, 0, None, None, None)


@pytest.mark.parametrize("employers", [12, 60])
def test_nominal_90_percent_intervals_cover(employers: int) -> None:
    """Heavy-tailed employers, alike within: 300 draws; two binomial standard errors are 3.5 points."""
    rng = np.random.default_rng(4)
    hits = np.zeros(2)
    draws = 300
    for _ in range(draws):
        size = rng.zipf(1.8, employers).clip(1, 60)
        own = rng.normal(0, 1, employers)
        sides = [
            counts({f"e{i}": list(5 + own[i] + rng.normal(0, 2, size[i])) for i in range(employers)}) for _ in range(2)
        ]
        for place, (found, truth) in enumerate(((mean_of(sides[0]), 5.0), (mean_difference(*sides), 0.0))):
            assert found.low is not None and found.high is not None
            hits[place] += found.low <= truth <= found.high
    assert (hits / draws > 0.85).all(), hits / draws
    assert hits[0] / draws < 0.96, hits / draws
