"""A sweep over real HTTP, recorded; then the same sweep from its recording with the servers gone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawlers.items import Source
from crawlers.market.faults import Fault
from crawlers.market.server import MarketServer
from crawlers.market.world import build_market
from crawlers.settings import CrawlOptions
from crawlers.store import readable_runs
from crawlers.warc.reader import entries
from crawlers.warc.record import read_info
from crawlers.warc.replay import sweep

MOMENT = datetime(2026, 11, 16, 5, tzinfo=UTC)
SWEEPER = Path(__file__).with_name("sweeper.py")
N_PAGES = 24


def run(sources: list[Source], raw: Path, api_base: dict[str, str], settings: dict[str, Any]) -> str:
    """Crawl as the child process of ``crawlers.run`` does; its log."""
    raw.mkdir()
    options = asdict(CrawlOptions(delay=0, concurrency_per_host=4, timeout=5, recalls=False, api_base=api_base))
    job = {"raw": str(raw), "started_at": MOMENT.isoformat(), "options": options, "distrusted": []}
    files = raw / "job", raw / "settings"
    files[0].write_text(json.dumps(job | {"sources": [asdict(s) for s in sources]}), "utf-8")
    files[1].write_text(json.dumps({"JOBTIDE_FIRST_PAUSE": 0.05} | settings), "utf-8")
    command = [sys.executable, str(SWEEPER), *map(str, files)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        assert child.stderr
        log = child.stderr.read()
    assert child.returncode == 0, log
    return log


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
        swept = {"started_at": MOMENT.isoformat(), "sources": [asdict(s) for s in sources], "api_base": api_base}
        run(sources, folder / "raw", api_base, {"JOBTIDE_WARC": str(folder / "warc"), "JOBTIDE_SWEEP": swept})
    found = sweep(folder / "warc")
    settings = {"JOBTIDE_REPLAY": str(folder / "warc"), "CONCURRENT_REQUESTS": 0}
    log = run(found.sources, folder / "again", found.options["api_base"], settings)
    raws = folder / "raw", folder / "again"
    both = outcomes(raws[0]), outcomes(raws[1])
    yield Trip(folder, sources, api_base, rows(raws[0]), rows(raws[1]), both, log)


def test_the_recording_names_the_whole_sweep(trip: Trip) -> None:
    assert sweep(trip.folder / "warc") == (MOMENT, trip.sources, {"api_base": trip.api_base})
    info = read_info(trip.folder / "warc" / "job_posting.warc.gz")
    assert info["robots"] == "obey"
    assert info["http-header-user-agent"].startswith("jobtide/")


def test_everything_that_was_fetched_is_recorded(trip: Trip) -> None:
    heads: dict[str, list[str]] = {}
    for entry in entries(trip.folder / "warc" / "job_posting.warc.gz"):
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


def test_what_was_not_recorded_fails_and_is_not_asked(trip: Trip) -> None:
    with HTTPServer(host="127.0.0.1", threaded=True) as server:
        other = Source("other", "greenhouse", "employer_board", "Other Ltd", token="other")
        raw = trip.folder / "other"
        run([other], raw, {"greenhouse": server.url_for("")}, {"JOBTIDE_REPLAY": str(trip.folder / "warc")})
        assert not server.log
    ((manifest, _),) = readable_runs(raw)[0]
    assert manifest.outcome == "failed"
    assert "greenhouse.warc.gz holds no answer to GET" in manifest.proof
