"""Every law can be broken: a small true world is made wrong in each way that a law forbids, and the law says so."""

from pathlib import Path
from typing import Any

import pytest

from flows.ingest import rebuild
from flows.report import keep_figures
from pipelines.week import Week
from warehouse.check import CHECKS, LawBrokenError, check
from warehouse.connect import writer
from warehouse.load import void_run

OF_A_LINK = "(SELECT advert_id FROM link)"
VERDICT = (
    "INSERT INTO claim_verdict BY NAME SELECT '2026-W47' AS week, DATE '2026-11-16' AS monday_on, 'a' AS claim_id, "
    "false AS is_aside, '' AS source, '' AS claim, '' AS says, '' AS measure, '' AS population, '' AS bound, "
    "'cannot_tell' AS verdict, '' AS reason, '' AS unit, 20 AS n, 9 AS n_employers"
)
WRONGS: dict[str, list[str]] = {
    "absence_closes_after_complete_runs": [
        "UPDATE history.spell SET close_reason = 'listing_absent', closed_at = '2026-11-01'",
        "UPDATE history.spell SET close_reason = 'http_gone', closed_at = last_seen_at",
        "UPDATE history.spell SET closed_at = closed_at + INTERVAL 1 DAY",
        "UPDATE crawl_run SET outcome = 'partial'",
        "UPDATE history.spell SET close_reason = 'http_gone' WHERE closed_at IS NOT NULL",
    ],
    "advert_has_sighting": [
        "INSERT INTO advert SELECT * REPLACE ('x' AS advert_id, 'y' AS source_id) FROM advert LIMIT 1"
    ],
    "closed_has_its_reason": [
        "UPDATE history.listing SET state = 'closed'",
        "UPDATE history.listing SET state = 'closed', closed_at = last_seen_at, close_reason = 'listing_absent'",
        "UPDATE history.listing SET state = 'missing'",
        "UPDATE history.listing SET gone_before = last_seen_at",
        "UPDATE history.listing SET close_reason = NULL WHERE state = 'closed'",
        "UPDATE history.listing SET gone_before = NULL WHERE state = 'closed'",
        "UPDATE history.listing SET state = 'missing' WHERE state = 'closed'",
        "UPDATE history.listing SET state = 'open' WHERE state = 'closed'",
    ],
    "complete_run_was_not_cut": [
        "UPDATE crawl_run SET is_truncated = true",
        "UPDATE crawl_run SET proof = ' '",
    ],
    "dates_of_a_listing_in_order": [
        "UPDATE history.spell SET first_run = last_run + 1",
        "UPDATE history.spell SET last_seen_at = first_seen_at - INTERVAL 1 DAY",
        "UPDATE history.spell SET gone_before = '2026-11-16', closed_at = '2026-11-09', close_reason = 'http_gone'",
        "INSERT INTO history.spell SELECT * REPLACE (2 AS spell) FROM history.spell",
        "UPDATE history.spell SET first_seen_at = last_seen_at + INTERVAL 1 DAY",
        "UPDATE history.spell SET gone_before = closed_at + INTERVAL 1 DAY WHERE closed_at IS NOT NULL",
    ],
    "evidence_lies_in_its_field": [
        "UPDATE evidence SET end_char = 100000",
        "UPDATE evidence SET end_char = start_char",
        "UPDATE evidence SET start_char = -1",
        "UPDATE evidence SET field = 'elsewhere'",
    ],
    "fact_has_words": ["DELETE FROM evidence WHERE fact = 'region'", "UPDATE advert SET hours = 'part_time'"],
    "gap_is_no_zero": [
        "UPDATE trend.source_week SET n_seen = 0 WHERE outcome = 'failed'",
        "UPDATE trend.source_week SET n_seen = 0 WHERE outcome IS NULL",
        "UPDATE trend.source_week SET n_seen = NULL",
    ],
    "keys_are_unique": ["INSERT INTO mention SELECT * FROM mention", "INSERT INTO crawl_run SELECT * FROM crawl_run"],
    "link_is_one_of_a_pair": [
        "INSERT INTO link SELECT * REPLACE (other_id AS advert_id, advert_id AS other_id) FROM link",
        "UPDATE link SET other_id = advert_id",
        "UPDATE link SET advert_id = 'x'",
        "UPDATE link SET other_id = 'x'",
    ],
    "link_joins_no_contradiction": [
        f"UPDATE advert SET seniority = CASE WHEN advert_id IN {OF_A_LINK} THEN 'senior' ELSE 'junior' END",
        f"UPDATE advert SET contract = CASE WHEN advert_id IN {OF_A_LINK} THEN 'permanent' ELSE 'temporary' END",
        f"UPDATE advert SET country = 'other' WHERE advert_id IN {OF_A_LINK}",
        f"UPDATE advert SET pay_min = 70000, pay_max = 80000 WHERE advert_id IN {OF_A_LINK}",
        f"UPDATE advert_place SET town = 'Truro', region = 'South West' WHERE advert_id IN {OF_A_LINK}",
        f"UPDATE advert_place SET town = NULL, region = 'Wales' WHERE advert_id IN {OF_A_LINK}",
        "UPDATE advert SET source = 'board', requisition_id = 'REQ-' || advert_id",
    ],
    "listing_has_one_vacancy": [
        "DELETE FROM history.listing",
        "INSERT INTO history.vacancy_listing SELECT * REPLACE ('x' AS vacancy_id) FROM history.vacancy_listing",
        "UPDATE history.spell SET is_last = false",
        "UPDATE history.listing SET source_id = 'x'",
        "DELETE FROM history.listing",
        "DELETE FROM history.spell",
        "DELETE FROM history.vacancy_listing",
        "INSERT INTO history.vacancy_listing SELECT * REPLACE ('x' AS vacancy_id) FROM history.vacancy_listing",
        "UPDATE sighting SET source_id = 'x'",
    ],
    "mention_cuts_its_surface": ["UPDATE mention SET surface = 'COBOL'"],
    "open_advert_is_not_closed": [
        "UPDATE history.listing SET state = 'closed', close_reason = 'listing_absent'",
        "UPDATE history.listing SET state = 'missing'",
    ],
    "part_is_within_its_whole": [
        "UPDATE report.week_total SET n_ml_ai = n_open + 1",
        "UPDATE report.week_total SET n_new = -1",
        "UPDATE trend.skill_week SET n_open = n_described + 1",
        "UPDATE trend.title_week SET n_new = n_open + 1",
        "UPDATE trend.region_week SET n_open = n_available + 1",
    ],
    "pay_has_words": ["DELETE FROM evidence WHERE fact = 'pay'"],
    "pay_is_whole_or_absent": [
        "UPDATE advert SET pay_period = NULL",
        "UPDATE advert SET pay_basis = NULL",
        "UPDATE advert SET pay_min = NULL, pay_max = NULL",
        "UPDATE advert SET pay_min = pay_max + 1",
    ],
    "printed_figures_stay": [
        "UPDATE report_value SET value = 1e6 WHERE ordinal = 2",
        "UPDATE report_value SET value = NULL WHERE ordinal = 2",
        "UPDATE report_value SET vintage = 'x' WHERE ordinal = 3",
        "UPDATE report_value SET revision = 1 WHERE ordinal = 3",
        "UPDATE report_value SET seal = 'x' WHERE ordinal = (SELECT max(ordinal) FROM report_value)",
        "DELETE FROM report_value WHERE ordinal = 1",
        "DELETE FROM report_value WHERE ordinal = 2",
        "INSERT INTO report_value SELECT * FROM report_value WHERE ordinal = 2",
    ],
    "printed_interval_holds_its_figure": [
        "UPDATE report_value SET low = value + 1, high = value + 2",
        "UPDATE report_value SET low = value, high = NULL",
        "UPDATE report_value SET value = NULL, low = 1, high = 2",
    ],
    "raw_is_sightings_and_rejects": ["UPDATE crawl_run SET n_fetched = 9", "DELETE FROM sighting"],
    "repost_is_a_vacancy_of_its_own": [
        "UPDATE history.listing SET repost_of = vacancy_id",
        "UPDATE history.listing SET repost_of = 'x'",
    ],
    "run_counts_its_rows": [
        "UPDATE crawl_run SET n_sightings = n_sightings + 1",
        "UPDATE crawl_run SET n_rejects = n_rejects + 1",
    ],
    "seen_by_a_run_that_counts": [
        "INSERT INTO run_void SELECT run_id, 'x' FROM crawl_run ANTI JOIN run_void USING (run_id)",
        "UPDATE crawl_run SET outcome = 'failed'",
        "UPDATE history.seen_week SET source_id = 'x'",
    ],
    "shares_sum_to_one": ["UPDATE advert_place SET share = 0.5"],
    "siblings_stay_apart": ["UPDATE link SET kind = 'sibling_of'", "UPDATE link SET kind = 'repost_of'"],
    "sighting_has_advert": ["UPDATE sighting SET advert_id = 'x'"],
    "stock_is_never_new": [
        "UPDATE history.arrival SET monday_on = monday_on - 28",
        "UPDATE trend.source_week SET n_new = 1",
        "UPDATE history.shown_week SET is_new = true",
        "UPDATE crawl_run SET outcome = 'partial' WHERE started_at < '2026-11-01'",
    ],
    "unstated_is_never_onsite": [
        "UPDATE trend.workplace_week SET workplace = 'onsite' WHERE workplace = 'unstated'",
        "DELETE FROM evidence WHERE fact = 'workplace'",
    ],
    "vacancy_is_new_once": ["UPDATE history.shown_week SET is_new = true"],
    "vacancy_speaks_through_its_listings": [
        "UPDATE history.vacancy_life SET source_id = 'x'",
        "UPDATE history.shown_week SET source_id = 'x'",
        "UPDATE history.vacancy_listing SET vacancy_id = 'x'",
    ],
    "verdict_rests_on_its_interval": [
        f"{VERDICT}, 0 AS part, 0.3 AS low, 0.2 AS estimate, 0.4 AS high",
        f"{VERDICT}, 0 AS part, 0.1 AS low, 0.2 AS estimate",
        f"{VERDICT}, 0 AS part, 0.1 AS low, 0.4 AS high",
        f"{VERDICT}, 0 AS part, 'nan'::DOUBLE AS estimate",
        f"{VERDICT}, 1 AS part",
    ],
    "void_runs_are_noted": ["DELETE FROM run_void", "DELETE FROM break WHERE run_id IS NOT NULL"],
    "weeks_add_up": [
        "UPDATE trend.region_week SET n_open = n_open + 1",
        "UPDATE trend.workplace_week SET n_open = n_open + 1",
        "UPDATE trend.title_week SET n_new = n_new + 1",
        "DELETE FROM history.shown_week WHERE week = '2026-W47'",
        "DELETE FROM report.week_total WHERE week = '2026-W47'",
    ],
}


@pytest.fixture
def world(house: Any, advert: Any) -> Path:
    """Two boards over seven weeks, a copy of one's newest advert at the other, a failed run, a void one."""
    hybrid = "<p>You work two days a week from home.</p><p>Python. £50,000 - £60,000 a year</p>"
    for ago in range(6, -1, -1):
        stock = [advert(1), advert(2, title="Data Analyst", place="Bristol", description="<p>Excel and SQL.</p>")]
        gone = [advert(5, title="Chef")] if ago > 3 else []
        news = [advert(3, title="Data Engineer", description=hybrid)] if ago < 2 else []
        house.run("board", [*stock, *gone, *news], weeks_ago=ago)
        copy = [advert(7, title="Data Engineer", description=hybrid)] if ago == 0 else []
        house.run("exchange", [advert(6, title="Nurse", description=""), *copy], weeks_ago=ago, kind="job_board")
    house.run("hut", [advert(8)], weeks_ago=4)
    house.run("hut", [], weeks_ago=3, outcome="failed")
    void = house.run("hut", [advert(9)], weeks_ago=1)
    house.ingest()
    history = house.paths.history
    with writer(history) as con:
        void_run(con, void.run_id, "it showed another company's adverts")
        con.execute("DELETE FROM link")
        con.execute(
            "INSERT INTO link SELECT b.advert_id, a.advert_id, 'exact_body', 1, 'test' FROM advert AS a, advert AS b "
            "WHERE a.source_id = '3' AND b.source_id = '7'"
        )
    rebuild(history)
    assert keep_figures(house.paths, Week(2026, 47)) > 40
    return history


def test_every_law_can_be_broken(world: Path) -> None:
    assert set(WRONGS) == {path.stem for path in CHECKS.glob("*.sql")}
    unnoticed = []
    with writer(world) as con:
        check(con)
        for law, wrongs in WRONGS.items():
            sql = (CHECKS / f"{law}.sql").read_text("utf-8")
            for wrong in wrongs:
                con.begin()
                con.execute(wrong)
                if not con.execute(sql).fetchall():
                    unnoticed.append((law, wrong))
                con.rollback()
        check(con)
    assert not unnoticed


def test_a_broken_law_is_named_with_its_words_and_rows(world: Path) -> None:
    with writer(world) as con:
        con.execute("UPDATE trend.region_week SET n_open = n_open + 1")
        with pytest.raises(LawBrokenError, match=r"law weeks_add_up is broken \(The parts of a week .*2026-W4"):
            check(con)
