"""Each measure of claims on a market whose figures are known: verdict, figure, n, and the query that gives its rows."""

from collections.abc import Callable
from typing import Any

import duckdb
import pytest

Check = Callable[..., list[dict[str, Any]]]

ENGINEERS = "population: {titles: Machine Learning Engineer, contracts: permanent}"
# Open in the newest 13 weeks: 12 employers show two permanent engineers a week, each for 4 weeks: 16 weeks' worth.
N_ENGINEERS = 12 * 2 * 16


@pytest.mark.parametrize(
    ("claim", "verdict", "estimate"),
    [
        # shares
        ("measure: skill\n{E}\nhaving: {skills: python}\nat_least: 0.9", "supported", 1.0),
        ("measure: skill\n{E}\nhaving: {skills: rust}\nat_most: 0.2", "contradicted", 0.5),
        ("measure: skill\n{E}\nhaving: {skills: rust}\nat_least: 0.5", "cannot_tell", 0.5),
        ("measure: skill\n{E}\nhaving: {skills: rust}\nlow: 0.3\nhigh: 0.7", "supported", 0.5),
        ("measure: skill\n{E}\nhaving: {all_skills: [rust, python]}\nat_least: 0.3", "supported", 0.5),
        ("measure: skill\n{E}\nhaving: {skills: statistics}\nat_most: 0.1", "supported", 0.0),
        ("measure: skill\n{E}\nhaving: {words: [take-home, take home]}\nat_least: 0.9", "supported", 1.0),
        ("measure: skill\n{E}\nhaving: {words: take-ho}\nat_most: 0.1", "supported", 0.0),
        ("measure: share\npopulation: {is_tech: true}\nhaving: {title_words: 'machine  learning engineer'}\n"
         "at_most: 0.9", "supported", None),
        ("measure: level\n{E}\nhaving: {levels: senior}\nlow: 0.4\nhigh: 0.6", "supported", 0.5),
        ("measure: education\n{E}\nhaving: {education_required: degree}\nat_most: 0.3", "contradicted", 0.5),
        ("measure: certificate\n{E}\nhaving: {words: Certified Widget Handler}\nat_most: 0.1", "supported", 0.0),
        ("measure: sector\npopulation: {known: [sector], is_ml_ai: true}\nhaving: {sectors: finance}\n"
         "at_least: 0.9", "contradicted", None),
        ("measure: workplace\n{E}\nhaving: {workplaces: hybrid}\nat_least: 0.9", "contradicted", 0.5),
        ("measure: region\npopulation: {is_ml_ai: true}\nhaving: {regions: London}\nat_least: 0.05", "supported", None),
        ("measure: employer\npopulation: {is_ml_ai: true, known: [employer_kind]}\n"
         "having: {employer_kinds: agency}\nat_least: 0.9", "supported", 1.0),
        # ranks, differences, changes
        ("measure: skill\npopulation: {is_ml_ai: true}\n"
         "rank: {of: skills, item: python, kind: language, at_most: 1}", "supported", 1.0),
        ("measure: skill\npopulation: {is_ml_ai: true}\n"
         "rank: {of: skills, item: [r], kind: language, at_most: 1}", "contradicted", 2.0),
        ("measure: sector\npopulation: {is_ml_ai: true}\n"
         "rank: {of: sectors, item: finance, at_most: 1}", "cannot_tell", None),
        ("measure: skill\n{E}\nhaving: {skills: python}\nabove: {having: {skills: rust}}", "supported", 0.5),
        ("measure: skill\n{E}\nhaving: {skills: rust}\nabove: {having: {skills: python}}", "contradicted", -0.5),
        ("measure: skill\n{E}\nhaving: {skills: mlflow}\nrises: true", "supported", 0.5),
        ("measure: skill\n{E}\nhaving: {skills: mlflow}\nfalls: true", "contradicted", 0.5),
        ("measure: skill\n{E}\nhaving: {skills: rust}\nrises: true", "cannot_tell", 0.0),
        ("measure: mean\nvalue: years_min\n{E}\nrises: true", "supported", 2.0),
        ("measure: mean\nvalue: years_min\n{E}\nat_least: 3.5", "supported", 4.0),
        ("measure: mean\nvalue: n_skills\n{E}\nabove: {population: {titles: Registered Nurse}}", "supported", 2.0),
        # flow, novelty, labels
        ("measure: flow\npopulation: {titles: Data Scientist}\nlow: 5\nhigh: 20", "supported", 12.0),
        ("measure: flow\npopulation: {titles: Data Engineer}\nat_least: 1", "contradicted", 0.0),
        ("measure: novelty\nhaving: {titles: LLM Engineer}\nappeared: {within_weeks: 26}", "supported", None),
        ("measure: novelty\nhaving: {titles: LLM Engineer}\nappeared: {within_weeks: 8}", "contradicted", None),
        ("measure: novelty\nhaving: {titles: LLM Engineer}\n"
         "appeared: {within_weeks: 26, employers: 7}", "cannot_tell", None),
        ("measure: novelty\nhaving: {titles: Data Engineer}\nabsent_below: 0.001", "supported", 0.0),
        ("measure: novelty\nhaving: {titles: Data Engineer}\nabsent_below: 0.0001", "cannot_tell", 0.0),
        ("measure: novelty\nhaving: {titles: LLM Engineer}\nabsent_below: 0.5", "contradicted", None),
        ("measure: employer\npopulation: {is_ml_ai: true}\nhaving: {employers: Employer Number 3}\n"
         "seen: true", "supported", None),
        ("measure: employer\npopulation: {is_ml_ai: true}\nhaving: {employers: Employer}\n"
         "seen: true", "supported", None),
        ("measure: employer\npopulation: {is_ml_ai: true}\nhaving: {employers: Emplo}\nseen: true", "cannot_tell", 0.0),
        ("measure: emerging\nhaving: {titles: AI Auditor}\nrises: true", "supported", None),
        ("measure: emerging\nhaving: {titles: AI Auditor}\nfalls: true", "contradicted", None),
        ("measure: emerging\nhaving: {titles: Data Scientist}\nrises: true", "cannot_tell", None),
        ("measure: growth\nhaving: {titles: AI Auditor}\nat_least: 4", "supported", None),
        ("measure: growth\nhaving: {titles: AI Auditor}\nfalls: true", "contradicted", None),
        ("measure: growth\nhaving: {titles: Data Scientist}\nlow: 0.8\nhigh: 1.25", "supported", 1.0),
        ("measure: growth\npopulation: {regions: London}\nhaving: {titles: Data Scientist}\n"
         "rises: true", "cannot_tell", 1.0),
        ("measure: growth\nhaving: {titles: Chief AI Officer}\nrises: true", "cannot_tell", None),
        ("measure: growth\nhaving: {titles: Data Scientist}\nrises: true\nweeks_ago: 70", "cannot_tell", None),
        ("measure: pair\n"
         "pair: {from: {titles: Prompt Engineer}, to: {titles: AI Interaction Designer}}", "supported", 1.0),
        ("measure: pair\npair: {from: {titles: Data Scientist}, to: {titles: Registered Nurse}}", "contradicted", None),
        ("measure: pair\n"
         "pair: {from: {titles: Data Scientist}, to: {title_words: chief of staff}}", "cannot_tell", None),
        # time listed: seen four weeks long, gone in the fifth
        ("measure: time_listed\npopulation: {titles: Data Scientist}\nlow: 20\nhigh: 36\nweeks: 52", "supported", None),
        ("measure: time_listed\npopulation: {titles: Data Scientist}\nat_most: 14\nweeks: 52", "contradicted", None),
        ("measure: time_listed\npopulation: {titles: Data Scientist}\nabove: {population: {is_ml_ai: true}}\n"
         "weeks: 52", "contradicted", 1.0),
        ("measure: time_listed\npopulation: {titles: LLM Engineer}\nat_least: 1\nweeks: 52", "cannot_tell", None),
        # places, pay
        ("measure: location\npopulation: {regions: London}\nhaving: {titles: LLM Engineer}\n"
         "at_least: 1", "supported", None),
        ("measure: location\npopulation: {regions: London}\nhaving: {sectors: finance}\n"
         "at_least: 1", "cannot_tell", None),
        ("measure: location\npopulation: {towns: Leeds}\nhaving: {sectors: health}\nlow: 0.5\n"
         "high: 2", "supported", None),
        ("measure: salary\npopulation: {titles: Data Scientist, regions: London}\nlow: 40000\n"
         "high: 60000", "cannot_tell", None),
        ("measure: salary\npopulation: {titles: Data Scientist}\nlow: 40000\nhigh: 60000", "supported", None),
        ("measure: salary\n{E}\nat_least: 90000", "contradicted", None),
        ("measure: salary\n{E}\nabove: {population: {titles: Data Scientist}}", "supported", None),
        ("measure: day_rate\npopulation: {is_ml_ai: true}\nlow: 500\nhigh: 620", "supported", 555.0),
        ("measure: premium\n{E}\nhaving: {skills: rust}\nlow: 0.15\nhigh: 0.25", "supported", 0.2),
        ("measure: premium\n{E}\nhaving: {skills: python}\nat_least: 0", "cannot_tell", None),
        ("measure: cooccurrence\npopulation: {titles: Data Scientist}\nhaving: {skills: statistics}\n"
         "at_least: 2", "supported", None),
        ("measure: cooccurrence\n{E}\nhaving: {skills: statistics}\nat_least: 1", "contradicted", 0.0),
        ("measure: out_of_scope\nproxy: nothing near", "out_of_scope", None),
    ],
)  # fmt: skip
def test_a_measure_finds_what_is_known(check: Check, claim: str, verdict: str, estimate: float | None) -> None:
    whole, part = check(claim.replace("{E}", ENGINEERS))
    assert part["verdict"] == verdict, part
    assert whole["verdict"] == verdict
    assert whole["reason"] == part["reason"]
    assert part["reason"]
    if estimate is not None:
        assert part["estimate"] == pytest.approx(estimate, abs=1e-6), part
    if part["low"] is not None and part["estimate"] is not None:
        assert part["low"] <= part["estimate"] <= part["high"]


@pytest.mark.parametrize("bound", ["at_least: 0.2", "rises: true", "above: {having: {skills: r}}"])
def test_the_query_of_a_verdict_gives_its_rows(check: Check, market: duckdb.DuckDBPyConnection, bound: str) -> None:
    part = check(f"measure: skill\n{ENGINEERS}\nhaving: {{skills: rust}}\n{bound}")[1]
    rows = market.execute(part["sql"]).pl()
    here = rows.filter(rows["side"] == "this")
    assert here.height == part["n"] == N_ENGINEERS
    assert here["employer"].n_unique() == part["n_employers"] == 12
    assert here["has"].sum() == N_ENGINEERS / 2
    assert "$" not in part["sql"]


def test_every_query_runs_as_it_is_shown(check: Check, market: duckdb.DuckDBPyConnection) -> None:
    awkward = "measure: skill\npopulation: {is_ml_ai: true, without: {regions: London, words: ['it''s', '$5 (a)']}}"
    for claim in (
        f"{awkward}\nhaving: {{any_of: [{{skills: rust}}, {{words: 'C++'}}]}}\nat_least: 0.1",
        "measure: location\npopulation: {regions: London}\nhaving: {is_ml_ai: true}\nat_least: 1",
        "measure: salary\npopulation: {is_ml_ai: true, salary_at_least: 1, years_at_most: 9}\nat_least: 1",
        "measure: flow\npopulation: {is_tech: true, hours: full_time}\nat_least: 1",
        "measure: skill\nrank: {of: skills, item: rust, without: r, at_most: 3}",
        "measure: region\nrank: {of: towns, item: Leeds, at_most: 3}",
    ):
        part = check(claim)[1]
        assert len(market.execute(part["sql"]).fetchall()) >= part["n"], part


def test_few_vacancies_decide_nothing(check: Check) -> None:
    few = "population: {titles: LLM Engineer}"
    (_, part) = check(f"measure: skill\n{few}\nhaving: {{skills: python}}\nat_least: 0.1")
    assert part["verdict"] == "cannot_tell"
    assert part["estimate"] == 1.0
    assert "53 vacancies of 6 employers" in part["reason"]


def test_a_change_needs_two_windows(check: Check) -> None:
    rise = "having: {skills: rust}\nrises: true\nweeks_ago: 156"
    (_, part) = check(f"measure: skill\n{ENGINEERS}\n{rise}")
    assert part["verdict"] == "cannot_tell"
    assert "two windows are needed, and the record begins on" in part["reason"]


def test_a_change_needs_sources_that_saw_both_windows(check: Check, market: duckdb.DuckDBPyConnection) -> None:
    market.begin()
    try:
        market.execute(
            "DELETE FROM trend.source_week WHERE source IN ('board1', 'board2', 'board3', 'board4') "
            "AND week < '2026-W01'"
        )
        (_, part) = check(f"measure: skill\n{ENGINEERS}\nhaving: {{skills: mlflow}}\nrises: true")
    finally:
        market.rollback()
    assert part["verdict"] == "cannot_tell"
    assert "hold 67% of the recent vacancies: below 70% no growth is claimed" in part["reason"]


def test_absence_of_what_is_asked_is_said(check: Check) -> None:
    nobody = "population: {titles: Chief AI Officer}"
    for measure in ("skill", "education"):
        (_, part) = check(f"measure: {measure}\n{nobody}\nhaving: {{skills: rust}}\nat_least: 0.1")
        assert (part["verdict"], part["n"]) == ("cannot_tell", 0)
        assert "no such vacancy" in part["reason"]
    (_, part) = check(f"measure: salary\n{nobody}\nat_least: 1")
    assert (part["verdict"], part["n"]) == ("cannot_tell", 0)
