from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.market.archive import Page, PastRun, past_runs
from crawlers.market.world import Market


@pytest.fixture(scope="module")
def runs(market: Market) -> list[PastRun]:
    """The whole past of the default market."""
    return list(past_runs(market, range(80)))


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
            assert run.n_listed == len(adverts)
            assert str(len(adverts)) in run.proof


def test_the_failing_board_fails_as_declared(market: Market, runs: list[PastRun]) -> None:
    sick = next(row for row in market.board_truth() if row["event"] == "fails")
    runs = [run for run in runs if run.source.source == sick["source"]]
    weeks = {"failed": sick["failed"], "partial": sick["partial"]}
    for outcome, expected in weeks.items():
        found = [run for run in runs if run.outcome == outcome]
        assert [
            f"{d.isocalendar()[0]}-W{d.isocalendar()[1]:02d}" for d in (run.started_at for run in found)
        ] == expected
    assert all(not run.payloads and run.n_listed is None for run in runs if run.outcome == "failed")
    assert all(len(run.payloads) < (run.n_listed or 0) for run in runs if run.outcome == "partial")
    assert all(run.payloads for run in runs if run.outcome != "failed")


def test_other_boards_never_fail(market: Market, runs: list[PastRun]) -> None:
    troubled = {run.source.source for run in runs if run.outcome != "complete"}
    assert troubled == {row["source"] for row in market.board_truth() if row["event"] == "fails"}


def test_a_version_is_one_object_in_all_its_weeks(market: Market, runs: list[PastRun]) -> None:
    payloads = [payload for run in runs for payload in run.payloads]
    distinct = {id(payload) for payload in payloads}
    assert len(distinct) <= len(market.adverts)
    assert len(payloads) > 8 * len(distinct)
