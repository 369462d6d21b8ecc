"""Links in the warehouse: what they are, and that they follow from the runs that count, however those came in."""

from collections.abc import Callable, Sequence
from typing import Any

import duckdb
import polars as pl
import pytest

from flows import ingest, link
from pipelines.extract.workers import Workers
from tests.conftest import House
from warehouse.load import restore_run, void_run

ROLE = (
    "<h2>The role</h2><ul><li>Keep the tide tables of nine harbours right to the minute, or say so</li>"
    "<li>Write {tool} that other people can read, test and mend when you are at sea</li>"
    "<li>Talk with pilots, lock keepers and the coastguard about what they need to know and when</li></ul>"
    "<h2>About you</h2><ul><li>You know {tool}, SQL and how to draw a chart that nobody misreads</li>"
    "<li>You have looked after data that somebody's safety hung on for three years or more</li></ul>"
)
_STATE = ("link", "likeness", "sketch")
Advert = Callable[..., dict[str, Any]]


@pytest.fixture
def role(advert: Advert) -> Advert:
    """An advert with enough of a body to be told by; ``tool`` makes another body of it."""

    def make(source_id: str, tool: str = "Python", **fields: Any) -> dict[str, Any]:
        return advert(source_id, **({"description": ROLE.format(tool=tool)} | fields))

    return make


def _load(house: House) -> None:
    """Read what is new and link it; no model is built."""
    folders, _ = ingest.new_runs(house.paths.raw, house.paths.history)
    with Workers(1) as workers:
        for part in ingest.segments(folders):
            runs, _ = ingest.read_segment(part)
            ingest.load_segment(ingest.clean_segment(runs, house.paths.history, workers), house.paths.history)
    with house.history() as con:
        link.link(con)


def _links(house: House) -> list[tuple[str, str, str]]:
    """Each link as (later listing, earlier listing, kind)."""
    return _ask(
        house,
        "SELECT a.source || '/' || a.source_id, b.source || '/' || b.source_id, l.kind FROM link AS l"
        " JOIN advert AS a USING (advert_id) JOIN advert AS b ON b.advert_id = l.other_id ORDER BY ALL",
    )


def _ask(house: House, sql: str) -> list[tuple[Any, ...]]:
    with house.history() as con:
        return con.execute(sql).fetchall()


def _state(con: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    return {name: con.execute(f"SELECT * FROM {name} ORDER BY ALL").pl() for name in _STATE}


def _state_of(house: House) -> dict[str, pl.DataFrame]:
    with house.history() as con:
        return _state(con)


def _same(one: dict[str, pl.DataFrame], two: dict[str, pl.DataFrame]) -> bool:
    return all(one[name].equals(two[name]) for name in _STATE)


def test_a_copy_on_another_board_is_the_same_vacancy(house: House, role: Advert) -> None:
    house.run("home", [role("1"), role("2", tool="Rust", title="Data Analyst")], weeks_ago=1)
    house.run("board", [role("9", url="https://board.example/9")], kind="job_board")
    _load(house)
    assert _links(house) == [("board/9", "home/1", "exact_body")]


def test_a_rebuild_links_before_it_builds(house: House, role: Advert) -> None:
    house.run("home", [role("1"), role("2", tool="Rust", title="Data Analyst")], weeks_ago=1)
    house.run("board", [role("9")], kind="job_board")
    house.ingest()
    assert house.ask("SELECT count(DISTINCT vacancy_id), count(*) FROM history.vacancy_listing") == [(2, 3)]


def test_kinds_by_id_and_by_address(house: House, role: Advert) -> None:
    house.run(
        "home",
        [role("1", requisition_id="QF-1234"), role("2", tool="Rust", url="https://fenn.example/jobs/77")],
        weeks_ago=1,
    )
    bare = {"description": "<p>See our site.</p>"}
    house.run(
        "board",
        [
            role("8", requisition_id="QF-1234", **bare),
            role("9", url="http://www.fenn.example/jobs/77/?utm_source=b", **bare),
        ],
    )
    _load(house)
    assert _links(house) == [("board/8", "home/1", "same_id"), ("board/9", "home/2", "same_canonical_url")]


def test_a_snippet_is_found_in_the_whole_text(house: House, role: Advert) -> None:
    house.run("home", [role("1")], weeks_ago=1)
    cut = ROLE.format(tool="Python")[:330] + "…"
    house.run(
        "feed",
        [role("7", description=cut), role("8", description=cut, title="Machine Learning Scientist")],
        kind="aggregator",
    )
    _load(house)
    assert _links(house) == [("feed/7", "home/1", "near_body")]


def test_siblings_of_one_sweep_are_told_and_not_merged(house: House, role: Advert) -> None:
    house.run("home", [role("1"), role("2", place="York"), role("3", place="Hull")])
    _load(house)
    found = _links(house)
    assert {kind for *_, kind in found} == {"sibling_of"}
    assert len(found) == 2


def test_a_repost_is_back_after_a_complete_run_without_it(house: House, role: Advert) -> None:
    other = role("5", tool="Rust", title="Data Analyst")
    house.run("home", [role("1"), other], weeks_ago=3)
    house.run("home", [other], weeks_ago=2)
    house.run("home", [role("2"), other], weeks_ago=1)
    _load(house)
    assert _links(house) == [("home/2", "home/1", "repost_of")]


def test_a_run_that_saw_a_part_only_proves_no_absence(house: House, role: Advert) -> None:
    other = role("5", tool="Rust", title="Data Analyst")
    house.run("home", [role("1"), other], weeks_ago=2)
    house.run("home", [role("2"), other], weeks_ago=1, outcome="partial")
    _load(house)
    assert _links(house) == []


def test_what_is_known_to_be_gone_for_long_is_not_joined(house: House, role: Advert) -> None:
    """A copy that another board brings five weeks after the advert was taken down is another opening."""
    other = role("5", tool="Rust", title="Data Analyst")
    house.run("home", [role("1"), other], weeks_ago=6)
    house.run("home", [other], weeks_ago=5)
    house.run("board", [role("9")])
    _load(house)
    assert _links(house) == []


def _fill(house: House, role: Advert, weeks: Sequence[int]) -> None:
    """A market in small: copies, siblings with a copy that names no place, a repost, an edit."""
    rust = {"tool": "Rust", "title": "Data Analyst"}
    home = {
        4: [role("1"), role("2", place="York"), role("5", **rust)],
        3: [role("1", pay="£50,000 a year"), role("2", place="York"), role("5", **rust)],
        2: [role("2", place="York")],
        1: [role("2", place="York"), role("6", **rust)],
        0: [role("2", place="York"), role("6", **rust), role("7", tool="Go")],
    }
    board = {
        4: [],
        3: [role("a", place=None)],
        2: [role("a", place=None), role("b", **rust)],
        1: [role("b", **rust)],
        0: [],
    }
    for week in weeks:
        house.run("home", home[week], weeks_ago=week)
        house.run("board", [*board[week], role("z", tool="COBOL")], weeks_ago=week)


def _twin(house: House, name: str) -> House:
    return House(type(house.paths)(house.paths.home / name))


def test_weeks_one_by_one_give_what_all_at_once_give(house: House, role: Advert) -> None:
    _fill(house, role, range(4, -1, -1))
    _load(house)
    kinds = {kind for *_, kind in _links(house)}
    assert {"exact_body", "repost_of", "sibling_of"} <= kinds
    for name, order in (("in-order", range(4, -1, -1)), ("backwards", range(5))):
        other = _twin(house, name)
        for week in order:
            _fill(other, role, [week])
            _load(other)
        assert _same(_state_of(house), _state_of(other)), name


def test_loading_twice_changes_nothing(house: House, role: Advert) -> None:
    _fill(house, role, range(4, -1, -1))
    _load(house)
    before = _state_of(house)
    _load(house)
    assert _same(before, _state_of(house))


def test_parts_of_any_size_give_the_same(house: House, role: Advert, monkeypatch: pytest.MonkeyPatch) -> None:
    _fill(house, role, range(4, -1, -1))
    _load(house)
    monkeypatch.setattr(link, "PART", 2)
    other = _twin(house, "parts")
    _fill(other, role, range(4, -1, -1))
    _load(other)
    assert _same(_state_of(house), _state_of(other))


def test_a_void_run_is_as_if_it_had_never_been_and_comes_back_whole(house: House, role: Advert) -> None:
    _fill(house, role, range(4, -1, -1))
    _load(house)
    before = _state_of(house)
    (run,) = _ask(house, "SELECT run_id FROM crawl_run WHERE source = 'home' ORDER BY started_at LIMIT 1 OFFSET 1")[0]
    with house.history() as con:
        void_run(con, run, "to see what it changes")
        link.link(con)
        without = _state(con)
        for name in (*_STATE, "linked_run"):
            con.execute(f"DELETE FROM {name}")
        link.link(con)
        assert _same(without, _state(con))
        assert not _same(without, before)
        restore_run(con, run)
        link.link(con)
        assert _same(before, _state(con))


def test_a_run_that_was_written_anew_is_linked_anew(house: House, role: Advert) -> None:
    house.run("home", [role("1")], weeks_ago=1)
    house.run("board", [role("9")])
    _load(house)
    assert len(_links(house)) == 1
    house.run("board", [role("9", tool="COBOL", title="Payroll Officer")])
    _load(house)
    assert _links(house) == []


def test_another_version_of_the_linker_links_all_anew(
    house: House, role: Advert, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.run("home", [role("1")], weeks_ago=1)
    house.run("board", [role("9")])
    _load(house)
    monkeypatch.setattr(link, "parser_version", lambda: "another")
    _load(house)
    with house.history() as con:
        assert con.execute("SELECT kind, version FROM link").fetchall() == [("exact_body", "another")]
        assert con.execute("SELECT DISTINCT version FROM sketch").fetchall() == [("another",)]
