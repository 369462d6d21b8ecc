"""``jobtide claims``: list, show, check; a claim of one's own; the register in the weekly run's settings."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import cli, terminal
from flows.claims import claims_of, keep_verdicts
from flows.settings import Settings
from pipelines.week import Week

MINE = """source: The harbour master
claims:
  - id: QUAY-1
    claim: Every engineer is asked for Python.
    measure: skill
    population: {titles: Machine Learning Engineer}
    having: {skills: python}
    at_least: 0.7
  - {id: QUAY-2, claim: The sea is wide., measure: out_of_scope, proxy: none}
"""


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(terminal.out, "width", 200)


@pytest.fixture
def filled(house: Any, advert: Any) -> Any:
    """Sixteen engineers of eight employers, and a week before with half of them."""
    adverts = [advert(n, employer=f"Employer {n % 8} Ltd") for n in range(16)]
    house.run("board", adverts[:8], weeks_ago=1)
    house.run("board", adverts)
    house.ingest()
    return house


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.yml"
    file.write_text(MINE, "utf-8")
    return file


def jobtide(*words: str | Path) -> Any:
    ran = CliRunner().invoke(cli.app, [str(word) for word in words])
    if ran.exception and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return ran


def test_the_register_is_listed() -> None:
    ran = jobtide("claims", "list")
    assert ran.exit_code == 0
    assert (
        "S001-03  salary: In London a machine-learning engineer typically earns 85,000 to 120,000 pounds." in ran.output
    )
    assert "138 claims of 5 documents" in ran.output


def test_a_claim_is_shown_before_it_was_ever_checked() -> None:
    ran = jobtide("claims", "show", "S001-03")
    assert ran.exit_code == 0
    assert "source: How to become a machine-learning engineer in the UK" in ran.output
    assert (
        "part 1: salary of titles: Machine Learning Engineer; regions: London: between 85,000 and 120,000" in ran.output
    )
    assert "outside: " in ran.output
    missing = jobtide("claims", "show", "S9")
    assert (missing.exit_code, "no claim 'S9'" in missing.output) == (1, True)


def test_claims_of_ones_own_are_checked_and_leave_no_trace(filled: Any, mine: Path) -> None:
    before = filled.tables()
    ran = jobtide("claims", "check", "--file", mine, "--home", filled.paths.home)
    assert ran.exit_code == 0
    assert "supported  QUAY-1: Every engineer is asked for Python. (all of the 90 % interval" in ran.output
    assert "out of scope  QUAY-2" in ran.output
    assert "2 claims in 2026-W47: 1 supported, 0 contradicted, 0 cannot tell, 1 out of scope" in ran.output
    assert all(table.equals(before[name]) for name, table in filled.tables().items())
    earlier = jobtide("claims", "check", "--file", mine, "--home", filled.paths.home, "--week", "2026-W46")
    assert "cannot tell  QUAY-1" in earlier.output
    assert "8 vacancies of 8 employers" in earlier.output


def test_verdicts_of_the_register_are_kept_and_shown(filled: Any) -> None:
    for _ in range(2):
        ran = jobtide("claims", "check", "--home", filled.paths.home)
        assert ran.exit_code == 0
        assert "138 claims in 2026-W47" in ran.output
    ((n, weeks),) = filled.ask("SELECT count(*) FILTER (part = 0), count(DISTINCT week) FROM claim_verdict")
    assert (n, weeks) == (138, 1)
    shown = jobtide("claims", "show", "S001-11", "--home", filled.paths.home)
    assert "2026-W47 verdict: " in shown.output
    assert "2026-W47 part 3: " in shown.output
    assert "FROM trend.vacancy_week AS w" in shown.output
    ((sql,),) = filled.ask("SELECT sql FROM claim_verdict WHERE claim_id = 'S001-11' AND part = 1")
    assert sql in shown.output
    assert len(filled.ask(sql)) == 16


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (["--week", "2020-W01"], MINE, "the warehouse holds nothing of 2020-W01"),
        ([], MINE.replace("skills: python", "skills: phyton"), "claim QUAY-1: part 1, skills: 'phyton' is not"),
        ([], MINE.replace("at_least", "at_leats"), "mine.yml: claim QUAY-1: at_leats: unknown key"),
        ([], "source: x\n", "mine.yml: not a claim file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_line_and_changes_nothing(
    filled: Any, mine: Path, words: list[str], text: str, said: str
) -> None:
    mine.write_text(text, "utf-8")
    ran = jobtide("claims", "check", "--file", mine, "--home", filled.paths.home, *words)
    assert ran.exit_code == 1
    assert said in " ".join(ran.output.split())


def test_without_a_warehouse_it_says_how_to_begin(tmp_path: Path) -> None:
    ran = jobtide("claims", "check", "--home", tmp_path / "empty")
    assert (ran.exit_code, "no warehouse here yet" in ran.output) == (1, True)
    assert not (tmp_path / "empty").exists()


def test_the_weekly_run_checks_ones_own_beside_ours(filled: Any, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBTIDE_CLAIMS", str(mine))
    claims = claims_of(Settings(home=filled.paths.home))
    assert [c.id for c in claims if c.id.startswith("QUAY")] == ["QUAY-1", "QUAY-2"]
    assert len(claims) == 140
    kept = keep_verdicts(filled.paths.history, claims[-2:], Week(2026, 47))
    assert kept.verdicts["verdict"].to_list() == ["supported", "supported", "out_of_scope", "out_of_scope"]
    assert kept.changed.is_empty()
    mine.write_text(MINE.replace("at_least: 0.7", "at_most: 0.1"), "utf-8")
    keep_verdicts(filled.paths.history, claims[-2:], Week(2026, 46))
    again = keep_verdicts(filled.paths.history, claims_of(Settings(home=filled.paths.home))[-2:], Week(2026, 47))
    assert again.changed.select("claim_id", "verdict", "verdict_before").rows() == [
        ("QUAY-1", "contradicted", "cannot_tell")
    ]
