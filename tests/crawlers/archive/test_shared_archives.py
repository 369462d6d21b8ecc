"""The real archives beside the repository, reconciled to the last row."""

from collections import Counter
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from crawlers.archive.mapping import read_mapping
from crawlers.archive.reader import import_archive, read_archive

ROOT = Path(__file__).parents[3]
DATA = ROOT / ".." / "shared" / "data"
NOW = datetime(2026, 11, 21, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the advert sets in ../shared/data are absent")


@cache
def found(name):
    mapping = read_mapping(ROOT / "tests" / "mappings" / f"{name}.yml")
    return list(read_archive(DATA / f"{name}.parquet", mapping, now=NOW))


def adverts(found):
    return [advert for run in found for advert in run.adverts]


@pytest.mark.parametrize(
    ("name", "n_rows", "n_runs", "outcomes"),
    [
        ("uk_adverts_2026", 2_661, 6, {"partial": 6}),
        ("uk_adverts_2017_snapshot", 9_267, 1, {"partial": 1}),
        ("uk_adverts_2016_nightly_captures", 18_319, 16, {"partial": 1, "complete": 15}),
        ("greenhouse_uk_snapshots_2026_01", 18_811, 2_467, {"complete": 2_467}),
        ("hn_who_is_hiring_2013_2016", 18_790, 40, {"complete": 40}),
        ("salary_and_location_gold_2012", 1_236, 1, {"partial": 1}),
    ],
)
def test_every_row_is_an_advert_of_a_run(name, n_rows, n_runs, outcomes):
    runs = found(name)
    all_of_them = adverts(runs)
    assert len(all_of_them) == n_rows == pl.scan_parquet(DATA / f"{name}.parquet").select(pl.len()).collect().item()
    assert len({a.origin for a in all_of_them}) == n_rows
    assert len(runs) == n_runs == len({a.run_id for a in all_of_them})
    assert Counter(run.outcome for run in runs) == outcomes
    assert not [a.fault for a in all_of_them if a.fault or "field_faults" in a.payload]
    assert not [a.source_id for a in all_of_them if a.source_id is None or a.source_id.endswith(".0")]
    assert all(run.started_at <= a.seen_at <= run.finished_at for run in runs for a in run.adverts)


def test_the_collections_of_2026():
    runs = found("uk_adverts_2026")
    assert [(run.source.source, f"{run.started_at:%m-%d}", len(run.adverts)) for run in runs] == [
        ("aggregator_api", "03-11", 27),
        ("aggregator_api", "06-14", 604),
        ("aggregator_api", "08-01", 837),
        ("board_adzuna", "06-06", 738),
        ("board_indeed", "06-06", 109),
        ("board_linkedin", "06-06", 346),
    ]
    assert Counter(a.pay_basis for a in adverts(runs)) == {None: 1_797, "predicted": 551, "stated": 313}
    assert Counter(a.pay_period for a in adverts(runs)) == {None: 1_902, "year": 749, "day": 10}
    assert Counter(a.contract for a in adverts(runs)) == {
        None: 2_281,
        "permanent": 185,
        "contract": 193,
        "internship": 2,
    }
    assert sum(a.source_id == a.url for a in adverts(runs)) == 101
    assert {a.posted for a in runs[5].adverts} == {"Recent"}


def test_the_captures_of_2016_and_2017():
    runs = found("uk_adverts_2016_nightly_captures")
    assert [len(run.adverts) for run in runs][:2] == [46, 1_214]
    assert [run.outcome for run in runs][:2] == ["partial", "complete"]
    assert all(len({a.source_id for a in run.adverts}) == len(run.adverts) for run in runs)
    (run,) = found("uk_adverts_2017_snapshot")
    assert len({a.source_id for a in run.adverts}) == 8_159
    assert run.started_at == datetime(2017, 3, 9, 16, 19, 5, 327_003, UTC)


def test_greenhouse_has_a_source_for_each_board_and_no_posting_date():
    runs = found("greenhouse_uk_snapshots_2026_01")
    assert len({run.source.source for run in runs}) == 621
    assert [f"{at:%d %H:%M}" for at in sorted({run.started_at for run in runs})] == [
        "05 23:51", "06 00:00", "06 00:32", "07 00:39",
    ]  # fmt: skip
    # no sweep is dated before the newest change that it shows
    assert all(datetime.fromisoformat(a.payload["updated_at"]) <= a.seen_at for a in adverts(runs))
    assert not [a for a in adverts(runs) if a.posted]


def test_hiring_threads_are_dated_by_their_month_and_headed_by_their_first_line():
    runs = found("hn_who_is_hiring_2013_2016")
    assert all((run.started_at.day, run.source.country) == (1, None) for run in runs)
    assert datetime(2016, 7, 1, tzinfo=UTC) not in {run.started_at for run in runs}
    assert sum(a.title is None for a in adverts(runs)) == 8  # posts of a dot, a row of nines, nothing
    assert not [a.title for a in adverts(runs) if a.title and ("<p" in a.title or "&#x2F;" in a.title)]


def test_a_small_archive_goes_through_the_raw_store(tmp_path):
    mapping = read_mapping(ROOT / "tests" / "mappings" / "salary_and_location_gold_2012.yml")
    summary = import_archive(DATA / "salary_and_location_gold_2012.parquet", mapping, tmp_path, now=NOW)
    assert (summary.rows, summary.runs, summary.records, summary.unreadable) == (1_236, 1, 1_236, 0)
