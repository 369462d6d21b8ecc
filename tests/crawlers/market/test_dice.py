from __future__ import annotations

from collections import Counter
from statistics import fmean

import pytest

from crawlers.market.dice import Dice


def test_a_key_gives_one_stream_for_ever() -> None:
    assert [round(Dice(47, 1, 2).roll(), 12) for _ in range(2)] == [0.641237772554, 0.641237772554]
    assert Dice(47, 1, 2).roll() != Dice(47, 12).roll()


def test_draws_are_even() -> None:
    dice = Dice(1)
    draws = [dice.roll() for _ in range(20_000)]
    assert 0 <= min(draws) < 0.001 < 0.999 < max(draws) < 1
    assert fmean(draws) == pytest.approx(0.5, abs=0.01)


def test_weights_are_kept() -> None:
    dice = Dice(2)
    drawn = Counter(dice.weighted("abc", (1, 0, 3)) for _ in range(10_000))
    assert drawn["b"] == 0
    assert drawn["c"] / drawn["a"] == pytest.approx(3, rel=0.1)


def test_ends_are_included() -> None:
    dice = Dice(3)
    assert {dice.whole(2, 4) for _ in range(200)} == {2, 3, 4}


def test_some_are_different() -> None:
    assert sorted(Dice(4).some("abcd", 9)) == list("abcd")
    assert len(set(Dice(5).some("abcd", 3))) == 3
