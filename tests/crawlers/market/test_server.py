from __future__ import annotations

import gzip
import http.client
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from protego import Protego

from crawlers.items import Source
from crawlers.market.formats import greenhouse_job, job_posting_page
from crawlers.market.server import Fault, Manners, MarketServer, register_rows
from crawlers.market.world import Market
from crawlers.parse.sitemap import read_sitemap

WEEK = 29


@pytest.fixture
def server(small: Market) -> Iterator[MarketServer]:
    with MarketServer(small, WEEK) as server:
        yield server


def ask(server: MarketServer, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    address = urlsplit(server.url)
    assert address.port
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=5)
    try:
        connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def first(market: Market, platform: str) -> Source:
    return next(s for s in market.sources(WEEK) if s.platform == platform and market.open_adverts(s, WEEK))


def board_path(source: Source) -> str:
    return f"/v1/boards/{source.token}/jobs?content=true"


def test_a_board_is_served_whole(server: MarketServer, small: Market) -> None:
    source = first(small, "greenhouse")
    status, headers, body = ask(server, board_path(source))
    assert status == 200
    assert headers["content-type"] == "application/json; charset=utf-8"
    expected = [greenhouse_job(advert) for advert in small.open_adverts(source, WEEK)]
    assert json.loads(body) == {"jobs": expected, "meta": {"total": len(expected)}}


def test_content_only_on_request(server: MarketServer, small: Market) -> None:
    source = first(small, "greenhouse")
    _, _, body = ask(server, f"/v1/boards/{source.token}/jobs")
    assert all("content" not in job for job in json.loads(body)["jobs"])
    number = json.loads(body)["jobs"][0]["id"]
    _, _, one = ask(server, f"/v1/boards/{source.token}/jobs/{number}")
    assert json.loads(one)["content"]


def test_a_site_is_found_by_its_sitemap(server: MarketServer, small: Market) -> None:
    row = next(row for row in server.register_rows() if row.platform == "job_posting")
    _, _, index = ask(server, urlsplit(row.token).path)
    (part,) = read_sitemap(index, row.token or "").sitemaps
    _, _, listing = ask(server, urlsplit(part).path)
    pages = read_sitemap(listing, part).pages
    adverts = small.open_adverts(row, WEEK)
    assert [page.url.rpartition("/")[2] for page in pages] == [advert.source_id for advert in adverts]
    status, headers, page = ask(server, urlsplit(pages[0].url).path)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.decode() == job_posting_page(adverts[0])


def test_only_the_week_is_served(server: MarketServer, small: Market) -> None:
    source = first(small, "job_posting")
    gone = next(a for a in small.adverts if a.source == source and a.last_week < WEEK)
    assert ask(server, f"/sites/{source.token}/jobs/{gone.source_id}")[0] == 404


@pytest.mark.parametrize("path", ["/", "/v1/boards/nobody/jobs", "/sites/nobody/sitemap.xml", "/v1/boards"])
def test_unknown_addresses(server: MarketServer, path: str) -> None:
    assert ask(server, path)[0] == 404


def test_unchanged_is_304(server: MarketServer, small: Market) -> None:
    path = board_path(first(small, "greenhouse"))
    _, headers, body = ask(server, path)
    status, again, nothing = ask(server, path, If_None_Match=headers["etag"])
    assert (status, nothing, again["etag"]) == (304, b"", headers["etag"])
    assert ask(server, path, If_None_Match='W/"other"')[2] == body


def test_gzip_when_accepted(server: MarketServer, small: Market) -> None:
    path = board_path(first(small, "greenhouse"))
    _, plain, body = ask(server, path)
    _, zipped, packed = ask(server, path, Accept_Encoding="gzip, br")
    assert "content-encoding" not in plain
    assert zipped["content-encoding"] == "gzip"
    assert len(packed) < len(body)
    assert gzip.decompress(packed) == body
    assert plain["etag"] == zipped["etag"]


def test_a_connection_is_kept(server: MarketServer, small: Market) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(server.url).port or 0, timeout=5)
    began = time.monotonic()
    for _ in range(20):
        connection.request("GET", "/robots.txt")
        assert connection.getresponse().read()
    connection.close()
    assert time.monotonic() - began < 0.5


def test_robots(server: MarketServer, small: Market) -> None:
    _, headers, body = ask(server, "/robots.txt")
    assert headers["content-type"].startswith("text/plain")
    robots = Protego.parse(body.decode())
    source = first(small, "job_posting")
    assert robots.can_fetch(f"{server.url}/sites/{source.token}/jobs/1", "jobtide")
    assert not robots.can_fetch(f"{server.url}/sites/{source.token}/apply/1", "jobtide")
    assert f"{server.url}/sites/{source.token}/sitemap.xml" in list(robots.sitemaps)


def test_register_rows(small: Market) -> None:
    rows = register_rows(small, WEEK, "http://127.0.0.1:9")
    assert [row.source for row in rows] == [source.source for source in small.sources(WEEK)]
    for row, source in zip(rows, small.sources(WEEK), strict=True):
        sitemap = f"http://127.0.0.1:9/sites/{source.token}/sitemap.xml"
        assert row.token == (source.token if row.platform == "greenhouse" else sitemap)


def test_what_did_not_change_since(server: MarketServer, small: Market) -> None:
    server.manners = Manners(has_etag=False)
    path = board_path(first(small, "greenhouse"))
    _, headers, body = ask(server, path)
    assert "etag" not in headers
    changed = parsedate_to_datetime(headers["last-modified"])
    assert ask(server, path, If_Modified_Since=headers["last-modified"])[::2] == (304, b"")
    before = format_datetime(changed - timedelta(seconds=1), usegmt=True)
    assert ask(server, path, If_Modified_Since=before)[2] == body
    assert ask(server, path, If_Modified_Since="yesterday")[2] == body


def test_an_etag_goes_before_a_date(server: MarketServer, small: Market) -> None:
    path = board_path(first(small, "greenhouse"))
    _, headers, _ = ask(server, path)
    stamps = {"If_None_Match": 'W/"other"', "If_Modified_Since": headers["last-modified"]}
    assert ask(server, path, **stamps)[0] == 200


def test_a_listing_changes_when_an_advert_leaves_it(server: MarketServer, small: Market) -> None:
    source = next(s for s in small.sources(WEEK) if _only_loses(small, s))
    server.show(WEEK - 1)
    path = board_path(source) if source.platform == "greenhouse" else f"/sites/{source.token}/jobs-1.xml"
    before = ask(server, path)[1]["last-modified"]
    server.show(WEEK)
    assert ask(server, path, If_Modified_Since=before)[0] == 200


def _only_loses(market: Market, source: Source) -> bool:
    before, now = (set(market.open_adverts(source, week)) for week in (WEEK - 1, WEEK))
    return now < before


def test_head_has_the_headers_alone(server: MarketServer, small: Market) -> None:
    path = board_path(first(small, "greenhouse"))
    _, whole, body = ask(server, path)
    status, headers, nothing = ask(server, path, "HEAD")
    assert (status, nothing, headers["content-length"]) == (200, b"", str(len(body)))
    assert headers["etag"] == whole["etag"]


def test_requests_are_recorded(server: MarketServer, small: Market) -> None:
    path = board_path(first(small, "greenhouse"))
    began = time.monotonic()
    _, headers, _ = ask(server, path)
    ask(server, path, "HEAD")
    ask(server, path, If_None_Match=headers["etag"])
    ask(server, "/nothing")
    assert server.requests == [path.partition("?")[0]] * 3 + ["/nothing"]
    assert [asked.path for asked in server.log] == server.requests
    assert [(asked.method, asked.status) for asked in server.log] == [
        ("GET", 200), ("HEAD", 200), ("GET", 304), ("GET", 404),
    ]  # fmt: skip
    times = [began, *(asked.at for asked in server.log), time.monotonic()]
    assert times == sorted(times)


def test_many_may_come_at_once(small: Market) -> None:
    """All of them are let in before the first is served; socketserver's own backlog lets in six."""
    server = MarketServer(small, WEEK)
    port = urlsplit(server.url).port or 0
    lines = [socket.create_connection(("127.0.0.1", port), timeout=2) for _ in range(100)]
    with server:
        for line in lines:
            line.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n")
            assert line.recv(64).startswith(b"HTTP/1.1 200")
            line.close()


def test_a_client_that_goes_away_is_no_noise(
    server: MarketServer, small: Market, capfd: pytest.CaptureFixture[str]
) -> None:
    source = first(small, "greenhouse")
    server.faults[source.source] = Fault(endless=True)
    for linger in (struct.pack("ii", 1, 0), None):  # with a reset, and quietly
        with socket.create_connection(("127.0.0.1", urlsplit(server.url).port or 0)) as line:
            line.sendall(f"GET {board_path(source)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            line.recv(4096)
            if linger:
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    threads = lambda: [t for t in threading.enumerate() if "process_request_thread" in t.name]  # noqa: E731
    deadline = time.monotonic() + 5
    while threads() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not threads()
    assert capfd.readouterr() == ("", "")
