"""The novelty ledger: titles no family knows, grouped by their words, and how surely they were not there before."""

from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from warehouse.build import MODELS, read_model
from warehouse.statistics.novelty import novelty_ledger

MONDAY = date(2026, 11, 16)
Row = tuple[Any, ...]


def ledger_of(rows: list[Row]) -> pl.DataFrame:
    """The model over invented vacancies: (weeks ago, vacancy, employer, title, is_new). Only 'Known' has a family."""
    columns = ("weeks", "vacancy_id", "employer", "title_core", "is_new")
    seen = pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        monday_on=pl.lit(MONDAY) - pl.duration(weeks="weeks"), advert_id="vacancy_id", source="employer",
        title_family=pl.when(pl.col("title_core") == "Known").then(pl.lit("Known")),
    ).with_columns(pl.col("monday_on").cast(pl.Date), week=pl.col("monday_on").dt.strftime("%G-W%V"))  # fmt: skip
    model = read_model(MODELS / "report" / "unmapped_title.sql")
    with duckdb.connect() as con:
        con.execute("CREATE SCHEMA trend")
        con.register("seen", seen.to_arrow())
        con.execute("CREATE TABLE trend.vacancy_week AS SELECT * FROM seen")
        table = con.execute(model.sql).pl()
    assert table.select(model.grain).is_unique().all()
    return table.sort("week", "title_key")


@pytest.mark.parametrize(
    "titles",
    [
        ("Kelp Whisperer", "kelp whisperers", "KELP WHISPERER"),
        ("Whisperer of Kelp", "Kelp Whisperer", "Kelp & Whisperers"),
        ("Senior Kelp Whisperer", "Kelp Whisperer II", "Kelp Whisperer Level 3", "Kelp Whisperer (Grade 7)"),
        ("Fish Technologies Lead", "Lead Fish Technology"),
        ("C++ Tamer", "C++ Tamers"),
    ],
)
def test_one_title_in_other_words_is_one(titles: tuple[str, ...]) -> None:
    table = ledger_of([(0, f"v{n}", f"e{n}", title, True) for n, title in enumerate(titles)])
    assert table.height == 1
    assert table["n_open"].item() == table["n_employers"].item() == len(titles)
    assert table["n_spellings"].item() == len(set(titles))


def test_other_titles_stay_apart() -> None:
    titles = (
        "C Tamer",
        "C++ Tamer",
        "C# Tamer",
        "Kelp Whisperer",
        "Kelp Buyer",
        "Glass Boss",
        "Glas Boss",
        "Lead",
        "II",
    )
    assert ledger_of([(0, t, "e", t, True) for t in titles]).height == len(titles)


def test_counts_spelling_and_first_sight() -> None:
    rows: list[Row] = [(9, f"k{n}", "e", "Known", True) for n in range(7)]
    rows += [(3, "a", "e1", "Kelp Whisperer", False), (0, "a", "e1", "Kelp Whisperer", False)]
    rows += [
        (0, "b", "e2", "kelp whisperers", True),
        (0, "c", "e2", "Kelp Whisperer", True),
        (0, "d", "e3", "Known", True),
    ]
    (earlier, now) = ledger_of(rows).to_dicts()
    assert (earlier["n_open"], now["n_open"], now["n_new"], now["n_employers"], now["n_sources"]) == (1, 3, 2, 2, 2)
    assert now["title_core"] == "Kelp Whisperer"
    assert now["first_on"] == earlier["first_on"] == MONDAY - timedelta(weeks=3)
    assert now["n_searched_before"] == 7
    assert now["example_advert_id"] == "a"


@pytest.mark.parametrize(
    ("weeks", "searched", "employers", "label", "bound"),
    [
        (3, 10_000, 4, "new", 0.0003),
        (3, 10_000, 3, "recent", 0.0003),
        (26, 10_000, 4, "known", 0.0003),
        (25, 10_000, 4, "new", 0.0003),
        (3, 2_000, 9, "of unknown age", 0.0015),
        (3, 0, 9, "of unknown age", None),
        (3, 2, 9, "of unknown age", 1.0),
        (60, 0, 9, "known", None),
    ],
)
def test_new_is_what_was_sought_before_and_not_seen(
    weeks: int, searched: int, employers: int, label: str, bound: float | None
) -> None:
    titles = pl.DataFrame({
        "title_key": ["kelp"], "n_open": [9], "n_employers": [employers],
        "first_on": [MONDAY - timedelta(weeks=weeks)], "n_searched_before": [searched],
    })  # fmt: skip
    (row,) = novelty_ledger(titles, MONDAY).to_dicts()
    assert row["label"] == label
    assert row["share_before_below"] == (None if bound is None else pytest.approx(bound))


def test_the_widest_stand_first() -> None:
    titles = pl.DataFrame({
        "title_key": ["b", "a", "c"], "n_open": [9, 9, 99], "n_employers": [5, 5, 2],
        "first_on": [MONDAY] * 3, "n_searched_before": [1] * 3,
    })  # fmt: skip
    assert novelty_ledger(titles, MONDAY)["title_key"].to_list() == ["a", "b", "c"]
