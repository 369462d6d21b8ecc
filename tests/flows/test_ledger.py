"""What reports printed outlives the warehouse: runs voided and restored, late runs, a lost or old history file."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import cli
from flows.report import report
from pipelines.week import Week
from warehouse.breaks import read_methods
from warehouse.connect import writer
from warehouse.vintages import LedgerError

NOW = Week(2026, 47)


def jobtide(*words: object) -> Any:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("once") / "home"


@pytest.fixture
def filled(house: Any, advert: Any, made_once: Path) -> Any:
    """Six weeks of a board; in the newest a run shows another firm's four adverts. The week's report is written."""
    if made_once.exists():
        shutil.copytree(made_once, house.paths.home, dirs_exist_ok=True)
        return house
    for ago in range(5, -1, -1):
        house.run("board", [advert(n) for n in range(5)], weeks_ago=ago)
    house.run("hut", [advert(f"x{n}", employer="Wrong Ltd", title=f"Baker {n}") for n in range(4)])
    house.ingest()
    report(house.paths, NOW)
    shutil.copytree(house.paths.home, made_once)
    return house


def values(house: Any, series: str = "open", week: Week = NOW) -> list[tuple[int, float]]:
    """(revision, value) as the ledger's file has it."""
    with (house.paths.ledger / "report_value.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if (r["series"], r["ref_week"]) == (series, str(week))]
    return [(int(r["revision"]), float(r["value"])) for r in rows]


def revised(house: Any) -> dict[str, Any]:
    """The report's row of open vacancies in its own week."""
    page = json.loads((house.paths.report(NOW) / "report.json").read_text("utf-8"))
    rows = [r for r in page["tables"]["revisions"] if (r["series"], r["ref_week"]) == ("open", str(NOW))]
    assert len(rows) == 1
    return dict(rows[0])


def void(house: Any, *reason: str) -> None:
    run = "hut@20261116T050000Z"
    done = jobtide(
        "runs", *(["void", run, "--reason", *reason] if reason else ["restore", run]), "--home", house.paths.home
    )
    assert done.exit_code == 0, done.output


def test_the_same_report_again_adds_nothing(filled: Any) -> None:
    before = (filled.paths.ledger / "report_value.csv").read_bytes()
    report(filled.paths, NOW)
    assert (filled.paths.ledger / "report_value.csv").read_bytes() == before
    assert values(filled) == [(0, 9.0)]
    assert revised(filled)["why"] is None


def test_a_voided_run_is_a_revision_that_says_so_and_restoring_it_another(filled: Any) -> None:
    first = revised(filled)["vintage"]
    void(filled, "another firm's adverts")
    report(filled.paths, NOW)
    assert values(filled) == [(0, 9.0), (1, 5.0)]
    row = revised(filled)
    assert (row["first_value"], row["value"], row["change"]) == (9.0, 5.0, -4.0)
    assert row["why"] == "run hut@20261116T050000Z was left out: another firm's adverts"
    assert (row["first_vintage"], row["vintage"] == first) == (first, False)
    page = (filled.paths.report(NOW) / "report.md").read_text("utf-8")
    assert "9 → 5" in page
    assert "was left out: another firm's adverts" in page
    void(filled)
    report(filled.paths, NOW)
    assert values(filled) == [(0, 9.0), (1, 5.0), (2, 9.0)]
    assert (revised(filled)["why"], revised(filled)["n_revisions"], revised(filled)["vintage"]) == (None, 2, first)


def test_a_late_run_is_a_revision_of_the_weeks_it_is_of(filled: Any, advert: Any) -> None:
    filled.run("late", [advert("late", employer="Late Ltd", title="Welder")], weeks_ago=1)
    filled.ingest()
    report(filled.paths, NOW)
    assert values(filled, week=NOW.shift(-1)) == [(0, 5.0), (1, 6.0)]
    assert values(filled, week=NOW.shift(-2)) == [(0, 5.0)]
    with (filled.paths.report(NOW) / "revisions.csv").open(encoding="utf-8") as file:
        why = {(r["series"], r["ref_week"]): r["why"] for r in csv.DictReader(file)}
    assert why["open", str(NOW.shift(-1))] == "1 run of that time came in later"
    assert why["open", str(NOW.shift(-2))] == ""


def test_a_history_built_anew_from_the_raw_store_has_all_that_was_printed_and_voided(filled: Any) -> None:
    void(filled, "another firm's adverts")
    report(filled.paths, NOW)
    filled.ingest()
    before = filled.tables()
    for file in (filled.paths.history, filled.paths.published):
        file.unlink()
    filled.ingest()
    after = filled.tables()
    assert [name for name in before if not before[name].equals(after[name])] == []
    assert filled.ask("SELECT run_id, reason FROM run_void") == [("hut@20261116T050000Z", "another firm's adverts")]
    assert filled.ask("SELECT count(DISTINCT value) FROM report_value WHERE series = 'open'") == [(2,)]
    report(filled.paths, NOW)
    assert values(filled) == [(0, 9.0), (1, 5.0)]


def test_an_old_copy_of_the_history_learns_what_was_printed_since(filled: Any, tmp_path: Path) -> None:
    shutil.copy(filled.paths.history, tmp_path / "backup")
    void(filled, "another firm's adverts")
    report(filled.paths, NOW)
    shutil.copy(tmp_path / "backup", filled.paths.history)
    filled.ingest()
    assert filled.ask("SELECT count(*) FROM run_void") == [(1,)]
    assert values(filled) == [(0, 9.0), (1, 5.0)]


def test_a_lost_ledger_is_written_anew_from_the_history(filled: Any) -> None:
    void(filled, "another firm's adverts")
    report(filled.paths, NOW)
    files = {path.name: path.read_bytes() for path in filled.paths.ledger.iterdir()}
    shutil.rmtree(filled.paths.ledger)
    filled.ingest()
    assert {path.name: path.read_bytes() for path in filled.paths.ledger.iterdir()} == files
    assert set(files) == {"report_value.csv", "run_event.csv"}


def test_a_changed_ledger_stops_publication_and_is_named(filled: Any) -> None:
    file = filled.paths.ledger / "report_value.csv"
    text = file.read_text("utf-8")
    before = filled.paths.published.read_bytes()
    file.write_text(text.replace(",9.0,", ",8.0,", 1), "utf-8")
    with pytest.raises(LedgerError, match=r"report_value\.csv: row \d+ differs"):
        filled.ingest()
    filled.paths.history.unlink()
    with pytest.raises(LedgerError, match=r"report_value\.csv: row \d+ is not as it was printed"):
        filled.ingest()
    assert filled.paths.published.read_bytes() == before
    file.write_text("no,ledger\n1,2\n", "utf-8")
    with pytest.raises(LedgerError, match=r"report_value\.csv: is not as it was written"):
        filled.ingest()


def test_events_that_contradict_each_other_are_an_error(filled: Any) -> None:
    void(filled, "another firm's adverts")
    file = filled.paths.ledger / "run_event.csv"
    file.write_text(file.read_text("utf-8").replace("another firm's", "nobody's"), "utf-8")
    with pytest.raises(LedgerError, match=r"run_event\.csv: its rows differ"):
        filled.ingest()


def test_a_kill_between_noting_and_voiding_is_mended(filled: Any) -> None:
    void(filled, "another firm's adverts")
    with writer(filled.paths.history) as con:
        con.execute("DELETE FROM run_void")
    filled.ingest()
    assert filled.ask("SELECT count(*) FROM run_void") == [(1,)]


def test_the_breaks_of_a_week_are_listed_and_joined_to_every_series(filled: Any) -> None:
    void(filled, "another firm's adverts")
    report(filled.paths, NOW)
    filled.ingest()
    found = filled.ask("SELECT kind, week, subject FROM report.break_week WHERE week IS NOT NULL ORDER BY ALL")
    assert found == [("run_voided", "2026-W47", "hut@20261116T050000Z")]
    methods = filled.ask("SELECT count(*) FROM report.break_week WHERE kind = 'method' AND week IS NULL")
    assert methods == [(read_methods().height,)]
    ((n, told),) = filled.ask("SELECT count(*), count(breaks) FROM report.revision WHERE ref_week = '2026-W47'")
    assert n == told >= 5
    ((value, first, n),) = filled.ask(
        "SELECT value, first_value, n_revisions FROM report.revision WHERE ref_week = '2026-W47' AND series = 'open'"
    )
    assert (value, first, n) == (5.0, 9.0, 1)


def test_sources_that_come_and_go_are_breaks(house: Any, advert: Any) -> None:
    for ago in range(5, -1, -1):
        house.run("board", [advert(1)], weeks_ago=ago)
    for ago in (4, 3, 1):
        house.run("hut", [advert(2)], weeks_ago=ago)
    house.ingest()
    found = house.ask("SELECT kind, week, subject FROM report.break_week WHERE subject = 'hut' ORDER BY week")
    assert found == [
        ("source_added", "2026-W43", "hut"),
        ("source_lost", "2026-W45", "hut"),
        ("source_back", "2026-W46", "hut"),
        ("source_lost", "2026-W47", "hut"),
    ]


def test_another_version_is_a_break_at_its_first_report(filled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import report as stage
    from warehouse.report.content import Versions

    monkeypatch.setattr(stage, "versions", lambda: Versions("0.1.0", "other rules", "t"))
    report(filled.paths, NOW)
    monkeypatch.undo()
    filled.ingest()
    found = filled.ask(
        "SELECT kind, week, subject FROM report.break_week WHERE kind IN ('rules', 'tables') ORDER BY ALL"
    )
    assert found == [("rules", "2026-W47", "other rules"), ("tables", "2026-W47", "t")]


def test_a_home_that_is_cleared_has_no_ledger(filled: Any) -> None:
    filled.paths.clear()
    assert not filled.paths.ledger.exists()
