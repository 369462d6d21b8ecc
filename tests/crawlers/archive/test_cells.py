"""One cell at a time."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive.cells import amount, first_line, identifier, parse_moment, plain, quoted, text


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" Data Engineer ", " Data Engineer "),
        ("  \n", None),
        (None, None),
        (float("nan"), None),
        (501125957.0, "501125957"),
        (1.5, "1.5"),
        (True, "true"),
        (7, "7"),
        (["Leeds", None, "", "York"], "Leeds; York"),
        ([], None),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 5, tzinfo=UTC), "2026-03-02T05:00:00+00:00"),
        (Decimal("1.50"), "1.50"),
        (b"caf\xe9", "caf\\xe9"),
        ([{"name": "Leeds"}], '{"name": "Leeds"}'),
    ],
)
def test_text_is_as_written(cell, expected):
    assert text(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("007", "007"),
        (" 12 ", "12"),
        (501125957.0, "501125957"),
        ("501125957.0", "501125957"),
        (12630000000000001, "12630000000000001"),
        ("v1.0", "v1.0"),
        ("nan", None),
        ("NULL", None),
        ("", None),
    ],
)
def test_an_id_is_text_and_never_a_float(cell, expected):
    assert identifier(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("52023.43", 52023.43), (" 450 ", 450.0), (0, 0.0), ("5e4", 50000.0), ("", None), (None, None)],
)
def test_an_amount(cell, expected):
    assert amount(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("abc", "not a number: 'abc'"),
        ("45,000", "not a number"),
        ("1_000", "not a number"),
        ("nan", "not a number"),
        ("inf", "not a number"),
        (True, "not a number"),
        ("٤٥", None),
        (-5, "negative: -5"),
        ("-0.5", "negative: -0.5"),
        ("1e999", "too large"),
    ],
)
def test_an_amount_that_is_none(cell, reason):
    if reason is None:
        assert amount(cell) == 45.0  # Unicode digits are digits
        return
    with pytest.raises(ValueError, match=reason):
        amount(cell)


@pytest.mark.parametrize(
    ("cell", "form", "expected"),
    [
        ("2026-03-02", None, datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-08-01T13:27:38.479537+00:00", None, datetime(2026, 8, 1, 13, 27, 38, 479537, UTC)),
        ("2026-08-01T13:00:00+01:00", None, datetime(2026, 8, 1, 12, tzinfo=UTC)),
        ("2013-08", "%Y-%m", datetime(2013, 8, 1, tzinfo=UTC)),
        ("02/03/2026 05:06", "%d/%m/%Y %H:%M", datetime(2026, 3, 2, 5, 6, tzinfo=UTC)),
        ("1467331200", "unix", datetime(2016, 7, 1, tzinfo=UTC)),
        (1467331200, "unix", datetime(2016, 7, 1, tzinfo=UTC)),
        (date(2026, 3, 2), None, datetime(2026, 3, 2, tzinfo=UTC)),
        (datetime(2026, 3, 2, 5), None, datetime(2026, 3, 2, 5, tzinfo=UTC)),  # noqa: DTZ001 - Parquet has such
        (datetime(2026, 3, 2, 5, tzinfo=timezone(timedelta(hours=1))), None, datetime(2026, 3, 2, 4, tzinfo=UTC)),
    ],
)
def test_a_moment_is_utc(cell, form, expected):
    found = parse_moment(cell, form)
    assert found == expected
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("cell", "form", "reason"),
    [
        (None, None, "empty"),
        ("soon", None, "not a date: 'soon'"),
        ("31/02/2026", "%d/%m/%Y", "not a date of the form %d/%m/%Y: '31/02/2026'"),
        ("1e300", "unix", "not a date of the form unix"),
        ("nan", "unix", "not a date of the form unix"),
        ("0216-06-21", None, "older than the web: "),
        ("0001-01-01T00:00:00+05:00", None, "out of range"),
    ],
)
def test_a_moment_that_is_none(cell, form, reason):
    with pytest.raises(ValueError, match=reason):
        parse_moment(cell, form)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<font color="#000000">Tern &amp; Gull | London<p>We hire</p>', "Tern & Gull | London"),
        ("Tern (<a href='x'>tern.example</a>) - Leeds\nWe hire", "Tern ( tern.example ) - Leeds"),
        ("<p></p><pre><code>  +****+\n  |____|\n  Tern Ltd\n", "Tern Ltd"),
        ("Tern &lt;3 Python<br/>x", "Tern <3 Python"),
        ("plain words", "plain words"),
        ("<p>***</p>", None),
        ("", None),
    ],
)
def test_the_first_line_holds_a_word_and_no_tag(markup, expected):
    assert first_line(markup) == expected


def test_the_first_line_of_hostile_markup_takes_linear_time():
    assert first_line("<pre" * 300_000) is not None
    assert first_line("<p>" * 200_000) is None


def test_an_error_quotes_no_more_than_80_characters():
    assert quoted("x" * 1000) == "'" + "x" * 78 + "…"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=60)
@given(json_values)
def test_any_cell_becomes_strict_json(cell):
    json.dumps(plain(cell), allow_nan=False)
    text(cell)
