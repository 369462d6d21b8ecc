"""A sweep over real HTTP, recorded; then the same sweep from its recording with the servers gone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_httpserver import HTTPServer
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from werkzeug import Request, Response

from crawlers.items import Source
from crawlers.market.faults import Fault
from crawlers.market.server import MarketServer
from crawlers.market.world import build_market
from crawlers.run import CrawlOptions, crawl
from crawlers.store import read_adverts, readable_runs, run_folder
from crawlers.warc.reader import entries
from crawlers.warc.record import read_info
from crawlers.warc.replay import sweep
from flows.replay import replay
from flows.settings import Settings

MOMENT = datetime(2026, 11, 16, 5, tzinfo=UTC)
STAMP = f"{MOMENT:%Y%m%dT%H%M%SZ}"  # a recording's folder is named for its sweep
N_PAGES = 24


def options(**more: Any) -> CrawlOptions:
    return CrawlOptions(delay=0, concurrency_per_host=4, timeout=5, **more)


def serve_site(server: HTTPServer) -> Source:
    """Pages of which every third has moved, every fifth is busy at first and one is gone."""
    at = server.url_for
    urls = "".join(f"<url><loc>{at(f'/jobs/{n}')}</loc></url>" for n in range(N_PAGES))
    urlset = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    busy: set[int] = set()

    def page(request: Request) -> Response:
        n = int(request.path.rpartition("/")[2])
        if n % 5 == 0 and n not in busy:
            busy.add(n)
            return Response("busy", 503)
        if n % 3 == 0 and request.path.startswith("/jobs/"):
            return Response("", 301, {"Location": at(f"/moved/{n}")})
        posting = {"@context": "https://schema.org", "@type": "JobPosting", "title": f"Glazer {n}", "description": "x"}
        html = f'<script type="application/ld+json">{json.dumps(posting)}</script>'
        return Response("gone", 410) if n == 7 else Response(html, content_type="text/html")

    server.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /private/\n")
    server.expect_request("/map.xml").respond_with_data(urlset, content_type="application/xml")
    for folder in ("jobs", "moved"):
        for n in range(N_PAGES):
            server.expect_request(f"/{folder}/{n}").respond_with_handler(page)
    return Source("site", "job_posting", "employer_board", "Site Ltd", token=at("/map.xml"))


class Trip(NamedTuple):
    """``rows`` are the bytes of each source's adverts, as crawled and as replayed."""

    folder: Path
    sources: list[Source]
    api_base: dict[str, str]
    crawled: dict[str, bytes]
    replayed: dict[str, bytes]
    outcomes: tuple[dict[str, str], dict[str, str]]
    log: str


def outcomes(raw: Path) -> dict[str, str]:
    found, broken = readable_runs(raw)
    assert not broken
    return {run.source: run.outcome for run, _ in found}


def rows(raw: Path) -> dict[str, bytes]:
    return {run.source: (folder / "adverts.jsonl.gz").read_bytes() for run, folder in readable_runs(raw)[0]}


@pytest.fixture(scope="module")
def trip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trip]:
    folder = tmp_path_factory.mktemp("trip")
    market = build_market(5, n_weeks=12, n_boards=6, scale=0.2)
    with MarketServer(market, 9) as served, HTTPServer(host="127.0.0.1", threaded=True) as site:
        sources = [*served.register_rows(), serve_site(site)]
        served.faults[sources[0].source] = Fault(status=404)
        api_base = {"greenhouse": served.url}
        crawl(sources, folder / "raw", MOMENT, options(api_base=api_base, record=str(folder / "warc")))
    raws = folder / "raw", folder / "again"
    raws[1].mkdir()
    replay(str(folder / "warc"), raws[1], Settings())
    log = "".join(path.read_text("utf-8") for path in (raws[1] / ".logs").glob("*.log"))
    both = outcomes(raws[0]), outcomes(raws[1])
    yield Trip(folder, sources, api_base, rows(raws[0]), rows(raws[1]), both, log)


def test_the_recording_names_the_whole_sweep(trip: Trip) -> None:
    about = {"api_base": trip.api_base, "country": "GB", "concurrency_per_host": 4}
    assert sweep(trip.folder / "warc" / STAMP) == (MOMENT, trip.sources, about)
    info = read_info(trip.folder / "warc" / STAMP / "job_posting.warc.gz")
    assert info["robots"] == "obey"
    assert info["http-header-user-agent"].startswith("jobtide/")


def test_everything_that_was_fetched_is_recorded(trip: Trip) -> None:
    heads: dict[str, list[str]] = {}
    for entry in entries(trip.folder / "warc" / STAMP / "job_posting.warc.gz"):
        if entry.kind == "response":
            path = "/" + entry.url.split("/", 3)[3]
            heads.setdefault(path, []).append(entry.head.split()[1].decode())
    assert heads["/robots.txt"].count("200") == 2, "one of each host"
    assert heads["/map.xml"] == ["200"]
    assert heads["/jobs/1"] == ["200"]
    assert heads["/jobs/7"] == ["410"]
    assert heads["/jobs/15"] == ["503", "301"]
    assert heads["/moved/15"] == ["200"]


def test_the_replay_writes_the_same_bytes(trip: Trip) -> None:
    assert trip.crawled.keys() == {s.source for s in trip.sources}
    assert len(trip.crawled["site"]) > 500
    assert trip.replayed == trip.crawled
    assert trip.outcomes[1] == trip.outcomes[0]
    assert {"complete", "failed"} <= set(trip.outcomes[0].values())


def test_the_replay_asks_nobody(trip: Trip) -> None:
    assert "NotRecorded" not in trip.log
    assert "ConnectionRefused" not in trip.log


def test_a_recording_does_not_rest_on_earlier_runs(tmp_path: Path) -> None:
    """It stands alone: an unchanged board is asked for whole, and its words are written whole."""
    with MarketServer(build_market(5, n_weeks=12, n_boards=4, scale=0.2), 9) as served:
        boards = [source for source in served.register_rows() if source.platform == "greenhouse"]
        asked = options(api_base={"greenhouse": served.url})
        crawl(boards, tmp_path / "raw", MOMENT, asked)
        week = timedelta(weeks=1)
        (plain, *_) = crawl(boards, tmp_path / "raw", MOMENT + week, asked)
        (kept, *_) = crawl(boards, tmp_path / "raw", MOMENT + 2 * week, replace(asked, record=str(tmp_path / "warc")))
    found = [list(read_adverts(run_folder(tmp_path / "raw", run.source, run.run_id))) for run in (plain, kept)]
    assert [{row["unchanged_since"] is None for row in rows} for rows in found] == [{False}, {True}]


def test_an_archive_of_other_pages_needs_a_name_and_is_dated_by_its_captures(trip: Trip, tmp_path: Path) -> None:
    archive = tmp_path / "other.warc.gz"
    with archive.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        html = '<script type="application/ld+json">{"@type": "JobPosting", "title": "Glazer"}</script>'
        answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        headers = {"WARC-Date": "2024-05-07T10:00:00Z"}
        url = "https://pots.example/jobs/1"
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=BytesIO(html.encode()), http_headers=answer, warc_headers_dict=headers
            )
        )
    with pytest.raises(ValueError, match="needs a --name"):
        replay(str(archive), tmp_path / "raw", Settings())
    (run,) = replay(str(archive), tmp_path / "raw", Settings(), "old-pots")
    assert (run.source, run.outcome, run.n_fetched) == ("old-pots", "partial", 1)
    assert f"{run.started_at:%Y-%m-%d}" == "2024-05-07"
    with pytest.raises(ValueError, match="is not there"):
        replay(str(tmp_path / "nothing"), tmp_path / "raw", Settings())


def test_what_was_not_recorded_fails_and_is_not_asked(trip: Trip) -> None:
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        other = Source("other", "greenhouse", "employer_board", "Other Ltd", token="other")
        recorded = options(api_base={"greenhouse": server.url_for("")}, replay=str(trip.folder / "warc" / STAMP))
        (manifest,) = crawl([other], trip.folder / "other", MOMENT, recorded)
        assert not server.log
    assert manifest.outcome == "failed"
    assert "greenhouse.warc.gz holds no answer to GET" in manifest.proof
