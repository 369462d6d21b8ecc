"""``jobtide benchmark``: an outside file beside the published warehouse."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from flows import cli
from pipelines.week import Week

FIRST = Week(2026, 36).monday


@pytest.fixture
def home(house: Any, advert: Any) -> Path:
    for ago in range(11, -1, -1):
        house.run("board", [advert(n) for n in range(12)], weeks_ago=ago, is_simulated=True)
    house.ingest()
    return Path(house.paths.home)


def theirs(folder: Path, days: int = 84, days_before: int = 0, suffix: str = ".csv") -> Path:
    """An invented file in the form of the Hiring Lab's."""
    dates = [(FIRST + timedelta(days=k - days_before)).isoformat() for k in range(days)]
    index = [100 + (7 * k) % 13 for k in range(days)]
    frame = pl.DataFrame({"date": dates, "jobcountry": "GB", "indeed_job_postings_index_SA": index,
                          "indeed_job_postings_index_NSA": index, "variable": "total postings"})  # fmt: skip
    file = folder / f"outside{suffix}"
    frame.write_csv(file) if suffix == ".csv" else frame.write_parquet(file)
    return file


def run(*words: object) -> Any:
    return CliRunner().invoke(cli.app, ["benchmark", *map(str, words)])


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_weeks_in_common_are_compared_and_invented_adverts_named(home: Path, tmp_path: Path, suffix: str) -> None:
    ran = run(theirs(tmp_path, suffix=suffix), "--home", home)
    assert ran.exit_code == 0, ran.output
    assert "total postings, UK: gap " in ran.output
    assert "(12 weeks, 2026-08-31 to 2026-11-16)" in ran.output
    assert "Indeed Hiring Lab, CC BY 4.0" in ran.output
    assert "invented adverts" in ran.output


def test_the_table_comes_as_csv_or_json(home: Path, tmp_path: Path) -> None:
    file = theirs(tmp_path)
    row = json.loads(run(file, "--home", home, "--format", "json").output)
    assert (row["measure"], row["n"], row["verdict"]) == ("total postings", 12, "cannot tell")
    assert run(file, "--home", home, "--format", "csv").output.startswith("measure,unit,n,first_on")
    assert run(file, "--home", home, "--format", "xml").exit_code == 2


def test_nothing_in_common_is_said_with_both_spans(home: Path, tmp_path: Path) -> None:
    ran = run(theirs(tmp_path, days=30, days_before=300), "--home", home)
    assert ran.exit_code == 0
    assert "nothing to compare: no week and place is common to both: ours are of 2026-08-31 to 2026-11-16" in ran.output


def test_another_file_is_named(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "prices.csv"
    file.write_text("date,price\n2026-01-01,3\n")
    ran = run(file, "--home", home)
    assert ran.exit_code == 1
    assert "prices.csv: no file of the Hiring Lab that we know: its columns are date, price" in ran.output.replace(
        "\n", " "
    )
    assert "Traceback" not in ran.output


def test_without_a_warehouse_it_is_said_how_to_begin(tmp_path: Path) -> None:
    ran = run(theirs(tmp_path), "--home", tmp_path / "nothing")
    assert (ran.exit_code, "no warehouse here yet" in ran.output) == (1, True)
