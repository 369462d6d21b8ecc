import polars as pl
import pytest

from warehouse.statistics.shares import changes, not_seen, share_counts, shares


def vacancies(*employers: tuple[int, int], **more: str) -> pl.DataFrame:
    """For each employer: how many vacancies, how many of them remote."""
    rows = [{"employer": f"e{e}", "remote": i < k, **more} for e, (n, k) in enumerate(employers) for i in range(n)]
    return pl.DataFrame(rows)


def yes(table: pl.DataFrame) -> dict[str, float]:
    return table.filter(pl.col("remote")).row(0, named=True)


def test_unlike_adverts_give_wilsons_interval() -> None:
    row = yes(shares(vacancies(*[(1, 1)] * 30, *[(1, 0)] * 170), "remote"))
    assert (row["k"], row["n"], row["n_employers"], row["n_employers_with"]) == (30, 200, 200, 30)
    assert row["share"] == 0.15
    # statsmodels: proportion_confint(30, 200, 0.1, "wilson")
    assert (row["low"], row["high"]) == pytest.approx((0.113155, 0.196188), abs=2e-4)


def test_like_adverts_widen_it_and_never_narrow_it() -> None:
    even, lumpy = (
        yes(shares(v, "remote")) for v in (vacancies(*[(10, 2)] * 20), vacancies(*[(10, 10)] * 4, *[(10, 0)] * 16))
    )
    plain = yes(shares(vacancies(*[(1, 1)] * 40, *[(1, 0)] * 160), "remote"))
    assert even["share"] == lumpy["share"] == plain["share"]
    assert even["high"] - even["low"] >= plain["high"] - plain["low"] - 1e-3
    assert lumpy["high"] - lumpy["low"] > 2 * (even["high"] - even["low"])


def test_one_giant_costs_degrees_of_freedom() -> None:
    spread_out = yes(shares(vacancies(*[(10, 2)] * 15, *[(10, 6)] * 15), "remote"))
    giant = yes(shares(vacancies((150, 30), *[(10, 6)] * 15), "remote"))
    assert giant["share"] == spread_out["share"]
    assert giant["high"] - giant["low"] > spread_out["high"] - spread_out["low"]


def test_none_seen_is_an_upper_bound() -> None:
    row = yes(
        shares(
            vacancies(*[(1, 0)] * 99, (1, 1), kind="a").with_columns(kind=pl.Series(["a"] * 99 + ["b"])),
            "remote",
            ["kind"],
        )
    )
    assert row["share"] == 0
    assert row["low"] == 0
    assert row["high"] >= 3 / 99 - 1e-9
    everything = shares(vacancies(*[(1, 1)] * 50), "remote").row(0, named=True)
    assert everything["high"] == 1
    assert everything["low"] <= 1 - 3 / 50
    assert not_seen(99) == 3 / 99
    assert not_seen(0) is None
    assert not_seen(2) == 1


def test_two_employers_give_no_interval() -> None:
    row = yes(shares(vacancies((50, 10), (50, 20)), "remote"))
    assert row["share"] == 0.3
    assert row["low"] is None
    assert row["high"] is None


def test_null_counts_in_the_denominator_and_values_sum_to_one_when_filled() -> None:
    frame = pl.DataFrame(
        {"employer": list("abcdef"), "workplace": ["remote", "hybrid", "onsite", None, None, "remote"]}
    )
    assert shares(frame, "workplace")["share"].sum() == pytest.approx(4 / 6)
    filled = shares(frame.with_columns(pl.col("workplace").fill_null("unstated")), "workplace")
    assert filled["share"].sum() == pytest.approx(1)
    assert filled.filter(pl.col("workplace") == "onsite")["k"].item() == 1


def test_every_cell_has_every_value_unless_asked_otherwise() -> None:
    frame = pl.DataFrame({"employer": list("abcd"), "level": ["mid", "mid", None, None], "skill": ["x", "x", "y", "y"]})
    assert shares(frame, "skill", ["level"]).rows() == [
        ("mid", "x", 2, 2, 2, 2, 1, None, None), ("mid", "y", 0, 2, 2, 0, 0, None, None),
        (None, "x", 0, 2, 2, 0, 0, None, None), (None, "y", 2, 2, 2, 2, 1, None, None),
    ]  # fmt: skip
    base = frame.group_by("level", "employer").agg(n=pl.len())
    having = frame.group_by("level", "employer", "skill").agg(k=pl.len())
    assert share_counts(having, base, "skill", ["level"], is_crossed=False).height == 2


def test_more_with_it_than_there_are_is_refused_by_name() -> None:
    base = pl.DataFrame({"employer": ["a"], "n": [1]})
    for employer, k in (("a", 2), ("stranger", 1)):
        having = pl.DataFrame({"employer": [employer], "skill": ["x"], "k": [k]})
        with pytest.raises(ValueError, match=employer):
            share_counts(having, base, "skill")


def test_the_order_of_rows_changes_no_byte() -> None:
    frame = vacancies(*[(n, n // 3) for n in range(1, 40)]).with_columns(cell=pl.int_range(pl.len()) % 3)
    one, other = (shares(f, "remote", ["cell"]) for f in (frame, frame.sample(fraction=1, shuffle=True, seed=1)))
    assert one.equals(other)


def windows(recent: list[tuple[int, int]], base: list[tuple[int, int]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = [
        {"employer": f"e{e}", "is_recent": is_recent, "n": n, "k": k, "skill": "x"}
        for is_recent, window in ((True, recent), (False, base))
        for e, (n, k) in enumerate(window)
    ]
    frame = pl.DataFrame(rows)
    return frame.filter(pl.col("k") > 0), frame


def test_a_change_has_its_difference_and_ratio() -> None:
    having, base = windows([(10, 4)] * 20, [(20, 4)] * 20)
    row = changes(having, base, "skill").row(0, named=True)
    assert (row["share_recent"], row["share_base"], row["n_recent"], row["n_base"]) == (0.4, 0.2, 200, 400)
    assert row["change"] == pytest.approx(0.2)
    assert row["low"] < 0.2 < row["high"]
    assert row["ratio"] == pytest.approx(2)
    assert row["ratio_low"] < 2 < row["ratio_high"]
    assert row["low"] > 0.1


def test_employers_that_stay_as_they_are_tell_more_than_new_ones() -> None:
    lumps = [(20, 20)] * 10 + [(20, 0)] * 30
    having, base = windows([(n, max(k - 2, 0)) for n, k in lumps], lumps)
    same = changes(having, base, "skill").row(0, named=True)
    others = base.with_columns(
        pl.when("is_recent").then("new " + pl.col("employer")).otherwise("employer").alias("employer")
    )
    strangers = changes(others.filter(pl.col("k") > 0), others, "skill").row(0, named=True)
    assert same["change"] == strangers["change"] < 0
    assert same["high"] - same["low"] < 0.6 * (strangers["high"] - strangers["low"])


def test_what_was_not_there_before_has_no_ratio() -> None:
    having, base = windows([(10, 4)] * 20, [(10, 0)] * 20)
    row = changes(having, base, "skill").row(0, named=True)
    assert row["ratio"] is None
    assert row["ratio_low"] is None
    assert row["low"] > 0
    gone = changes(*windows([(10, 0)] * 20, [(10, 4)] * 20), "skill").row(0, named=True)
    assert gone["ratio"] == gone["ratio_low"] == 0
    assert 0 < gone["ratio_high"] < 0.2
