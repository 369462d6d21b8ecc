"""Ours beside an outside series: the formulas on series whose answer is known, and silence where nothing is common."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.stats import spearmanr

from warehouse.statistics.benchmark import SERIES, beside, correlation, place_key, read_theirs

MONDAY = date(2025, 1, 6)
SHARED = Path(__file__).parents[3] / ".." / "shared" / "data"


def series(values: list[float], measure: str = "total postings", unit: str = "UK", weeks: int = 0) -> pl.DataFrame:
    mondays = [MONDAY + timedelta(weeks=weeks + k) for k in range(len(values))]
    rows = {"measure": measure, "unit": unit, "monday_on": mondays, "value": [float(v) for v in values]}
    return pl.DataFrame(rows, schema=SERIES)


def mine(values: list[float], n: float = 1e6, **where: object) -> pl.DataFrame:
    return series(values, **where).with_columns(n=pl.lit(n))  # type: ignore[arg-type]


def daily(column: str, days: int = 28, **more: str) -> pl.DataFrame:
    dates = [(MONDAY + timedelta(days=k)).isoformat() for k in range(days)]
    return pl.DataFrame({"date": dates, column: [float(k // 7) + 1 for k in range(days)]}).with_columns(
        **{name: pl.lit(value) for name, value in more.items()}
    )


def test_days_become_weeks_and_a_broken_week_is_left_out() -> None:
    weeks = read_theirs(daily("indeed_job_postings_index", days=24, region="Yorkshire & the Humber"))
    assert weeks.columns == list(SERIES)
    assert weeks["value"].to_list() == [1.0, 2.0, 3.0]  # three days are no week
    assert weeks["unit"].unique().to_list() == ["yorkshire and the humber"]
    assert weeks["measure"].unique().to_list() == ["region"]


def test_every_kind_of_file_is_known() -> None:
    total = daily("indeed_job_postings_index_NSA", variable="new postings", jobcountry="GB")
    assert read_theirs(total)["measure"].unique().to_list() == ["new postings"]
    share = read_theirs(daily("AI_share_postings", jobcountry="GB"))
    assert share["value"].to_list() == [0.01, 0.02, 0.03, 0.04]
    assert read_theirs(daily("indeed_job_postings_index", cities="Hull"))["measure"].unique().to_list() == ["city"]
    with pytest.raises(ValueError, match="its columns are date, price"):
        read_theirs(pl.DataFrame({"date": ["2025-01-01"], "price": [1.0]}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yorkshire & the Humber", "Yorkshire and The Humber"), ("Hull", "Kingston upon Hull"),
        ("Stoke", "Stoke-on-Trent"), ("Newcastle", "Newcastle upon Tyne"), ("Southend", "Southend-on-Sea"),
        ("London (Primary Urban Area)", "London"),
    ],
)  # fmt: skip
def test_one_place_has_one_key(one: str, other: str) -> None:
    assert place_key(one) == place_key(other)


def test_places_that_differ_have_different_keys() -> None:
    assert len({place_key(p) for p in ("Newport", "Newcastle", "Newcastle-under-Lyme", "Reading", "Redditch")}) == 5


def test_the_gap_is_how_much_one_outgrew_the_other() -> None:
    ours, theirs = [100.0] * 4 + [150] * 8 + [300.0] * 4, [50.0] * 4 + [60] * 8 + [75.0] * 4
    row = beside(mine(ours, n=400), series(theirs)).table.row(0, named=True)
    assert row["gap"] == pytest.approx((300 / 100) / (75 / 50) - 1)
    half = 1.645 * np.sqrt(1 / 400 + 1 / 400)
    assert (row["gap_low"], row["gap_high"]) == pytest.approx((2 * np.exp(-half) - 1, 2 * np.exp(half) - 1))
    assert (row["n"], row["first_on"], row["verdict"]) == (16, MONDAY, "diverges")


def test_a_share_is_compared_in_points() -> None:
    ours, theirs = [0.05, 0.06] * 6, [0.03, 0.04] * 6
    row = beside(mine(ours, n=1e4, measure="ai_share"), series(theirs, measure="ai_share")).table.row(0, named=True)
    assert row["gap"] == pytest.approx(0.02)
    assert row["gap_high"] - row["gap"] == pytest.approx(1.645 * np.sqrt(0.055 * 0.945 / 1e4))
    assert row["verdict"] == "diverges"
    near = beside(mine([v - 0.015 for v in ours], n=1e4, measure="ai_share"), series(theirs, measure="ai_share"))
    assert near.table["verdict"].to_list() != ["diverges"]


def test_rho_is_spearmans() -> None:
    draw = np.random.default_rng(1)
    a = draw.integers(0, 9, 30).astype(float)  # with ties
    b = a + draw.normal(0, 3, 30)
    found = correlation(a, b, is_series=False)
    assert found.value == pytest.approx(spearmanr(a, b).statistic)
    # Bonett and Wright (2000), worked by hand for rho = .5 and n = 28
    half = 1.645 * np.sqrt((1 + found.value**2 / 2) / 27)
    assert found.low == pytest.approx(np.tanh(np.arctanh(found.value) - half))


def test_the_interval_of_rho_covers_and_weeks_that_resemble_each_other_count_less() -> None:
    draw = np.random.default_rng(2)
    hits, naive = 0, 0
    for _ in range(400):
        a, b = (_persistent(draw.normal(size=60)) for _ in range(2))  # independent of each other
        one, other = correlation(a, b, is_series=True), correlation(a, b, is_series=False)
        hits += one.low is None or one.low <= 0 <= one.high
        naive += other.low <= 0 <= other.high
    assert hits / 400 > 0.85
    assert naive / 400 < 0.70


def _persistent(noise: np.ndarray) -> np.ndarray:
    out = noise.copy()
    for k in range(1, len(out)):
        out[k] += 0.8 * out[k - 1]
    return out


def test_series_that_move_together_agree_and_those_that_move_apart_diverge() -> None:
    draw = np.random.default_rng(3)
    base = 100 + draw.normal(0, 8, 60)
    same = beside(mine((base + draw.normal(0, 1, 60)).tolist(), n=1e5), series(base.tolist())).table
    assert same["verdict"].to_list() == ["agrees"]
    other = beside(mine((200 - base).tolist(), n=1e5), series(base.tolist())).table
    assert other["verdict"].to_list() == ["diverges"]


def test_few_vacancies_of_ours_tell_nothing() -> None:
    base = [100.0, 110, 95, 105] * 4
    row = beside(mine([2 * v for v in base], n=8), series(base)).table.row(0, named=True)
    assert row["verdict"] == "cannot tell"


def test_regions_are_ranked_by_their_growth() -> None:
    growth = {f"region {k}": 1 + 0.05 * k for k in range(8)}
    ours = pl.concat([mine([10.0] * 5 + [10 * g] * 5, measure="region", unit=u) for u, g in growth.items()])
    theirs = pl.concat([series([100.0] * 5 + [100 * g**2] * 5, measure="region", unit=u) for u, g in growth.items()])
    table = beside(ours, theirs).table
    assert table.height == 9
    row = table.filter(pl.col("unit") == "across regions").row(0, named=True)
    assert (row["n"], row["rho"], row["gap"]) == (8, 1.0, None)


def test_too_few_weeks_give_no_figure() -> None:
    row = beside(mine([1.0] * 7), series([1.0] * 7)).table.row(0, named=True)
    assert (row["n"], row["gap"], row["rho"], row["verdict"]) == (7, None, None, "cannot tell")


def test_nothing_in_common_is_said() -> None:
    apart = beside(mine([1.0] * 9), series([1.0] * 9, weeks=20))
    assert apart.table.is_empty()
    assert apart.reason == (
        "no week and place is common to both: ours are of 2025-01-06 to 2025-03-03, theirs of 2025-05-26 to 2025-07-21"
    )
    none = beside(mine([1.0]), series([1.0], measure="region"))
    assert none.reason == "we have no series of region"


@pytest.mark.parametrize(
    ("name", "measures"),
    [("total", {"total postings", "new postings"}), ("regions", {"region"}), ("cities", {"city"}),
     ("ai_share", {"ai_share"})],
)  # fmt: skip
def test_the_files_of_the_hiring_lab_are_read(name: str, measures: set[str]) -> None:
    file = SHARED / f"hiringlab_gb_{name}.parquet"
    if not file.exists():
        pytest.skip("the Hiring Lab's files: ../shared is absent")
    weeks = read_theirs(pl.read_parquet(file))
    assert set(weeks["measure"]) == measures
    assert weeks["monday_on"].max() == date(2025, 12, 22)
    assert not weeks.select("measure", "unit", "monday_on").is_duplicated().any()
    if name == "regions":
        assert weeks["unit"].n_unique() == 12
