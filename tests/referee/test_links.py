"""A regression of the linker fails here in seconds; the referee itself measures it over many markets."""

from tests.referee.links import rows


def test_links_keep_to_their_goals_in_one_market() -> None:
    found = {row.name: row for row in rows(draws=1, seed=47)}
    assert len(found) == 7
    for row in found.values():
        assert row.value is not None, row.name
        assert row.holds in (True, None), row
    assert (found["links: precision of repost_of"].value or 0) > 0.95
    assert (found["links: recall of repost_of"].value or 0) > 0.8
    assert (found["links: precision of sibling_of"].value or 0) > 0.9
