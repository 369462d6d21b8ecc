"""Plain markup shows what BeautifulSoup makes of it, and what parsers could quarrel about is left to BeautifulSoup."""

import json
import time
from html.entities import html5
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.market.world import build_market
from pipelines.clean.html_text import TAG, rendered, soup_text
from pipelines.clean.plain_html import END, START, TEXT, is_plain, plain_pieces

ROOT = Path(__file__).parents[3]
SHARED = ROOT / ".." / "shared" / "data"


def both(markup: str) -> tuple[str, str]:
    """What markup shows, read tag by tag if it is plain, and by BeautifulSoup; white space around it goes later."""
    return rendered(markup).strip(), soup_text(markup).strip()


def test_pieces_are_texts_and_the_tags_that_show() -> None:
    assert plain_pieces("A<ul><LI id='x'><b>B &amp; C</b><br/></ul>") == [
        ("A", TEXT), ("ul", START), ("li", START), ("B & C", TEXT), ("br", START), ("li", END), ("ul", END),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>About</h2><p>We use <strong>Py</strong>thon &amp; R.</p>",
        "<p>one<p>two<p>three</p><div>four</div>",
        "<ul><li>one<li>two<ul><li>three</li></ul></li></ul>",
        "text <b>bold</b>\n\n\n <i>italic</i> and R&D, Q&A & more",
        "<div><p>a</p>\r\n<p>b<br>c<br /><BR>d</p></div><hr>e",
        "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>1</td><td><p>2</p></td></tr></tbody></table>",
        "<dl><dt>Pay</dt><dd><p>£30k</p></dd></dl><pre>a\n  b</pre>",
        "<p class=a style='b: c' data-d=\"e'f\">&#163;30k &#x2013; &nbsp;&pound;40k</p>",
        "<font color=#000000>Potter<p>one</p><p>two</font>three",
        "<span><div>a</div></span><strong><ul><li>b</li></ul></strong>",
    ],
)
def test_plain_markup_shows_the_same(markup: str) -> None:
    assert is_plain(markup)
    fast, slow = both(markup)
    assert fast == slow != ""


@pytest.mark.parametrize(
    "markup",
    [
        "<p>a</div>", "</p>a", "<b><p>a</p></b>", "<p><b>a</p></b>", "<b>a<i>b</b>c</i>", "<h2><p>a</p></h2>",
        "<table>a<div>b</div></table>", "<tr><td>a</td></tr>", "<ul><p>a</p></ul>", "<a>a<a>b</a></a>",
        "<p/>a", "<div/>", "</br>", "<br></p>", "<blink>a</blink>", "<script>a</script>", "<svg></svg>", "<o:p></o:p>",
        "<!-- a -->b", "<!doctype html>a", "<![CDATA[a]]>", "a < b", "<p", "<p a='b>c'>", "<p a=\"b>", "<p 'a'>",
        "<p a=b'c>", "<p a='b'c>", "&copy 2026", "&ltp;", "&nosuch;", "&#128;", "&#0;", "&#x1F;", "&#", "&#x;",
        "a\0b", "a\x0bb", "a\ud800b", "\ufeffa", "<div>" * 300,
    ],
)  # fmt: skip
def test_what_parsers_could_quarrel_about_is_not_plain(markup: str) -> None:
    assert not is_plain(markup)
    rendered(markup).encode()


def test_every_reference_of_the_standard_is_one_to_both() -> None:
    names = "|".join(f"&{name}" for name in html5 if name.endswith(";"))
    numbers = "|".join(f"&#{n};&#x{n:X};" for n in [*range(0x20, 0x7F), *range(0xA0, 0x3000), 0x1F600, 0x1FFFD])
    for markup in (f"<p>{names}</p>", f"<p>{numbers}</p>"):
        assert is_plain(markup)
        fast, slow = both(markup)
        assert fast == slow


def test_the_simulated_markets_descriptions_show_the_same() -> None:
    market = build_market(n_weeks=2, scale=0.1)
    htmls = [a.html for source in market.sources(1) for a in market.open_adverts(source, 1)]
    assert len(htmls) > 30
    for html in htmls:
        assert is_plain(html)
        fast, slow = both(html)
        assert fast == slow


def test_saved_cases_show_the_same() -> None:
    expected = [json.loads(path.read_text("utf-8")) for path in (ROOT / "tests" / "site").rglob("expected.json")]
    texts = [text for case in expected for text in strings(case) if TAG.search(text)]
    assert len(texts) > 3
    for text in texts:
        fast, slow = both(text)
        assert fast == slow


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for v in inner for text in strings(v)]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("hn_who_is_hiring_2013_2016", "full_html"),
        ("uk_adverts_2016_nightly_captures", "description"),
        ("uk_adverts_2017_snapshot", "description"),
    ],
)
def test_real_descriptions_show_the_same(name: str, column: str) -> None:
    path = SHARED / f"{name}.parquet"
    if not path.exists():
        pytest.skip("... ../shared is absent")
    markups = [m for m in pl.read_parquet(path, columns=[column])[column].drop_nulls() if TAG.search(m)]
    assert sum(map(is_plain, markups)) > 0.99 * len(markups)
    for markup in markups[::60]:
        fast, slow = both(markup)
        assert fast == slow


NAMES = [
    "p", "div", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h3", "a", "b", "strong", "i", "em", "u", "span", "font",
    "small", "code", "pre", "table", "caption", "thead", "tbody", "tr", "td", "th", "section", "blockquote", "main",
]  # fmt: skip
TEXTS = st.sampled_from([
    "text", "two words ", "\n", " ", " \n ", "&amp;", "&nbsp;", "&pound;", "&#163;", "&#x27;", "&lt;b&gt;", "R&D",
    "a & b", "&copy", "<!-- c -->", "5 < 6", "\r\n", "\r", "£", "\u2028", "\xa0", "&#128;", "\f", "\x85", "<br>",
    "<br />", "<hr>",
    '<img src="x?a=1&b=2">', "<p/>", "</p>", "<x-y>", "<script>a</script>", "<li>", "</li >", "<p\nid='x'>",
])  # fmt: skip


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements with their end tags, mostly."""
    element = st.tuples(st.sampled_from(NAMES), inner, st.sampled_from([True, True, True, True, False]))
    return st.lists(element.map(lambda e: f"<{e[0]}>{e[1]}" + f"</{e[0]}>" * e[2]) | inner, max_size=4).map("".join)


@settings(max_examples=250, deadline=None)
@given(st.recursive(TEXTS, nested, max_leaves=12))
def test_any_markup_shows_the_same(markup: str) -> None:
    fast, slow = both(markup)
    assert fast == slow


TAGS = [f"<{slash}{name}>" for name in NAMES for slash in ("", "/")]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(TAGS) | TEXTS, max_size=10).map("".join))
def test_any_tags_in_any_order_show_the_same(markup: str) -> None:
    fast, slow = both(markup)
    assert fast == slow


@pytest.mark.parametrize(
    "piece", ["<p a=b ", "<p a='", '<p a="b" ', "<p>", "&", "&#", "&amp", "</p>", "< ", "<b>x</b>"]
)
def test_large_input_takes_linear_time(piece: str) -> None:
    markup = piece * (300_000 // len(piece))
    began = time.perf_counter()
    is_plain(markup)
    assert time.perf_counter() - began < 5
