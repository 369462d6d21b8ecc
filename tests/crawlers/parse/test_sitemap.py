from gzip import compress

import pytest

from crawlers.parse.record import ShapeError
from crawlers.parse.sitemap import Page, read_sitemap

URL = "https://pots.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
PAGES = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NS}>
  <!-- ours -->
  <url><loc> https://pots.example/a </loc><lastmod>2026-11-01</lastmod>
    <image:image><image:loc>https://pots.example/a.png</image:loc></image:image></url>
  <url><loc>https://pots.example/b?x=1&amp;y=2</loc></url>
  <url><loc>https://pots.example/a</loc></url>
</urlset>""".encode()
LISTED = [Page("https://pots.example/a", "2026-11-01"), Page("https://pots.example/b?x=1&y=2")]


@pytest.mark.parametrize("body", [PAGES, compress(PAGES, mtime=0), b"\xef\xbb\xbf\n" + PAGES])
def test_pages_are_listed_once_in_order_with_their_last_change(body: bytes) -> None:
    assert read_sitemap(body, URL) == ([], LISTED)


def test_a_plain_list_of_addresses_is_a_sitemap() -> None:
    body = "\n".join(page.url for page in LISTED).encode()
    assert [page.url for page in read_sitemap(body, URL).pages] == [page.url for page in LISTED]


def test_a_news_sitemap_dates_its_pages() -> None:
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    entry = "<news:news><news:publication_date> 2026-11-03 </news:publication_date></news:news>"
    body = f"<urlset {NS} {news}><url><loc>https://pots.example/a</loc>{entry}</url></urlset>".encode()
    assert read_sitemap(body, URL).pages == [Page("https://pots.example/a", "2026-11-03", is_news=True)]


def test_an_index_names_sitemaps() -> None:
    body = f"<sitemapindex {NS}><sitemap><loc>https://pots.example/1.xml</loc></sitemap></sitemapindex>".encode()
    assert read_sitemap(body, URL) == (["https://pots.example/1.xml"], [])


def test_a_sitemap_without_a_namespace_is_read() -> None:
    body = b"<urlset><url><loc>https://pots.example/a</loc></url></urlset>"
    assert read_sitemap(body, URL).pages == [Page("https://pots.example/a")]


def test_an_address_without_its_host_is_this_hosts() -> None:
    body = b"<urlset><url><loc>/jobs/1</loc></url><url><loc>//pots.example/2</loc></url></urlset>"
    assert [page.url for page in read_sitemap(body, URL).pages] == [
        "https://pots.example/jobs/1",
        "https://pots.example/2",
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "<url/>", "<url><loc/></url>", "<url><link>https://a.example/1</link></url>",
        "<url><loc>ftp://a.example/1</loc></url>", "<page><loc2>https://a.example</loc2></page>",
    ],
)  # fmt: skip
def test_an_entry_without_an_address_is_not_passed_over(entry: str) -> None:
    with pytest.raises(ShapeError, match=r"pots\.example/sitemap\.xml: not a sitemap: an entry's address is"):
        read_sitemap(f"<urlset>{entry}</urlset>".encode(), URL)


def test_an_empty_urlset_lists_nothing() -> None:
    assert read_sitemap(b"<urlset/>", URL) == ([], [])


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>maintenance</body></html>", b"<urlset><url>", b'{"urls": []}', b"", b" \n",
        compress(PAGES, mtime=0)[:40] + b"xx",
        compress(b" " * (51 * 1024 * 1024), 9, mtime=0),
    ],
)  # fmt: skip
def test_what_is_no_sitemap_is_said_with_its_address(body: bytes) -> None:
    with pytest.raises(ShapeError, match=r"pots\.example/sitemap\.xml"):
        read_sitemap(body, URL)


def test_entities_are_not_expanded() -> None:
    body = (
        b'<!DOCTYPE u [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>http://x/&e;</loc></url></urlset>'
    )
    assert read_sitemap(body, URL).pages == [Page("http://x/")]
