import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import polars as pl
import pytest

from warehouse.report.content import Content
from warehouse.report.render import render_html, render_json, render_markdown, tables


class Outline(HTMLParser):
    """What a page is made of: headings in order, ids, links, tables with their captions and scopes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.text: list[str] = []
        self.scopeless = 0
        self.labels: list[str] = []
        self._skip = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self._skip = tag == "style"
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(found)
        if tag == "th" and found.get("scope") not in ("row", "col"):
            self.scopeless += 1
        if found.get("role") == "img":
            self.labels.append(found.get("aria-label") or "")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.text.append(data)


@pytest.fixture(scope="module")
def page(full: Content) -> str:
    return render_html(full)


def test_the_page_stands_alone(page: str) -> None:
    assert len(page.encode()) < 1_000_000
    assert not re.search(r"<(?:script|link|img|iframe|object)\b|@import|url\(|src=", page)
    outside = set(re.findall(r"https?://[^\s\"'<>]+", page))
    assert {u for u in outside if not u.startswith(("https://jobs.example/", "http://www.w3.org/"))} == set()


def test_a_huge_market_stays_a_small_page(full: Content) -> None:
    many = pl.concat([full.sources] * 400).with_columns(proof=pl.lit("because " * 1000))
    long = full.unmapped_titles.with_columns(title_core=pl.lit("x" * 1_000_000))
    units = pl.concat([full.title_trend.table.head(1)] * 2000)
    huge = replace(
        full, sources=many, unmapped_titles=long, title_trend=full.title_trend._replace(table=units),
        sources_degraded=many["source"].to_list(),
    )  # fmt: skip
    page = render_html(huge)
    assert len(page.encode()) < 1_000_000
    assert "2,900 more, all complete or smaller, are in sources.csv" in page
    assert not re.search(r">complete</td>", page)  # 800 sources in trouble go first


def test_the_page_is_in_order(page: str) -> None:
    seen = Outline(page)
    assert seen.headings[0] == 1
    assert seen.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False))
    assert len(seen.ids) == len(set(seen.ids))
    anchors = [str(a["href"])[1:] for a in seen.links if str(a["href"]).startswith("#")]
    assert set(anchors) <= set(seen.ids)
    assert seen.tags.count("table") == seen.tags.count("caption")
    assert seen.scopeless == 0
    assert seen.labels and all(seen.labels)
    assert seen.tags.count("svg") == len(seen.labels)


def test_links_lead_to_the_adverts(page: str) -> None:
    out = [a for a in Outline(page).links if str(a["href"]).startswith("http")]
    assert out
    assert {a["rel"] for a in out} == {"nofollow noopener"}


SECTIONS = (
    "What we saw", "Headline findings", "The market as a whole", "Titles", "Skills", "Regions", "Pay", "Sources",
    "Claims about the market", "Revisions", "What this report cannot say yet", "Method in plain words", "Versions",
)  # fmt: skip


def test_page_and_markdown_have_the_same_sections(full: Content, page: str) -> None:
    markdown = render_markdown(full)
    assert tuple(re.findall(r"^## (.*)$", markdown, re.M)) == SECTIONS
    assert tuple(re.findall(r"<h2[^>]*>(.*?)</h2>", page)) == SECTIONS


@pytest.mark.parametrize("fields", [{"weeks": 10}, {"weeks": 1, "pay": False}, {"weeks": 40}])
def test_no_unknown_is_printed_as_code(gather: Callable[..., Content], fields: dict[str, int]) -> None:
    content = gather(**fields)
    for text in (" ".join(Outline(render_html(content)).text), render_markdown(content)):
        assert not re.search(r"\b(?:None|null|nan|NaN|inf)\b", text)


def test_sources_are_named_with_their_reason(full: Content) -> None:
    text = render_markdown(full)
    assert r"Sources added: Board 7 \<Ltd\>." in text
    assert r"Board 1 \<Ltd\> (failed: HTTP 503 on page 1)" in text
    assert r"Board 2 \<Ltd\> (partial: HTTP 503 on page 1)" in text
    # a failed run saw nothing, which is not the same as none
    assert re.search(r"\| Board 1 .*\| failed \| HTTP 503 on page 1 \| – \| – \| 0 \|", text)
    assert re.search(r"\| Board 7 .*\| complete \| fetched = listed \| 5 \| – \| 0 \|", text)
    assert "7 of 8 public sources" in text


def test_a_short_history_says_so_first(short: Content) -> None:
    text = render_markdown(short)
    assert "No trend is claimed: less than 26 weeks" in text.split("\n## ")[0]
    assert "Titles rising" not in text


def test_provisional_tables_are_headed_so(gather: Callable[..., Content]) -> None:
    text = render_markdown(gather(weeks=40))
    assert "Trends are provisional" in text.split("\n## ")[0]
    assert "**Titles rising (provisional)**" in text
    assert "Provisional: less than 65 weeks of history." in text


def test_low_overlap_withholds_boards_and_labels(full: Content) -> None:
    changed = replace(full, overlap_rate=0.5)
    text = render_markdown(changed)
    assert "No trend is claimed: the sources changed too much" in text.split("\n## ")[0]
    assert "Titles rising" not in text
    assert "Examples of what rose" not in text
    assert set(tables(changed)["title_trend"]["label"]) == {"no claim"}
    assert set(tables(changed)["skill_trend"]["label"]) == {"no claim"}


def test_one_source_is_never_a_trend(gather: Callable[..., Content]) -> None:
    text = render_markdown(gather(sources=1, per_week=40))
    assert "Only one source could be compared" in text
    assert "Titles rising: none passed the test." in text


def test_suppressed_pay_says_why(gather: Callable[..., Content]) -> None:
    text = render_markdown(gather(weeks=10, pay=False))
    assert "too few to say" in text
    assert "below 15 vacancies or 8 employers a median is not shown" in text
    assert "Day rates of technology contracts: no such vacancy in the last 13 weeks." in text


def test_words_of_strangers_stay_words(hostile: Content) -> None:
    html, markdown = render_html(hostile), render_markdown(hostile)
    assert "alert(1)" in html
    assert "<script" not in html
    assert "\u202e" not in html + markdown
    assert not [a for a in Outline(html).links if "script" in str(a["href"])]
    assert not re.search(r"(?<!\\)\]\(", markdown)
    assert r'\<script\>alert(1)\</script\> \| \[x\](javascript:alert(1)) olleh "ü", \`' in markdown


def test_markdown_tables_hold_their_columns(full: Content) -> None:
    rows = [line for line in render_markdown(full).splitlines() if line.startswith("|")]
    widths = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]
    heads = [i for i, row in enumerate(rows) if set(row) <= set("|-: ")]
    assert len(heads) >= 10
    for head, following in zip(heads, [*heads[1:], len(rows) + 1], strict=True):
        assert len(set(widths[head - 1 : following - 1])) == 1


def test_json_holds_every_table_and_no_nan(full: Content) -> None:
    broken = full.regions.with_columns(lq_shrunk=pl.lit(float("nan")), high=pl.lit(float("inf")))
    text = render_json(replace(full, regions=broken))
    assert "NaN" not in text
    assert "Infinity" not in text
    found = json.loads(text)
    assert list(found) == sorted(found)
    assert found["week"] == "2026-W46"
    assert found["tables"]["regions"][6]["lq_shrunk"] is None
    assert found["tables"]["regions"][6]["high"] is None
    assert found["tables"]["title_trend"][0]["unit"] == "MLOps Engineer"
    assert len(found["tables"]["sources"]) == 8
    assert found["findings"][0]["kind"] == "title"
    assert set(found["tables"]) == set(tables(full))


def test_all_formats_say_the_same_findings(full: Content, page: str) -> None:
    said = [f["text"] for f in json.loads(render_json(full))["findings"]]
    words = " ".join(Outline(page).text)
    markdown = render_markdown(full)
    assert said
    assert all(text in words and text in markdown for text in said)


def test_the_index_stands_beside_the_raw_count(full: Content) -> None:
    change = {row["unit"]: row for row in full.index_change.to_dicts()}
    whole = change["index_all"]
    assert whole["within"] + whole["added"] + whole["lost"] == whole["n_recent"] - whole["n_base"]
    section = render_markdown(full).split("## The market as a whole")[1].split("\n## ")[0]
    assert "All vacancies" in section
    assert "Raw count" in section
    assert "Days listed" in section


def test_a_young_market_has_no_index(gather: Callable[..., Content]) -> None:
    young = gather(weeks=10)
    assert young.index_reason
    assert "No index of new vacancies yet" in render_markdown(young)
