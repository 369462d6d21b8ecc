from __future__ import annotations

from datetime import UTC, datetime

from crawlers.market.archive import Page, past_runs
from crawlers.market.world import Market


def test_runs_are_those_of_the_sources(market: Market) -> None:
    runs = list(past_runs(market, range(78, 80)))
    assert [run.source for run in runs] == [*market.sources(78), *market.sources(79)]
    assert {run.started_at for run in runs} == {
        datetime(2026, 11, 9, 5, tzinfo=UTC),
        datetime(2026, 11, 16, 5, tzinfo=UTC),
    }


def test_complete_runs_hold_what_was_open(market: Market) -> None:
    for run in past_runs(market, [40]):
        if run.outcome == "complete":
            adverts = market.open_adverts(run.source, 40)
            shown = [p.url if isinstance(p, Page) else p["absolute_url"] for p in run.payloads]
            assert shown == [advert.url for advert in adverts]
            assert str(len(adverts)) in run.proof


def test_the_failing_board_fails_as_declared(market: Market) -> None:
    sick = next(row for row in market.board_truth() if row["event"] == "fails")
    runs = [run for run in past_runs(market, range(80)) if run.source.source == sick["source"]]
    weeks = {"failed": sick["failed"], "partial": sick["partial"]}
    for outcome, expected in weeks.items():
        found = [run for run in runs if run.outcome == outcome]
        assert [
            f"{d.isocalendar()[0]}-W{d.isocalendar()[1]:02d}" for d in (run.started_at for run in found)
        ] == expected
    assert all(not run.payloads for run in runs if run.outcome == "failed")
    assert all(run.payloads for run in runs if run.outcome != "failed")


def test_other_boards_never_fail(market: Market) -> None:
    troubled = {run.source.source for run in past_runs(market, range(80)) if run.outcome != "complete"}
    assert troubled == {row["source"] for row in market.board_truth() if row["event"] == "fails"}


def test_a_version_is_one_object_in_all_its_weeks(market: Market) -> None:
    seen: dict[int, object] = {}
    n = 0
    for run in past_runs(market, range(60, 80)):
        n += len(run.payloads)
        seen |= {id(payload): payload for payload in run.payloads}
    served = {a for w in range(60, 80) for s in market.sources(w) for a in market.open_adverts(s, w)}
    assert len(seen) <= len(served)
    assert n > 5 * len(seen)
