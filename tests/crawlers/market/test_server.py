from __future__ import annotations

import gzip
import http.client
import json
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from protego import Protego

from crawlers.items import Source
from crawlers.market.formats import greenhouse_job, job_posting_page
from crawlers.market.server import Fault, MarketServer, register_rows
from crawlers.market.world import Market
from crawlers.parse.sitemap import read_sitemap

WEEK = 29


@pytest.fixture
def server(small: Market) -> Iterator[MarketServer]:
    with MarketServer(small, WEEK) as server:
        yield server


def ask(server: MarketServer, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    address = urlsplit(server.url)
    assert address.port
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=5)
    try:
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
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
    assert [page.rpartition("/")[2] for page in pages] == [advert.source_id for advert in adverts]
    status, headers, page = ask(server, urlsplit(pages[0]).path)
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


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_a_status_strikes_one_source_only(server: MarketServer, small: Market, status: int) -> None:
    sick, well = first(small, "greenhouse"), first(small, "job_posting")
    server.faults[sick.source] = Fault(status=status)
    answer, headers, _ = ask(server, board_path(sick))
    assert answer == status
    assert "etag" not in headers
    assert ("retry-after" in headers) == (status in (429, 503))
    assert ask(server, f"/sites/{well.token}/sitemap.xml")[0] == 200


def test_a_fault_may_pass(server: MarketServer, small: Market) -> None:
    source = first(small, "greenhouse")
    server.faults[source.source] = Fault(status=500, times=2)
    assert [ask(server, board_path(source))[0] for _ in range(3)] == [500, 500, 200]


def test_a_body_cut_short(server: MarketServer, small: Market) -> None:
    source = first(small, "greenhouse")
    server.faults[source.source] = Fault(truncate=True)
    with pytest.raises(http.client.IncompleteRead):
        ask(server, board_path(source))


def test_an_empty_listing(server: MarketServer, small: Market) -> None:
    board, site = first(small, "greenhouse"), first(small, "job_posting")
    server.faults |= {source.source: Fault(empty=True) for source in (board, site)}
    assert json.loads(ask(server, board_path(board))[2]) == {"jobs": [], "meta": {"total": 0}}
    assert read_sitemap(ask(server, f"/sites/{site.token}/jobs-1.xml")[2], "").pages == []


def test_adverts_that_do_not_come(server: MarketServer, small: Market) -> None:
    board, site = first(small, "greenhouse"), first(small, "job_posting")
    server.faults |= {source.source: Fault(missing=1) for source in (board, site)}
    answer = json.loads(ask(server, board_path(board))[2])
    assert len(answer["jobs"]) == answer["meta"]["total"] - 1
    *_, last = small.open_adverts(site, WEEK)
    assert ask(server, f"/sites/{site.token}/jobs/{last.source_id}")[0] == 500


def test_a_slow_source(server: MarketServer, small: Market) -> None:
    source = first(small, "greenhouse")
    server.faults[source.source] = Fault(slow=0.2)
    began = time.monotonic()
    assert ask(server, board_path(source))[0] == 200
    assert time.monotonic() - began >= 0.2


def test_requests_are_recorded(server: MarketServer) -> None:
    ask(server, "/robots.txt")
    assert server.requests == ["/robots.txt"]
