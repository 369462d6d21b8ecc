from pathlib import Path
from typing import Any

import pytest

from crawlers.items import Source
from flows.crawl import due, options
from flows.settings import Settings
from pipelines.week import Week

WEEKLY = Source("weekly", "test", "employer_board", "Weekly")
MONTHLY = Source("monthly", "test", "forum", "Monthly", cadence_days=30)
WEEK = Week.parse("2026-W47")


@pytest.mark.parametrize(
    ("weeks_ago", "outcome", "names"),
    [
        (0, "complete", []),
        (0, "partial", []),
        (0, "failed", ["weekly", "monthly"]),
        (1, "complete", ["weekly"]),
        (3, "complete", ["weekly"]),
        (4, "complete", ["weekly", "monthly"]),
        (-1, "complete", ["weekly", "monthly"]),
    ],
)
def test_a_source_is_due_when_its_time_has_come(house: Any, weeks_ago: int, outcome: Any, names: list[str]) -> None:
    for source in ("weekly", "monthly"):
        house.run(source, [], weeks_ago=weeks_ago, outcome=outcome)
    assert [s.source for s in due([WEEKLY, MONTHLY], house.paths.raw, WEEK, frozenset())] == names


def test_a_void_run_does_not_count(house: Any) -> None:
    run = house.run("weekly", [])
    assert due([WEEKLY], house.paths.raw, WEEK, frozenset({run.run_id})) == [WEEKLY]


def test_keys_are_taken_from_the_environment_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JOBTIDE_REED_API_KEY", "sesame-47")
    found = options(Settings())
    assert found.secrets == {"REED_API_KEY": "sesame-47"}
    assert "sesame" not in f"{found} {Settings()}"


def test_the_country_filter_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert options(Settings()).country == "GB"
    monkeypatch.setenv("JOBTIDE_COUNTRY", "")
    assert options(Settings()).country is None
