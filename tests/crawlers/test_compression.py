import gzip
import logging
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Headers, HtmlResponse, Response, TextResponse, XmlResponse
from scrapy.utils._download_handlers import make_response
from scrapy.utils.test import get_crawler

from crawlers.compression import CompressionMiddleware
from crawlers.settings import CrawlOptions, scrapy_settings

try:
    from compression import zstd
except ImportError:
    from backports import zstd

PAGE = "<p>Potter, £30,000</p>" * 40
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=5),
    "zstd": zstd.compress,
}  # fmt: skip
LIMIT = 1_000_000


@pytest.fixture
def middleware() -> CompressionMiddleware:
    return CompressionMiddleware.from_crawler(get_crawler(settings_dict={"DOWNLOAD_MAXSIZE": LIMIT}))


def answer(body: bytes, encoding: str | None, url: str = "http://pots.example/1.html", **options: Any) -> Response:
    """As Scrapy's download handlers make it."""
    headers = {"Content-Type": options.pop("content_type", "text/html")}
    return make_response(url, 200, Headers(headers | ({"Content-Encoding": encoding} if encoding else {})), body)


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("url", ["http://pots.example/1", "http://pots.example/1.html", "http://pots.example/1.json"])
def test_an_answer_is_inflated_and_gets_the_class_of_its_type(
    middleware: CompressionMiddleware, encoding: str, url: str
) -> None:
    response = middleware.process_response(Request(url), answer(PACKERS[encoding](PAGE.encode()), encoding, url))
    assert isinstance(response, HtmlResponse)
    assert (response.text, response.url, response.status) == (PAGE, url, 200)
    assert "Content-Encoding" not in response.headers


def test_all_an_answer_says_of_itself_is_kept(middleware: CompressionMiddleware) -> None:
    request = Request("http://pots.example/1.html")
    sent = answer(gzip.compress(b"<rss/>"), "gzip", content_type="application/rss+xml")
    sent = sent.replace(status=404, flags=["f"], request=request, protocol="HTTP/1.1", ip_address="192.0.2.1")
    got = middleware.process_response(request, sent)
    assert isinstance(got, XmlResponse)
    assert (got.status, got.flags, got.request, got.protocol) == (404, ["f"], request, "HTTP/1.1")
    assert str(got.ip_address) == "192.0.2.1"


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_bomb_is_dropped_while_it_unfolds(middleware: CompressionMiddleware, encoding: str) -> None:
    bomb = PACKERS[encoding](bytes(LIMIT * 20))
    assert len(bomb) < LIMIT * 20 / 100
    with pytest.raises(IgnoreRequest, match="exceeded DOWNLOAD_MAXSIZE"):
        middleware.process_response(Request("http://pots.example/1.html"), answer(bomb, encoding))


def test_a_bomb_in_a_bomb_is_dropped(middleware: CompressionMiddleware) -> None:
    bomb = gzip.compress(gzip.compress(bytes(LIMIT * 50)))
    assert len(bomb) < 1_000
    with pytest.raises(IgnoreRequest, match="exceeded DOWNLOAD_MAXSIZE"):
        middleware.process_response(Request("http://pots.example/1.html"), answer(bomb, "gzip, gzip"))


def test_an_unknown_encoding_is_warned_of_and_left(
    middleware: CompressionMiddleware, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        response = middleware.process_response(Request("http://pots.example/1.html"), answer(b"\x01\x02", "rot13"))
    assert (response.body, response.headers["Content-Encoding"]) == (b"\x01\x02", b"rot13")
    assert "rot13" in caplog.text


def test_an_answer_to_head_and_one_without_compression_are_left_alone(middleware: CompressionMiddleware) -> None:
    plain = answer(PAGE.encode(), None)
    assert middleware.process_response(Request(plain.url), plain) is plain
    head = middleware.process_response(Request(plain.url, method="HEAD"), answer(b"", "gzip"))
    assert (head.body, head.headers["Content-Encoding"]) == (b"", b"gzip")


def test_a_charset_is_never_looked_for_in_compressed_bytes(
    middleware: CompressionMiddleware, monkeypatch: pytest.MonkeyPatch
) -> None:
    def detect(self: TextResponse) -> str:
        raise AssertionError("the body's charset was looked for")

    monkeypatch.setattr(TextResponse, "encoding", property(detect))
    sent = answer(gzip.compress(PAGE.encode()), "gzip")
    assert isinstance(sent, HtmlResponse), "Scrapy no longer guesses by the name: the middleware can go"
    assert middleware.process_response(Request(sent.url), sent).body == PAGE.encode()


def test_the_crawl_uses_it_in_the_place_of_scrapys() -> None:
    used = scrapy_settings(CrawlOptions())["DOWNLOADER_MIDDLEWARES"]
    assert used["scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware"] is None
    assert used["crawlers.compression.CompressionMiddleware"] == 590
