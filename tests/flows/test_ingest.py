"""From raw runs to a published warehouse: idempotent, only what is new, nothing lost, a bad run undone."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawlers import store
from flows import ingest as stage
from flows.lock import one_writer
from flows.paths import Paths
from pipelines.extract.facts import Extractor
from warehouse.check import LawBrokenError
from warehouse.connect import reader, writer
from warehouse.load import restore_run, void_run
from warehouse.publish import publish


def test_an_advert_becomes_rows_that_point_at_its_words(house: Any, advert: Any) -> None:
    house.run("board", [advert(1, payload={"hr": "x"})])
    done = house.ingest()
    assert (done.runs, done.sightings, done.rejects, done.adverts) == (1, 1, 0, 1)
    ((family, region, low, high, basis),) = house.ask(
        "SELECT title_family, region, pay_min, pay_max, pay_basis FROM advert"
    )
    assert (family, region) == ("Machine Learning Engineer", "Yorkshire and The Humber")
    assert (low, high, basis) == (50_000, 60_000, "stated")
    cut = "CASE e.field WHEN 'text' THEN a.text WHEN 'place_raw' THEN a.place_raw ELSE a.title_raw END"
    facts = dict(
        house.ask(
            f"SELECT fact, substring({cut}, start_char + 1, end_char - start_char) "
            "FROM evidence e JOIN advert a USING (advert_id) WHERE e.ordinal = 0"
        )
    )
    assert facts["pay"] == "£50,000 - £60,000 a year"
    assert facts["town"] == "Leeds"
    skills = house.ask("SELECT skill_id, surface FROM mention ORDER BY ALL")
    assert ("python", "Python") in skills


def test_loading_twice_changes_no_table(house: Any, advert: Any) -> None:
    house.run("board", [advert(1), advert(2), advert(2)], weeks_ago=1)
    house.run("board", [advert(1), advert(3, title="")])
    house.ingest()
    once = house.tables()
    assert house.ingest().runs == 0
    twice = house.tables()
    assert once.keys() == twice.keys()
    assert all(once[name].equals(twice[name]) for name in once)


def test_an_unchanged_advert_is_a_sighting_and_no_new_extraction(
    house: Any, advert: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.run("board", [advert(1), advert(2)], weeks_ago=1)
    house.ingest()
    read: list[int] = []
    facts = Extractor.facts
    monkeypatch.setattr(Extractor, "facts", lambda self, batch: read.append(len(batch)) or facts(self, batch))
    house.run("board", [advert(1), advert(2), advert(3)])
    assert house.ingest().adverts == 1
    assert sum(read) == 1
    assert house.ask("SELECT count(*) FROM sighting") == [(5,)]


def test_a_changed_advert_is_a_second_version_of_one_listing(house: Any, advert: Any) -> None:
    house.run("board", [advert(1)], weeks_ago=1)
    house.run("board", [advert(1, title="Senior Machine Learning Engineer")])
    house.ingest()
    assert house.ask("SELECT n_versions, n_sightings FROM history.listing") == [(2, 2)]
    assert house.ask("SELECT seniority FROM history.vacancy") == [("senior",)]


def test_a_run_written_anew_replaces_its_slice_and_its_orphans(house: Any, advert: Any) -> None:
    house.run("board", [advert(1), advert(2)])
    house.ingest()
    house.run("board", [advert(1)])
    house.ingest()
    assert house.ask("SELECT source_id FROM sighting") == [("1",)]
    assert house.ask("SELECT source_id FROM advert") == [("1",)]


def test_a_voided_run_leaves_every_number_and_can_come_back(house: Any, advert: Any) -> None:
    for week in (4, 3, 2, 1):
        house.run("board", [advert(1)], weeks_ago=week)
    house.ingest()
    good = house.tables()
    bad = house.run("board", [advert(i) for i in range(2, 50)])
    house.ingest()
    assert house.ask("SELECT count(*) FROM history.arrival") == [(48,)]
    with writer(house.paths.history) as con:
        void_run(con, bad.run_id, "the board showed another company's adverts")
    stage.rebuild(house.paths.history)
    publish(house.paths.history, house.paths.published)
    undone = house.tables()
    models = [name for name in undone if name.partition(".")[0] in ("history", "trend", "report")]
    assert len(models) > 10
    assert all(undone[name].equals(good[name]) for name in models)
    with writer(house.paths.history) as con:
        restore_run(con, bad.run_id)
    stage.rebuild(house.paths.history)
    publish(house.paths.history, house.paths.published)
    assert house.ask("SELECT count(*) FROM history.arrival") == [(48,)]


def test_stock_is_never_news(house: Any, advert: Any) -> None:
    for week in (3, 2, 1, 0):
        house.run("old board", [advert(i) for i in range(10)] + [advert(100 + week)], weeks_ago=week)
    house.run("new board", [advert(i) for i in range(500)])
    house.ingest()
    # only what the old board showed for the first time after three complete weeks
    assert house.ask("SELECT source, source_id FROM history.arrival") == [("old board", "100")]


def test_a_failed_week_is_a_gap_and_closes_nothing(house: Any, advert: Any) -> None:
    house.run("board", [advert(1)], weeks_ago=2)
    house.run("board", [], weeks_ago=1, outcome="failed")
    house.run("board", [advert(1)])
    house.ingest()
    assert house.ask("SELECT n_complete_runs_since FROM history.listing") == [(0,)]
    weeks = house.ask("SELECT outcome, n_seen FROM trend.source_week ORDER BY monday_on")
    assert weeks == [("complete", 1), ("failed", None), ("complete", 1)]


def test_one_broken_run_is_named_and_the_others_are_loaded(house: Any, advert: Any) -> None:
    broken = house.run("broken board", [advert(1)])
    house.run("board", [advert(2)])
    file = store.run_folder(house.paths.raw, "broken board", broken.run_id) / store.ADVERTS
    file.write_bytes(b"not gzip")
    done = house.ingest()
    assert len(done.broken) == 1
    assert str(file) in done.broken[0]
    assert house.ask("SELECT source FROM sighting") == [("board",)]


def test_one_broken_manifest_is_named_and_the_others_are_loaded(house: Any, advert: Any) -> None:
    broken = house.run("broken board", [advert(1)])
    house.run("board", [advert(2)])
    file = store.run_folder(house.paths.raw, "broken board", broken.run_id) / store.RUN
    file.write_text("{", "utf-8")
    done = house.ingest()
    assert [str(file) in line for line in done.broken] == [True]
    assert house.ask("SELECT source FROM sighting") == [("board",)]


def test_a_broken_law_stops_publication(house: Any, advert: Any) -> None:
    house.run("board", [advert(1)])
    house.ingest()
    before = house.paths.published.read_bytes()
    with writer(house.paths.history) as con:
        con.execute("DELETE FROM sighting")
    with pytest.raises(LawBrokenError, match="raw_is_sightings_and_rejects"):
        stage.rebuild(house.paths.history)
    assert house.paths.published.read_bytes() == before


KILLED = """
import os, signal, sys
from pathlib import Path
from flows.ingest import ingest
from flows.paths import Paths
from warehouse import load
inner = load.insert
count = 0
def insert(con, name, frame):
    global count
    count += 1
    if count == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    inner(con, name, frame)
load.insert = insert
paths = Paths(Path(sys.argv[1]))
ingest(paths.raw, paths.history, paths.published, 1)
"""


@pytest.mark.parametrize("at_insert", [1, 3, 6, 8])
def test_a_kill_in_the_middle_of_a_load_loses_nothing(house: Any, advert: Any, tmp_path: Path, at_insert: int) -> None:
    house.run("board", [advert(i) for i in range(20)], weeks_ago=1)
    house.ingest()
    house.run("board", [advert(i) for i in range(10, 40)])
    before = house.tables()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(at_insert)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert all(before[name].equals(table) for name, table in house.tables().items())
    house.ingest()
    disturbed = house.tables()
    for leftover in (house.paths.history, house.paths.published):
        leftover.unlink()
    house.ingest()
    undisturbed = house.tables()
    assert all(undisturbed[name].equals(disturbed[name]) for name in undisturbed)


def test_a_second_writer_stops_at_once_and_names_the_first(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    with one_writer(paths.lock):
        held = subprocess.run(
            [sys.executable, "-c", f"from pathlib import Path; from flows.lock import one_writer\n"
             f"with one_writer(Path({str(paths.lock)!r})): pass"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert held.returncode != 0
    assert f"process {os.getpid()}" in held.stderr
    with one_writer(paths.lock):
        pass


def test_a_reader_is_never_shut_out_by_the_writer(house: Any, advert: Any) -> None:
    house.run("board", [advert(1)])
    house.ingest()
    with reader(house.paths.published) as early, writer(house.paths.history):
        assert early.execute("SELECT count(*) FROM advert").fetchone() == (1,)
        house.run("board", [advert(1), advert(2)])
    house.ingest()
    assert house.ask("SELECT count(*) FROM advert") == [(2,)]


def test_a_reader_cannot_touch_other_files(house: Any, advert: Any) -> None:
    house.run("board", [advert(1)])
    house.ingest()
    with reader(house.paths.published) as con, pytest.raises(Exception, match=r"(?i)disabled|permission"):
        con.execute("SELECT * FROM read_text('/etc/hostname')")


def test_what_answered_404_and_a_listing_that_did_are_rows_of_their_run(house: Any, advert: Any) -> None:
    house.run("board", [advert(1), advert(2)], weeks_ago=1)
    board, at = store.read_source(next(store.runs(house.paths.raw))), datetime(2026, 11, 16, 5, tzinfo=UTC)
    with store.RawWriter(house.paths.raw, board, at) as run:
        run.finish("partial", "gone", finished_at=at, n_listed=5, gone=["2", "/other"], is_removed=True)
    house.ingest()
    assert house.ask("SELECT ordinal, source, source_id FROM gone ORDER BY ordinal") == [
        (0, "board", "2"), (1, "board", "/other"), (2, "board", None)
    ]  # fmt: skip
