import numpy as np
import polars as pl
import pytest

from warehouse.statistics.premium import CONTROLS, premium

STATED = {"pay_basis": "stated", "pay_currency": "GBP", "pay_period": "year"}


def vacancies() -> pl.DataFrame:
    """72 vacancies of 18 employers; pay depends on the attribute, level, region, employer and a remainder."""
    rows = []
    for i in range(72):
        e, has, level, region = i % 18, (i * 7 % 5) < 2, i % 3, (i // 4) % 2
        log = 10.4 + 0.1 * has + 0.2 * level + 0.05 * region + 0.03 * ((i * 13) % 11 - 5) + 0.02 * (e % 7 - 3)
        rows.append(
            {
                "employer": f"e{e:02}", "has": has, "title_family": "Data Engineer" if i % 2 else "Analyst",
                "seniority": ("junior", "mid", "senior")[level], "region": ("London", "Wales")[region],
                "contract": "permanent", "source": "s", "pay_min": float(np.exp(log)), "pay_max": None,
            } | STATED
        )  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"pay_max": pl.Float64})


def test_it_is_ordinary_least_squares_with_the_employer_jackknife() -> None:
    found = premium(vacancies(), "has")
    # statsmodels 0.14: ols("log(pay) ~ has + C(title_family) + C(seniority) + C(region)"); the interval from that
    # regression fitted 18 times, each without one employer, and t with 17 degrees of freedom
    assert found.premium_pct == pytest.approx(11.334530126, abs=1e-6)
    assert (found.low_pct, found.high_pct) == pytest.approx((5.833256622, 17.121762989), abs=1e-6)
    assert (found.n, found.n_with, found.n_employers, found.n_employers_with) == (72, 29, 18, 18)
    assert found.reason is None


def test_a_control_that_others_determine_is_left_out_and_named() -> None:
    frame = vacancies().with_columns(
        source=pl.col("region").replace_strict({"London": "board", "Wales": "other board"})
    )
    found = premium(frame, "has")
    assert found.premium_pct == pytest.approx(premium(vacancies(), "has").premium_pct)
    assert found.dropped in (("source: board",), ("source: other board",))


def test_an_attribute_that_the_controls_determine_has_no_premium() -> None:
    found = premium(vacancies().with_columns(has=pl.col("region") == "London"), "has")
    assert found.premium_pct is None
    assert found.reason == "the controls determine the attribute"


def test_few_employers_give_a_reason_and_no_number() -> None:
    frame = vacancies().with_columns(has=pl.col("employer").is_in(["e00", "e01", "e02"]))
    found = premium(frame, "has")
    assert (found.premium_pct, found.low_pct, found.n_employers_with) == (None, None, 3)
    assert found.reason is not None
    assert "employers" in found.reason


def test_only_pay_stated_for_the_period_is_compared() -> None:
    noise = vacancies().with_columns(pay_min=pl.lit(1.0), pay_basis=pl.lit("predicted"))
    daily = vacancies().with_columns(pay_period=pl.lit("day"))
    assert premium(pl.concat([vacancies(), noise, daily]), "has") == premium(vacancies(), "has")


def test_unknown_controls_are_a_group_and_unknown_attributes_are_left_out() -> None:
    frame = vacancies().with_columns(pl.when(pl.col("region") == "Wales").then("region").alias("region"))
    assert premium(frame, "has").premium_pct == pytest.approx(premium(vacancies(), "has").premium_pct)
    unknown = vacancies().with_columns(pl.when(pl.int_range(pl.len()) > 5).then("has").alias("has"))
    assert premium(unknown, "has").n == 66
    assert "source" in CONTROLS


def test_boards_of_one_employer_each_do_not_break_it() -> None:
    own_boards = vacancies().with_columns(source=pl.col("employer"))
    found = premium(own_boards, "has")
    assert found.premium_pct is not None
    assert found.low_pct < found.premium_pct < found.high_pct
