from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.items import CrawlRun, Outcome, Source
from crawlers.past import Past, passed_on, read_past
from crawlers.store import RUN, RawWriter, run_folder

MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)


def run(n_listed: int, outcome: Outcome = "complete", weeks_ago: int = 1) -> CrawlRun:
    at = MONDAY - timedelta(weeks=weeks_ago)
    return CrawlRun("pots", f"pots@{at:%Y%m%dT%H%M%SZ}", at, at, outcome, "as the test says", n_listed)


def past(*sizes: int | tuple[int, Outcome]) -> Past:
    """Runs by what they listed, the newest first."""
    told = [(s, "complete") if isinstance(s, int) else s for s in sizes]
    return Past(tuple(run(n, outcome, k + 1) for k, (n, outcome) in enumerate(told)))


@pytest.mark.parametrize(
    ("before", "n_listed", "total", "said", "is_cut"),
    [
        (past(), 7, None, None, False),
        (past(37), 36, None, None, False),
        (past(37), 0, 0, "an empty answer, where 37 were listed on 2026-11-09", False),
        (past((0, "partial"), 37), 0, 0, "an empty answer", False),
        (past((0, "partial"), (0, "failed"), 37), 0, 0, "an empty answer", False),
        (past((0, "partial"), (9, "partial"), (0, "partial"), 37), 0, 0, "an empty answer", False),
        (past((0, "partial"), (0, "failed"), (0, "partial"), 37), 0, 0, None, False),
        (past(0, 37), 0, 0, None, False),
        (past((0, "failed")), 0, 0, None, False),
        (past(), 50, None, "stops at 50, a round number", True),
        (past(), 50, 50, None, False),
        (past(48), 50, 50, None, False),
        (past(63), 50, 50, "stops at 50", True),
        (past(50), 50, 50, "stops at 50", True),
        (past(1213), 1200, 1200, "stops at 1200", True),
        (past(40, 42, 38), 19, None, "a sudden fall from about 40 to 19", False),
        (past(40, 42, 38), 21, None, None, False),
        (past((19, "partial"), 40, 42), 18, None, None, False),
        (past((19, "failed"), 40, 42), 18, None, "a sudden fall", False),
        (past((0, "partial"), 40, 42), 18, None, "a sudden fall", False),
        (past((19, "partial"), 40, 42), 9, None, "a sudden fall", False),
        (past(9, 9), 1, None, None, False),
    ],
)
def test_a_listing_is_believed_or_doubted_by_its_past(
    before: Past, n_listed: int, total: int | None, said: str | None, is_cut: bool
) -> None:
    doubt = before.doubt(n_listed, total, all_seen_again=False)
    assert (doubt is None) == (said is None)
    if doubt and said:
        assert said in doubt[0]
        assert doubt[1] is is_cut


def test_what_closes_no_advert_is_not_doubted() -> None:
    assert past(50).doubt(50, 50, all_seen_again=True) is None
    assert past().doubt(50, None, all_seen_again=True) is not None, "a first run has seen nothing before"
    assert past(50).doubt(0, 0, all_seen_again=True) is not None


@pytest.mark.parametrize(
    ("n_listed", "n_unseen", "earlier", "now", "is_foreign"),
    [
        (9, 8, {"Bristol Pots"}, {"Quill & Vane"}, True),
        (9, 8, {"Bristol Pots"}, {"BRISTOL POTS"}, False),
        (9, 2, {"Bristol Pots"}, {"Quill & Vane"}, False),
        (0, 8, {"Bristol Pots"}, set(), False),
        (9, 8, set(), {"Quill & Vane"}, False),
    ],
)
def test_a_board_of_other_adverts_and_other_employers_has_passed_on(
    n_listed: int, n_unseen: int, earlier: set[str], now: set[str], is_foreign: bool
) -> None:
    fault = passed_on(n_listed, n_unseen, earlier, now)
    assert bool(fault) is is_foreign
    assert fault is None or "Quill & Vane" in fault


def test_the_past_is_read_from_the_store_without_later_unfinished_and_distrusted_runs(tmp_path: Path) -> None:
    source = Source("a/b", "test", "employer_board", "Pots")
    ids = []
    for weeks_ago in (3, 2, 1, 0):
        with RawWriter(tmp_path, source, MONDAY - timedelta(weeks=weeks_ago)) as writer:
            ids.append(writer.finish("complete", "whole", finished_at=MONDAY, n_listed=weeks_ago).run_id)
    RawWriter(tmp_path, source, MONDAY - timedelta(days=3)).suspend()
    found = read_past(tmp_path, "a/b", ids[3], {ids[1]})
    assert [r.n_listed for r in found.runs] == [1, 3]
    assert found.finished == {ids[0], ids[2]}


def test_a_torn_manifest_is_none(tmp_path: Path) -> None:
    """A failing disk at one run of one source stops nothing, and nothing rests on that run."""
    source = Source("pots", "test", "employer_board", "Pots")
    with RawWriter(tmp_path, source, MONDAY - timedelta(weeks=2)) as writer:
        whole = writer.finish("complete", "whole", finished_at=MONDAY, n_listed=5)
    with RawWriter(tmp_path, source, MONDAY - timedelta(weeks=1)) as writer:
        torn = writer.finish("complete", "whole", finished_at=MONDAY, n_listed=7)
    (run_folder(tmp_path, "pots", torn.run_id) / RUN).write_text("", "utf-8")
    found = read_past(tmp_path, "pots", "pots@20261116T050000Z", ())
    assert (found.runs, found.finished) == ((whole,), {whole.run_id})
