from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.report import words


@pytest.mark.parametrize(
    ("n", "text"),
    [(12345, "12,345"), (0, "0"), (3.5, "3.5"), (0.0333, "0.033"), (1234.4, "1,234"), (None, "–"), (float("nan"), "–")],
)
def test_count(n: float | None, text: str) -> None:
    assert words.count(n) == text


@pytest.mark.parametrize(
    ("share", "of", "text"),
    [
        (0.1234, 80, "12%"), (0.0234, 5000, "2.3%"), (0.4, 5000, "40%"), (0.004, 300, "under 1%"),
        (0.999, 300, "over 99%"),
        (0.0001, 20000, "under 0.1%"), (0.0, 300, "0%"), (1.0, 300, "100%"), (None, 5, "–"), (float("nan"), 5, "–"),
    ],
)  # fmt: skip
def test_percent_has_no_false_precision(share: float | None, of: int, text: str) -> None:
    assert words.percent(share, of) == text


@pytest.mark.parametrize(
    ("pct", "low", "high", "text", "interval"),
    [
        (200, 90, 360, "about three times as often as", "1.9 to 4.6 times"),
        (110, 20, 260, "about twice as often as", "1.2 to 3.6 times"),
        (150, 60, 300, "about two and a half times as often as", "1.6 to 4.0 times"),
        (1130, 600, 2100, "about 12 times as often as", "7.0 to 22 times"),
        (210, 170, 260, "about 3.1 times as often as", "2.7 to 3.6 times"),
        (29, 17, 41, "about 29% more often than", "17% to 41% more"),
        (-76, -84, -64, "about 76% less often than", "64% to 84% less"),
    ],
)
def test_a_change_is_worded_as_exactly_as_its_interval_allows(
    pct: float, low: float, high: float, text: str, interval: str
) -> None:
    assert words.often(pct, low, high) == (text, interval)


def test_signed_never_says_gone_and_never_a_signed_zero() -> None:
    assert [words.signed(x) for x in (187.3, -63.2, -99.8, 0.2, -0.2, 3.4, None)] == [
        "+190%", "−63%", "−99%", "0%", "0%", "+3%", "–",
    ]  # fmt: skip


def test_pounds_follow_the_interval() -> None:
    assert words.pounds(83_412, 80_000, 91_000, "year") == "£83,500"
    assert words.pounds(83_412, 83_000, 84_000, "year") == "£83,400"
    assert words.pounds(533, 450, 600, "day") == "£530"
    assert words.pounds(533, 510, 540, "day") == "£535"
    assert words.pounds(None, 1, 2, "year") == "–"


def test_spans_name_what_differs() -> None:
    assert words.span(date(2026, 11, 16), date(2026, 11, 22)) == "16 to 22 November 2026"
    assert words.span(date(2026, 11, 30), date(2026, 12, 6)) == "30 November to 6 December 2026"
    assert words.span(date(2026, 12, 28), date(2027, 1, 3)) == "28 December 2026 to 3 January 2027"


def test_listing() -> None:
    assert words.listing([]) == "none"
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b", "c"]) == "a, b and c"
    assert words.listing(["a", "b", "c", "d"], 2) == "a, b and 2 more"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://jobs.example/a?b=1&c=2", "https://jobs.example/a?b=1&c=2"),
        ("http://jobs.example/a b>", "http://jobs.example/a%20b%3E"),
        ("javascript:alert(1)", None), ("JavaScript:alert(1)", None), ("data:text/html,x", None),
        ("//jobs.example", None),
        ("https://", None), ("https://[broken", None), ("", None), (None, None), ("ftp://jobs.example/x", None),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None, address: str | None) -> None:
    assert words.web_address(url) == address


@given(st.text())
def test_words_of_strangers_stay_on_one_short_line(text: str) -> None:
    line = words.said(text, 40)
    assert len(line) <= 40
    assert line.isprintable()
    assert words.web_address(text) is None or not set(words.web_address(text) or "") & set(' <>"\n\\`')
