"""Each fault as a client meets it: what the server really sends."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import time
import zlib
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from protego import Protego

from crawlers.items import Source
from crawlers.market.formats import greenhouse_job
from crawlers.market.server import Fault, Manners, MarketServer
from crawlers.market.world import Market
from crawlers.parse.json_ld import job_postings
from crawlers.parse.record import ShapeError
from crawlers.parse.sitemap import read_sitemap

WEEK = 29


class Client:
    """A server with one Greenhouse board and one site to ask, each of four adverts or more."""

    def __init__(self, server: MarketServer, market: Market) -> None:
        self.server, self.market = server, market
        self.board, self.site = self._large("greenhouse"), self._large("job_posting")
        self.jobs = f"/v1/boards/{self.board.token}/jobs?content=true"
        self.map = f"/sites/{self.site.token}/jobs-1.xml"

    def _large(self, platform: str) -> Source:
        sources = (s for s in self.market.sources(WEEK) if s.platform == platform and s.kind == "employer_board")
        return next(s for s in sources if len(self.market.open_adverts(s, WEEK)) >= 4)

    def ids(self, source: Source | str) -> list[str]:
        return [advert.source_id for advert in self.market.open_adverts(source, WEEK)]

    def strike(self, **fault: Any) -> None:
        self.server.faults = dict.fromkeys((self.board.source, self.site.source), Fault(**fault))

    def ask(self, path: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", urlsplit(self.server.url).port or 0, timeout=5)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def listed(self, path: str | None = None) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.ask(path or self.jobs)[2])
        return answer

    def mapped(self) -> list[str]:
        """The ids of the sitemap's addresses, as often as they stand there."""
        return re.findall(r"<loc>[^<]+/(\d+)</loc>", self.ask(self.map)[2].decode())

    def page(self, k: int = 0) -> tuple[int, http.client.HTTPMessage, bytes]:
        return self.ask(f"/sites/{self.site.token}/jobs/{self.ids(self.site)[k]}")


@pytest.fixture
def client(small: Market) -> Iterator[Client]:
    with MarketServer(small, WEEK) as server:
        yield Client(server, small)


# --- which requests ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503])
def test_a_status_strikes_one_source_only(client: Client, status: int) -> None:
    client.server.faults[client.board.source] = Fault(status=status)
    answer, headers, _ = client.ask(client.jobs)
    assert answer == status
    assert not {"etag", "last-modified", "retry-after"} & {name.lower() for name in headers}
    assert client.ask(client.map)[0] == 200


def test_a_fault_may_pass(client: Client) -> None:
    client.strike(status=500, times=2)
    assert [client.ask(client.jobs)[0] for _ in range(3)] == [500, 500, 200]


@pytest.mark.parametrize(
    ("at", "map_status", "page_status"), [("all", 403, 403), ("listing", 403, 200), ("page", 200, 403)]
)
def test_listings_or_pages_or_all(client: Client, at: str, map_status: int, page_status: int) -> None:
    client.strike(status=403, at=at)
    assert (client.ask(client.map)[0], client.page()[0]) == (map_status, page_status)
    job = f"/v1/boards/{client.board.token}/jobs/{client.ids(client.board)[0]}"
    assert (client.ask(client.jobs)[0], client.ask(job)[0]) == (map_status, page_status)


def test_only_some_pages_and_only_struck_requests_count(client: Client) -> None:
    client.strike(status=500, at="page", every=2, times=2)
    assert client.ask(client.map)[0] == 200
    assert [client.page(k)[0] for k in (0, 1, 2, 3, 0)] == [500, 200, 500, 200, 200]


def test_faults_of_different_reach(client: Client) -> None:
    client.server.faults[client.site.source] = (
        Fault(empty=True, at="listing", times=1), Fault(status=500, at="page", times=1), Fault(status=403, at="page"),
    )  # fmt: skip
    assert [len(client.mapped()) for _ in range(2)] == [0, len(client.ids(client.site))]
    assert [client.page()[0] for _ in range(2)] == [403, 403]
    client.server.faults[client.site.source] = (Fault(status=403, at="page"), Fault(status=500, at="page", times=1))
    assert [client.page()[0] for _ in range(2)] == [500, 403]


# --- in place of the answer --------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["2", "Mon, 16 Nov 2026 05:00:07 GMT", "soon"])
def test_retry_after_as_given(client: Client, said: str) -> None:
    client.strike(status=429, retry_after=said)
    status, headers, _ = client.ask(client.jobs)
    assert (status, headers["Retry-After"]) == (429, said)


def test_retry_after_as_a_date(client: Client) -> None:
    client.strike(status=503, retry_after="60", retry_as_date=True)
    _, headers, _ = client.ask(client.jobs)
    wait = parsedate_to_datetime(headers["Retry-After"]) - parsedate_to_datetime(headers["Date"])
    assert 60 <= wait.total_seconds() <= 62


@pytest.mark.parametrize("redirect", ["/login", "{path}", "http://elsewhere.example{path}"])
def test_redirects(client: Client, redirect: str) -> None:
    client.strike(redirect=redirect)
    path = client.jobs.partition("?")[0]
    status, headers, _ = client.ask(client.jobs)
    assert status == 302
    assert headers["Location"] == redirect.replace("{path}", path)
    client.strike(redirect=redirect, status=308)
    assert client.ask(client.jobs)[0] == 308


def test_a_page_to_log_in_at(client: Client) -> None:
    status, headers, body = client.ask("/login")
    assert (status, headers.get_content_type()) == (200, "text/html")
    assert b'type="password"' in body


@pytest.mark.parametrize("status", [None, 503])
def test_maintenance(client: Client, status: int | None) -> None:
    client.strike(maintenance=True, status=status)
    got, headers, body = client.ask(client.jobs)
    assert (got, headers.get_content_type()) == (status or 200, "text/html")
    assert b"maintenance" in body


@pytest.mark.parametrize("platform", ["greenhouse", "job_posting"])
def test_a_board_that_moved(client: Client, platform: str) -> None:
    client.server.faults[client.board.source] = Fault(moved_to=(platform, "new-house"))
    assert client.ask(client.jobs)[0] == 404
    old = client.market.open_adverts(client.board, WEEK)
    if platform == "greenhouse":
        jobs = client.listed("/v1/boards/new-house/jobs")["jobs"]
        assert [job["title"] for job in jobs] == [advert.title for advert in old]
        assert [job["company_name"] for job in jobs] == [advert.advertiser for advert in old]
        assert not {str(job["id"]) for job in jobs} & set(client.ids(client.board))
    else:
        pages = read_sitemap(client.ask("/sites/new-house/jobs-1.xml")[2], "").pages
        assert len(pages) == len(old)
        (posting,) = job_postings(client.ask(urlsplit(pages[0].url).path)[2].decode(), pages[0].url)
        assert posting["title"] == old[0].title


# --- in the listing ----------------------------------------------------------------------------------------------


def test_an_empty_listing(client: Client) -> None:
    client.strike(empty=True)
    assert client.listed() == {"jobs": [], "meta": {"total": 0}}
    assert client.mapped() == []
    assert client.page()[0] == 200


def test_a_silent_cap(client: Client) -> None:
    client.strike(cap=3)
    answer = client.listed()
    assert ([str(job["id"]) for job in answer["jobs"]], answer["meta"]) == (client.ids(client.board)[:3], {"total": 3})
    assert client.mapped() == client.ids(client.site)[:3]


def test_no_total(client: Client) -> None:
    client.strike(cap=3, has_total=False)
    answer = client.listed()
    assert (len(answer["jobs"]), "meta" in answer) == (3, False)


def test_adverts_that_do_not_come(client: Client) -> None:
    client.strike(missing=1)
    answer = client.listed()
    assert len(answer["jobs"]) == answer["meta"]["total"] - 1
    assert (client.page(-1)[0], client.page(0)[0]) == (500, 200)


def test_adverts_listed_twice(client: Client) -> None:
    client.strike(twice=2)
    ids, answer = client.ids(client.board), client.listed()
    assert [str(job["id"]) for job in answer["jobs"]] == ids + ids[:2]
    assert answer["meta"]["total"] == len(ids) + 2
    assert client.mapped() == client.ids(client.site) + client.ids(client.site)[:2]


def test_all_touched_and_none_changed(client: Client) -> None:
    monday = client.market.weeks.monday(WEEK).isoformat()
    before = client.listed()["jobs"]
    client.strike(touched=True)
    assert all(job["updated_at"].startswith(monday) for job in client.listed()["jobs"])
    assert [job["content"] for job in client.listed()["jobs"]] == [job["content"] for job in before]
    pages = read_sitemap(client.ask(client.map)[2], "").pages
    assert {page.modified for page in pages} == {monday}


def test_a_token_reused_by_another_company(client: Client) -> None:
    client.server.faults[client.board.source] = Fault(reused_by=client.site.source)
    jobs = client.listed()["jobs"]
    assert jobs == [greenhouse_job(advert) for advert in client.market.open_adverts(client.site, WEEK)]
    assert client.board.name not in {job["company_name"] for job in jobs}


# --- in the records ----------------------------------------------------------------------------------------------


def test_fields_drift(client: Client) -> None:
    client.strike(renamed=(("title", "name"),), replaced=(("visa", True), ("location", "Leeds"), ("jobLocation", 7)))
    (job, *_) = client.listed()["jobs"]
    assert ("title" in job, job["visa"], job["location"]) == (False, True, "Leeds")
    (posting,) = job_postings(client.page()[2].decode(), "")
    assert ("title" in posting, posting["visa"], posting["jobLocation"]) == (False, True, 7)


def test_json_ld_that_breaks_off(client: Client) -> None:
    client.strike(broken_json_ld=True, at="page", every=3)
    with pytest.raises(ShapeError):
        job_postings(client.page(0)[2].decode(), "")
    assert job_postings(client.page(1)[2].decode(), "")


def test_several_postings_on_a_page(client: Client) -> None:
    client.strike(postings=3)
    ids = client.ids(client.site)
    found = job_postings(client.page(-1)[2].decode(), "")
    assert [posting["identifier"]["value"] for posting in found] == [ids[-1], ids[0], ids[1]]


# --- on the way --------------------------------------------------------------------------------------------------


def test_a_slow_answer(client: Client) -> None:
    client.strike(slow=0.2)
    began = time.monotonic()
    assert client.ask(client.jobs)[0] == 200
    assert time.monotonic() - began >= 0.2


def test_a_dripping_body(client: Client) -> None:
    whole = client.ask(client.jobs)[2]
    client.strike(drip=0.3)
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(client.server.url).port or 0, timeout=5)
    began = time.monotonic()
    connection.request("GET", client.jobs)
    answer = connection.getresponse()
    headers_after = time.monotonic() - began
    assert answer.read() == whole
    assert (headers_after < 0.15, time.monotonic() - began >= 0.3) == (True, True)
    connection.close()


def test_a_body_cut_short(client: Client) -> None:
    client.strike(truncate=True)
    with pytest.raises(http.client.IncompleteRead):
        client.ask(client.jobs)


@pytest.mark.parametrize(
    ("charset", "said"), [("iso-8859-1", "application/json; charset=iso-8859-1"), ("", "application/json")]
)
def test_a_charset_that_is_not_the_bodys(client: Client, charset: str, said: str) -> None:
    whole = client.ask(client.jobs)[2]
    client.strike(charset=charset)
    _, headers, body = client.ask(client.jobs)
    assert (headers["Content-Type"], body) == (said, whole)


def test_mojibake(client: Client) -> None:
    whole = client.ask(client.jobs)[2].decode()
    client.strike(mojibake=True)
    text = client.ask(client.jobs)[2].decode()
    assert "£" in whole
    assert text.count("Â£") == whole.count("£")
    assert json.loads(text)["meta"] == json.loads(whole)["meta"]


def test_a_bomb(client: Client) -> None:
    client.strike(bomb=30_000_001)
    _, headers, body = client.ask(client.jobs)
    assert headers["Content-Encoding"] == "gzip"
    assert len(body) < 300_000
    assert len(zlib.decompress(body, wbits=31)) == 30_000_001
    assert not gzip.decompress(body).strip()


def test_an_endless_body_ends_with_its_client(client: Client) -> None:
    client.strike(endless=True)
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(client.server.url).port or 0, timeout=5)
    connection.request("GET", client.jobs)
    answer = connection.getresponse()
    assert answer.length is None
    assert len(answer.read(50_000_000)) == 50_000_000
    connection.close()
    assert client.ask("/robots.txt")[0] == 200


# --- what the law says -------------------------------------------------------------------------------------------


def test_robots_forbid_one_source(client: Client) -> None:
    client.strike(robots_forbid=True)
    robots = Protego.parse(client.ask("/robots.txt")[2].decode())
    for path in (client.jobs, client.map):
        assert not robots.can_fetch(client.server.url + path, "jobtide")
    others = [s for s in client.market.sources(WEEK) if s.platform == "greenhouse" and s != client.board]
    assert all(robots.can_fetch(f"{client.server.url}/v1/boards/{s.token}/jobs", "jobtide") for s in others)


def test_robots_ask_for_a_pace(client: Client) -> None:
    client.server.manners = Manners(crawl_delay=0.5, request_rate="1/3")
    robots = Protego.parse(client.ask("/robots.txt")[2].decode())
    assert robots.crawl_delay("jobtide") == 0.5
    rate = robots.request_rate("jobtide")
    assert rate
    assert (rate.requests, rate.seconds) == (1, 3)


def test_robots_that_fail(client: Client) -> None:
    client.server.manners = Manners(robots_status=503)
    assert client.ask("/robots.txt")[0] == 503


@pytest.mark.parametrize("how", ["file", "header", "meta"])
def test_reservations(client: Client, how: str) -> None:
    assert client.ask("/.well-known/tdmrep.json")[0] == 404
    client.server.faults[client.site.source] = Fault(reserved=how)  # type: ignore[arg-type]
    status, _, body = client.ask("/.well-known/tdmrep.json")
    _, headers, page = client.page()
    assert (status == 200, headers["tdm-reservation"] == "1", b'name="tdm-reservation"' in page) == (
        how == "file", how == "header", how == "meta",
    )  # fmt: skip
    if how == "file":
        assert json.loads(body) == [{"location": f"/sites/{client.site.token}/*", "tdm-reservation": 1}]
