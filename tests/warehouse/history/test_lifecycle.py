"""Open, missing, closed and back: each rule of the lifecycle by a small example."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.warehouse.history.past import Past, moment
from warehouse.check import broken_laws

ALL = range(10)


def stand(past: Past, source: str, weeks: range, ids: Any = ALL) -> None:
    for week in weeks:
        past.run(source, week, ids)


def one(past: Past, source: str, id_: int, columns: str) -> tuple[Any, ...]:
    (row,) = past.ask(f"SELECT {columns} FROM history.listing WHERE source = ? AND source_id = ?", source, str(id_))
    return row


@pytest.mark.parametrize(
    ("source", "after"), [("api", ["closed listing_absent"] * 2), ("web", ["missing", "closed listing_absent"])]
)
def test_absence_closes_after_one_complete_run_or_two(past: Past, source: str, after: list[str]) -> None:
    stand(past, source, range(4))
    for week, state in zip((4, 5), after, strict=True):
        past.run(source, week, range(1, 10))
        past.build()
        assert past.states(source)["0"] == state
        assert one(past, source, 0, "gone_before, seen_not_before") == (moment(4), None)
    assert one(past, source, 0, "closed_at") == (moment(4 if source == "api" else 5),)
    past.run(source, 6, ALL)
    past.build()
    assert past.states(source)["0"] == "open"
    assert one(past, source, 0, "n_spells, gone_before, closed_at, n_complete_runs_since") == (2, None, None, 0)


@pytest.mark.parametrize("outcome", ["partial", "failed", "skipped_by_policy"])
def test_only_complete_runs_are_evidence_of_absence(past: Past, outcome: str) -> None:
    stand(past, "api", range(4))
    for week in range(4, 12):
        past.run("api", week, range(5) if outcome == "partial" else [], outcome)
    past.build()
    assert set(past.states("api").values()) == {"open"}


def test_what_cannot_be_read_is_there(past: Past) -> None:
    stand(past, "api", range(4))
    past.run("api", 4, range(5, 10), unread=range(5))
    past.build()
    assert set(past.states("api").values()) == {"open"}
    assert one(past, "api", 0, "last_seen_at, n_complete_runs_since") == (moment(3), 0)


def test_what_could_not_be_read_in_the_stock_is_no_news_when_it_can(past: Past) -> None:
    for week in range(5):
        past.run("api", week, range(5) if week < 4 else ALL, unread=range(5, 10) if week < 4 else ())
    past.build()
    assert past.ask("SELECT count(*) FROM history.arrival") == [(0,)]


def test_the_brake_holds_a_run_that_would_close_a_third_until_the_next_agrees(past: Past) -> None:
    stand(past, "api", range(4))
    past.run("api", 4, range(6))
    past.build()
    assert [s for s in past.states("api").values() if s != "open"] == ["missing"] * 4
    held = "SELECT week, source, n_open, n_would_close, n_confirmed FROM report.brake_week"
    assert past.ask(held) == [("2026-W06", "api", 10, 4, 0)]
    past.run("api", 5, range(7))
    past.build()
    assert [past.states("api")[str(i)] for i in (5, 6, 7)] == ["open", "open", "closed listing_absent"]
    assert past.ask(held) == [("2026-W06", "api", 10, 4, 3)]
    assert one(past, "api", 7, "gone_before, closed_at") == (moment(4), moment(5))


def test_a_site_that_keeps_shrinking_is_believed_at_last(past: Past) -> None:
    stand(past, "web", range(4))
    for week in range(4, 7):
        past.run("web", week, range(2))
    past.build()
    assert one(past, "web", 9, "closed_at") == (moment(6),)


@pytest.mark.parametrize("source", ["api", "web"])
def test_an_empty_board_is_believed_after_three_answers(past: Past, source: str) -> None:
    stand(past, source, range(4))
    past.run(source, 4, [], "partial")  # as the crawler calls what its past speaks against
    past.run(source, 5, [], "partial")
    past.run(source, 6, [], "failed")
    past.build()
    assert set(past.states(source).values()) == {"open"}
    past.run(source, 7, [])
    past.build()
    assert set(past.states(source).values()) == {"closed listing_absent"}
    assert one(past, source, 0, "gone_before, closed_at") == (moment(7), moment(7))


def test_empty_answers_that_were_not_believed_prove_nothing_later(past: Past) -> None:
    stand(past, "api", range(4))
    for week in (4, 5):
        past.run("api", week, [])
    stand(past, "api", range(6, 9))
    past.build()
    assert past.ask("SELECT DISTINCT state, n_spells FROM history.listing") == [("open", 1)]


def test_an_address_that_answers_404_closes_at_once(past: Past) -> None:
    stand(past, "web", range(4))
    past.run("web", 4, range(1, 10), "partial", gone=[0])
    past.build()
    assert past.states("web")["0"] == "closed http_gone"
    assert one(past, "web", 0, "gone_before, closed_at") == (moment(4), moment(4))
    past.run("web", 5, ALL)
    past.build()
    assert set(past.states("web").values()) == {"open"}


def test_where_many_answer_404_it_is_the_site_that_broke(past: Past) -> None:
    stand(past, "web", range(4))
    past.run("web", 4, [], "partial", gone=ALL)
    past.build()
    assert set(past.states("web").values()) == {"open"}
    past.run("web", 5, range(9), "partial", gone=[9])
    past.build()
    assert [past.states("web")[str(i)] for i in (8, 9)] == [
        "open",
        "closed http_gone",
    ]  # the second time it is believed


def test_past_valid_through_is_said_where_the_claimed_day_had_come(past: Past) -> None:
    for source, day in (("api due", date(2026, 2, 1)), ("api early", date(2026, 3, 1))):
        for week in range(4):
            past.run(source, week, ALL, valid_through_on=day)
        past.run(source, 4, range(1, 10), valid_through_on=day)
    past.build()
    assert past.states("api due")["0"] == "closed past_valid_through"
    assert past.states("api early")["0"] == "closed listing_absent"
    assert past.states("api due")["1"] == "open", "the day alone closes nothing"


def test_a_listing_that_is_removed_closes_all_after_four_weeks(past: Past) -> None:
    stand(past, "api", range(4))
    for week in range(4, 8):
        past.run("api", week, [], "failed", is_removed=True)
    past.build()
    assert set(past.states("api").values()) == {"open"}
    past.run("api", 8, [], "failed", is_removed=True)
    past.build()
    assert set(past.states("api").values()) == {"closed feed_removed"}
    assert one(past, "api", 0, "gone_before, closed_at") == (None, moment(8))


def test_a_source_that_is_not_asked_any_more_is_retired(past: Past) -> None:
    stand(past, "api", range(4))
    stand(past, "other", range(16))
    past.build()
    assert set(past.states("api").values()) == {"open"}
    stand(past, "other", range(16, 17))
    past.build()
    assert set(past.states("api").values()) == {"closed source_retired"}
    assert set(past.states("other").values()) == {"open"}
    assert one(past, "api", 0, "gone_before, closed_at") == (None, moment(16))


def test_a_source_that_fails_for_ever_closes_nothing(past: Past) -> None:
    stand(past, "api", range(4))
    for week in range(4, 40):
        past.run("api", week, [], "failed")
    past.build()
    assert set(past.states("api").values()) == {"open"}


def test_a_new_board_with_ten_thousand_old_adverts_adds_nothing_to_new(past: Past) -> None:
    stand(past, "api", range(12))
    past.run("api", 12, range(12))
    past.run("api late", 7, [])
    for week in (8, 9, 10):  # the first answers were empty, and the stock came in two halves
        past.run("api late", week, range(10_000) if week > 8 else range(5_000), "complete" if week > 8 else "partial")
    past.run("api late", 11, range(10_000))
    past.run("api late", 12, [*range(10_000), "really new"])
    past.build()
    assert past.ask("SELECT source, source_id FROM history.arrival ORDER BY ALL") == [
        ("api", "10"), ("api", "11"), ("api late", "really new")
    ]  # fmt: skip
    assert past.ask("SELECT sum(n_new) FROM trend.source_week WHERE source = 'api late'") == [(1,)]
    assert past.ask("SELECT sum(n_new) FROM report.week_total") == [(3,)]


def test_three_dates_stay_apart(past: Past) -> None:
    claimed = date(2025, 12, 1)
    for week in range(5):
        past.run("api", week, range(3) if week else range(2), posted_on=claimed)
    past.run("api", 5, [0, 2], posted_on=date(2026, 2, 5), version=1)
    past.build()
    columns = (
        "claimed_on, first_seen_at, last_confirmed_at, age_by_first_seen, age_by_claim, claim_lag_days, is_redated"
    )
    rows = {id_: row for id_, *row in past.ask(f"SELECT source_id, {columns} FROM history.age")}
    assert rows["2"] == [date(2026, 2, 5), moment(1), moment(5), 28, 4, -24, True]
    assert rows["0"] == [date(2026, 2, 5), moment(0), moment(5), None, 4, -31, True]  # stock: nobody knows its age
    assert rows["1"] == [claimed, moment(0), moment(4), None, 70, 35, False]


def test_time_listed_is_an_interval_and_leaves_stock_out(past: Past) -> None:
    stand(past, "api", range(4))
    past.run("api", 4, [*ALL, "short", "long"])
    past.run("api", 5, [*ALL, "long"])
    past.run("api", 6, [], "failed")
    past.run("api", 7, ALL)
    past.run("api", 8, [*ALL, "open"])
    past.build()
    rows = past.ask("SELECT vacancy_id, longer_than, no_longer_than FROM history.time_listed ORDER BY ALL")
    assert rows == [("api/long/0", 7, 28), ("api/open/0", 0, None), ("api/short/0", 0, 14)]
    assert not broken_laws(past.con)
