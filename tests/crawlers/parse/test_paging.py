import pytest

from crawlers.parse.paging import page_fault


@pytest.mark.parametrize(
    ("ids", "n_new", "met", "fault"),
    [
        (["a", "b"], 2, None, None),
        (["b", "c"], 1, "b", None),
        (["a", "b", "c"], 1, "b", None),  # one came in before them
        (["b"], 0, "b", None),  # the end
        (["d", "e"], 2, "b", "the listing moved while it was read: b is not where it was"),
        ([], 0, "b", "the listing moved while it was read: b is not where it was"),
        (["a", "b"], 0, "b", "a page holds what earlier ones held"),
    ],
)
def test_a_page_begins_where_the_last_one_ended(ids: list[str], n_new: int, met: str | None, fault: str | None) -> None:
    assert page_fault(ids, n_new, met) == fault
