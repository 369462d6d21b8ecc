"""``jobtide doctor``: each thing that can be wrong is made, found, and named with its cure."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from crawlers import store
from flows import doctor, terminal
from flows.cli import app
from flows.doctor import Check, examine
from flows.lock import one_writer
from flows.settings import Settings
from warehouse.connect import writer

NOW = datetime(2026, 11, 18, tzinfo=UTC)
FILES = [("jobtide.history.duckdb", "history"), ("jobtide.duckdb", "published file")]
CHECKS = ["register", "contact", "home folder", "disk", "lock", "raw store", "history", "published file", "sources",
          "Prefect"]  # fmt: skip


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in [n for n in os.environ if n.startswith("JOBTIDE_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    monkeypatch.setattr(terminal.out, "width", 300)


@pytest.fixture
def filled(house: Any, advert: Any) -> Path:
    house.run("board", [advert(1)], weeks_ago=1)
    house.run("board", [advert(1), advert(2)])
    house.ingest()
    return Path(house.paths.home)


def look(home: Path, now: datetime = NOW, **settings: Any) -> dict[str, Check]:
    return {c.what: c for c in examine(Settings(home=home, **settings), now)}


class Command(NamedTuple):
    exit_code: int
    lines: dict[str, str]


def command(home: Path, **environment: str) -> Command:
    ran = CliRunner(env=environment).invoke(app, ["doctor", "--home", str(home)])
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    return Command(ran.exit_code, {line[8:].split(":")[0]: line for line in ran.output.splitlines()})


def assert_fault(home: Path, what: str, *said: str) -> None:
    """The check finds a fault that says so, has a cure, and makes the command's exit code 1; the others still run."""
    checks = look(home)
    assert list(checks) == CHECKS
    assert checks[what].state == "fault"
    assert checks[what].cure
    assert all(words in checks[what].found for words in said), checks[what].found
    ran = command(home)
    assert ran.exit_code == 1
    assert ran.lines[what].startswith("fault ")
    assert checks[what].cure in ran.lines[what]


def test_a_healthy_home_has_no_fault(filled: Path) -> None:
    checks = look(filled, contact="https://marsh.example/about")
    assert list(checks) == CHECKS
    assert {c.state for c in checks.values()} == {"ok"}, checks
    assert checks["raw store"].found == "2 runs"
    assert checks["history"].found == "2 adverts, every law holds"
    assert checks["published file"].found == "weeks 2026-W46 to 2026-W47"
    assert checks["sources"].found == "1 crawled, the last run of each gave adverts"
    assert command(filled).exit_code == 0


def test_an_empty_home_is_told_how_to_begin(tmp_path: Path) -> None:
    home = tmp_path / "new"
    checks = look(home)
    assert {what for what, c in checks.items() if c.state == "warning"} == {"contact", "history", "published file"}
    assert all("jobtide demo" in checks[what].cure for what in ("history", "published file"))
    assert command(home).exit_code == 0
    assert not home.exists(), "looking makes nothing"


def test_no_contact_is_a_warning_with_its_cure(tmp_path: Path) -> None:
    check = look(tmp_path)["contact"]
    assert (check.state, check.found) == ("warning", "none")
    assert "set JOBTIDE_CONTACT" in check.cure
    assert "https://marsh.example" in command(tmp_path, JOBTIDE_CONTACT="https://marsh.example").lines["contact"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("platform,token,employer,kind\npigeon,tern,Tern Ltd,employer_board\n", "line 2, column platform: 'pigeon'"),
        ("platform,token,employer\ngreenhouse,tern,Tern Ltd\n", "line 1, column kind: is missing"),
        ("platform,token,employer,kind\ngreenhouse,tern\n", "line 2: has not as many columns"),
        (None, "boards.csv"),
    ],
)
def test_a_broken_register_is_a_fault(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "boards.csv"
    if text is not None:
        file.write_text(text, "utf-8")
    check = look(tmp_path, register_file=file)["register"]
    assert check.state == "fault"
    assert str(file) in check.found
    assert said in check.found
    assert check.cure
    ran = command(tmp_path, JOBTIDE_REGISTER_FILE=str(file))
    assert (ran.exit_code, ran.lines["register"][:5]) == (1, "fault")


def test_a_home_that_cannot_be_written_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:  # who may write anywhere: then at least the question must be asked
        monkeypatch.setattr(doctor.os, "access", lambda path, mode: (path, mode) != (tmp_path.resolve(), os.W_OK))
    else:
        tmp_path.chmod(0o500)
    check = look(tmp_path)["home folder"]
    tmp_path.chmod(0o700)
    assert (check.state, check.found) == ("fault", f"{tmp_path} cannot be written")
    assert "--home or JOBTIDE_HOME" in check.cure


def test_a_home_that_is_a_file_is_a_fault(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("a letter")
    assert look(home)["home folder"].state == "fault"
    assert command(home).exit_code == 1


def test_a_home_deep_below_what_exists_can_be_made(tmp_path: Path) -> None:
    assert look(tmp_path / "a" / "b" / "c")["home folder"].state == "ok"


def test_a_full_disk_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage._replace(free=10**9))
    check = look(tmp_path)["disk"]
    assert (check.state, check.found) == ("warning", "1.0 GB free")
    assert "make room" in check.cure


def test_a_home_in_use_is_a_warning(filled: Path) -> None:
    with one_writer(filled / ".jobtide.lock"):
        checks = look(filled)
    check = checks["lock"]
    assert check.state == checks["history"].state == "warning", "a file that is being written is not a broken one"
    assert f"process {os.getpid()}" in check.found
    assert check.cure == "wait for it to end"
    assert look(filled)["lock"].state == "ok"


def test_a_broken_manifest_is_a_fault(filled: Path) -> None:
    manifest = next(store.runs(filled / "raw")) / store.RUN
    manifest.write_text('{"source": "board"}')
    assert_fault(filled, "raw store", str(manifest), "not a run manifest")


def test_a_run_left_half_written_is_counted_and_does_no_harm(filled: Path) -> None:
    run = next(store.runs(filled / "raw"))
    shutil.copytree(run, run.with_name("20261118T050000Z.partial"))
    check = look(filled)["raw store"]
    assert (check.state, check.found) == ("ok", "2 runs, 1 left half-written by a stopped crawl")
    assert "nothing reads them" in check.cure


@pytest.mark.parametrize(("name", "what"), FILES)
def test_a_broken_warehouse_file_is_a_fault(filled: Path, name: str, what: str) -> None:
    file = filled / name
    file.write_bytes(b"this was a database once, and is long enough to be taken for one" * 200)
    assert_fault(filled, what, name)


@pytest.mark.parametrize(("name", "what"), FILES)
def test_a_warehouse_file_with_a_hole_is_a_fault(filled: Path, name: str, what: str) -> None:
    """Its head is whole, so that it opens; its pages are not, so that it cannot be read."""
    file = filled / name
    whole = file.read_bytes()
    file.write_bytes(whole[:12288] + b"\xa5" * (len(whole) - 12288))
    assert_fault(filled, what)


@pytest.mark.parametrize(("name", "what"), FILES)
def test_a_warehouse_file_without_our_tables_is_a_fault(tmp_path: Path, name: str, what: str) -> None:
    with writer(tmp_path / name) as con:
        con.execute("CREATE TABLE another (thing INTEGER)")
    assert_fault(tmp_path, what)


def test_a_broken_law_is_a_fault(filled: Path) -> None:
    with writer(filled / "jobtide.history.duckdb") as con:
        con.execute("DELETE FROM sighting")
    assert_fault(filled, "history", "broken laws: ", "raw_is_sightings_and_rejects")


def test_a_source_whose_last_run_failed_is_a_warning(house: Any, advert: Any) -> None:
    for source, outcome in (("good", "complete"), ("ill", "failed"), ("shut", "skipped_by_policy")):
        house.run(source, [advert(1)], weeks_ago=1)
        house.run(source, [advert(1)] if outcome == "complete" else [], outcome=outcome)
    house.ingest()
    check = look(house.paths.home)["sources"]
    assert (check.state, check.found) == ("warning", "last run without adverts: ill, shut")
    assert "jobtide runs list" in check.cure
    assert "`jobtide week` tries failed ones again" in check.cure


def test_a_source_long_unseen_is_overdue_by_its_own_cadence(house: Any, advert: Any) -> None:
    house.run("weekly", [advert(1)])
    house.run("monthly", [advert(1)], cadence_days=30)
    house.ingest()

    def found(days: int) -> tuple[str, str]:
        check = look(house.paths.home, datetime(2026, 11, 16, 6, tzinfo=UTC) + timedelta(days=days))["sources"]
        return check.state, check.found

    assert found(13) == ("ok", "2 crawled, the last run of each gave adverts")
    assert found(15) == ("warning", "overdue: weekly")
    assert found(61) == ("warning", "overdue: monthly, weekly")


def test_many_sources_in_trouble_are_summed_up(house: Any) -> None:
    for number in range(8):
        house.run(f"board{number}", [], outcome="failed")
    house.ingest()
    assert look(house.paths.home)["sources"].found.endswith("board3, board4 and 3 more")


def test_the_prefect_server_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "its own" in look(tmp_path)["Prefect"].found
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    assert look(tmp_path)["Prefect"].found == "server http://127.0.0.1:4200/api"
