import polars as pl
import pytest

from warehouse.statistics.regions import location_quotients


def placed(region: str, employers: int, per_employer: int, in_group: int) -> list[dict[str, object]]:
    """So many employers with so many vacancies each, of which ``in_group`` are of the group."""
    return [
        {"region": region, "employer": f"{region} {e}", "share": 1.0, "in_group": v < in_group}
        for e in range(employers)
        for v in range(per_employer)
    ]


def test_the_quotient_is_the_share_here_over_the_share_elsewhere() -> None:
    table = location_quotients(pl.DataFrame(placed("London", 10, 10, 4) + placed("Wales", 10, 10, 2)))
    london, wales = table.filter(pl.col("region") == "London").row(0, named=True), table.row(1, named=True)
    assert london["lq"] == pytest.approx(2.0)
    assert wales["lq"] == pytest.approx(0.5)
    assert london["low"] < 2.0 < london["high"]
    assert 1.0 < london["lq_shrunk"] <= 2.0


def test_fractions_weigh_as_fractions() -> None:
    half = [r | {"share": 0.5} for r in placed("London", 20, 10, 4)]
    table = location_quotients(pl.DataFrame(half + placed("Wales", 10, 10, 2)))
    assert table.row(0, named=True)["n_all"] == pytest.approx(100)
    assert table.row(0, named=True)["lq"] == pytest.approx(2.0)


@pytest.mark.parametrize(("employers", "in_group"), [(2, 5), (4, 1)])
def test_thin_regions_are_not_shown(employers: int, in_group: int) -> None:
    table = location_quotients(pl.DataFrame(placed("Wales", employers, 10, in_group) + placed("London", 10, 10, 3)))
    wales = table.filter(pl.col("region") == "Wales").row(0, named=True)
    assert wales["lq"] is None
    assert wales["low"] is None
    assert wales["n_all"] == employers * 10


def test_one_employer_widens_the_interval() -> None:
    even = placed("London", 10, 10, 4)
    lumpy = placed("London", 9, 10, 1) + [
        {"region": "London", "employer": "giant", "share": 1.0, "in_group": True} for _ in range(31)
    ]
    wide, narrow = (
        location_quotients(pl.DataFrame(rows + placed("Wales", 10, 10, 2))).row(0, named=True) for rows in (lumpy, even)
    )
    assert wide["high"] / wide["low"] > 2 * narrow["high"] / narrow["low"]
