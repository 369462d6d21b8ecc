from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.week import Week


def test_weeks_are_written_one_way() -> None:
    assert str(Week.parse("2026-W47")) == "2026-W47"
    assert str(Week.of(date(2027, 1, 1))) == "2026-W53"
    assert Week.parse("2026-W53").shift(1) == Week(2027, 1)


@pytest.mark.parametrize("text", ["2026-47", "2026W47", "W47", "", "2025-W53", "2026-W00", "26-W47"])
def test_anything_else_is_refused_with_the_text_named(text: str) -> None:
    with pytest.raises(ValueError, match="week") as error:
        Week.parse(text)
    assert repr(text) in str(error.value)


def test_a_moment_belongs_to_the_week_of_its_utc_day() -> None:
    late_sunday_in_new_york = datetime(2026, 11, 15, 21, tzinfo=timezone(timedelta(hours=-5)))
    assert Week.of(late_sunday_in_new_york) == Week.of(datetime(2026, 11, 16, 2, tzinfo=UTC)) == Week(2026, 47)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(-500, 500))
def test_shifting_there_and_back_comes_home(day: date, weeks: int) -> None:
    week = Week.of(day)
    assert week.shift(weeks).shift(-weeks) == week
    assert week.monday <= day <= week.sunday
