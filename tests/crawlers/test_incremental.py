"""What a second crawl asks for, and what a killed one ends with: over real HTTP, through the real child process."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from crawlers.items import CrawlRun, Source
from crawlers.memory import FILE
from crawlers.run import CrawlOptions, crawl, interrupted
from crawlers.store import read_adverts, read_run, run_folder, runs

MONDAY = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'


class Pottery:
    """A board and a site that remember what was asked, and can be edited."""

    def __init__(self) -> None:
        self.server = HTTPServer(host="127.0.0.1", threaded=True)
        self.jobs = {n: f"&lt;p&gt;Fire pots, kiln {n}.&lt;/p&gt;" for n in range(1, 7)}
        self.pages: dict[str, tuple[str, str | None]] = {f"/jobs/{n}": (f"Thrower {n}", "2026-11-01") for n in range(4)}
        self.gives_etags = True
        self.gone: set[str] = set()
        self.before_page: Callable[[str], None] = lambda path: None
        self.server.expect_request("/v1/boards/pots/jobs").respond_with_handler(self._board)
        self.server.expect_request("/map.xml").respond_with_handler(self._map)
        self.server.expect_request("/robots.txt").respond_with_data("")
        self.server.expect_request(re.compile("/jobs/.*")).respond_with_handler(self._page)

    def _tagged(self, request: Request, text: str, kind: str) -> Response:
        response = Response(text, content_type=kind)
        if self.gives_etags:
            response.add_etag()
            response.make_conditional(request)
        return response

    def _board(self, request: Request) -> Response:
        jobs = [
            {"id": n, "title": f"Kiln Operator {n}", "absolute_url": f"https://jobs.example/{n}", "content": text}
            for n, text in self.jobs.items()
        ]
        return self._tagged(request, json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}), "application/json")

    def _map(self, request: Request) -> Response:
        rows = [
            f"<url><loc>{self.server.url_for(path)}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
            for path, (_, day) in self.pages.items()
        ]
        return self._tagged(request, MAP.format("".join(rows)), "application/xml")

    def _page(self, request: Request) -> Response:
        self.before_page(request.path)
        if request.path in self.gone:
            return Response("gone", 404)
        title, _ = self.pages[request.path]
        posting = json.dumps({"@type": "JobPosting", "title": title, "description": "<p>Throw pots.</p>"})
        return self._tagged(request, f'<script type="application/ld+json">{posting}</script>', "text/html")

    def sources(self) -> list[Source]:
        site = self.server.url_for("/map.xml")
        return [
            Source("board", "greenhouse", "employer_board", "Pots Ltd", token="pots"),
            Source("site", "job_posting", "employer_board", "Pots Ltd", token=site),
        ]

    def options(self) -> CrawlOptions:
        return CrawlOptions(delay=0, timeout=10, api_base={"greenhouse": self.server.url_for("/").rstrip("/")})

    def asked(self) -> list[tuple[str, int]]:
        """Paths and statuses of all answers since the last call."""
        told = [(request.path, response.status_code) for request, response in self.server.log]
        self.server.clear_log()
        return sorted(t for t in told if t[0] != "/robots.txt" and "well-known" not in t[0])


@pytest.fixture
def pottery() -> Iterator[Pottery]:
    pottery = Pottery()
    with pottery.server:
        yield pottery


def sweep(pottery: Pottery, raw: Path, weeks: int, **options: Any) -> dict[str, CrawlRun]:
    found = crawl(pottery.sources(), raw, MONDAY + weeks * WEEK, replace(pottery.options(), **options))
    return {run.source: run for run in found}


def rows(raw: Path, run: CrawlRun) -> dict[str, dict[str, Any]]:
    """By id, without their number: pages are written in the order of their answers."""
    found = read_adverts(run_folder(raw, run.source, run.run_id))
    return {row["source_id"]: row | {"record": None} for row in found}


def test_an_unchanged_board_costs_its_listing_and_nothing_more(pottery: Pottery, tmp_path: Path) -> None:
    first = sweep(pottery, tmp_path, 0)
    pottery.asked()
    second = sweep(pottery, tmp_path, 1)
    assert pottery.asked() == [("/map.xml", 304), ("/v1/boards/pots/jobs", 304)]
    for name, n in (("board", 6), ("site", 4)):
        assert (second[name].outcome, second[name].n_listed, second[name].n_fetched) == ("complete", n, n)
        assert f"0 records fetched; {n} unchanged" in second[name].proof
        assert {r["unchanged_since"] for r in rows(tmp_path, second[name]).values()} == {first[name].run_id}
        assert rows(tmp_path, second[name]).keys() == rows(tmp_path, first[name]).keys()


def test_only_what_is_new_or_changed_is_asked_for(pottery: Pottery, tmp_path: Path) -> None:
    sweep(pottery, tmp_path, 0)
    pottery.jobs[2] = "&lt;p&gt;Fire tiles.&lt;/p&gt;"
    del pottery.jobs[6]
    pottery.pages |= {"/jobs/1": ("Glazer", "2026-11-18"), "/jobs/new": ("Packer", "2026-11-18")}
    del pottery.pages["/jobs/0"]
    pottery.asked()
    second = sweep(pottery, tmp_path, 1)
    assert pottery.asked() == [
        ("/jobs/1", 200), ("/jobs/new", 200), ("/map.xml", 200), ("/v1/boards/pots/jobs", 200),
    ]  # fmt: skip
    board, site = rows(tmp_path, second["board"]), rows(tmp_path, second["site"])
    assert {n for n, row in board.items() if row["unchanged_since"] is None} == {"2"}
    assert board.keys() == {"1", "2", "3", "4", "5"}
    assert {n: row["title"] for n, row in site.items() if row["title"]} == {"/jobs/1": "Glazer", "/jobs/new": "Packer"}
    assert site.keys() == {"/jobs/1", "/jobs/2", "/jobs/3", "/jobs/new"}


def test_pages_without_a_date_are_asked_again_after_four_weeks_and_then_conditionally(
    pottery: Pottery, tmp_path: Path
) -> None:
    pottery.pages = {path: (title, None) for path, (title, _) in pottery.pages.items()}
    sweep(pottery, tmp_path, 0)
    pottery.asked()
    sweep(pottery, tmp_path, 3)
    assert [path for path, _ in pottery.asked() if path.startswith("/jobs/")] == []
    pottery.pages["/jobs/2"] = ("Glazer", None)
    run = sweep(pottery, tmp_path, 4)["site"]
    told = [t for t in pottery.asked() if t[0].startswith("/jobs/")]
    assert told == [("/jobs/0", 304), ("/jobs/1", 304), ("/jobs/2", 200), ("/jobs/3", 304)]
    assert [row["title"] for row in rows(tmp_path, run).values() if row["title"]] == ["Glazer"]


def test_a_stale_sitemap_does_not_keep_what_is_gone(pottery: Pottery, tmp_path: Path) -> None:
    sweep(pottery, tmp_path, 0)
    pottery.gone = {"/jobs/3"}
    assert sweep(pottery, tmp_path, 12)["site"].n_fetched == 4
    run = sweep(pottery, tmp_path, 13)["site"]
    assert (run.outcome, run.n_fetched) == ("complete", 3)
    assert "1 gone" in run.proof


def test_a_board_without_validators_writes_only_changed_words(pottery: Pottery, tmp_path: Path) -> None:
    pottery.gives_etags = False
    sweep(pottery, tmp_path, 0)
    run = sweep(pottery, tmp_path, 1)["board"]
    assert "0 records fetched; 6 unchanged" in run.proof


@pytest.mark.parametrize("loss", ["memory", "base", "void"])
def test_words_that_rest_on_nothing_are_asked_for_again(pottery: Pottery, tmp_path: Path, loss: str) -> None:
    first = sweep(pottery, tmp_path, 0)
    void: frozenset[str] = frozenset()
    if loss == "memory":
        (tmp_path / FILE).unlink()
    elif loss == "base":
        for run in first.values():
            for file in run_folder(tmp_path, run.source, run.run_id).iterdir():
                file.unlink()
    else:
        void = frozenset(run.run_id for run in first.values())
    for run in crawl(pottery.sources(), tmp_path, MONDAY + WEEK, pottery.options(), void):
        assert all(row["title"] for row in rows(tmp_path, run).values())
        assert (run.outcome, run.n_fetched) == ("complete", {"board": 6, "site": 4}[run.source])


def test_all_is_asked_anew_where_that_is_wanted(pottery: Pottery, tmp_path: Path) -> None:
    sweep(pottery, tmp_path, 0)
    pottery.asked()
    run = sweep(pottery, tmp_path, 1, recalls=False)["site"]
    assert {status for _, status in pottery.asked()} == {200}
    assert all(row["title"] for row in rows(tmp_path, run).values())


PARENT = """
import json, sys
from datetime import datetime
from pathlib import Path
from crawlers.items import Source
from crawlers.run import CrawlOptions, crawl

job = json.loads(sys.argv[1])
sources, options = [Source(**s) for s in job["sources"]], CrawlOptions(**job["options"])
crawl(sources, Path(job["raw"]), datetime.fromisoformat(job["at"]), options)
"""


@pytest.mark.parametrize("victim", ["crawl", "parent"])
def test_a_killed_crawl_goes_on_and_ends_with_the_same_rows(pottery: Pottery, tmp_path: Path, victim: str) -> None:
    pottery.pages = {f"/jobs/{n}": (f"Thrower {n}", "2026-11-01") for n in range(40)}
    undisturbed = sweep(pottery, tmp_path / "whole", 0)
    pottery.asked()
    reached, go_on = Event(), Event()

    def pause(path: str) -> None:
        if path == "/jobs/20" and not go_on.is_set():
            reached.set()
            go_on.wait(20)

    pottery.before_page = pause
    raw = tmp_path / "torn"
    job = {"sources": [asdict(s) for s in pottery.sources()], "raw": str(raw), "at": MONDAY.isoformat()}
    job |= {"options": asdict(pottery.options())}
    parent = subprocess.Popen([sys.executable, "-c", PARENT, json.dumps(job)])
    assert reached.wait(20)
    child = int(Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()[0])
    os.kill(parent.pid, signal.SIGKILL)
    if victim == "crawl":
        os.kill(child, signal.SIGKILL)
    parent.wait()
    go_on.set()
    _wait_until(lambda: not Path(f"/proc/{child}").exists() or ") Z " in Path(f"/proc/{child}/stat").read_text())
    assert [folder.parent.name for folder in runs(raw)] == ["board"], "the board was done, the site was not"
    assert interrupted(raw) == MONDAY
    answered = {path for path, _ in pottery.asked() if path.startswith("/jobs/")}
    resumed = sweep(pottery, raw, 0)
    again = {path for path, _ in pottery.asked() if path.startswith("/jobs/")}
    assert again | answered == set(pottery.pages)
    assert len(again & answered) <= 3, "but for answers on their way at the kill, nothing is asked twice"
    for name, run in undisturbed.items():
        assert rows(tmp_path / "whole", run) == rows(raw, resumed[name])
        assert (resumed[name].outcome, resumed[name].n_listed) == (run.outcome, run.n_listed)
    assert interrupted(raw) is None
    assert not list(raw.glob("*/*.partial"))


def test_nothing_rests_on_a_run_that_died(pottery: Pottery, tmp_path: Path) -> None:
    """The crawl's process dies after a board is done: the site's run fails with no rows, and no later run leans on it.

    And the next crawl, begun at once, gets by with a store that the power left torn.
    """
    reached, go_on = Event(), Event()

    def pause(path: str) -> None:
        if path == "/jobs/3" and not go_on.is_set():
            reached.set()
            go_on.wait(20)

    pottery.before_page = pause
    job = {"sources": [asdict(s) for s in pottery.sources()], "raw": str(tmp_path), "at": MONDAY.isoformat()}
    job |= {"options": asdict(pottery.options())}
    parent = subprocess.Popen([sys.executable, "-c", PARENT, json.dumps(job)])
    assert reached.wait(20)
    _wait_until(lambda: any(runs(tmp_path)))
    os.kill(int(Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()[0]), signal.SIGKILL)
    go_on.set()
    assert parent.wait(20) == 0
    died = {read_run(folder).source: read_run(folder) for folder in runs(tmp_path)}
    assert (died["board"].outcome, died["site"].outcome, died["site"].n_fetched) == ("complete", "failed", 0)
    (tmp_path / ".sweep.json").write_text("", "utf-8")
    assert interrupted(tmp_path) is None
    (run_folder(tmp_path, "board", died["board"].run_id) / "run.json").write_text("{", "utf-8")
    later = sweep(pottery, tmp_path, 1)
    for name, n in (("board", 6), ("site", 4)):
        assert (later[name].outcome, later[name].n_fetched) == ("complete", n)
        assert all(row["title"] for row in rows(tmp_path, later[name]).values())


def _wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
