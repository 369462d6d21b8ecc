"""The weekly flow end to end: a small market, crawled over HTTP by the real spiders, and everything that can fail."""

import csv
import json
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest
from typer.testing import CliRunner

from crawlers import store
from crawlers.items import CrawlRun
from crawlers.market.archive import past_runs
from crawlers.market.server import Fault, MarketServer
from crawlers.market.world import Market, build_market
from flows import cli
from flows.ingest import ingest
from flows.paths import Paths
from flows.settings import Settings
from pipelines.read import read_run
from pipelines.week import Week
from warehouse.connect import reader, writer
from warehouse.load import void_run

pytestmark = pytest.mark.usefixtures("prefect")

NEWEST = 5
BOARD, CUT, SITE = "hollinlode-mutual", "elminspindle-intelligence", "tidewell-jobs"  # the largest of this market
# Files that say what was first printed of a week.
REVISED = {"revisions.csv", "index.html", "report.md", "report.json", "manifest.json"}
# What a table holds of when and how long we crawled, and not of what was seen.
CLOCK = {"main.crawl_run": ["finished_at", "proof"], "history.run": ["finished_at", "proof"]}


class Town(NamedTuple):
    """The small market, its newest week, and a home that holds the five weeks before."""

    market: Market
    past: Path

    @property
    def moment(self) -> datetime:
        return self.market.weeks.crawl_moment(NEWEST)

    @property
    def week(self) -> Week:
        return Week.of(self.moment)

    @property
    def names(self) -> set[str]:
        return {s.source for s in self.market.sources(NEWEST)}

    def crawl(self, server: MarketServer, home: Path, moment: datetime | None = None) -> Any:
        from flows.weekly import weekly

        return weekly(self.week, server.register_rows(), moment or self.moment, settings(server, home))


class Done(NamedTuple):
    """A week that went well, and its server: another has another port, which stands in every address."""

    home: Path
    result: Any
    server: MarketServer


def settings(server: MarketServer, home: Path) -> Settings:
    return Settings(home=home, workers=1, delay=0, api_base={"greenhouse": server.url})


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    from flows.demo import fill_past

    market = build_market(n_weeks=NEWEST + 1, n_boards=8, scale=0.2)
    paths = Paths(tmp_path_factory.mktemp("past"))
    fill_past(market, paths.raw, lambda *_: None)
    ingest(paths.raw, paths.history, paths.published, 1)
    return Town(market, paths.home)


@pytest.fixture
def home(town: Town, tmp_path: Path) -> Path:
    return Path(shutil.copytree(town.past, tmp_path / "home"))


@pytest.fixture
def server(town: Town) -> Iterator[MarketServer]:
    with MarketServer(town.market, NEWEST) as server:
        yield server


@pytest.fixture(scope="module")
def healthy(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Done]:
    home = Path(shutil.copytree(town.past, tmp_path_factory.mktemp("healthy") / "home"))
    with MarketServer(town.market, NEWEST) as server:
        yield Done(home, town.crawl(server, home), server)


def tables(home: Path) -> dict[str, pl.DataFrame]:
    """Every table of the published file, rows in a fixed order."""
    with reader(Paths(home).published) as con:
        names = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return {n: con.execute(f"SELECT * FROM {n} ORDER BY ALL").pl() for (n,) in names}


def timeless(home: Path) -> dict[str, pl.DataFrame]:
    return {name: table.drop(CLOCK.get(name, []), strict=False) for name, table in tables(home).items()}


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def outcomes(runs: list[CrawlRun]) -> dict[str, str]:
    return {run.source: run.outcome for run in runs}


def ask(home: Path, sql: str) -> list[tuple[Any, ...]]:
    with reader(Paths(home).published) as con:
        return con.execute(sql).fetchall()


def assert_same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> None:
    assert one.keys() == other.keys()
    assert [name for name in one if not one[name].equals(other[name])] == []


# A healthy week


def test_a_healthy_week_sees_every_advert_and_is_whole(town: Town, healthy: Done) -> None:
    result = healthy.result
    assert outcomes(result.crawled) == dict.fromkeys(town.names, "complete")
    assert result.degraded == result.broken == []
    shown = {(s.source, a.source_id) for s in town.market.sources(NEWEST) for a in town.market.open_adverts(s, NEWEST)}
    seen = ask(healthy.home, f"SELECT source, source_id FROM sighting JOIN crawl_run USING (source, run_id) "
                             f"WHERE started_at = '{town.moment:%Y-%m-%d %H:%M:%S}'")  # fmt: skip
    assert len(seen) == len(set(seen)) == result.loaded.sightings
    assert set(seen) == shown
    folder = Path(result.reported.folder)
    assert folder == healthy.home / "reports" / "2026-W47"
    assert {"index.html", "report.md", "report.json", "titles.csv"} <= files(folder).keys()


def test_only_what_changed_is_a_new_version(town: Town, healthy: Done) -> None:
    """What stood in the weeks before, read from the archive, has the same hash when it comes over HTTP."""
    new = [a for a in town.market.adverts if a.first_week == NEWEST]
    assert healthy.result.loaded.adverts == len(new) < healthy.result.loaded.sightings
    assert ask(healthy.home, "SELECT count(*) FROM advert") == [(len(town.market.adverts),)]


def test_crawl_and_archive_give_equal_hashes(town: Town, healthy: Done, tmp_path: Path) -> None:
    from flows import demo

    for run in past_runs(town.market, [NEWEST]):
        demo._write(
            tmp_path, run, [a for payload in run.payloads for a in demo._read(payload, run.source, town.moment)]
        )
    filed = {
        (r.raw["source"], r.raw["source_id"], r.content_hash)
        for folder in store.runs(tmp_path)
        for r in read_run(folder).records
    }
    since = f"seen_at >= '{town.moment:%Y-%m-%d}'"
    assert filed == set(ask(healthy.home, f"SELECT source, source_id, content_hash FROM sighting WHERE {since}"))
    assert len(filed) > 100


def test_the_same_week_twice_changes_no_table_and_no_byte(town: Town, healthy: Done, server: MarketServer) -> None:
    folder = Path(healthy.result.reported.folder)
    once, bytes_once = tables(healthy.home), files(folder)
    again = town.crawl(server, healthy.home, town.moment + timedelta(hours=30))
    assert again.crawled == []
    assert server.requests == []
    assert again.loaded == (0, 0, 0, 0)
    assert_same(once, tables(healthy.home))
    assert files(folder) == bytes_once


def test_a_past_week_is_reported_and_not_crawled_and_a_run_that_cannot_be_read_is_named(
    town: Town, home: Path, server: MarketServer
) -> None:
    from flows.weekly import weekly

    lost = store.run_folder(home / "raw", "inklinbeck-health", "inklinbeck-health@20261109T050000Z") / store.ADVERTS
    manifest = lost.with_name(store.RUN)
    lost.write_bytes(b"no gzip")
    manifest.write_text(manifest.read_text().replace('"raw_sha256": "', '"raw_sha256": "0'))  # so it is read anew
    result = weekly(town.week.shift(-1), server.register_rows(), None, settings(server, home))
    assert (result.crawled, server.requests) == ([], [])
    assert result.reported.folder == str(home / "reports" / "2026-W46")
    assert not (home / "reports" / "2026-W47").exists()
    assert len(result.broken) == 1
    assert str(lost) in result.broken[0]
    assert result.degraded == result.broken


# A source that fails


class _Clock(datetime):
    """The command's clock, set to the market's newest week."""

    at: datetime

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        assert tz is UTC
        return cls.at


def register(server: MarketServer, file: Path) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["source", "platform", "token", "employer", "kind", "sector", "country"])
        rows.writerows(
            [s.source, s.platform, s.token, s.name, s.kind, s.sector, s.country] for s in server.register_rows()
        )
    return file


@pytest.fixture
def jobtide_week(
    town: Town, server: MarketServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Any]:
    """``jobtide week`` as a user runs it, so many hours after the week's crawl begins."""
    environment = {
        "JOBTIDE_API_BASE": json.dumps({"greenhouse": server.url}),
        "JOBTIDE_DELAY": "0",
        "JOBTIDE_WORKERS": "1",
    }
    monkeypatch.setattr(cli, "datetime", _Clock)
    file = register(server, tmp_path / "boards.csv")

    def run(home: Path, hours: int = 0) -> Any:
        _Clock.at = town.moment + timedelta(hours=hours)
        return CliRunner(env=environment).invoke(cli.app, ["week", "--home", str(home), "--register", str(file)])

    return run


def test_a_failing_source_is_named_and_the_next_run_tries_only_what_failed(
    town: Town, home: Path, server: MarketServer, jobtide_week: Callable[..., Any]
) -> None:
    server.faults = {BOARD: Fault(status=500), CUT: Fault(truncate=True), SITE: Fault(missing=3)}
    ran = jobtide_week(home)
    assert ran.exit_code == 3, ran.output
    assert f"failed: {BOARD}: http://" in ran.output
    assert "HTTP 500" in ran.output
    assert f"failed: {CUT}: http://" in ran.output
    assert f"partial: {SITE}: " in ran.output
    assert f"crawled {len(town.names)} sources, {len(town.names) - 3} complete" in ran.output
    assert "Traceback" not in ran.output
    folder = home / "reports" / "2026-W47"
    for page in ("index.html", "report.md"):
        text = (folder / page).read_text("utf-8")
        assert all(town.market.board(name).source.name in text for name in (BOARD, CUT, SITE))
    assert json.loads((folder / "report.json").read_text("utf-8"))["sources_degraded"] == sorted([BOARD, CUT, SITE])
    with (folder / "sources.csv").open(encoding="utf-8") as rows:
        came = {row["source"]: row["outcome"] for row in csv.DictReader(rows) if row["outcome"]}
    assert came == dict.fromkeys(town.names, "complete") | {BOARD: "failed", CUT: "failed", SITE: "partial"}
    # silent now, there a week ago: a gap, and none of its adverts is gone
    gone = "SELECT count(*) FROM history.listing WHERE n_complete_runs_since > 0 AND last_seen_at >= '2026-11-09'"
    assert ask(home, f"{gone} AND source IN ('{BOARD}', '{CUT}')") == [(0,)]

    server.faults = {}
    server.requests.clear()
    ran = jobtide_week(home, hours=4)
    # what came partly is not asked again within the week, so the week stays marked
    assert ran.exit_code == 3, ran.output
    assert f"partial: {SITE}" not in ran.output
    assert "crawled 2 sources, 2 complete" in ran.output
    assert not [path for path in server.requests if path.startswith("/sites/")]
    n_open = len(town.market.open_adverts(BOARD, NEWEST))
    sql = "SELECT outcome, n_seen FROM trend.source_week WHERE week = '2026-W47' AND source = "
    assert ask(home, f"{sql}'{BOARD}'") == [("complete", n_open)]
    assert ask(home, f"{sql}'{SITE}'") == [("partial", len(town.market.open_adverts(SITE, NEWEST)) - 3)]


def test_when_every_source_fails_nothing_is_reported(
    town: Town, home: Path, server: MarketServer, jobtide_week: Callable[..., Any]
) -> None:
    server.faults = dict.fromkeys(town.names, Fault(status=500))
    ran = jobtide_week(home)
    assert ran.exit_code == 1
    assert "error: no UK vacancy was seen in 2026-W47; the warehouse holds 2026-W42 to 2026-W46" in ran.output
    assert all(f"{name}: failed: http" in ran.output for name in town.names)
    assert "Traceback" not in ran.output
    assert not (home / "reports").exists()


def test_a_killed_crawl_leaves_failed_sources_and_the_next_run_makes_the_week_whole(
    town: Town, home: Path, healthy: Done
) -> None:
    server = healthy.server
    server.faults = {SITE: Fault(slow=0.4)}
    stamp = f"{town.moment:%Y%m%dT%H%M%SZ}"
    greenhouse = {s.source for s in town.market.sources(NEWEST) if s.platform == "greenhouse"}
    killer = threading.Thread(target=_kill_once, args=(home / "raw", greenhouse, stamp))
    killer.start()
    result = town.crawl(server, home)
    killer.join()
    came = outcomes(result.crawled)
    assert came[SITE] == "failed"
    assert all(came[name] == "complete" for name in greenhouse)
    proof = next(r.proof for r in result.crawled if r.source == SITE)
    assert proof.startswith("the crawl ended with code -9 before this source was done; see .logs/")
    assert SITE in result.degraded
    server.faults = {}
    again = town.crawl(server, home)
    assert set(outcomes(again.crawled)) == {name for name, outcome in came.items() if outcome == "failed"}
    assert again.degraded == []
    whole, mended = timeless(healthy.home), timeless(home)
    # what was printed of the week before it was whole stays on record
    assert mended.pop("main.report_value").height > whole.pop("main.report_value").height
    assert_same(whole, mended)
    one, other = files(Path(healthy.result.reported.folder)), files(home / "reports" / "2026-W47")
    assert {name for name in one if one[name] != other[name]} == REVISED
    with (home / "reports" / "2026-W47" / "revisions.csv").open(encoding="utf-8") as rows:
        why = {(row["series"], row["ref_week"]): row["why"] for row in csv.DictReader(rows)}
    assert why["open", "2026-W47"].endswith("of that time came in later")
    assert why["open", "2026-W46"] == ""


def _kill_once(raw: Path, done: set[str], stamp: str, seconds: float = 60) -> None:
    """Kill -9 the crawl's own process, by its id, as soon as these sources are done."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if all((raw / name / stamp / store.RUN).exists() for name in done):
            for pid in _children("crawlers.run"):
                os.kill(pid, signal.SIGKILL)
            return
        time.sleep(0.02)


def _children(command: str) -> list[int]:
    """Ids of this process's own children that run ``command``."""
    lists = [p.read_text() for p in Path("/proc/self/task").glob("*/children")]
    ours = [int(pid) for pids in lists for pid in pids.split()]
    return [pid for pid in ours if command in Path(f"/proc/{pid}/cmdline").read_text()]


def test_without_a_contact_no_real_host_is_asked(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the package's own register, whose hosts are real: refused before the crawl begins."""
    monkeypatch.delenv("JOBTIDE_CONTACT", raising=False)
    monkeypatch.delenv("JOBTIDE_REGISTER_FILE", raising=False)
    monkeypatch.chdir(tmp_path)  # no .env of whoever runs the tests
    monkeypatch.setattr("subprocess.Popen", lambda *_, **__: pytest.fail("a crawl was started"))
    ran = CliRunner().invoke(cli.app, ["week", "--home", str(tmp_path / "home")])
    assert ran.exit_code == 1, ran.output
    assert "will not be crawled without a contact" in ran.output
    assert "set the contact (JOBTIDE_CONTACT) to an e-mail address or to a page about you" in ran.output
    assert "Traceback" not in ran.output
    assert not (tmp_path / "home" / "raw").exists()
    assert not (tmp_path / "home" / "reports").exists()


# Tasks, alone


def test_sources_due_are_those_without_a_usable_run_in_the_week(
    town: Town, healthy: Done, server: MarketServer, tmp_path: Path
) -> None:
    from flows.weekly import sources_due

    home = Path(shutil.copytree(healthy.home, tmp_path / "home"))
    sources, paths = server.register_rows(), Paths(home)
    assert sources_due.fn(sources, paths, town.week) == []
    assert sources_due.fn(sources, paths, town.week.shift(1)) == sources
    run = next(r.run_id for r in healthy.result.crawled if r.source == BOARD)
    with writer(paths.history) as con:
        void_run(con, run, "it showed another company's adverts")
    assert [s.source for s in sources_due.fn(sources, paths, town.week)] == [BOARD]


def test_new_runs_are_found_in_times_order(town: Town, tmp_path: Path) -> None:
    from flows.weekly import find_new_runs

    assert find_new_runs.fn(Paths(town.past)) == ([], [])
    shutil.copytree(town.past / "raw", tmp_path / "raw")
    (segment,), _ = find_new_runs.fn(Paths(tmp_path))
    starts = [store.read_run(folder).started_at for folder in segment]
    assert starts == sorted(starts)
    assert len(starts) == ask(town.past, "SELECT count(*) FROM crawl_run")[0][0]


def test_a_load_is_tried_again_and_a_crawl_is_not() -> None:
    from flows import weekly

    assert (weekly.extract_and_load.retries, weekly.publish_warehouse.retries) == (2, 2)
    assert weekly.crawl_due.retries == 0
