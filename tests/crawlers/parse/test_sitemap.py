from gzip import compress

import pytest

from crawlers.parse.record import ShapeError
from crawlers.parse.sitemap import read_sitemap

URL = "https://pots.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
PAGES = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NS}>
  <!-- ours -->
  <url><loc> https://pots.example/a </loc><lastmod>2026-11-01</lastmod>
    <image:image><image:loc>https://pots.example/a.png</image:loc></image:image></url>
  <url><loc>https://pots.example/b?x=1&amp;y=2</loc></url>
  <url><loc>https://pots.example/a</loc></url>
  <url><loc>ftp://pots.example/c</loc></url><url><loc/></url>
</urlset>""".encode()
LISTED = ["https://pots.example/a", "https://pots.example/b?x=1&y=2"]


@pytest.mark.parametrize(
    "body", [PAGES, compress(PAGES, mtime=0), b"\xef\xbb\xbf\n" + PAGES, "\n".join(LISTED).encode()]
)
def test_pages_are_listed_once_in_order(body: bytes) -> None:
    assert read_sitemap(body, URL) == ([], LISTED)


def test_an_index_names_sitemaps() -> None:
    body = f"<sitemapindex {NS}><sitemap><loc>https://pots.example/1.xml</loc></sitemap></sitemapindex>".encode()
    assert read_sitemap(body, URL) == (["https://pots.example/1.xml"], [])


def test_a_sitemap_without_a_namespace_is_read() -> None:
    body = b"<urlset><url><loc>https://pots.example/a</loc></url></urlset>"
    assert read_sitemap(body, URL).pages == ["https://pots.example/a"]


def test_an_empty_urlset_lists_nothing() -> None:
    assert read_sitemap(b"<urlset/>", URL) == read_sitemap(b"", URL) == ([], [])


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>maintenance</body></html>", b"<urlset><url>", b'{"urls": []}',
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
    assert read_sitemap(body, URL).pages in ([], ["http://x/"])
