"""Sweeps over real HTTP, through the real child process. One sweep serves most of the tests: a start costs a second."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from gzip import compress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawlers import run
from crawlers.items import CrawlRun, Source
from crawlers.run import CrawlOptions, crawl, interrupted
from crawlers.store import read_adverts, read_run, run_folder, runs

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
POPEN = subprocess.Popen

CONTACTED = CrawlOptions(contact="https://pots.example")


def source(token: str, platform: str = "greenhouse", name: str | None = None) -> Source:
    return Source(name or f"{platform}.{token}", platform, "employer_board", "Register Name Ltd", token=token)


def job(n: int, **more: Any) -> dict[str, Any]:
    url = f"https://jobs.example/{n}"
    return {
        "id": n,
        "title": f"Kiln Operator {n}",
        "absolute_url": url,
        "content": "&lt;p&gt;Fire pots.&lt;/p&gt;",
    } | more


def board(*jobs: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"jobs": list(jobs), "meta": {"total": len(jobs) if total is None else total}}


def page(**posting: Any) -> str:
    text = json.dumps({"@context": "https://schema.org", "@type": "JobPosting"} | posting)
    return f'<html><script type="application/ld+json">{text}</script></html>'


def sitemap(*urls: str, index: bool = False) -> str:
    root, entry = ("sitemapindex", "sitemap") if index else ("urlset", "url")
    rows = "".join(f"<{entry}><loc>{u}</loc></{entry}>" for u in urls)
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{root}>'


def local_server() -> HTTPServer:
    return HTTPServer(host="127.0.0.1", threaded=True)


class Sweep(NamedTuple):
    raw: Path
    runs: dict[str, CrawlRun]
    agents: set[str]
    asked: list[str]
    slow_times: list[float]

    def adverts(self, name: str) -> list[dict[str, Any]]:
        return list(read_adverts(run_folder(self.raw, name, self.runs[name].run_id)))


def _serve_boards(server: HTTPServer) -> None:
    def serve(token: str, answer: dict[str, Any] | str, status: int = 200) -> None:
        text = answer if isinstance(answer, str) else json.dumps(answer)
        handler = server.expect_request(f"/v1/boards/{token}/jobs", query_string="content=true")
        handler.respond_with_data(text, status=status, content_type="application/json")

    mail = "&lt;p&gt;Write to kiln.boss@pots.example or call 020 7946 0018&lt;/p&gt;"
    serve("pots", board(job(1, content=mail, company_name="Bristol Pots Ltd"), job(2)))
    serve("tiles", board(job(7, glaze_colour="teal")))
    serve("empty", board())
    serve("broken", "upstream fell over", status=500)
    serve("notjson", "<html>maintenance</html>")
    serve("blank", "")
    serve("cut", board(job(1), job(2), total=9))
    serve("untotalled", {"jobs": [job(1)]})
    serve("untitled", board(job(1), job(2, title=None)))
    serve("unknown", {"error": "Job not found"}, status=404)


def _serve_site(server: HTTPServer) -> None:
    """A sitemap index with a gzipped sitemap; of its pages two are adverts, one is gone and one is about us."""
    at = server.url_for
    server.expect_request("/robots.txt").respond_with_data(f"Sitemap: {at('/maps/index.xml')}\n")
    server.expect_request("/maps/index.xml").respond_with_data(sitemap(at("/maps/jobs.xml.gz"), index=True))
    jobs = sitemap(*(at(p) for p in ("/jobs/a", "/jobs/b", "/jobs/gone", "/about", "/jobs/a")))
    server.expect_request("/maps/jobs.xml.gz").respond_with_data(compress(jobs.encode()))
    server.expect_request("/jobs/a").respond_with_data(page(title="Glazer", identifier="G-1"), content_type="text/html")
    server.expect_request("/jobs/b").respond_with_data(page(title="Thrower"), content_type="text/html")
    server.expect_request("/jobs/gone").respond_with_data("no longer here", status=404)
    server.expect_request("/about").respond_with_data("<p>We make pots.</p>", content_type="text/html")
    server.expect_request("/ill.xml").respond_with_data(sitemap(at("/jobs/b"), at("/jobs/ill"), at("/jobs/untitled")))
    server.expect_request("/jobs/ill").respond_with_data("busy", status=503)
    server.expect_request("/jobs/untitled").respond_with_data(page(identifier="U-1"), content_type="text/html")
    server.expect_request("/chrome.xml").respond_with_data(sitemap(at("/about")))
    server.expect_request("/not-a-map.xml").respond_with_data("<html><body>hello</body></html>")


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sweep]:
    raw = tmp_path_factory.mktemp("raw")
    slow_times: list[float] = []

    def slowly(_: Request) -> Response:
        slow_times.append(time.monotonic())
        return Response(page(title=f"Packer {len(slow_times)}"), content_type="text/html")

    with local_server() as site, local_server() as closed, local_server() as ill:
        _serve_boards(site)
        _serve_site(site)
        slow = closed.url_for("/").replace("127.0.0.1", "localhost")
        closed.expect_request("/robots.txt").respond_with_data(
            "User-agent: jobtide\nDisallow: /private/\nCrawl-delay: 0.4\n\nUser-agent: *\nDisallow:\n"
        )
        closed.expect_request("/slow.xml").respond_with_data(sitemap(f"{slow}slow/1", f"{slow}slow/2", f"{slow}slow/3"))
        for n in (1, 2, 3):
            closed.expect_request(f"/slow/{n}").respond_with_handler(slowly)
        ill.expect_request("/robots.txt").respond_with_data("down", status=503)
        maps = {
            "site": site.url_for("/"),
            "ill": site.url_for("/ill.xml"),
            "chrome": site.url_for("/chrome.xml"),
            "not_a_map": site.url_for("/not-a-map.xml"),
            "forbidden": f"{slow}private/sitemap.xml",
            "slow": f"{slow}slow.xml",
            "robots_down": ill.url_for("/sitemap.xml"),
        }
        boards = ("pots", "tiles", "empty", "broken", "notjson", "blank", "cut", "untotalled", "untitled", "unknown")
        sources = [source(token) for token in boards]
        sources += [source(url, "job_posting", name) for name, url in maps.items()]
        options = CrawlOptions(delay=0.01, timeout=10, api_base={"greenhouse": site.url_for("/").rstrip("/")})
        found = crawl(sources, raw, MOMENT, options)
        requests = [request for server in (site, closed, ill) for request, _ in server.log]
        assert [run.source for run in found] == [s.source for s in sources]
        yield Sweep(
            raw, {run.source: run for run in found}, {r.headers["User-Agent"] for r in requests},
            [r.path for r in requests], slow_times,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "outcome", "n_listed", "n_fetched", "said"),
    [
        ("greenhouse.pots", "complete", 2, 2, "the source's own total of 2"),
        ("greenhouse.tiles", "complete", 1, 1, "fields not known before: glaze_colour"),
        ("greenhouse.empty", "complete", 0, 0, "the source's own total of 0"),
        ("greenhouse.broken", "failed", 0, 0, "HTTP 500"),
        ("greenhouse.notjson", "failed", 0, 0, "/boards/notjson/jobs?content=true: not JSON"),
        ("greenhouse.blank", "failed", 0, 0, "not JSON"),
        ("greenhouse.cut", "partial", 2, 2, "not the source's own total of 9"),
        ("greenhouse.untotalled", "partial", 1, 1, "no total to compare with"),
        ("greenhouse.untitled", "failed", 2, 1, "title is missing"),
        ("greenhouse.unknown", "failed", 0, 0, "HTTP 404"),
        ("site", "complete", 3, 2, "1 gone (404 or 410); 1 other pages hold no advert"),
        ("ill", "partial", 3, 2, "HTTP 503"),
        ("chrome", "partial", 0, 0, "1 other pages hold no advert"),
        ("not_a_map", "failed", 0, 0, "not a sitemap"),
        ("forbidden", "skipped_by_policy", 0, 0, "/private/sitemap.xml"),
        ("robots_down", "skipped_by_policy", 0, 0, "robots.txt"),
        ("slow", "complete", 3, 3, "natural end"),
    ],
)
def test_each_source_ends_with_its_own_outcome_and_proof(
    sweep: Sweep, name: str, outcome: str, n_listed: int, n_fetched: int, said: str
) -> None:
    run = sweep.runs[name]
    assert (run.outcome, run.n_listed, run.n_fetched) == (outcome, n_listed, n_fetched), run.proof
    assert said in run.proof
    assert len(sweep.adverts(name)) == n_fetched
    assert run.started_at == MOMENT < run.finished_at


def test_a_listing_cut_short_is_marked_truncated(sweep: Sweep) -> None:
    assert {name for name, run in sweep.runs.items() if run.is_truncated} == {"greenhouse.cut"}


def test_an_advert_comes_through_as_written_with_contacts_masked_on_disk(sweep: Sweep) -> None:
    first, second = sweep.adverts("greenhouse.pots")
    assert first["description"] == "<p>Write to [e-mail] or call [phone]</p>"
    assert (first["title"], first["employer"], first["source_id"]) == ("Kiln Operator 1", "Bristol Pots Ltd", "1")
    assert second["employer"] == "Register Name Ltd"
    assert first["seen_at"] == MOMENT.isoformat()
    assert (first["record"], second["record"]) == (0, 1)


def test_pages_of_a_site_are_named_by_identifier_or_path(sweep: Sweep) -> None:
    assert {(a["source_id"], a["title"]) for a in sweep.adverts("site")} == {("G-1", "Glazer"), ("/jobs/b", "Thrower")}


def test_a_posting_that_cannot_be_read_is_kept_as_a_fault(sweep: Sweep) -> None:
    faulty = next(a for a in sweep.adverts("ill") if a["fault"])
    assert "title is missing" in faulty["fault"]
    assert (faulty["source_id"], faulty["payload"]["identifier"]) == ("/jobs/untitled", "U-1")


def test_we_say_who_we_are_and_obey_robots(sweep: Sweep) -> None:
    assert all(agent.startswith("jobtide/") for agent in sweep.agents)
    assert not [path for path in sweep.asked if path.startswith("/private/")]
    assert sweep.asked.count("/jobs/a") == 1


def test_a_page_that_is_busy_is_asked_again_three_times(sweep: Sweep) -> None:
    assert sweep.asked.count("/jobs/ill") == 4


def test_nothing_half_done_is_left(sweep: Sweep) -> None:
    assert sorted(read_run(folder).source for folder in runs(sweep.raw)) == sorted(sweep.runs)
    assert not list(sweep.raw.glob("*/*.partial"))


def hang(_: Request) -> Response:
    time.sleep(1.5)
    return Response(page(title="Too late"))


class Queue:
    """Answers slowly and notes how many are being served at once."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def __call__(self, _: Request) -> Response:
        self.now += 1
        self.most = max(self.most, self.now)
        time.sleep(0.05)
        self.now -= 1
        return Response(page(title="Loader"), content_type="text/html")


def test_a_crawl_out_of_time_leaves_a_manifest_for_every_source(tmp_path: Path) -> None:
    queue = Queue()
    with local_server() as server:
        server.expect_request("/robots.txt").respond_with_data("")
        server.expect_request("/map.xml").respond_with_data(
            sitemap(*(server.url_for(p) for p in ("/1", "/2", "/3", "/hang")))
        )
        for path in ("/1", "/2", "/3"):
            server.expect_request(path).respond_with_handler(queue)
        server.expect_request("/hang").respond_with_handler(hang)
        server.expect_request("/hang.xml").respond_with_handler(hang)
        other_host = server.url_for("/hang.xml").replace("127.0.0.1", "localhost")
        sources = [
            source(server.url_for("/map.xml"), "job_posting", "started"),
            source(other_host, "job_posting", "late"),
        ]
        options = CrawlOptions(delay=0, timeout=1, max_seconds=1)
        started, late = crawl(sources, tmp_path, MOMENT, options)
    assert (late.outcome, late.n_fetched) == ("failed", 0)
    assert (started.outcome, started.n_fetched) == ("partial", 3)
    assert queue.most == 1, "one connection a host, also with no delay"
    assert "the crawl ended (after 1 s) with 1 requests unanswered" in started.proof
    assert "the crawl ended (after 1 s)" in late.proof


def test_a_crawl_that_dies_leaves_a_failed_run_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (run,) = crawl([source("http://127.0.0.1:9/map.xml", "job_posting", "dead")], tmp_path, MOMENT, CrawlOptions())
    assert (run.outcome, run.n_listed) == ("failed", None)
    assert run.proof.startswith("the crawl ended with code 1 before this source was done; see .logs/")


PARENT = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from crawlers.items import Source
from crawlers.run import CrawlOptions, crawl

source = Source("hangs", "job_posting", "employer_board", "Hangs Ltd", token=sys.argv[1])
crawl([source], Path(sys.argv[2]), datetime(2026, 11, 16, tzinfo=UTC), CrawlOptions(delay=0, timeout=1))
"""


def test_a_killed_parent_takes_its_crawl_with_it(tmp_path: Path) -> None:
    with local_server() as server:
        server.expect_request("/robots.txt").respond_with_data("")
        server.expect_request("/hang.xml").respond_with_handler(hang)
        parent = subprocess.Popen([sys.executable, "-c", PARENT, server.url_for("/hang.xml"), str(tmp_path)])
        _wait_until(lambda: any(r.path == "/robots.txt" for r, _ in server.log))
        child = _child_of(parent.pid)
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
        _wait_until(lambda: not Path(f"/proc/{child}").exists() or _is_zombie(child))
    assert not list(runs(tmp_path)), "no verdict: the sweep can go on"
    assert interrupted(tmp_path) == MOMENT.replace(hour=0)


def _child_of(parent: int) -> int:
    return int(Path(f"/proc/{parent}/task/{parent}/children").read_text().split()[0])


def _is_zombie(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def _wait_until(condition: Any, seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("sources", "options", "said"),
    [
        ([source("pots")], CrawlOptions(), "JOBTIDE_CONTACT"),
        ([source("https://pots.example/sitemap.xml", "job_posting")], CrawlOptions(), "JOBTIDE_CONTACT"),
        ([source("pots"), source("pots")], CONTACTED, "is there twice"),
        ([source("pots", "carrier_pigeon")], CONTACTED, "no spider for platform 'carrier_pigeon'"),
        ([source("", name="bare")], CONTACTED, "has no token"),
        ([source("pots")], CrawlOptions(contact="x\r\nX-Forged: 1"), "one line"),
        ([source("pots")], CrawlOptions(contact="me"), "neither an e-mail address nor the address of a page"),
        ([source("pots")], CrawlOptions(api_base={"greenhous": "http://x"}), "no spider for platform greenhous"),
        ([source("pots")], CrawlOptions(contact="me@pots.example", max_seconds=0), "max_seconds: must be above 0"),
    ],
)
def test_what_cannot_be_crawled_is_said_before_anyone_is_asked(
    tmp_path: Path, sources: list[Source], options: CrawlOptions, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        crawl(sources, tmp_path, MOMENT, options)
    assert not list(tmp_path.iterdir())


def test_a_moment_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        crawl([], tmp_path, MOMENT.replace(tzinfo=None), CrawlOptions())


def test_one_crawl_at_a_time_fills_a_raw_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one whose parent was killed and which has not ended yet."""
    monkeypatch.setattr(run, "_GRACE", 0.0)
    with (tmp_path / ".sweep.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError, match="in use by another crawl"):
            crawl([source("http://127.0.0.1:9/map.xml", "job_posting", "pots")], tmp_path, MOMENT, CrawlOptions())
    assert not list(runs(tmp_path))


def test_a_sweep_that_goes_on_stays_what_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The week no longer asks for a source that was done before the kill: a recording is of the same sweep still."""
    both = [source("http://127.0.0.1:9/map.xml", "job_posting", name) for name in ("done", "waits")]
    job = {"started_at": MOMENT.isoformat(), "sources": [asdict(s) for s in both]}
    (tmp_path / ".sweep.json").write_text(json.dumps(job), "utf-8")
    monkeypatch.setattr(sys, "executable", "/bin/cp")  # the job is its last argument
    copied = tmp_path / "copied.json"
    monkeypatch.setattr(subprocess, "Popen", lambda command, **more: POPEN([command[0], command[-1], copied], **more))
    crawl(both[1:], tmp_path, MOMENT, CrawlOptions())
    told = json.loads(copied.read_text("utf-8"))
    assert (told["sources"], told["done"]) == (job["sources"], ["done"])
