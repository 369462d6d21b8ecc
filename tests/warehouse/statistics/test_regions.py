from pathlib import Path

import polars as pl
import pytest

from warehouse.population import read_population
from warehouse.statistics.regions import location_quotients, region_table, remote_split
from warehouse.statistics.regions import placed as rows_placed


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


POPULATION = read_population()


def vacancies() -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = [
        ("a", "e1", "hybrid"),
        ("b", "e1", "remote"),
        ("c", "e2", None),
        ("d", "e3", "remote"),
        ("e", "e2", "onsite"),
    ]
    places = [
        ("a", "Leeds", "Yorkshire and The Humber", 0.5),
        ("a", "London", "London", 0.5),
        ("d", "London", "London", 1.0),
        ("e", None, None, 1.0),
    ]
    return (
        pl.DataFrame(rows, schema=["advert_id", "employer", "workplace"], orient="row"),
        pl.DataFrame(places, schema=["advert_id", "town", "region", "share"], orient="row"),
    )


def test_two_places_are_half_a_vacancy_each_and_available_in_both() -> None:
    table = region_table(rows_placed(*vacancies()), POPULATION)
    by_region = {row["region"]: row for row in table.iter_rows(named=True)}
    assert table["n"].sum() == 5
    assert by_region["London"]["n"] == 1.5
    assert by_region["London"]["n_available"] == 2
    assert by_region["Yorkshire and The Humber"]["n"] == 0.5
    assert by_region["UK remote"]["n"] == 1  # b: remote with no base; d has one
    assert by_region["Unlocated"]["n"] == 2  # c names no place, e none of a region
    assert by_region["Wales"]["n"] == 0
    assert by_region["London"]["share_of_located"] == 0.75
    assert by_region["Unlocated"]["share_of_located"] is None


def test_per_head_is_per_100000_residents_of_working_age() -> None:
    table = region_table(rows_placed(*vacancies()), POPULATION)
    london = table.filter(pl.col("region") == "London").row(0, named=True)
    residents = POPULATION.filter(pl.col("region") == "London")["residents_16_64"].item()
    assert london["per_100k"] == pytest.approx(1.5e5 / residents)
    assert london["vintage"] == "mid-2021"
    assert table.filter(pl.col("region") == "UK remote")["per_100k"].item() is None


def test_the_remote_split_is_given_twice_and_unstated_is_never_onsite() -> None:
    table = remote_split(vacancies()[0])
    assert table["workplace"].to_list() == ["remote", "hybrid", "onsite", "unstated"]
    assert table["n"].to_list() == [2, 1, 1, 1]
    assert table["share_of_all"].to_list() == [0.4, 0.2, 0.2, 0.2]
    assert table["share_of_stated"].to_list() == [0.5, 0.25, 0.25, None]
    assert (table["low_of_all"] <= table["share_of_all"]).all()
    none = remote_split(vacancies()[0].with_columns(workplace=pl.lit(None, dtype=pl.String)))
    assert none["share_of_stated"].to_list() == [None] * 4
    assert none["share_of_all"].to_list() == [None, None, None, 1.0]


def test_cities_have_quotients_too() -> None:
    rows = pl.DataFrame(placed("Cambridge", 10, 10, 4) + placed("Leeds", 10, 10, 2)).rename({"region": "town"})
    table = location_quotients(rows, "town")
    assert table.row(0, named=True)["lq"] == pytest.approx(2.0)


def test_the_population_covers_the_twelve_regions_and_says_its_vintage(tmp_path: Path) -> None:
    assert POPULATION["residents_16_64"].sum() == pytest.approx(42.2e6, rel=0.01)
    assert POPULATION["vintage"].n_unique() == 1
    short = tmp_path / "population.csv"
    short.write_text("region,vintage,residents_16_64\nWales,mid-2021,1900000\n", "utf-8")
    with pytest.raises(ValueError, match=r"population\.csv"):
        read_population(short)
