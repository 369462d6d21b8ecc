import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.memory import FILE, Item, Known, Listing, Memory, Validators

OLD, NEW = Known("https://pots.example/1", "d1", "pots@1"), Known("https://pots.example/1", "d2", "pots@2")
PAGE = Item("2026-11-01", Validators('"a"', None), ["1"], 0, True, "pots@1")
LISTING = Listing(Validators(None, "Mon, 16 Nov 2026 05:00:00 GMT"), b"[]", "pots@1")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    memory = Memory(tmp_path / FILE)
    yield memory
    memory.close()


def learn(memory: Memory, source: str = "pots", known: Known = OLD) -> None:
    run = memory.of(source)
    run.keep_advert("1", known, "Pots Ltd")
    run.keep_item("/1", PAGE)
    run.keep_listing("/map.xml", LISTING)


def test_what_a_run_learns_is_known_when_it_is_settled(memory: Memory) -> None:
    run = memory.of("pots")
    learn(memory)
    assert (run.advert("1"), run.item("/1"), run.listing("/map.xml")) == (None, None, None)
    run.settle(is_whole=True)
    assert (run.advert("1"), run.item("/1"), run.listing("/map.xml")) == (OLD, PAGE, LISTING)
    assert memory.of("tiles").advert("1") is None


def test_a_run_that_is_killed_leaves_no_trace_though_others_of_its_sweep_are_settled(
    memory: Memory, tmp_path: Path
) -> None:
    learn(memory)
    learn(memory, "tiles")
    memory.of("tiles").settle(is_whole=True)
    memory.commit()
    later = Memory(tmp_path / FILE)
    assert (later.of("pots").advert("1"), later.of("tiles").advert("1")) == (None, OLD)
    later.close()


@pytest.mark.parametrize("is_whole", [True, False])
def test_only_a_whole_run_forgets_what_it_did_not_see(memory: Memory, is_whole: bool) -> None:
    learn(memory)
    run = memory.of("pots")
    run.settle(is_whole=True)
    run.keep_advert("2", NEW, "Pots Ltd")
    assert run.unseen() == (1, {"Pots Ltd"})
    run.settle(is_whole=is_whole)
    assert (run.advert("1"), run.advert("2")) == (None if is_whole else OLD, NEW)


def test_what_is_seen_again_stays_as_it_was(memory: Memory) -> None:
    learn(memory)
    run = memory.of("pots")
    run.settle(is_whole=True)
    run.saw_advert("1")
    run.saw_listing("/map.xml")
    assert run.unseen() == (0, {"Pots Ltd"})
    run.settle(is_whole=True)
    assert (run.advert("1"), run.listing("/map.xml")) == (OLD, LISTING)


def test_of_an_id_said_twice_the_first_counts(memory: Memory) -> None:
    run = memory.of("pots")
    run.keep_advert("1", OLD, None)
    run.keep_advert("1", NEW, None)
    run.settle(is_whole=True)
    assert run.advert("1") == OLD


@pytest.mark.parametrize("n_bytes", [0, 100, 5000])
def test_a_broken_file_is_begun_anew(tmp_path: Path, n_bytes: int) -> None:
    path = tmp_path / FILE
    memory = Memory(path)
    learn(memory)
    memory.of("pots").settle(is_whole=True)
    memory.close()
    path.write_bytes(path.read_bytes()[:n_bytes] if n_bytes else b"not a database " * 99)
    again = Memory(path)
    assert again.of("pots").advert("1") is None
    learn(again)
    again.of("pots").settle(is_whole=True)
    assert again.of("pots").advert("1") == OLD
    again.close()


def test_tables_of_another_version_are_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE advert (source TEXT, source_id TEXT, colour TEXT)")
    memory = Memory(path)
    assert memory.of("pots").advert("1") is None
    memory.close()


def test_a_file_that_cannot_be_opened_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Memory(tmp_path / "nowhere" / FILE)


def test_a_crawl_of_the_past_reads_and_leaves_nothing(tmp_path: Path) -> None:
    for is_lasting, known in ((True, OLD), (False, NEW)):
        memory = Memory(tmp_path / FILE, is_lasting=is_lasting)
        assert memory.of("pots").advert("1") == (None if is_lasting else OLD)
        learn(memory, known=known)
        memory.of("pots").settle(is_whole=True)
        memory.commit()
        memory.close()
    memory = Memory(tmp_path / FILE)
    assert memory.of("pots").advert("1") == OLD
    memory.close()


def test_listings_that_are_not_asked_for_any_more_do_not_pile_up(memory: Memory) -> None:
    run = memory.of("feed")
    for n in range(3):
        run.keep_listing(f"/feed?after={n}", LISTING)
        run.settle(is_whole=False)
    assert [run.listing(f"/feed?after={n}") for n in range(3)] == [None, None, LISTING]
