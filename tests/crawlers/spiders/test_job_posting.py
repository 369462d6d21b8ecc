from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import Response

from crawlers.base import Sweep
from crawlers.items import Source
from crawlers.memory import Memory
from crawlers.spiders import job_posting
from crawlers.spiders.job_posting import JobPostingSpider

SITE = "https://pots.example"
SOURCE = Source("job_posting.pots", "job_posting", "employer_board", "Bristol Pots", token=f"{SITE}/sitemap.xml")
MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


@pytest.fixture
def spider(tmp_path: Path) -> JobPostingSpider:
    return JobPostingSpider([SOURCE], Sweep(tmp_path, MOMENT, Memory(tmp_path / "memory")))


def index(*sitemaps: str) -> Response:
    entries = "".join(f"<sitemap><loc>{SITE}/{name}</loc></sitemap>" for name in sitemaps)
    return Response(SOURCE.token or "", body=f"<sitemapindex>{entries}</sitemapindex>".encode())


def test_sitemaps_that_name_each_other_are_read_once(spider: JobPostingSpider) -> None:
    board = spider.boards[SOURCE.source]
    (first,) = spider.start_board(board)
    asked = [request.url for request in spider.parse_sitemap(index("1.xml", "sitemap.xml", "1.xml"), board)]
    assert (first.url, asked, board.cap) == (SOURCE.token, [f"{SITE}/1.xml"], None)


def test_sitemaps_that_name_ever_new_ones_are_left(spider: JobPostingSpider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_posting, "_MOST", 3)
    board = spider.boards[SOURCE.source]
    list(spider.start_board(board))
    assert len(list(spider.parse_sitemap(index("1.xml", "2.xml", "3.xml"), board))) == 2
    assert board.cap == "3 addresses were listed, and we read no further sitemap"


def urlset(entries: str) -> Response:
    news = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return Response(SOURCE.token or "", body=f"<urlset {news}>{entries}</urlset>".encode())


def test_pages_of_another_site_are_not_asked_for(spider: JobPostingSpider) -> None:
    board = spider.boards[SOURCE.source]
    pages = ("https://jobs.pots.example/1", "https://victim.example/2", f"{SITE}/3")
    found = spider.parse_sitemap(urlset("".join(f"<url><loc>{page}</loc></url>" for page in pages)), board)
    assert [request.url for request in found] == [pages[0], pages[2]]
    assert board.cap == "names addresses of another site, which are not asked for: https://victim.example/2"


def test_a_news_sitemap_is_no_proof_that_an_advert_is_gone(spider: JobPostingSpider) -> None:
    board = spider.boards[SOURCE.source]
    entry = f"<url><loc>{SITE}/1</loc><news:news><news:title>Glazer</news:title></news:news></url>"
    assert len(list(spider.parse_sitemap(urlset(entry), board))) == 1
    assert "two days" in (board.cap or "")
