import numpy as np
import polars as pl
import pytest

from warehouse.statistics.pay import pay_table


def vacancies(employers: int, each: int, low: float = 50_000, high: float = 60_000, **more: object) -> pl.DataFrame:
    rows = [
        {
            "level": "mid", "employer": f"e{e}", "pay_min": low + 500 * e, "pay_max": high + 500 * e,
            "pay_basis": "stated", "pay_currency": "GBP", "pay_period": "year",
        } | more
        for e in range(employers)
        for _ in range(each)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def cell(frame: pl.DataFrame, period: str = "year") -> dict[str, float]:
    return pay_table(frame, ["level"], period).row(0, named=True)


def test_the_median_of_midpoints_with_its_interval() -> None:
    row = cell(vacancies(16, 2))
    assert row["median"] == pytest.approx(55_000 + 500 * 7.5)
    assert row["low"] <= row["median"] <= row["high"]
    assert row["p25"] < row["median"] < row["p75"]
    assert (row["n"], row["n_stated"], row["n_employers"], row["stated_rate"]) == (32, 32, 16, 1.0)


def test_an_open_end_counts_by_the_end_that_is_said() -> None:
    frame = vacancies(10, 2).with_columns(pay_min=pl.lit(None, dtype=pl.Float64), pay_max=pl.lit(70_000.0))
    assert cell(frame)["median"] == 70_000


@pytest.mark.parametrize(("employers", "each"), [(7, 10), (8, 1)])
def test_thin_cells_show_no_median(employers: int, each: int) -> None:
    assert cell(vacancies(employers, each))["median"] is None


def test_quartiles_need_twelve_employers() -> None:
    assert cell(vacancies(11, 3))["p25"] is None
    assert cell(vacancies(12, 3))["p25"] is not None


@pytest.mark.parametrize(
    "other", [{"pay_basis": "predicted"}, {"pay_currency": "EUR"}, {"pay_period": "day"}, {"pay_basis": "inferred"}]
)
def test_only_stated_pounds_of_one_product_count(other: dict[str, str]) -> None:
    both = pl.concat([vacancies(10, 2), vacancies(10, 2, 1, 2, **other)])
    row = cell(both)
    assert row["median"] == cell(vacancies(10, 2))["median"]
    assert row["stated_rate"] == 0.5


def test_the_interval_is_the_same_every_time_and_covers_as_it_says() -> None:
    assert cell(vacancies(16, 2)) == cell(vacancies(16, 2))
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(100):
        mids = np.exp(rng.normal(np.log(60_000), 0.25, 40))
        frame = vacancies(40, 1).with_columns(pay_min=pl.Series(mids), pay_max=pl.Series(mids))
        row = cell(frame)
        covered += row["low"] <= 60_000 <= row["high"]
    assert 82 <= covered <= 98
