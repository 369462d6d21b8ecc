"""Time listed: Turnbull's estimate against published figures, Kaplan and Meier, and a brute search; suppression;
intervals.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize

from warehouse.statistics.lifetime import lifetime_table, quantiles, turnbull

INF = np.inf
# Months to breast retraction, radiotherapy alone: Finkelstein and Wolfe (1985), table 4.
BETWEEN = [
    (0, 7), (0, 8), (0, 5), (4, 11), (5, 12), (5, 11), (6, 10), (7, 16), (7, 14), (11, 15), (11, 18), (17, 25),
    (17, 25), (19, 35), (18, 26), (25, 37), (26, 40), (27, 34), (36, 44), (36, 48), (37, 44),
]  # fmt: skip
LATER_THAN = [15, 17, 18, 22, 24, 24, 32, 33, 34, 36, 36, 37, 37, 37, 38, 40, 45, *[46] * 8]


def test_the_published_estimate_is_found() -> None:
    """As R's package interval prints it for these data (Fay and Shaw 2010)."""
    lower = np.array([a for a, _ in BETWEEN] + LATER_THAN, dtype=float)
    upper = np.array([b for _, b in BETWEEN] + [INF] * len(LATER_THAN), dtype=float)
    curve = turnbull(lower, upper)
    found = {(a, b): round(m, 4) for a, b, m in zip(*curve, strict=True) if m > 1e-3}
    assert found == {
        (4, 5): 0.0463, (6, 7): 0.0334, (7, 8): 0.0887, (11, 12): 0.0708, (24, 25): 0.0926, (33, 34): 0.0818,
        (38, 40): 0.1209, (46, 48): 0.4656,
    }  # fmt: skip
    assert quantiles(curve, [0.5])[0] == pytest.approx(38 + 2 * (0.5 - 0.4135) / 0.1209, abs=0.01)


@pytest.mark.parametrize("seed", range(5))
def test_where_intervals_are_points_it_is_kaplan_and_meier(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ends, leaves = rng.exponential(10, 120).round(), rng.exponential(14, 120).round()
    is_end, time = ends <= leaves, np.minimum(ends, leaves)
    curve = turnbull(time, np.where(is_end, time, INF))
    survival = 1.0
    for t in np.unique(time[is_end]):
        survival *= 1 - (is_end & (time == t)).sum() / (time >= t).sum()
        assert curve.mass[curve.right <= t].sum() == pytest.approx(1 - survival, abs=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_no_other_distribution_is_likelier(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lower = rng.integers(0, 6, 15).astype(float)
    upper = np.where(rng.random(15) < 0.3, INF, lower + rng.integers(1, 5, 15))
    curve = turnbull(lower, upper)
    cells = np.arange(12.0)  # the last is all that is later than 11
    within = (cells >= lower[:, None]) & (cells + 1 <= np.minimum(upper, 12)[:, None])

    def loss(free: np.ndarray) -> float:
        mass = np.exp(free - free.max())
        return float(-np.log(within @ (mass / mass.sum())).sum())

    best = min(minimize(loss, rng.normal(size=12), method="BFGS").fun for _ in range(5))
    inner = (curve.left >= lower[:, None]) & (curve.right <= upper[:, None])
    assert curve.mass.sum() == pytest.approx(1)
    assert -np.log(inner @ curve.mass).sum() <= best + 1e-3


def test_weights_are_vacancies_counted_so_often_and_each_resample_stands_alone() -> None:
    lower, upper = np.array([0.0, 7, 7, 14, 21]), np.array([14.0, 21, INF, 28, 35])
    times = np.array([[2, 1], [1, 0], [3, 1], [1, 4], [0, 1]])
    both = quantiles(turnbull(lower, upper, times.astype(float)), [0.25, 0.5])
    for column in range(2):
        repeated = np.repeat(np.arange(5), times[:, column])
        alone = quantiles(turnbull(lower[repeated], upper[repeated]), [0.25, 0.5])
        assert both[:, column] == pytest.approx(alone, abs=0.2)
    nobody = turnbull(lower, upper, np.zeros((5, 1)))
    assert np.isnan(nobody.mass).all()


def cell(n_employers: int, each: int, *, share_open: float = 0.2, seed: int = 1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    n = n_employers * each
    longer = 7.0 * rng.integers(0, 10, n)
    is_open = rng.random(n) < share_open
    return pl.DataFrame({
        "title_family": ["Data Analyst"] * n, "seniority": [None] * n,
        "employer": [f"employer {i % n_employers}" for i in range(n)], "longer_than": longer,
        "no_longer_than": [None if o else x + 14 for o, x in zip(is_open, longer, strict=True)],
    }, schema_overrides={"seniority": pl.String})  # fmt: skip


def test_a_cell_says_how_many_stand_behind_it_and_holds_its_figures_in_order() -> None:
    row = lifetime_table(cell(12, 6), ["title_family", "seniority"]).row(0, named=True)
    assert (row["title_family"], row["seniority"], row["n"], row["n_employers"]) == ("Data Analyst", None, 72, 12)
    assert row["n_closed"] == cell(12, 6)["no_longer_than"].count()
    assert row["p25"] < row["median"] < row["p75"]
    assert row["low"] <= row["median"] <= row["high"]
    assert row["p25_low"] <= row["p25"] <= row["p25_high"]


@pytest.mark.parametrize(
    ("frame", "shown"),
    [
        (cell(12, 3), {"median", "p25", "p75"}),
        (cell(11, 3), {"median"}),
        (cell(7, 9), set()),
        (cell(12, 3, share_open=0.8), set()),  # of 36 fewer than 15 are closed
    ],
)
def test_what_is_thin_is_not_shown(frame: pl.DataFrame, shown: set[str]) -> None:
    row = lifetime_table(frame, ["title_family"]).row(0, named=True)
    assert {name for name in ("median", "p25", "p75") if row[name] is not None} == shown
    assert (row["low"] is None) == ("median" not in shown)


def test_what_the_data_do_not_reach_is_not_known() -> None:
    is_early = pl.int_range(pl.len()) % 4 == 0
    frame = cell(20, 10).with_columns(
        longer_than=pl.when(is_early).then(7.0).otherwise(28.0), no_longer_than=pl.when(is_early).then(21.0)
    )
    row = lifetime_table(frame, ["title_family"]).row(0, named=True)
    assert (row["median"], row["low"], row["high"], row["p75"]) == (None, None, None, None)
    assert row["p25"] == 21


def test_the_order_of_rows_changes_nothing_and_the_same_rows_give_the_same_bytes() -> None:
    frame = cell(15, 5)
    once = lifetime_table(frame, ["title_family"])
    assert once.equals(lifetime_table(frame.sample(fraction=1, shuffle=True, seed=3), ["title_family"]))


def test_no_vacancy_gives_no_row() -> None:
    empty = lifetime_table(cell(12, 6).clear(), ["title_family"])
    assert empty.height == 0
    assert "median" in empty.columns
