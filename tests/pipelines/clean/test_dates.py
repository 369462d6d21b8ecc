"""Dates as boards write them, and closing dates in running text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean.dates import parse_closing_date, parse_date
from pipelines.words import Words

SEEN = date(2026, 6, 16)


@pytest.mark.parametrize(
    "text",
    [
        "2026-06-12", "2026-06-12T23:30:00Z", "2026-06-12T10:00:00.000+0100", "2026-06-12 10:00:00",
        "Fri, 12 Jun 2026 10:00:00 +0100", "12 June 2026", "Friday 12th of June 2026", "12-Jun-26", "June 12, 2026",
        "12/06/2026", "12.06.26", "12 June", "Posted 4 days ago", "Posted: 12/06/2026", "Date posted: 12 Jun 2026",
        "Closing date: 12 June 2026", "4d ago",
    ],
)  # fmt: skip
def test_ways_to_write_one_day(text):
    assert parse_date(text, SEEN) == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Just posted", date(2026, 6, 16)), ("today", date(2026, 6, 16)), ("3 hours ago", date(2026, 6, 16)),
        ("Posted yesterday", date(2026, 6, 15)), ("2 weeks ago", date(2026, 6, 2)), ("a month ago", date(2026, 5, 17)),
        ("20 November", date(2026, 11, 20)), ("2 January 2027", date(2027, 1, 2)),
    ],
)  # fmt: skip
def test_other_days(text, day):
    assert parse_date(text, SEEN) == day


def test_a_day_without_its_year_is_the_nearest():
    assert parse_date("28 December", date(2026, 1, 4)) == date(2025, 12, 28)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Recent",
        "Recently",
        "30+ days ago",
        "Posted 30+ Days Ago",
        "a few days ago",
        "31/02/2026",
        "soon",
        "12",
        "2026",
    ],
)
def test_what_is_no_date(text):
    assert parse_date(text, SEEN) is None


def test_the_field_comes_before_the_text():
    words = Words(valid_through="2026-07-01T00:00:00Z", text="This advert closes on 20 June 2026.")
    day, evidence = parse_closing_date(words, SEEN)
    assert (day, evidence.field, evidence.fact) == (date(2026, 7, 1), "valid_through", "valid_through_on")


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("This advert closes on Sunday 21 Jun 2026 \nApply now", "Sunday 21 Jun 2026"),
        ("**Closing date:** \n 21/06/2026", "21/06/2026"),
        ("Applications close: 21st June", "21st June"),
        ("Application deadline: June 21, 2026.", "June 21, 2026"),
        ("The vacancy expires on 21/06/2026", "21/06/2026"),
        ("This post will be closed on 21 June", "21 June"),
        ("Applications must be received by 21 June, please", "21 June"),
        ("We work closely. Apply by midday on 21 June 2026", "21 June 2026"),
    ],
)
def test_closing_date_in_the_text(text, surface):
    day, evidence = parse_closing_date(Words(text=text), SEEN)
    assert day == date(2026, 6, 21)
    assert text[evidence.start : evidence.end] == surface


@pytest.mark.parametrize(
    "text",
    [
        "We may close early. Founded on 21 June 2026.", "We may bring the closing date forward.",
        "The closing date was 21 June 2009", "Interviews are on 21 June 2026", "Your licence expires on 21 June 2026",
        "The shop was closed on 21 June 2026",
    ],
)  # fmt: skip
def test_no_closing_date(text):
    assert parse_closing_date(Words(text=text), SEEN) is None


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(["closes on ", "12", "/", "June", " ", "2026", "ago", "days", "٣", "-"])).map("".join),
    ),
    st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)),
)
@settings(max_examples=300, deadline=None)
def test_any_text_raises_nothing_and_cuts_itself(text, seen_on):
    parse_date(text, seen_on)
    words = Words(valid_through=text[:30], text=text)
    if found := parse_closing_date(words, seen_on):
        evidence = found[1]
        assert evidence.value == found[0].isoformat()
        assert 0 <= evidence.start < evidence.end <= len(getattr(words, evidence.field))
