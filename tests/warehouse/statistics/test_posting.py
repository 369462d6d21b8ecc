import polars as pl
import pytest

from warehouse.statistics.posting import posting_intensity


def listings(*employers: list[int], kind: str = "job_board") -> pl.DataFrame:
    """For each employer: how many listings each of its vacancies has."""
    rows = [
        {"vacancy_id": f"{e}/{v}", "employer": f"e{e}", "source_kind": kind}
        for e, vacancies in enumerate(employers)
        for v, times in enumerate(vacancies)
        for _ in range(times)
    ]
    return pl.DataFrame(rows)


def test_intensity_is_listings_by_vacancies() -> None:
    frame = pl.concat([listings(*[[1, 2, 3]] * 10), listings(*[[1, 1]] * 10, kind="employer_board")])
    boards, own = posting_intensity(frame, ["source_kind"]).sort("source_kind", descending=True).to_dicts()
    assert (boards["n_listings"], boards["n_vacancies"], boards["n_employers"]) == (60, 30, 10)
    assert boards["intensity"] == 2
    assert 1.5 < boards["low"] < 2 < boards["high"] < 2.6
    assert (own["intensity"], own["low"]) == (1, 1)
    assert own["high"] == pytest.approx(1 + 3 / 20)


def test_one_who_posts_everywhere_widens_it() -> None:
    even = posting_intensity(listings(*[[1, 3] * 5] * 20)).row(0, named=True)
    lumpy = posting_intensity(listings(*[[1] * 10] * 10, *[[3] * 10] * 10)).row(0, named=True)
    assert even["intensity"] == lumpy["intensity"] == 2
    assert lumpy["high"] - lumpy["low"] > 1.8 * (even["high"] - even["low"])


def test_two_employers_give_no_interval() -> None:
    row = posting_intensity(listings([1, 2], [2, 2])).row(0, named=True)
    assert row["intensity"] == 1.75
    assert row["low"] is None
    assert row["high"] is None


def test_a_cell_without_a_name_is_a_cell() -> None:
    frame = listings(*[[1, 2]] * 5).with_columns(family=pl.lit(None, dtype=pl.String))
    assert posting_intensity(frame, ["family"]).rows()[0][0] is None
