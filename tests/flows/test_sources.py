"""``jobtide sources``: as an operator calls it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crawlers.items import Source
from crawlers.market.server import Fault, MarketServer
from crawlers.market.world import build_market
from crawlers.sources import read_register
from crawlers.store import RawWriter
from flows.cli import app
from flows.sources import health

MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)


def jobtide(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(app, ["sources", *words])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran.exit_code, ran.output


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MarketServer]:
    market = build_market(n_weeks=4, n_boards=5, scale=0.2)
    with MarketServer(market, 3) as server:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("JOBTIDE_API_BASE", f'{{"greenhouse": "{server.url}"}}')
        monkeypatch.setenv("JOBTIDE_DELAY", "0")
        yield server


def test_health_tells_the_worst_first_with_the_proof(house: Any) -> None:
    house.run("well", [])
    house.run("moved", [], weeks_ago=2)
    for weeks_ago in (1, 0):
        house.run("moved", [], weeks_ago=weeks_ago, outcome="failed")
    house.run("short", [], outcome="partial")
    with RawWriter(house.paths.raw, Source("changed", "test", "employer_board", "Changed"), MONDAY) as writer:
        writer.finish("complete", "whole", finished_at=MONDAY, new_fields=["moon_phase"])
    names = ("new", "well", "changed", "short", "moved")
    sources = [Source(name, "test", "employer_board", name) for name in names]
    found = health(sources, house.paths.raw)
    assert [(h.source.source, h.state, h.n_runs_so) for h in found] == [
        ("moved", "failing", 2), ("short", "short", 1), ("changed", "changing", 1), ("new", "never run", 0),
        ("well", "well", 1),
    ]  # fmt: skip
    assert found[0].complete is not None
    assert found[1].complete is None


def test_health_as_a_command(house: Any, tmp_path: Path) -> None:
    register = tmp_path / "mine.csv"
    register.write_text("source,platform,token,employer,kind\nmoved,greenhouse,pots,Pots,employer_board\n", "utf-8")
    home = ("--home", str(house.paths.home), "--register", str(register))
    assert jobtide("health", *home) == (0, "1 sources: 1 never run\n")
    house.run("moved", [], weeks_ago=1)
    house.run("moved", [], outcome="failed")
    code, said = jobtide("health", *home)
    assert code == 3
    assert "failing for 1 run, last complete 2026-11-09  moved: as the test says" in said


def test_the_register_is_listed_by_platform_and_sector() -> None:
    code, said = jobtide("list", "--platform", "hacker_news")
    assert code == 0
    assert said.endswith("1 sources: hacker_news 1\n")
    assert jobtide("list", "--sector", "knitting") == (0, "no source\n")
    assert jobtide("list")[1].endswith("\n")


def test_a_source_is_tried_and_nothing_is_written(server: MarketServer, tmp_path: Path) -> None:
    board = next(s for s in server.register_rows() if s.platform == "greenhouse")
    code, said = jobtide("check", f"https://boards.greenhouse.io/{board.token}")
    assert code == 0
    assert f"greenhouse.{board.token}: complete:" in said
    assert len(said.splitlines()) > 1, "some adverts by title and place"
    assert list(tmp_path.iterdir()) == []
    code, said = jobtide("check", "https://boards.greenhouse.io/nobodyhere")
    assert code == 1
    assert "failed: " in said
    assert "HTTP 404" in said


def test_a_board_is_added_once_it_was_seen_to_work(server: MarketServer, tmp_path: Path) -> None:
    board = next(s for s in server.register_rows() if s.platform == "greenhouse")
    mine = tmp_path / "mine.csv"
    add = ("add", f"https://boards.greenhouse.io/{board.token}", "--employer", board.name, "--to", str(mine))
    server.faults[board.source] = Fault(status=403)
    code, said = jobtide(*add)
    assert code == 1
    assert "HTTP 403" in said
    assert "is not added" in said
    assert not mine.exists()
    server.faults.clear()
    code, said = jobtide(*add)
    assert code == 0
    assert [(s.platform, s.token, s.name) for s in read_register(mine)] == [("greenhouse", board.token, board.name)]
    code, said = jobtide(*add, "--unchecked")
    assert code == 1
    assert "is there already" in said


def test_a_misspelt_name_is_no_address_and_is_told_what_is_near() -> None:
    code, said = jobtide("check", "greenhouse.deepmin")
    assert code == 1
    assert "near it: greenhouse.deepmind" in " ".join(said.split())
    code, said = jobtide("list", "--platform", "greenhous")
    assert code == 2


@pytest.mark.parametrize("words", [("check", "no such"), ("add", "no such", "--employer", "X", "--to", "x.csv")])
def test_what_is_no_board_is_said(words: tuple[str, ...]) -> None:
    code, said = jobtide(*words)
    assert code == 1
    assert "no address of a board" in said
