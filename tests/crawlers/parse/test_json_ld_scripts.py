"""The scan finds what lxml and extruct find, or leaves the page to them; where it finds more, the standard says so."""

import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import lxml.etree
import pytest
from extruct.jsonld import JsonLdExtractor
from extruct.utils import parse_html
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.parse.json_ld import job_postings
from crawlers.parse.json_ld_data import read_json_ld
from crawlers.parse.json_ld_scripts import parsed_scripts, plain_scripts

POSTING = '{"@type": "JobPosting", "title": "Thrower"}'
SCRIPT = f'<script type="application/ld+json">{POSTING}</script>'
PAGES = sorted((Path(__file__).parents[2] / "site").rglob("*.html"))


def by_extruct(html: str) -> list[Any]:
    """What extruct reads, its rule for the type widened to capitals and parameters."""
    try:
        tree = parse_html(html.encode("utf-8", "replace"), encoding="UTF-8")
    except lxml.etree.ParserError:
        return []
    if not isinstance(tree.tag, str):
        return []  # nothing but a comment, which extruct takes for a page and fails on
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            script.set("type", "application/ld+json")
    return objects(JsonLdExtractor().extract_items(tree))


def by_scan(html: str) -> list[Any] | None:
    """What the scanned scripts hold; None where the scan gives the page up."""
    scripts = plain_scripts(html)
    return None if scripts is None else objects(map(json.loads, scripts))


def objects(values: Iterable[Any]) -> list[Any]:
    items = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return [item for item in items if item and isinstance(item, dict)]


@pytest.mark.parametrize(
    "html",
    [
        "<html><head>" + SCRIPT + "</head><body><p>x</p></body></html>",
        f"<SCRIPT TYPE = 'Application/LD+JSON; charset=utf-8' ID=a\n>{POSTING}</SCRIPT >",
        f"<script id=x type=application/ld+json>{POSTING}</script\n>",
        f'<script data-a="b>c" type="application/ld+json" nonce>{POSTING}</script>',
        f"<p>It's 5 > 4</p>{SCRIPT}text<br>{SCRIPT}<!-- \"quoted' -->{SCRIPT}",
        f"<!doctype html><html><!--{SCRIPT}-->{SCRIPT}<script>a = '{SCRIPT[:-9]}';</script>{SCRIPT}</html>",
        f"<title>{SCRIPT}</title><textarea>{SCRIPT}</textarea><style>{SCRIPT[:-9]}</style>{SCRIPT}",
        f'<noscript>{SCRIPT}</noscript><template>{SCRIPT}</template><iframe srcdoc="x">{SCRIPT}</iframe>',
        f'<!--[if !IE]><!-->{SCRIPT}<!--<![endif]--><script type="text/plain" type="application/ld+json">x</script>',
        f'<link type="application/ld+json"><script type="module" data-x="ld+json">x</script>{SCRIPT}',
        f"<script><!-- old browsers\n//--></script>{SCRIPT}",
        f"\ufeff{SCRIPT}\x00 \u2028 é",
    ],
)
def test_plain_pages_are_scanned(html: str) -> None:
    assert by_scan(html) == by_extruct(html) != []


@pytest.mark.parametrize(
    "html",
    [
        f"<a title='{SCRIPT}'>x</a>",
        f"<a title='<p>{SCRIPT}'>x</a>",
        f'<a title=">" {SCRIPT}>x</a>',
        f"<a href={SCRIPT}>x</a>",
        f"<!-- never closed {SCRIPT}",
        f"<!-->{SCRIPT}-->",
        f"<!-- --!>{SCRIPT}-->",
        f"<! {SCRIPT}",
        f"<plaintext>{SCRIPT}",
        f"<style>{SCRIPT}",
        f"<script><!-- <script> </script> --></script>{SCRIPT}",
        f'<script type="application/ld+json"a>{POSTING}</script>',
        f'<script type="application/ld+json">{POSTING}</script x>',
        f'<script type="application/ld+json">{POSTING}',
    ],
)
def test_odd_pages_are_left_to_lxml(html: str) -> None:
    assert by_scan(html) is None
    assert read_json_ld(html) == (by_extruct(html), [])


@pytest.mark.parametrize(
    "html",
    [
        f"<html><body></body></html>{SCRIPT}",  # belongs to the body; lxml puts it beside the tree
        "<html><body>" + "<div>" * 3000 + SCRIPT,  # lxml stops at some depth
    ],
)
def test_the_scan_finds_what_extruct_loses(html: str) -> None:
    assert by_extruct(html) == []
    assert job_postings(html, "https://pots.example") == [json.loads(POSTING)]


def test_a_script_that_closes_itself_is_empty_to_lxml() -> None:
    html = f'<script type="application/ld+json"/>{POSTING}</script>'
    assert by_scan(html) is None
    assert [text for text, _ in read_json_ld(html)[1]] == [""]


def test_a_type_written_with_character_references_is_not_looked_for() -> None:
    html = f'<script type="application/ld&#43;json">{POSTING}</script>'
    assert (by_scan(html), by_extruct(html)) == ([], [json.loads(POSTING)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: "/".join(page.parts[-3:]))
def test_saved_pages_give_the_same_either_way(page: Path) -> None:
    html = page.read_text("utf-8", "replace")
    scripts = plain_scripts(html)
    assert scripts is None or scripts == [script.text for script in parsed_scripts(html)]


FRAGMENTS = [
    '<script type="application/ld+json">', "<SCRIPT TYPE='Application/LD+JSON; charset=utf-8' >", "<script>",
    "<script type=application/ld+json>", '<script src="a.js" async>', '<script type="application/ld+json" />',
    '<script data-x="a>b" type="application/ld+json" id=q>', "</script>", "</script >", "</SCRIPT>", "</script x>",
    "<!--", "-->", "--!>", "<!-->", "<![CDATA[", "]]>", "<!doctype html>", "<?xml ?>", "</ x>", "<! x>",
    "<style>", "</style>", "<title>", "</title>", "<textarea>", "</textarea>", "<iframe src=x>", "</iframe>",
    "<noscript>", "</noscript>", "<svg><style/>", "<template>", "<p>", "</p>", "<div class=\"x\" data-y='z'>",
    '<a title="', "<a title='", '">', "'>", "<a href=", ">", "<", '"', "'", "=", ' = "', '<b x="a>b">', "text",
    "it's ", " ", "\n", "&amp;", POSTING, '{"t": "</p>"}', "[{}, 2]", '{"n": NaN, "i": 12345678901234567890123}',
    '{"x": 1,}', '{"t": "a\nb"}', "ld+json", '<link type="application/ld+json">', "\x00", "\r\n", "é", "\ud800",
    "<ſcript type=application/ld+json>1</script>", "<select>", "<table>", "<head>", "<body>", "<plaintext>", SCRIPT,
    '<script type="application/ld+json">[{"n": 1.5e3}, {}, "JobPosting"]</script>',
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
def test_any_page_is_read_as_extruct_reads_it(html: str) -> None:
    data, broken = read_json_ld(html)
    try:
        expected = by_extruct(html)
    except ValueError:
        assert broken  # extruct then gives up the whole page
    else:
        assert repr(objects(data)) == repr(expected)  # NaN is not equal to itself
        assert not broken


@pytest.mark.parametrize(
    "piece",
    [SCRIPT, "<script ", "<!--", "<!-- -->", "<script>", "</script>", '<a x="', "<style></style>", "'>", "+json<script",
     "<script a=b ", '<script a="'],
)  # fmt: skip
def test_large_pages_take_linear_time(piece: str) -> None:
    html = piece * (1_000_000 // len(piece)) + SCRIPT
    began = time.perf_counter()
    plain_scripts(html)
    assert time.perf_counter() - began < 5
