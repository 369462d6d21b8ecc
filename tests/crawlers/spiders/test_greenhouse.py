import html
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.items import Source
from crawlers.parse.record import ShapeError
from crawlers.spiders.greenhouse import _unescaped, raw_advert

SOURCE = Source("greenhouse.pots", "greenhouse", "employer_board", "Bristol Pots", token="pots")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
JOB: dict[str, Any] = {
    "id": 7, "title": "Thrower", "absolute_url": "https://jobs.example/7", "content": "&lt;b&gt;Clay&lt;/b&gt;",
    "updated_at": "2026-11-15T00:00:00Z",
}  # fmt: skip


def test_an_edit_is_not_a_posting() -> None:
    assert raw_advert(JOB, SOURCE, MOMENT).posted is None
    assert raw_advert(JOB | {"first_published": "2026-10-01"}, SOURCE, MOMENT).posted == "2026-10-01"


def test_an_edit_of_the_board_is_no_change_of_the_advert() -> None:
    assert raw_advert(JOB | {"updated_at": "2026-11-22T00:00:00Z"}, SOURCE, MOMENT) == raw_advert(JOB, SOURCE, MOMENT)


def test_it_is_pure_and_stamped_with_the_moment() -> None:
    before = dict(JOB)
    advert = raw_advert(JOB, SOURCE, MOMENT)
    assert before == JOB
    assert advert == raw_advert(JOB, SOURCE, MOMENT)
    assert (advert.seen_at, advert.run_id) == (MOMENT, "greenhouse.pots@20261116T050000Z")
    assert advert.description == "<b>Clay</b>"


@pytest.mark.parametrize("field", ["id", "title", "absolute_url", "content"])
def test_a_field_left_out_is_named(field: str) -> None:
    job = {k: v for k, v in JOB.items() if k != field}
    with pytest.raises(ShapeError, match=f"greenhouse job: {field} is missing") as error:
        raw_advert(job, SOURCE, MOMENT)
    assert error.value.record == job


@pytest.mark.parametrize(
    "change",
    [
        {"title": ["Thrower"]}, {"company_name": {"name": "Pots"}}, {"location": "Leeds"},
        {"metadata": {"a": 1}}, {"departments": "Kilns"},
    ],
)  # fmt: skip
def test_a_field_of_another_type_is_named(change: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match=f"{next(iter(change))} is of type"):
        raw_advert(JOB | change, SOURCE, MOMENT)


@given(st.text(alphabet="&lgtquoamp#39;x <>'\"", max_size=40))
def test_content_is_unescaped_once_as_the_standard_has_it(text: str) -> None:
    assert _unescaped(text) == html.unescape(text)


def test_a_list_of_something_else_is_named() -> None:
    with pytest.raises(ShapeError, match="departments is not a list of objects"):
        raw_advert(JOB | {"departments": ["Kilns"]}, SOURCE, MOMENT)
