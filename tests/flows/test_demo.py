"""The demo on a small market: a whole report, said to be simulated; again, nothing changes; broken off, it goes on."""

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

from crawlers import store
from crawlers.market.world import Market, build_market
from flows.paths import Paths
from flows.settings import Settings
from warehouse.connect import reader

pytestmark = pytest.mark.usefixtures("prefect")


class Demo(NamedTuple):
    market: Market
    home: Path
    result: Any
    steps: list[tuple[str, int, int]]


def run(market: Market, home: Path, steps: list[tuple[str, int, int]]) -> Any:
    from flows.demo import demo

    return demo(Settings(home=home, workers=1), lambda *step: steps.append(step), market)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    market, home, steps = build_market(n_weeks=5, n_boards=6, scale=0.2), tmp_path_factory.mktemp("demo"), []
    return Demo(market, home, run(market, home, steps), steps)


def tables(home: Path) -> dict[str, pl.DataFrame]:
    with reader(Paths(home).published) as con:
        names = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        return {n: con.execute(f"SELECT * FROM {n} ORDER BY ALL").pl() for (n,) in names}


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def report(home: Path) -> dict[str, bytes]:
    return files(home / "reports")


def past_runs_of(home: Path) -> list[Path]:
    newest = "20261116T050000Z"
    return [folder for folder in store.runs(home / "raw") if folder.name != newest]


def test_the_demo_holds_the_whole_market_and_its_newest_week_was_crawled(first: Demo) -> None:
    with reader(Paths(first.home).published) as con:
        seen = con.execute("SELECT week, count(*) FROM sighting JOIN history.run USING (source, run_id) GROUP BY ALL")
        by_week = dict(seen.fetchall())
    market = first.market
    assert by_week == {
        market.weeks.label(week): sum(len(market.open_adverts(s, week)) for s in market.sources(week))
        for week in range(market.weeks.n)
    }
    assert {r.source for r in first.result.crawled} == {s.source for s in market.sources(market.weeks.n - 1)}
    assert {r.outcome for r in first.result.crawled} == {"complete"}
    assert first.result.degraded == []
    assert first.result.loaded.rejects == 0


def test_progress_counts_the_runs_of_the_past(first: Demo) -> None:
    n = len(past_runs_of(first.home))
    assert first.steps == [("writing the simulated past", done, n) for done in range(1, n + 1)]


def test_no_report_on_the_market_can_be_taken_for_one_on_the_world(first: Demo) -> None:
    pages = report(first.home)
    assert b"simulated" in pages["2026-W47/index.html"].lower()
    assert b"simulated" in pages["2026-W47/report.md"].lower()


def test_a_second_call_loads_nothing_and_changes_no_table_and_no_byte(first: Demo) -> None:
    before, raw, pages = tables(first.home), files(first.home / "raw"), report(first.home)
    again = run(first.market, first.home, steps := [])
    assert (again.crawled, again.loaded, steps) == ([], (0, 0, 0, 0), [])
    after = tables(first.home)
    assert before.keys() == after.keys()
    assert [name for name in before if not before[name].equals(after[name])] == []
    assert files(first.home / "raw") == raw
    assert report(first.home) == pages


def test_a_fill_that_was_broken_off_is_completed_to_the_same_bytes(first: Demo, tmp_path: Path) -> None:
    from flows.demo import fill_past

    raw = Path(shutil.copytree(first.home / "raw", tmp_path / "raw"))
    whole = files(raw)
    every = past_runs_of(tmp_path)
    lost = [every[0], *every[-3:]]
    for folder in lost:
        shutil.rmtree(folder)
    half = lost[0].with_name(f"{lost[0].name}.partial")
    half.mkdir()
    (half / store.ADVERTS).write_bytes(b"half")
    fill_past(first.market, raw, lambda *_: None)
    assert files(raw) == whole


def test_a_demo_goes_on_where_an_earlier_one_stopped(first: Demo, tmp_path: Path) -> None:
    """Stopped in the fill: half of the past stands, nothing was loaded."""
    for folder in past_runs_of(first.home)[::2]:
        shutil.copytree(folder, tmp_path / "raw" / folder.parent.name / folder.name)
    result = run(first.market, tmp_path, [])
    assert result.degraded == []
    assert result.loaded == first.result.loaded
    assert result.reported.total == first.result.reported.total
    wanted, found = ({n: t for n, t in tables(h).items() if n.startswith("trend.")} for h in (first.home, tmp_path))
    assert wanted.keys() == found.keys()
    differing = {
        f"{name}.{column}"
        for name in wanted
        for column in wanted[name].columns
        # the address of what was crawled holds the port that the market happened to be served at
        if column != "url" and not wanted[name][column].equals(found[name][column])
    }
    assert differing == set()


def test_a_home_with_real_runs_is_refused(house: Any, advert: Any) -> None:
    house.run("board", [advert(1)])
    with pytest.raises(ValueError, match="holds runs of board; choose another --home"):
        run(build_market(n_weeks=4, n_boards=4, scale=0.1), house.paths.home, [])
