import polars as pl
import pytest

from warehouse.statistics.coverage import capture_recapture


def listed(*lists: range, per_employer: int = 1) -> pl.DataFrame:
    rows = [{"vacancy_id": v, "employer": v // per_employer, "list": str(i)} for i, r in enumerate(lists) for v in r]
    return pl.DataFrame(rows)


def test_two_lists_are_chapmans_estimate() -> None:
    found = capture_recapture(listed(range(200), range(150, 300)))
    assert found.method == "chapman"
    assert (found.n_seen, found.n_overlap, found.n_lists) == (300, 50, 2)
    assert found.estimate == pytest.approx(201 * 151 / 51 - 1, rel=0.002)
    assert found.low < found.estimate < found.high
    assert found.low > found.n_seen
    assert found.coverage == pytest.approx(300 / found.estimate)
    assert found.coverage_low == pytest.approx(300 / found.high)
    # Seber 1970, unclustered: the standard error of Chapman's estimate is 56.5
    assert found.high - found.low == pytest.approx(2 * 1.645 * 56.5, rel=0.25)


def test_more_lists_are_chaos_lower_bound() -> None:
    once, twice, thrice = range(60), range(60, 90), range(90, 100)
    lists = [[*once[i::3], *twice[i::3], *twice[(i + 1) % 3 :: 3], *thrice] for i in range(3)]
    rows = [{"vacancy_id": v, "employer": v, "list": str(i)} for i, vs in enumerate(lists) for v in vs]
    found = capture_recapture(pl.DataFrame(rows))
    assert found.method == "chao"
    assert found.estimate == pytest.approx(100 + 2 / 3 * 60 * 59 / (2 * 31))


def test_employers_all_or_none_widen_it() -> None:
    alone, together = (capture_recapture(listed(range(400), range(300, 600), per_employer=n)) for n in (1, 20))
    assert together.estimate == alone.estimate
    assert together.high / together.low > 1.5 * alone.high / alone.low


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (listed(range(20), range(14, 30)), "fewer than 7"),
        (listed(range(100), range(80, 200), per_employer=20), "3 employers"),
        (listed(range(100)), "one list"),
    ],
)
def test_too_small_an_overlap_says_nothing(frame: pl.DataFrame, reason: str) -> None:
    found = capture_recapture(frame)
    assert found.estimate is None
    assert found.coverage is None
    assert found.reason is not None
    assert reason in found.reason
    assert found.assumption


def test_lists_that_show_the_same_leave_nothing_unseen() -> None:
    found = capture_recapture(listed(range(50), range(50)))
    assert (found.estimate, found.coverage) == (50, 1)
    assert capture_recapture(pl.concat([listed(range(50), range(50))] * 2)) == found
