import polars as pl
import pytest

from warehouse.statistics.cooccurrence import lifts, role_skills, skill_pairs


def market(copies: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """100 employers of one vacancy: 40 of the role, 30 of which name x; of the 60 others, 15 do. All name y."""
    vacancies = pl.DataFrame(
        [
            {"vacancy_id": f"{e}/{c}", "employer": f"e{e}", "title_family": "role" if e < 40 else None}
            for e in range(100)
            for c in range(copies)
        ]
    )
    named = [(f"{e}/{c}", "x") for e in (*range(30), *range(40, 55)) for c in range(copies)]
    named += [(f"{e}/{c}", "y") for e in range(100) for c in range(copies)]
    return vacancies, pl.DataFrame(named, schema=["vacancy_id", "skill_id"], orient="row")


def row(table: pl.DataFrame, right: str) -> dict[str, float]:
    return table.filter(pl.col("right") == right).row(0, named=True)


def test_lift_is_the_share_in_the_role_over_the_share_of_all() -> None:
    found = row(role_skills(*market()), "x")
    assert found["lift"] == pytest.approx((30 / 40) / (45 / 100))
    assert (found["k"], found["n_left"], found["n_right"], found["n"], found["n_employers"]) == (30, 40, 45, 100, 30)
    assert found["share"] == 0.75
    assert 1 < found["low"] < found["lift"] < found["high"]


def test_what_all_name_is_nothing_special() -> None:
    found = row(role_skills(*market()), "y")
    assert found["lift"] == 1
    assert found["low"] == pytest.approx(1, abs=1e-3)
    assert found["high"] == pytest.approx(1, abs=1e-3)


def test_copies_within_employers_tell_nothing_new() -> None:
    once, often = (row(role_skills(*market(copies)), "x") for copies in (1, 8))
    assert often["lift"] == once["lift"]
    assert often["high"] / often["low"] > 0.9 * once["high"] / once["low"]


def test_pairs_of_skills_stand_once_and_are_shrunk_by_how_little_they_rest_on() -> None:
    employers = range(300)
    named = [(e, s) for e in employers for s, holds in {
        "a": e % 2 == 0, "b": e % 4 in (0, 1), "c": e % 2 == 0 or e % 16 == 1, "rare": e == 7, "odd": e == 7,
    }.items() if holds]  # fmt: skip
    mentions = pl.DataFrame(named, schema=["vacancy_id", "skill_id"], orient="row")
    table = skill_pairs(pl.DataFrame({"vacancy_id": employers, "employer": employers}), mentions)
    assert (table["left"] < table["right"]).all()
    by_pair = {(r["left"], r["right"]): r for r in table.iter_rows(named=True)}
    assert by_pair["a", "b"]["lift"] == pytest.approx(1, abs=0.02)
    assert by_pair["a", "c"]["lift"] > 1.7
    assert by_pair["odd", "rare"]["lift"] == 300
    assert 1 < by_pair["odd", "rare"]["lift_shrunk"] < 20
    strong = by_pair["a", "c"]
    assert 1.2 < strong["lift_shrunk"] < strong["lift"]


def test_the_blocks_of_employers_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = role_skills(*market(3))
    monkeypatch.setattr("warehouse.statistics.cooccurrence.BLOCK_PAIRS", 7)
    assert role_skills(*market(3)).equals(whole)


def test_the_order_of_rows_changes_no_byte() -> None:
    vacancies, mentions = market(2)
    assert role_skills(vacancies.reverse(), mentions.reverse()).equals(role_skills(vacancies, mentions))


def test_nothing_that_meets_gives_an_empty_table() -> None:
    vacancies, mentions = market()
    left = pl.DataFrame({"vacancy_id": ["nowhere"], "value": ["x"]})
    empty = lifts(vacancies, left, mentions.select("vacancy_id", value="skill_id"))
    assert empty.is_empty()
    assert "lift_shrunk" in empty.columns
