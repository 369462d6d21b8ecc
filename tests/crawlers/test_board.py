from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.board import Board
from crawlers.items import CrawlRun, RawAdvert, Source
from crawlers.memory import Memory, Validators
from crawlers.rows import Answer
from crawlers.store import read_adverts, read_run, run_folder

MOMENT = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    memory = Memory(tmp_path / "memory.sqlite")
    source = Source("pots", "job_posting", "employer_board", "Pots Ltd")
    yield Board(source, tmp_path, MOMENT, memory, lists_pages=True)
    memory.close()


def add(board: Board, **more: str) -> None:
    board.add(RawAdvert("pots", "", 0, MOMENT, source_id="1", title="Thrower", **more))


def whole(board: Board) -> None:
    board.listed(1, total=1)
    add(board)


def ended(board: Board) -> None:
    board.ended = True
    board.listed(1)
    add(board)


def unended(board: Board) -> None:
    board.listed(1)
    add(board)


def faulty(board: Board) -> None:
    board.ended = True
    board.listed(1)
    add(board, fault="no title")


def gone(board: Board) -> None:
    board.ended = True
    board.gone("/1")


def missed(board: Board) -> None:
    ended(board)
    board.miss("/2: HTTP 503")


def half_forbidden(board: Board) -> None:
    ended(board)
    board.keeps_out("robots.txt forbids /private")


def forbidden(board: Board) -> None:
    board.keeps_out("robots.txt forbids /private")


def capped(board: Board) -> None:
    whole(board)
    board.capped("a window of 1")


def failed_twice(board: Board) -> None:
    whole(board)
    board.fail("first")
    board.fail("second")


def interrupted(board: Board) -> None:
    ended(board)
    board.n_open = 1
    board.interrupt("shutdown")


def interrupted_at_once(board: Board) -> None:
    board.interrupt("shutdown")


@pytest.mark.parametrize(
    ("story", "outcome", "said"),
    [
        (whole, "complete", "1 listed, the source's own total of 1; 1 records fetched"),
        (ended, "complete", "to the natural end of its listing"),
        (gone, "complete", "1 gone (404 or 410)"),
        (unended, "partial", "no total to compare with"),
        (faulty, "partial", "1 not read: no title"),
        (missed, "partial", "1 not read: /2: HTTP 503"),
        (half_forbidden, "partial", "robots.txt forbids /private"),
        (forbidden, "skipped_by_policy", "robots.txt forbids /private"),
        (capped, "partial", "1 records fetched; a window of 1"),
        (failed_twice, "failed", "first"),
        (interrupted, "partial", "the crawl ended (shutdown) with 1 requests unanswered"),
        (interrupted_at_once, "failed", "the crawl ended (shutdown)"),
    ],
)
def test_the_verdict_follows_from_what_happened(
    board: Board, story: Callable[[Board], None], outcome: str, said: str
) -> None:
    story(board)
    found, proof = board.verdict()
    assert found == outcome
    assert said in proof


def test_a_listing_longer_than_its_own_total_is_no_proof_and_not_truncated(board: Board) -> None:
    board.listed(3, total=2)
    run = board.close(MOMENT)
    assert (run.outcome, run.is_truncated) == ("partial", False)


def test_what_answers_404_is_named_by_the_adverts_it_held(board: Board, tmp_path: Path) -> None:
    first = Answer("/page", None)
    for source_id in ("1", "2"):
        board.add(RawAdvert("pots", "", 0, MOMENT, source_id=source_id, title="Thrower"), first)
    board.take(first)
    board.ended = True
    board.close(MOMENT)
    memory = Memory(tmp_path / "memory.sqlite")
    later = Board(board.source, tmp_path, MOMENT + timedelta(weeks=1), memory, lists_pages=True)
    later.gone("/page")
    later.gone("/never-seen")
    later.ended = True
    run = later.close(MOMENT)
    memory.close()
    assert (run.gone, run.is_removed) == (("/never-seen", "1", "2"), False)
    assert read_run(run_folder(tmp_path, "pots", run.run_id)) == run


def test_a_listing_that_answers_404_is_removed_and_fails(board: Board) -> None:
    board.removed("/: HTTP 404")
    run = board.close(MOMENT)
    assert (run.outcome, run.proof, run.is_removed, run.gone) == ("failed", "/: HTTP 404", True, ())


def test_a_part_of_a_listing_that_answers_404_is_not_all_of_it(board: Board) -> None:
    whole(board)
    board.removed("/page/2: HTTP 404")
    assert not board.close(MOMENT).is_removed


def test_closing_writes_the_manifest(board: Board, tmp_path: Path) -> None:
    whole(board)
    board.new_fields |= {"b", "a"}
    run = board.close(MOMENT + timedelta(seconds=9))
    assert run.proof.endswith("fields not known before: a, b")
    assert board.is_over
    assert read_run(run_folder(tmp_path, "pots", run.run_id)) == run


def test_many_misses_are_counted_and_few_are_quoted(board: Board) -> None:
    for n in range(9):
        board.miss(f"/{n}")
    assert "9 not read: /0 | /1 | /2 | and 6 more" in board.verdict()[1]


SITE = Source("pots", "job_posting", "employer_board", "Pots Ltd")


class Weeks:
    """Runs of one source, week by week, each by what its board does; answers are pages "/1" and on."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.week = folder, 0
        self.memory = Memory(folder / "memory.sqlite")

    def board(self, *, is_filtered: bool = False) -> Board:
        is_abroad = (lambda place, _: place == "Paris") if is_filtered else None
        at = MOMENT + timedelta(weeks=self.week)
        board = Board(SITE, self.folder, at, self.memory, lists_pages=True, is_abroad=is_abroad)
        board.ended = True
        return board

    def close(self, board: Board) -> CrawlRun:
        self.week += 1
        return board.close(board.started_at)

    def rows(self, run: CrawlRun) -> list[tuple[str | None, str | None]]:
        """Titles, and the week whose words stand."""
        found = read_adverts(run_folder(self.folder, "pots", run.run_id))
        return [(row["title"], row["unchanged_since"]) for row in found]


@pytest.fixture
def weeks(tmp_path: Path) -> Iterator[Weeks]:
    weeks = Weeks(tmp_path)
    yield weeks
    weeks.memory.close()


def answer(board: Board, key: str, *titles: str, stamp: str | None = "1", place: str | None = None) -> None:
    """A page with adverts of these titles, all of one id."""
    given = Answer(key, stamp, Validators('"tag"'))
    for title in titles:
        board.add(RawAdvert("pots", "", 0, board.started_at, source_id=key, title=title, place=place), given)
    board.take(given)


def test_a_page_that_is_said_to_be_unchanged_is_believed_for_as_long_again(weeks: Weeks) -> None:
    board = weeks.board()
    answer(board, "/1", "Thrower", stamp="listed")
    first = weeks.close(board)
    weeks.week = 4
    board = weeks.board()
    assert not board.recall("/1", "listed", is_weak=True), "asked again after four weeks"
    board.unchanged("/1", "listed")
    second = weeks.close(board)
    board = weeks.board()
    assert board.recall("/1", "listed", is_weak=True), "and not in the week after"
    third = weeks.close(board)
    assert weeks.rows(second) == weeks.rows(third) == [(None, first.run_id)]
    assert (second.outcome, third.outcome) == ("complete", "complete")


def test_a_page_said_to_be_unchanged_that_nobody_knows_is_not_read_and_no_other_suffers(weeks: Weeks) -> None:
    board = weeks.board()
    board.unchanged("/1", None)
    answer(board, "/2", "Glazer")
    run = weeks.close(board)
    assert (run.outcome, run.n_fetched) == ("partial", 1)
    assert "/1: the server says that it has not changed" in run.proof


def test_an_id_with_two_texts_is_unchanged_only_where_it_says_the_first(weeks: Weeks) -> None:
    """Whoever reads a run keeps the first record of an id: what the second said was never the advert's."""
    board = weeks.board()
    answer(board, "/1", "First", "Second")
    first = weeks.close(board)
    board = weeks.board()
    answer(board, "/1", "Second", stamp="2")
    assert weeks.rows(weeks.close(board)) == [("Second", None)]
    assert weeks.rows(first) == [("First", None), ("Second", None)]


def test_what_was_kept_without_a_filter_is_asked_for_again_under_one(weeks: Weeks) -> None:
    board = weeks.board()
    answer(board, "/1", "Thrower", place="Paris")
    weeks.close(board)
    board = weeks.board(is_filtered=True)
    assert board.validators("/1") == Validators()
    assert not board.recall("/1", "1", is_weak=False)
    answer(board, "/1", "Thrower", place="Paris")
    run = weeks.close(board)
    assert (run.outcome, run.n_fetched, run.n_dropped) == ("complete", 0, 1)
    board = weeks.board()
    assert not board.recall("/1", "1", is_weak=False), "nor is what a filter left out known without it"


def test_pages_emptied_before_a_kill_still_count(weeks: Weeks) -> None:
    board = weeks.board()
    for n in range(5):
        answer(board, f"/{n}", "Thrower")
    weeks.close(board)
    board = weeks.board()
    for n in range(4):
        answer(board, f"/{n}", stamp="2")
    board.suspend()
    board = weeks.board()
    assert all(board.recall(f"/{n}", "2", is_weak=False) for n in range(4))
    answer(board, "/4", "Thrower", stamp="2")
    run = weeks.close(board)
    assert run.outcome == "partial"
    assert "4 pages that held adverts hold none" in run.proof


def test_a_listing_that_is_not_believed_is_asked_for_whole_again(weeks: Weeks) -> None:
    board = weeks.board()
    answer(board, "/1", "Thrower")
    board.remember("/map.xml", Validators('"a"'), b"one")
    weeks.close(board)
    board = weeks.board()
    assert board.remembered("/map.xml") == (Validators('"a"'), b"one")
    board.seen_again("/map.xml")
    board.recall("/1", "1", is_weak=False)
    weeks.close(board)
    board = weeks.board()
    assert board.remembered("/map.xml") == (Validators('"a"'), b"one"), "a listing stays known for as long as it stays"
    board.remember("/map.xml", Validators('"b"'), b"none")
    assert weeks.close(board).proof.count("an empty answer") == 1
    assert weeks.board().remembered("/map.xml") == (Validators(), None)


def test_a_listing_said_to_be_unchanged_is_asked_for_whole_after_four_weeks(weeks: Weeks) -> None:
    """Some servers say so for ever."""
    board = weeks.board()
    board.remember("/map.xml", Validators('"a"'), b"one")
    weeks.close(board)
    for n in (1, 3, 4):
        weeks.week = n
        board = weeks.board()
        assert board.remembered("/map.xml")[1] == (b"one" if n < 4 else None)
        board.seen_again("/map.xml")
        weeks.close(board)
