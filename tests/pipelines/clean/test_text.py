"""HTML and feeds' texts as clean text; every advert here is invented."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.text import html_to_text, strip_tags


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<h2>About</h2><p>We use <strong>Py</strong>thon &amp; R.</p>", "About\n\nWe use Python & R."),
        ("<ul><li>Python</li><li>SQL</li></ul>", "- Python\n- SQL"),
        ("<ul>\n <li><p>Python</p></li>\n <li>\n  SQL </li>\n</ul>", "- Python\n- SQL"),
        ("<ul><li>Python</li><li></li><li> </li></ul>after", "- Python\nafter"),
        ("<li>Cloud<ul><li>AWS</li><li>GCP</li></ul></li>", "- Cloud\n- AWS\n- GCP"),
        ("<div>A</div><div>B</div>C<br>D<br/><br/>E", "A\nB\nC\nD\n\nE"),
        ("<p>A</p>\n\n\n<p></p><p>&nbsp;</p><p>B</p>", "A\n\nB"),
        ("<table><tr><td>Salary</td><td>£40k</td></tr><tr><td>Place</td><td>Leeds</td></tr></table>",
         "Salary £40k\nPlace Leeds"),
        ("<p>one\n  two\tthree</p>", "one two three"),
        ("<p>a <b> b </b> c</p>", "a b c"),
        ("<script>var x = 1</script>ok<style>p {}</style><!-- note -->", "ok"),
        ("<!-- note -->plain\nlines", "plain\nlines"),
        ("<p>5 &lt; 6 &amp; 7 &gt; 6</p>", "5 < 6 & 7 > 6"),
        ("<p>unclosed <b>bold<p>next", "unclosed bold\n\nnext"),
        ("</p></div>stray<li>item", "stray\n- item"),
    ],
)  # fmt: skip
def test_blocks_bullets_and_inline_tags(markup, text):
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("&lt;p&gt;Hello &amp;amp; bye&lt;/p&gt;&lt;ul&gt;&lt;li&gt;One&lt;/li&gt;&lt;/ul&gt;", "Hello & bye\n\n- One"),
        ("&amp;lt;p&amp;gt;Hi&amp;lt;/p&amp;gt;", "Hi"),
        ("<div>&lt;p&gt;Hi&lt;/p&gt;&lt;p&gt;there&lt;/p&gt;</div>", "Hi\n\nthere"),
    ],
)
def test_escaped_html_is_opened(escaped, text):
    assert html_to_text(escaped) == text


@pytest.mark.parametrize(
    ("plain", "text"),
    [
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("one\n \n\n \n\ntwo", "one\n\ntwo"),
        ("a < b and c > d <3", "a < b and c > d <3"),
        ("R&amp;D, R\\&D, hard\\-to\\-reach, C:\\Users", "R&D, R&D, hard-to-reach, C:\\Users"),
        ("Snippet <strong>data</strong>\nnext line", "Snippet data\nnext line"),
        ("zero\u200bwidth, soft\u00adhyphen, no\u00a0break,\u2003em", "zerowidth, softhyphen, no break, em"),
        ("", ""),
    ],
)
def test_plain_text_keeps_its_lines(plain, text):
    assert html_to_text(plain) == text


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Â£40k", "£40k"), ("itâ€™s", "it’s"), ("â€œfineâ€\x9d", "“fine”"), ("10â€“20", "10–20"), ("cafÃ©", "café"),
        ("Â\xa0", ""), ("&Acirc;&pound;5", "£5"), ("â€¢ point", "• point"),
        ("café’s", "café’s"), ("CÂTEAU", "CÂTEAU"),
        ("São Paulo", "São Paulo"), ("SÃO", "SÃO"), ("5 € a day", "5 € a day"),
    ],
)  # fmt: skip
def test_mojibake_is_repaired_and_accents_stay(broken, whole):
    assert html_to_text(broken) == whole
    assert strip_tags(broken) == whole


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<strong>Data</strong> Engineer", "Data Engineer"),
        ("  Data \t Engineer\n", "Data Engineer"),
        ("Data\xa0Engineer", "Data Engineer"),
        ("Data<br>Engineer", "Data Engineer"),
        ("R&amp;D Lead", "R&D Lead"),
        ("&lt;b&gt;Lead&lt;/b&gt; Analyst", "Lead Analyst"),
        ("C++ <Senior> Developer", "C++ <Senior> Developer"),
        ("Pay <£50k", "Pay <£50k"),
        ("Engineer \\- Leeds", "Engineer - Leeds"),
        ("", ""),
    ],
)
def test_titles(title, text):
    assert strip_tags(title) == text


# --- any string --------------------------------------------------------------------------------------------------

_SOUP = st.lists(
    st.sampled_from((
        "<p>", "</p>", "<li>", "<ul>", "</ul>", "<br>", "<b", ">", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE", "<?",
        "&lt;", "&#0;", "&#xD800;", "&", "\\", "<script>", "</script>", "Python", " ", "\n", "\x00", "\ud800", "Â",
        "â€", "\xa0", '"',
    )),
    max_size=30,
).map("".join)  # fmt: skip


@given(st.text(max_size=200) | _SOUP)
def test_any_string_becomes_clean_text(string):
    text = html_to_text(string)
    assert html_to_text(string) == text
    assert "\n\n\n" not in text
    assert "  " not in text
    assert text == text.strip()
    assert not set(text) & set("\x00\xa0\u200b\r\ud800")
    text.encode()


@given(st.text(max_size=100) | _SOUP)
def test_any_string_becomes_one_line(string):
    line = strip_tags(string)
    assert line == " ".join(line.split())
    line.encode()


@given(st.lists(st.from_regex(r"[A-Za-z]{1,8}( [a-z]{1,8})?", fullmatch=True), min_size=1, max_size=8))
def test_list_items_never_run_together(items):
    markup = "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
    assert html_to_text(markup) == "\n".join(f"- {item}" for item in items)


@pytest.mark.parametrize(
    "piece",
    ["<li><p>Python &amp; SQL</p></li>", "<div>", "<", "<p ", "&lt;", "\\-", "Ââ", "<b>x", "<!--", "a\n", "&amp;"],
)
def test_large_input_takes_linear_time(piece):
    began = time.perf_counter()
    html_to_text(piece * (100_000 // len(piece)))
    assert time.perf_counter() - began < 5
