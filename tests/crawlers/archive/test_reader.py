"""A file as runs, and the import of it: every row accounted for."""

import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive.mapping import read_mapping
from crawlers.archive.reader import import_archive, read_archive
from crawlers.store import read_adverts, read_run, read_source, runs

NOW = datetime(2026, 11, 21, tzinfo=UTC)
README = Path(__file__).parents[3] / "crawlers" / "archive" / "README.md"
MAPPING = """
source: {column: board, about: {kind: job_board, country: GB, cadence_days: 7}}
seen_at: {column: seen}
runs: {by: moment, outcome: complete, proof: Every page was walked.}
fields: {source_id: ref, title: head}
"""
HEAD = "board,ref,head,seen\n"


@pytest.fixture
def archive(tmp_path):
    """Writes a file and a mapping, gives both."""

    def write(rows, mapping=MAPPING, name="a.csv"):
        (tmp_path / name).write_text(rows, "utf-8")
        (tmp_path / "m.yml").write_text(mapping, "utf-8")
        return tmp_path / name, read_mapping(tmp_path / "m.yml")

    return write


def read(archive):
    return list(read_archive(*archive, now=NOW))


def shape(found):
    return [(run.source.source, f"{run.started_at:%d %H:%M}", [a.source_id for a in run.adverts]) for run in found]


def files(raw):
    return {path.relative_to(raw): path.read_bytes() for path in sorted(raw.rglob("*")) if path.is_file()}


ROWS = HEAD + (
    "tern,1,Tester,2026-03-09T06:00\n"
    "gull,1,Analyst,2026-03-02T05:00\n"
    "tern,2,Engineer,2026-03-02T05:00\n"
    "tern,3,Engineer,2026-03-09T07:00\n"
    "tern,4,Engineer,2026-03-09T06:00\n"
)


def test_runs_by_moment_are_in_the_order_of_source_and_start(archive):
    found = read(archive(ROWS))
    assert shape(found) == [
        ("gull", "02 05:00", ["1"]),
        ("tern", "02 05:00", ["2"]),
        ("tern", "09 06:00", ["1", "4"]),
        ("tern", "09 07:00", ["3"]),
    ]
    assert [a.record for a in found[2].adverts] == [0, 1]
    assert found[2].adverts[1].run_id == "tern@20260309T060000Z"
    assert found[2].adverts[1].origin == "a.csv:row 5"


def test_runs_by_day_last_from_the_first_moment_to_the_last(archive):
    found = read(archive(ROWS, MAPPING.replace("moment", "day")))
    assert shape(found)[2:] == [("tern", "09 06:00", ["1", "3", "4"])]
    assert (found[2].started_at.hour, found[2].finished_at.hour) == (6, 7)
    assert [a.seen_at.hour for a in found[2].adverts] == [6, 7, 6]


def test_moments_within_one_second_are_one_run(archive):
    rows = HEAD + "tern,1,A,2026-03-09T06:00:00.9\ntern,2,B,2026-03-09T06:00:00.1\n"
    (run,) = read(archive(rows))
    assert run.started_at.microsecond == 100_000
    assert len(run.adverts) == 2


def test_one_moment_for_all_and_the_origin(archive):
    mapping = MAPPING.replace("{column: seen}", "{at: 2026-03-02T05:00:00Z}").replace("column: board", "name: kept")
    file, read_by = archive(ROWS, mapping)
    (run,) = read_archive(file, read_by, now=NOW)
    assert run.started_at == run.finished_at == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert run.origin == f"a.csv sha256:{hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"
    assert len(run.adverts) == 5


def test_a_row_that_tells_no_moment_goes_with_the_row_of_its_source_before_it(archive):
    rows = HEAD + (
        "tern,0,A,?\n"
        ",00,A,2020-01-01\n"
        "tern,1,A,2026-03-09\n"
        "gull,2,B,2026-03-02\n"
        "tern,3,C,2031-01-01\n"
        ",4,D,2020-01-01\n"
        "tern,5,E,2026-03-02\n"
    )  # fmt: skip
    found = read(archive(rows))
    assert shape(found) == [
        ("gull", "02 00:00", ["2"]),
        ("tern", "02 00:00", ["0", "5"]),
        ("tern", "09 00:00", ["00", "1", "3", "4"]),
    ]
    faults = {a.source_id: a.fault for run in found for a in run.adverts if a.fault}
    assert faults == {
        "0": "row 1, seen: not a date: '?'",
        "00": "row 2, board: empty: the row names no source",
        "3": "row 5, seen: in the future: 2031-01-01",
        "4": "row 6, board: empty: the row names no source",
    }
    assert {a.seen_at for a in found[2].adverts} == {datetime(2026, 3, 9, tzinfo=UTC)}


def test_a_broken_line_stays_beside_the_others(archive):
    lines = ['{"board": "tern", "ref": 1, "head": "A", "seen": "2026-03-02"}', "{oops", '{"board": "tern", "ref"']
    (run,) = read(archive("\n".join(lines), name="a.jsonl"))
    assert [a.fault is None for a in run.adverts] == [True, False, False]
    assert run.adverts[1].fault.startswith("line 2: not JSON: ")
    assert run.adverts[1].payload == {"line": "{oops"}
    assert run.adverts[1].origin == "a.jsonl:line 2"


def test_an_exception_changes_the_outcome_of_its_run_only(archive):
    rule = "  except:\n  - {at: 2026-03-02T05:00, source: tern, outcome: partial, proof: It broke off.}\n"
    mapping = MAPPING.replace(
        "runs: {by: moment, outcome: complete, proof: Every page was walked.}\n",
        "runs:\n  by: moment\n  outcome: complete\n  proof: Every page was walked.\n" + rule,
    )
    found = read(archive(ROWS, mapping))
    assert [run.outcome for run in found] == ["complete", "partial", "complete", "complete"]
    assert found[1].proof == "It broke off."
    with pytest.raises(ValueError, match=r"a\.csv: .*runs\.except .*2026-04-02T05:00:00\+00:00 of tern.*2026-03-02T05"):
        read(archive(ROWS, mapping.replace("03-02", "04-02")))


def test_rows_that_the_filter_leaves_out_are_counted_in_their_run(archive, tmp_path):
    mapping = MAPPING + "where: {column: head, in: [Engineer]}\n"
    file, read_by = archive(ROWS, mapping)
    found = list(read_archive(file, read_by, now=NOW))
    assert [(len(run.adverts), run.n_dropped) for run in found] == [(0, 1), (1, 0), (1, 1), (1, 0)]
    summary = import_archive(file, read_by, tmp_path / "raw", now=NOW)
    assert (summary.rows, summary.records, summary.dropped) == (5, 3, 2)
    assert [read_run(f).n_dropped for f in summary.folders] == [1, 0, 1, 0]


@pytest.mark.parametrize(
    ("rows", "mapping", "told"),
    [
        (
            ROWS,
            MAPPING.replace("title: head", "title: heading"),
            "fields.title names the column 'heading'.*board, ref, head",
        ),
        (ROWS, MAPPING.replace("column: seen", "column: saw"), "seen_at.column names the column 'saw'"),
        (ROWS.replace(",", ";"), MAPPING, r"source.column names the column 'board'.*is it the delimiter"),
        (
            HEAD + "tern,1,A,?\ngull,2,B,?\n",
            MAPPING,
            "no row tells both its source and when it was seen; row 1, seen: not a",
        ),
        (
            ROWS,
            MAPPING.replace("{column: seen}", "{at: 2031-01-01}"),
            "no row tells .*row 1, seen_at.at: in the future",
        ),
    ],
)
def test_a_file_that_the_mapping_does_not_fit(archive, rows, mapping, told):
    with pytest.raises(ValueError, match=rf"^a\.csv: .*{told}"):
        read(archive(rows, mapping))


def test_an_import_writes_each_run_and_sums_up(archive, tmp_path):
    raw = tmp_path / "raw"
    told = []
    rows = ROWS + "tern,,No id,2026-03-09T07:00\n"
    summary = import_archive(*archive(rows), raw, now=NOW, progress=lambda done, all_: told.append((done, all_)))
    assert summary[:7] == ("a.csv", 6, 4, 6, 0, 1, 0)
    assert summary.folders == list(runs(raw))
    assert told == [(1, 6), (2, 6), (4, 6), (6, 6)]
    run = read_run(summary.folders[3])
    assert (run.outcome, run.proof, run.n_fetched) == ("complete", "Every page was walked.", 2)
    assert run.origin is not None
    assert re.fullmatch(r"a\.csv sha256:[0-9a-f]{12}", run.origin)
    assert [a["fault"] for a in read_adverts(summary.folders[3])] == [
        None,
        "row 6, ref: empty: the row has no id of an advert",
    ]


def test_contact_details_do_not_reach_the_store(archive, tmp_path):
    rows = HEAD + "tern,1,Ask jo@tern.example,2026-03-02\n"
    (folder,) = import_archive(*archive(rows), tmp_path / "raw", now=NOW).folders
    assert [a["title"] for a in read_adverts(folder)] == ["Ask [e-mail]"]


def test_the_same_import_again_gives_the_same_bytes(archive, tmp_path):
    raw = tmp_path / "raw"
    import_archive(*archive(ROWS), raw, now=NOW)
    first = files(raw)
    again = import_archive(*archive(ROWS), raw, now=datetime(2027, 1, 1, tzinfo=UTC))
    assert files(raw) == first
    assert len(first) == 12
    assert again.leftover == []


def test_a_run_of_another_file_is_not_replaced(archive, tmp_path):
    raw = tmp_path / "raw"
    import_archive(*archive(ROWS), raw, now=NOW)
    first = files(raw)
    with pytest.raises(
        ValueError, match=r"run tern@20260302T050000Z was already imported from a\.csv sha256:[0-9a-f]{12}; "
    ):
        import_archive(*archive(HEAD + "eider,1,A,2026-03-02\ntern,9,A,2026-03-02T05:00\n", name="b.csv"), raw, now=NOW)
    assert files(raw) == first


def test_a_crawled_run_is_not_replaced(archive, tmp_path):
    raw = tmp_path / "raw"
    (folder, *_) = import_archive(*archive(ROWS), raw, now=NOW).folders
    manifest = json.loads((folder / "run.json").read_text("utf-8"))
    (folder / "run.json").write_text(json.dumps(manifest | {"origin": None}), "utf-8")
    with pytest.raises(ValueError, match="was already crawled"):
        import_archive(*archive(ROWS), raw, now=NOW)


def test_runs_that_a_changed_mapping_no_longer_makes_are_listed(archive, tmp_path):
    raw = tmp_path / "raw"
    before = import_archive(*archive(ROWS), raw, now=NOW)
    after = import_archive(*archive(ROWS, MAPPING.replace("moment", "day")), raw, now=NOW)
    assert after.leftover == [before.folders[3]]
    assert before.folders[3].exists()


def test_ids_from_parquet_are_text(archive, tmp_path):
    _, mapping = archive(ROWS)
    frame = pl.DataFrame({"board": ["tern"] * 2, "ref": [501125957.0, None], "head": "A", "seen": ["2026-03-02"] * 2})
    frame.write_parquet(tmp_path / "a.parquet")
    (run,) = read_archive(tmp_path / "a.parquet", mapping, now=NOW)
    assert [a.source_id for a in run.adverts] == ["501125957", None]


def test_the_example_of_the_readme(archive, tmp_path):
    words = README.read_text("utf-8")
    rows, mapping = (re.search(rf"```{kind}\n(.*?)```", words, re.S)[1] for kind in ("csv", "yaml"))
    found = read(archive(rows, mapping, name="adverts.csv"))
    assert shape(found) == [
        ("kept.harbour_board", "09 00:00", ["A-9"]),
        ("kept.north_jobs", "02 00:00", ["0071", "0072"]),
        ("kept.north_jobs", "09 00:00", ["0071"]),
    ]
    assert [run.outcome for run in found] == ["complete", "partial", "complete"]
    assert (found[0].source.name, found[0].source.kind) == ("Harbour and Sons", "employer_board")
    assert found[0].adverts[0].payload == {"low": "-1", "field_faults": {"pay_min": "row 4: negative: -1"}}
    assert found[1].adverts[1].pay_period == "day"
    assert found[1].adverts[0].payload == {"per": "annum"}
    summary = import_archive(*archive(rows, mapping, name="adverts.csv"), tmp_path / "raw", now=NOW)
    assert summary.field_faults == 1
    assert read_source(summary.folders[0]).country == "GB"


def test_the_readme_names_every_key_of_a_mapping():
    table = README.read_text("utf-8")
    for key in ("name", "column", "prefix", "about", "overrides"):
        assert f"`source.{key}`" in table
    for key in ("at", "column", "format", "values"):
        assert f"`seen_at.{key}`" in table
    for key in ("by", "outcome", "proof", "except"):
        assert f"`runs.{key}`" in table
    for key in ("fields", "ignore", "where", "delimiter", "encoding"):
        assert f"| `{key}` |" in table


CSV = b"board,ref,head,seen\ntern,1,A,2026-03-02\n"
JSON = b'{"board": "tern", "ref": "1", "head": "A", "seen": "2026-03-02"}\n'


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from([("a.csv", CSV), ("a.jsonl", JSON)]),
    st.lists(st.binary(max_size=30) | st.sampled_from([CSV, JSON])),
)
def test_any_bytes_below_a_good_row_are_rows_that_add_up(tmp_path_factory, file, more):
    folder = tmp_path_factory.mktemp("any")
    path = folder / file[0]
    path.write_bytes(file[1] + b"\n".join(more))
    (folder / "m.yml").write_text(MAPPING, "utf-8")
    summary = import_archive(path, read_mapping(folder / "m.yml"), folder / "raw", now=NOW)
    stored = [advert for run in summary.folders for advert in read_adverts(run)]
    assert len(stored) == summary.rows
    assert stored[0]["fault"] is None
    assert sum(a["fault"] is not None for a in stored) == summary.unreadable
