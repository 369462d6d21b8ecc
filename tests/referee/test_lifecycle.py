"""A regression of the lifecycle fails here in seconds; the referee itself measures it over many markets."""

from tests.referee.lifecycle import rows


def test_the_lifecycle_keeps_to_its_goals_in_one_market() -> None:
    found = {row.name: row for row in rows(draws=1, seed=47)}
    assert len(found) == 12
    exact = [row for row in found.values() if row.goal == "= 0"]
    assert len(exact) == 2
    assert all(row.holds for row in exact), exact
    assert (found["lifecycle: closes in all"].value or 0) > 300
    assert (found["lifecycle: runs that the brake held"].value or 0) > 5
    assert (found["lifecycle: share closed of what was over for six weeks"].value or 0) > 0.97
    assert (found["lifecycle: share found of what was new"].value or 0) > 0.9
    assert (found["time listed: coverage of median, nominal 90 %"].value or 0) > 0.5
