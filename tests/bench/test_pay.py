"""The intervals of the pay table, beside a loop that draws each resample and takes its median."""

import numpy as np
import polars as pl
import pytest

from crawlers.market.world import Market
from tests.bench.conftest import Record
from tests.bench.versus import compare, in_turn, timed
from warehouse.statistics.pay import IS_STATED, MIDPOINT, RESAMPLES, ends, pay_table, resamples

Interval = tuple[float, float]


@pytest.fixture
def vacancies(market: Market) -> pl.DataFrame:
    """All openings the market ever advertised, with the columns the pay table reads."""
    columns = ("family", "employer", "pay_basis", "pay_period", "pay_min", "pay_max")
    rows = [{c: row[c] for c in columns} for row in market.truth()]
    return pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.lit("GBP").alias("pay_currency"), pl.col("pay_min", "pay_max").cast(pl.Float64)
    )


def by_loop(vacancies: pl.DataFrame, cells: list[str]) -> dict[str, Interval]:
    """The same estimate with the same draws, written down as one would first."""
    found = {}
    for cell in cells:
        stated = vacancies.filter((pl.col("family") == cell) & IS_STATED & (pl.col("pay_period") == "year"))
        mids = stated.select(mid=MIDPOINT)["mid"].to_numpy()
        employer = stated["employer"].rank("dense").to_numpy() - 1
        draws = resamples(f"{cell}/year", int(employer.max()) + 1).astype(int)
        medians = [np.median(np.repeat(mids, draws[employer, b])) for b in range(RESAMPLES)]
        low, high = np.quantile(medians, ends(employer))
        found[cell] = (float(low), float(high))
    return found


@pytest.mark.bench
def test_intervals_of_pay_beside_a_loop(vacancies: pl.DataFrame, record: Record) -> None:
    shown = pay_table(vacancies, ["family"], "year").drop_nulls("median")
    cells = shown["family"].to_list()
    assert len(cells) > 20
    expected = by_loop(vacancies, cells)
    for family, low, high in shown.select("family", "low", "high").iter_rows():
        assert (low, high) == pytest.approx(expected[family])

    own, theirs = in_turn(
        lambda: timed(lambda: pay_table(vacancies, ["family"], "year"), len(cells)),
        lambda: timed(lambda: by_loop(vacancies, cells), len(cells)),
    )
    name = f"pay intervals of titles, {vacancies.height:,} vacancies"
    row = compare(name, "titles", own, f"numpy, a loop of {RESAMPLES:,} resamples", theirs)
    record(row)
    assert row.ratio > 1
