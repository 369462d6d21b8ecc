"""The referee's own workings: goals are read, results are written beside what was there."""

import json
from pathlib import Path

import pytest

from tests.referee.row import Row
from tests.referee.run import HERE, MARKS, README, TOPICS, into_readme, main, readme_table, write


@pytest.mark.parametrize(
    ("goal", "value", "holds"),
    [
        ("<= 0.10", 0.1, True), ("<= 0.10", 0.11, False), ("> 0.34", 0.34, False), ("= 0", 0.0, True),
        ("0.85 to 0.95", 0.9, True), ("0.85 to 0.95", 0.96, False), ("", 5.0, None), ("<= 1", None, False),
    ],
)  # fmt: skip
def test_a_goal_in_words_is_held_or_not(goal: str, value: float | None, holds: bool | None) -> None:
    assert Row("a", value, goal, 1, 1).holds is holds


def test_a_goal_nobody_can_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="a figure: goal: 'small'"):
        _ = Row("a figure", 1.0, "small", 1, 1).holds


def test_rows_of_topics_not_run_stay(tmp_path: Path) -> None:
    row = {"topic": "links", "name": "n", "value": 0.5, "goal": "<= 0.1", "draws": 3, "seed": 4, "holds": False}
    write({"links": [row]}, tmp_path)
    write({"emerging": [row | {"topic": "emerging", "value": None}]}, tmp_path)
    assert [r["topic"] for r in json.loads((tmp_path / "RESULTS.json").read_text("utf-8"))] == ["emerging", "links"]
    page = (tmp_path / "RESULTS.md").read_text("utf-8")
    assert "| n | 0.5 | <= 0.1 | **no** | 3 | 4 |" in page
    assert "| n | none |" in page


def test_a_topic_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["nonsense"], tmp_path)
    said = capsys.readouterr().err
    assert all(topic in said for topic in TOPICS)


def test_the_readme_shows_what_was_measured() -> None:
    rows = json.loads((HERE / "RESULTS.json").read_text("utf-8"))
    by_topic = {topic: [row for row in rows if row["topic"] == topic] for topic in TOPICS}
    assert readme_table(by_topic) in README.read_text("utf-8")


def test_a_page_without_a_place_for_it_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match=r"page.md: no place marked"):
        into_readme({}, page)
    page.write_text(f"a\n{MARKS[0]}old\n{MARKS[1]}\nb", "utf-8")
    into_readme({"links": [{"name": "n", "value": 1.0, "goal": ">= 1", "draws": 2, "seed": 3, "holds": True}]}, page)
    assert "| n | 1 | >= 1 | 2 |" in page.read_text("utf-8")
    assert "old" not in page.read_text("utf-8")
