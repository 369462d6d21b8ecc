from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from crawlers.items import Source
from crawlers.market.truth import Row
from crawlers.market.world import Market, build_market


def test_same_seed_same_market_another_seed_another() -> None:
    one, same, other = (build_market(seed, n_weeks=20, n_boards=8, scale=0.4) for seed in (3, 3, 4))
    assert one.digest() == same.digest()
    assert one.digest() != other.digest()


def test_a_pinned_digest_holds_on_every_machine() -> None:
    """Changes with any change of the tables or the rules: then print the new one, and look at what it gives."""
    assert build_market(1, n_weeks=10, n_boards=4, scale=0.5).digest()[:16] == "7a2f484a9deb78d1"


def test_default_size(market: Market, truth: list[Row]) -> None:
    assert market.weeks.label(79) == "2026-W47"
    sizes = [sum(len(market.open_adverts(s, week)) for s in market.sources(week)) for week in range(80)]
    assert min(sizes) >= 1300
    assert max(sizes) <= 2000
    assert 9_000 <= len(truth) <= 12_500
    assert len({row["employer"] for row in truth}) >= 120


def test_default_sources(market: Market, truth: list[Row]) -> None:
    platforms = Counter((board.source.platform, board.source.kind) for board in market.boards)
    assert platforms == {
        ("greenhouse", "employer_board"): 28,
        ("job_posting", "employer_board"): 9,
        ("job_posting", "job_board"): 3,
    }
    assert len({board.source.source for board in market.boards}) == 40
    agencies = {row["is_agency"] for row in truth if row["source"] == "kestrel-hiring-hub"}
    assert agencies == {True}


def test_places_follow_their_weights(truth: list[Row]) -> None:
    towns = Counter(town for row in truth for town in row["towns"])
    n = sum(towns.values())
    assert 0.40 <= towns["London"] / n <= 0.50
    assert {"Cambridge", "Manchester", "Bristol"} <= {town for town, _ in towns.most_common(6)}
    regions = {region for row in truth for region in row["regions"]}
    assert len(regions) == 12


def test_each_truth_row_is_served_in_its_weeks_and_no_other(market: Market, truth: list[Row]) -> None:
    served: dict[tuple[str, str], list[int]] = defaultdict(list)
    for week in range(80):
        for source in market.sources(week):
            for advert in market.open_adverts(source, week):
                served[source.source, advert.source_id].append(week)
    rows = {(row["source"], row["source_id"]): row for row in truth}
    assert len(rows) == len(truth)
    assert rows.keys() == served.keys()
    for key, row in rows.items():
        assert served[key] == list(range(row["first_index"], row["last_index"] + 1)), key


def test_a_board_shows_nothing_outside_its_life(market: Market) -> None:
    for board in market.boards:
        for week in range(80):
            assert board.exists(week) == (board.source in market.sources(week))
            assert board.exists(week) or not market.open_adverts(board.source, week)


def test_events_of_the_boards(market: Market) -> None:
    events = {row["event"]: row for row in market.board_truth() if row["event"]}
    counts = Counter(row["event"] for row in market.board_truth() if row["event"])
    assert counts == {"joins_late_with_stock": 1, "fails": 1, "leaves": 2, "mass_posts": 1, "joins": 3}
    assert len(events["fails"]["failed"]) >= 5
    assert len(events["fails"]["partial"]) >= 1
    late = events["joins_late_with_stock"]
    stock = market.open_adverts(late["source"], late["first_index"])
    joined = market.weeks.monday(late["first_index"])
    assert len(stock) >= 50
    old = [advert for advert in stock if (joined - advert.published_at.date()).days > 28]
    assert len(old) / len(stock) > 0.5


def test_mass_posting_is_one_employers(market: Market) -> None:
    posts = [vacancy for vacancy in market.vacancies() if vacancy.is_mass_posted]
    assert len(posts) >= 40
    assert len({vacancy.employer.number for vacancy in posts}) == 1
    assert {vacancy.family.trend for vacancy in posts} == {"stay"}


def test_christmas_is_quiet(market: Market) -> None:
    new = Counter(vacancy.week for vacancy in market.vacancies())
    christmas = [week for week in range(80) if market.weeks.label(week)[5:] in ("W52", "W53", "W01")]
    assert christmas
    ordinary = sum(new[week] for week in range(10, 20)) / 10
    assert all(new[week] < 0.65 * ordinary for week in christmas)


def test_kinds_mean_what_they_say(market: Market, truth: list[Row]) -> None:
    rows = {(row["source"], row["source_id"]): row for row in truth}
    vacancies = {row["vacancy_id"]: row for row in rows.values()}
    kinds = Counter(row["kind"] for row in rows.values())
    assert set(kinds) == {"original", "multi_board_duplicate", "repost", "sibling", "expired_still_listed"}
    assert min(kinds.values()) >= 200
    for row in rows.values():
        expired = bool(row["valid_through_on"]) and row["valid_through_on"] < market.weeks.monday(row["last_index"])
        assert expired == (row["kind"] == "expired_still_listed"), row
        if row["duplicate_of"] in rows:
            assert rows[row["duplicate_of"]]["vacancy_id"] == row["vacancy_id"]
        assert bool(row["duplicate_of"]) or row["kind"] != "multi_board_duplicate"
        assert bool(row["repost_of"]) or row["kind"] != "repost"
        assert row["sibling_of"] in vacancies or row["kind"] != "sibling"
        if row["repost_of"] in rows:
            before = rows[row["repost_of"]]
            assert before["last_index"] + 1 < row["first_index"]
            assert (before["title"], before["towns"]) == (row["title"], row["towns"])
        if row["sibling_of"] in vacancies:
            before = vacancies[row["sibling_of"]]
            assert before["towns"] != row["towns"]
            assert (before["family"], before["level"]) == (row["family"], row["level"])


def test_posted_before_it_is_crawled(market: Market) -> None:
    for advert in market.adverts:
        assert advert.published_at <= advert.updated_at < market.weeks.crawl_moment(advert.first_week)


def test_an_edited_advert_changes_once_and_keeps_its_number(market: Market) -> None:
    versions = defaultdict(list)
    for advert in market.adverts:
        versions[advert.source.source, advert.source_id].append(advert)
    edited = [pair for pair in versions.values() if len(pair) > 1]
    assert len(edited) > 200
    for first, second in edited:
        assert second.first_week == first.last_week + 1
        assert second.html.startswith(first.html)
        assert second.updated_at > first.updated_at
        assert second.published_at == first.published_at


def test_no_text_serves_two_vacancies(market: Market) -> None:
    seen: dict[str, int] = {}
    for advert in market.adverts:
        if advert.repost_of is None:
            assert seen.setdefault(advert.html, advert.vacancy.number) == advert.vacancy.number


def test_unknown_weeks_and_sources_are_refused(small: Market) -> None:
    with pytest.raises(IndexError, match="week_index 30"):
        small.sources(30)
    with pytest.raises(KeyError, match="nobody"):
        small.open_adverts(Source("nobody", "greenhouse", "employer_board", "Nobody"), 0)


def test_bad_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="n_boards"):
        build_market(n_boards=3)
    with pytest.raises(ValueError, match="Monday"):
        build_market(last_week_monday=date(2026, 11, 17))
    with pytest.raises(ValueError, match="names"):
        build_market(n_boards=400, n_weeks=1)


def test_the_smallest_market_lives() -> None:
    market = build_market(2, n_weeks=3, n_boards=4)
    assert market.weeks.monday(0) == date(2026, 11, 16) - timedelta(weeks=2)
    assert all(market.open_adverts(source, 2) for source in market.sources(2))
