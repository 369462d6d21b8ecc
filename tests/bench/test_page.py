"""One HTML page on its way to an advert: inflated, its JSON-LD found and read, beside Scrapy and extruct alone."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from extruct.jsonld import JsonLdExtractor
from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.http import Headers
from scrapy.utils._download_handlers import make_response
from scrapy.utils.test import get_crawler

from crawlers.compression import CompressionMiddleware
from crawlers.market.adverts import MarketAdvert
from crawlers.market.formats import job_posting_page
from crawlers.parse.json_ld import job_postings, raw_advert
from tests.bench.conftest import Record
from tests.bench.versus import Cost, compare, in_turn, timed

N = 300
SIZE = 44_000  # characters, as pages of job boards have
URL = "https://pots.example/jobs/1.html"  # a name that Scrapy takes for HTML while the body is still compressed


@pytest.fixture(scope="module")
def pages(newest: list[MarketAdvert]) -> list[str]:
    """Pages of the market with a board's usual weight around the advert: styles, scripts, menus, a long footer."""
    return [_weighty(job_posting_page(advert)) for advert in newest[:N]]


def _weighty(page: str) -> str:
    style = "<style>" + "".join(f".c{k} a{{margin:{k}px}}\n" for k in range(200)) + "</style>"
    script = "<script>var jobs = [" + ",".join(f'{{"id": {k}}}' for k in range(300)) + "];</script>"
    menu = "".join(
        f'<li class="c{k}"><a href="/in/{k}" title="Jobs {k}">Place number {k}</a></li>\n' for k in range(180)
    )
    page = page.replace("</head>", style + script + "</head>").replace("<main>", f"<ul>{menu}</ul><main>")
    unit = "<!-- a row -->\n" + 8 * '<div class="foot"><p>One of <b>our</b> offices, open from 9 to 5</p></div>\n'
    return page.replace("<footer>", "<footer>" + unit * ((SIZE - len(page)) // len(unit)))


def _at_the_end(page: str) -> str:
    """The page with its JSON-LD just before ``</body>``, where many sites have it."""
    start = page.index('<script type="application/ld+json">')
    end = page.index("</script>", start) + len("</script>")
    return (page[:start] + page[end:]).replace("</body>", page[start:end] + "</body>")


@pytest.mark.bench
@pytest.mark.parametrize(("where", "placed"), [("in the head", str), ("at the end", _at_the_end)], ids=["head", "end"])
def test_a_pages_parse_beside_extruct(
    pages: list[str], newest: list[MarketAdvert], record: Record, where: str, placed: Callable[[str], str]
) -> None:
    htmls = [placed(page) for page in pages]
    source, now = newest[0].source, datetime(2026, 11, 16, tzinfo=UTC)
    extruct = JsonLdExtractor()

    def ours() -> Cost:
        return timed(
            lambda: [raw_advert(p, URL, source, now) for html in htmls for p in job_postings(html, URL)], len(htmls)
        )

    def peer() -> Cost:
        return timed(lambda: [extruct.extract(html) for html in htmls], len(htmls))

    assert all(0.9 * SIZE < len(html) < 1.1 * SIZE for html in htmls)
    assert all(job_postings(html, URL) == extruct.extract(html) for html in htmls)
    own, theirs = in_turn(ours, peer)
    row = compare(f"a page's parse, JSON-LD {where}", "pages", own, "extruct, JSON-LD only", theirs)
    record(row)
    assert row.ratio > 2


@pytest.mark.bench
def test_pages_without_a_charset_beside_scrapys_middleware(pages: list[str], record: Record) -> None:
    bodies = [gzip.compress(page.encode()) for page in pages]
    ours, scrapys = (m.from_crawler(get_crawler()) for m in (CompressionMiddleware, HttpCompressionMiddleware))

    def inflated(middleware: HttpCompressionMiddleware, content_type: str) -> Cost:
        headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}

        def work() -> None:
            for body in bodies:
                middleware.process_response(Request(URL), make_response(URL, 200, Headers(headers), body))

        return timed(work, len(bodies))

    inflated(ours, "text/html")  # the first looks up what types there are
    bare, declared, theirs = in_turn(
        lambda: inflated(ours, "text/html"),
        lambda: inflated(ours, "text/html; charset=utf-8"),
        lambda: inflated(scrapys, "text/html"),
        runs=7,
    )
    record(compare("gzip pages inflated, no charset named", "pages", bare, "Scrapy's own middleware", theirs))
    row = compare(
        "the same beside pages that name theirs", "pages", bare, "ours, charset=utf-8 in the header", declared
    )
    record(row)
    assert row.ratio > 0.8
