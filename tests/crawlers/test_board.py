from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.board import Board
from crawlers.items import RawAdvert, Source
from crawlers.memory import Memory
from crawlers.store import read_run, run_folder

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
    board.gone()


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
