import numpy as np
import polars as pl
import pytest

from warehouse.statistics.pay import (
    ends,
    pay_change,
    pay_table,
    product,
    quantiles,
    resamples,
    stated_changes,
    stated_ranges,
)


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
    frames = []
    for draw in range(100):
        mids = pl.Series(np.exp(rng.normal(np.log(60_000), 0.25, 40)))
        frames.append(vacancies(40, 1).with_columns(pay_min=mids, pay_max=mids, level=pl.lit(str(draw))))
    table = pay_table(pl.concat(frames), ["level"], "year")
    covered = ((table["low"] <= 60_000) & (table["high"] >= 60_000)).sum()
    assert 82 <= covered <= 98


def test_deciles_need_forty_employers_and_each_quantile_has_its_interval() -> None:
    thin, wide = cell(vacancies(39, 2)), cell(vacancies(40, 2))
    assert thin["p10"] is None
    assert thin["p90_high"] is None
    for name in ("p10", "p25", "p75", "p90"):
        assert wide[f"{name}_low"] <= wide[name] <= wide[f"{name}_high"]
    assert wide["p10"] < wide["p25"] < wide["median"] < wide["p75"] < wide["p90"]


def test_a_cell_without_any_stated_pay_has_its_row() -> None:
    silent = vacancies(5, 2).with_columns(pay_basis=pl.lit(None, dtype=pl.String))
    row = cell(silent)
    assert (row["n"], row["n_stated"], row["stated_rate"], row["median"]) == (10, 0, 0, None)


def test_unequal_employers_have_a_wider_interval() -> None:
    equal = np.repeat(np.arange(12), 5)
    giant = np.concatenate([np.zeros(49, dtype=np.int64), np.arange(1, 12)])
    assert 0 < ends(giant)[0] < ends(equal)[0] < 0.05
    assert ends(np.arange(10_000))[0] == pytest.approx(0.05, abs=1e-4)


def test_quantiles_of_resamples_are_those_of_the_repeated_values() -> None:
    rng = np.random.default_rng(3)
    employer = rng.integers(0, 9, 60)
    mids = np.sort(rng.choice([30.0, 35.0, 40.0, 55.0, 70.0], 60))
    times = resamples("any", 9)
    assert times.sum(axis=0).tolist() == [9] * times.shape[1]
    found = quantiles(mids, employer, [0.5], times)[:50, 0]
    expected = [np.median(np.repeat(mids, times[employer, b].astype(int))) for b in range(50)]
    assert found.tolist() == expected


def test_the_order_of_rows_changes_no_byte() -> None:
    frame = vacancies(20, 3).with_columns(level=pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("mid")))
    shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
    assert pay_table(frame, ["level"], "year").equals(pay_table(shuffled, ["level"], "year"))


def test_below_the_bounds_the_ranges_themselves_are_shown() -> None:
    thin = vacancies(3, 2).with_columns(level=pl.lit("lead"))
    table = stated_ranges(pl.concat([thin, vacancies(20, 2)]), ["level"], "year")
    assert table.rows() == [("lead", 50_000, 60_000, 2), ("lead", 50_500, 60_500, 2), ("lead", 51_000, 61_000, 2)]


def test_three_products_are_apart() -> None:
    rows = [
        ("permanent", "year", None), ("contract", "day", "inside"), (None, "day", None), (None, None, None),
        ("temporary", "hour", None), ("contract", None, "outside"),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=["contract", "pay_period", "ir35"], orient="row")
    assert product(frame, "salary").height == 3
    days = product(frame, "day rate")
    assert sorted(days["ir35"]) == ["inside", "outside", "unstated"]
    assert product(frame, "hourly rate")["contract"].to_list() == ["permanent", None, "temporary"]
    with pytest.raises(KeyError):
        product(frame, "pay")


def two_years(rise: float, *, stated_before: float = 1.0) -> pl.DataFrame:
    recent = vacancies(20, 3).with_columns(is_recent=pl.lit(True))
    base = vacancies(20, 3, 50_000 / rise, 60_000 / rise).with_columns(
        pl.col("pay_min", "pay_max") / 1.0, is_recent=pl.lit(False),
        pay_basis=pl.when(pl.int_range(pl.len()) < stated_before * 60).then(pl.lit("stated")),
    )  # fmt: skip
    return pl.concat([recent.with_columns(pl.col("pay_min", "pay_max") / 1.0), base])


def test_a_moved_stated_rate_is_a_selection_shift() -> None:
    same, moved = (
        stated_changes(two_years(1.0, stated_before=s), ["level"], "year").row(0, named=True) for s in (1.0, 0.8)
    )
    assert same["is_selection_shift"] is False
    assert moved["is_selection_shift"] is True
    assert (moved["share_base"], moved["change"]) == (0.8, pytest.approx(0.2))


def test_pay_changes_within_cells_and_not_by_their_mix() -> None:
    one = two_years(1.05)
    dear = one.with_columns(pl.col("pay_min", "pay_max") * 2, level=pl.lit("lead"))
    more_dear = pl.concat([one, dear, *[dear.filter("is_recent")] * 3])
    found = pay_change(more_dear, ["level"], "year")
    assert found["n_cells"] == 2
    assert 3 < found["change_pct"] < 7
    assert found["low_pct"] <= found["change_pct"] <= found["high_pct"]
    assert found == pay_change(more_dear.reverse(), ["level"], "year")


def test_no_cell_wide_enough_says_no_change() -> None:
    found = pay_change(two_years(1.05).filter(pl.col("employer") < "e13"), ["level"], "year")
    assert found["change_pct"] is None
    assert found["n_cells"] == 0
