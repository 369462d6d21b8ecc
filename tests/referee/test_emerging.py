"""A regression of the emerging rule fails here in seconds; the referee itself measures it over hundreds of draws."""

from tests.referee.count_market import Design, simulate
from tests.referee.emerging import Score, score


def added(scores: list[Score]) -> Score:
    return Score(*(sum(column) for column in zip(*scores, strict=True)))


def test_titles_that_rise_are_found_and_little_else() -> None:
    s = added([score(simulate(Design(boards=180), seed)) for seed in range(3)])
    assert s.called - s.false >= 0.6 * s.true
    assert s.false <= 0.2 * s.called
    assert s.called_down - s.false_down >= 0.15 * s.true_down
    assert s.false_down <= 0.25 * s.called_down
    assert 0.84 < s.held / s.intervals < 0.94


def test_skills_that_rise_are_found_and_little_else() -> None:
    s = added([score(simulate(Design(skills=200), seed)) for seed in range(3)])
    assert s.called - s.false >= 0.6 * s.true
    assert s.false <= 0.25 * s.called
    assert 0.84 < s.held / s.intervals < 0.96


def test_a_market_in_which_nothing_changes_calls_next_to_nothing() -> None:
    s = added([score(simulate(Design(risers=0, fallers=0), seed)) for seed in range(4)])
    assert s.true == s.true_down == 0
    assert s.called + s.called_down <= 2


def test_the_same_seed_gives_the_same_market() -> None:
    one, other = simulate(Design(), 5), simulate(Design(), 5)
    assert all(a.equals(b) for a, b in zip(one[:3], other[:3], strict=True))
    assert one.ratio == other.ratio
