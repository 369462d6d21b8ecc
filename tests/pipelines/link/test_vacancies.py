from collections.abc import Callable, Sequence

import polars as pl
import pytest

from pipelines.link.vacancies import links
from pipelines.schemas import LikenessTable

Profiles = Callable[..., pl.DataFrame]
Pair = tuple[str, str, str, float, int]

LEEDS, YORK, NOWHERE = {"towns": ["Leeds"]}, {"towns": ["York"]}, {"towns": None, "regions": None}


def _links(adverts: pl.DataFrame, *pairs: Pair) -> list[tuple[str, str, str]]:
    """Each link as (later, earlier, kind), of likely pairs as (later, earlier, kind, score, days apart)."""
    frame = pl.DataFrame(list(pairs), schema=["advert_id", "other_id", "kind", "score", "days_apart"], orient="row")
    found = links(LikenessTable.validate(frame, cast=True), adverts, "v1")
    assert set(found["version"]) <= {"v1"}
    return found.select("advert_id", "other_id", "kind").rows()


def test_pairs_that_agree_are_one_vacancy(profiles: Profiles) -> None:
    found = _links(profiles({}, {}, {}), ("b", "a", "exact_body", 1, 0), ("c", "b", "near_body", 0.9, 0))
    assert found == [("b", "a", "exact_body"), ("c", "b", "near_body")]


def test_a_copy_without_a_place_joins_the_sibling_it_is_more_like(profiles: Profiles) -> None:
    three = profiles(LEEDS, YORK, NOWHERE)
    assert _links(three, ("c", "a", "near_body", 0.9, 0), ("c", "b", "near_body", 0.95, 0)) == [("c", "b", "near_body")]


def test_a_tie_goes_to_the_older(profiles: Profiles) -> None:
    three = profiles(LEEDS, YORK, NOWHERE)
    assert _links(three, ("c", "a", "near_body", 0.9, 0), ("c", "b", "near_body", 0.9, 0)) == [("c", "a", "near_body")]


def test_what_still_stood_comes_before_what_is_more_like(profiles: Profiles) -> None:
    three = profiles(LEEDS, YORK, NOWHERE)
    assert _links(three, ("c", "a", "exact_body", 1, 28), ("c", "b", "near_body", 0.9, 7)) == [("c", "b", "near_body")]


def test_no_chain_merges_siblings(profiles: Profiles) -> None:
    """A copy that names no place stands between two that contradict each other, whichever way the chain runs."""
    chain = profiles(LEEDS, NOWHERE, NOWHERE, YORK)
    found = _links(
        chain, ("b", "a", "exact_body", 1, 0), ("c", "b", "exact_body", 1, 0), ("d", "c", "exact_body", 1, 0)
    )
    assert found == [("b", "a", "exact_body"), ("c", "b", "exact_body")]


def test_no_chain_merges_a_repost_with_what_it_repeats(profiles: Profiles) -> None:
    """Under one requisition nothing but the repost itself keeps them apart."""
    home = {"source": "home", "requisition_id": "QF-1234"}
    three = profiles(home, {}, home)
    found = _links(
        three, ("b", "a", "exact_body", 1, 0), ("c", "a", "repost_of", 1, 20), ("c", "b", "exact_body", 1, 10)
    )
    assert found == [("b", "a", "exact_body"), ("c", "a", "repost_of")]


def test_copies_of_two_openings_pair_off_one_by_one(profiles: Profiles) -> None:
    a, b = {"source": "home"}, {"source": "board"}
    four = profiles(a, a, b, b)
    pairs = [(late, early, "exact_body", 1.0, 0) for late in "cd" for early in "ab"]
    assert _links(four, *pairs) == [("c", "a", "exact_body"), ("d", "b", "exact_body")]


def test_a_repost_repeats_the_opening_before_it_and_a_sibling_the_first(profiles: Profiles) -> None:
    home = {"source": "home"}
    four = profiles(home, home, home, home)
    reposts = [("d", early, "repost_of", 1.0, 20) for early in "abc"]
    assert _links(four, *reposts) == [("d", "c", "repost_of")]
    siblings = [("d", early, "sibling_of", 1.0, 0) for early in "abc"]
    assert _links(four, *siblings) == [("d", "a", "sibling_of")]


def test_a_version_that_changed_its_place_is_judged_as_it_read_at_the_time(profiles: Profiles) -> None:
    listing = {"source": "home", "source_id": "1"}
    three = profiles(listing | LEEDS, listing | YORK, YORK)
    assert _links(three, ("c", "b", "exact_body", 1, 0)) == [("c", "b", "exact_body")]


@pytest.mark.parametrize("n", [5, 260])
def test_large_groups_are_joined_as_small_ones_are(n: int, profiles: Profiles) -> None:
    """Copies of one advert in ever new places: each town is a vacancy of two boards."""
    towns = [
        {"towns": [f"town {k % n}"], "source": f"board {k // n}", "employer_key": f"agency {k % n}", "is_agency": True}
        for k in range(2 * n)
    ]
    frame = profiles(*towns).with_columns(advert_id=pl.Series([f"{k:04}" for k in range(2 * n)]))
    pairs = [(f"{k:04}", f"{j:04}", "exact_body", 1.0, 0) for k in range(n, 2 * n) for j in (k - n, (k + 1) % n)]
    assert _links(frame, *pairs) == [(f"{k:04}", f"{k - n:04}", "exact_body") for k in range(n, 2 * n)]


def test_nothing_in_nothing_out(profiles: Profiles) -> None:
    assert _links(profiles()) == []


def test_the_order_of_rows_does_not_matter(profiles: Profiles) -> None:
    three = profiles(LEEDS, YORK, NOWHERE)
    pairs: Sequence[Pair] = [("c", "a", "near_body", 0.9, 0), ("c", "b", "near_body", 0.9, 0)]
    assert _links(three, *pairs) == _links(three.reverse(), *reversed(pairs))
