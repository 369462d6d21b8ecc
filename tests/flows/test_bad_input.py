"""``jobtide import`` of broken files: a message with file, record and field, or a reject; nothing else is lost."""

import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.paths import Paths
from pipelines.read import MAX_TEXT
from warehouse.connect import reader

MAPPING = """
source: {name: gull, about: {kind: job_board, country: GB, cadence_days: 7}}
seen_at: {column: seen}
runs: {by: day, outcome: complete, proof: Every page was walked.}
fields: {source_id: ref, title: head, employer: firm, place: town, pay_min: low, pay_max: high,
         pay_currency: {value: GBP}, pay_period: {value: year}, pay_basis: {value: stated}, posted: posted,
         description: words}
"""
GOOD = {
    "ref": "1", "head": "Data Engineer", "firm": "Curlew & Tern Ltd", "town": "Leeds", "low": "42000", "high": "50000",
    "posted": "2026-02-27", "words": "You will use Python and SQL.", "seen": "2026-03-02",
}  # fmt: skip
TABLES = ("advert", "advert_place", "crawl_run", "evidence", "mention", "reject", "sighting", "source", "unseen_skill")


class Import(NamedTuple):
    """One call of the command, and the home it wrote into."""

    exit_code: int
    said: str
    home: Path

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with reader(Paths(self.home).published) as con:
            return con.execute(sql).fetchall()

    def tables(self) -> dict[str, pl.DataFrame]:
        with reader(Paths(self.home).published) as con:
            names = con.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
            return {n: con.execute(f"SELECT * FROM {n} ORDER BY ALL").pl() for (n,) in names}


Importer = Callable[..., Import]


@pytest.fixture
def import_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Importer:
    """Writes a file of that name (bytes, or rows made of GOOD) and a mapping, and imports the one by the other."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JOBTIDE_WORKERS", "1")

    def run(name: str, content: bytes | list[dict[str, str]] | None, mapping: str | bytes = MAPPING) -> Import:
        file, meaning, home = tmp_path / name, tmp_path / "gull.yml", tmp_path / "home"
        if content is not None:
            file.write_bytes(content if isinstance(content, bytes) else lines(content))
        meaning.write_bytes(mapping if isinstance(mapping, bytes) else mapping.encode())
        # by its bare name, so that no message is broken where the folder's name is long
        ran = CliRunner().invoke(app, ["import", name, "--mapping", meaning.name, "--home", str(home)])
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        return Import(ran.exit_code, ran.output, home)

    return run


def lines(rows: list[dict[str, str]]) -> bytes:
    """JSON Lines, each row what differs from GOOD."""
    return b"".join(json.dumps(GOOD | row).encode() + b"\n" for row in rows)


def parquet(rows: list[dict[str, str]]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame([GOOD | row for row in rows]).write_parquet(out)
    return out.getvalue()


def raw_bytes(home: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted((home / "raw").rglob("*")) if p.is_file()}


def assert_nothing_was_written(done: Import) -> None:
    assert not (done.home / "raw").exists()
    assert not Paths(done.home).published.exists()


# Files and mappings that cannot be used at all


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv: the file is empty"),
        ("heading.csv", b"ref,head,seen\n", "heading.csv: no rows"),
        ("cut.parquet", parquet([{}] * 50)[:200], "cut.parquet: not readable as Parquet"),
        ("text.parquet", b"ref,head\n1,Data Engineer\n", "text.parquet: not readable as Parquet"),
        ("cut.csv.gz", gzip.compress(b"ref,head\n" * 500, mtime=0)[:40], "cut.csv.gz: broken gzip"),
        ("text.jsonl", b"Dear reader\nHello\n", "text.jsonl: no row can be read; the first: line 1: not JSON"),
        ("adverts.xlsx", b"PK", "adverts.xlsx: unknown kind of file; known are .parquet, .csv"),
        ("other.csv", b"id,title\n1,Data Engineer\n", "names the column 'seen', which the file lacks; "
                                                      "its columns are: id, title"),
        ("later.jsonl", lines([{"seen": "2226-03-02"}]), "no row tells both its source and when it was seen; "
                                                          "line 1, seen: in the future: 2226-03-02"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_named_and_nothing_is_written(
    import_: Importer, name: str, content: bytes, said: str
) -> None:
    done = import_(name, content)
    assert done.exit_code == 1, done.said
    assert f"error: {name}: " in done.said
    assert said in done.said
    assert_nothing_was_written(done)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (MAPPING + "fieldz: {}\n", "fieldz: unknown key"),
        (MAPPING.replace("title: head", "headline: head"), "fields.headline: no field of an advert; they are"),
        (MAPPING.replace("proof: Every page was walked.", ""), "runs.proof: "),
        (MAPPING.replace("outcome: complete", "outcome: whole"), "runs.outcome: "),
        (MAPPING.replace("country: GB", "country: UK"), "source.about.country: a country is two capital letters"),
        (b"source: {name: [gull\n", "not YAML: "),
        (b"PK\x03\x04\xff\xfe", "not YAML: "),
        (b"just a sentence\n", "not a mapping file: "),
        (b"", "not a mapping file: "),
    ],
)
def test_a_mapping_that_cannot_be_used_is_named_by_file_and_key(
    import_: Importer, mapping: str | bytes, said: str
) -> None:
    done = import_("adverts.jsonl", [{}], mapping)
    assert done.exit_code == 1, done.said
    assert f"gull.yml: {said}" in done.said
    assert_nothing_was_written(done)


def test_files_that_are_not_there_are_wrong_usage(import_: Importer, tmp_path: Path) -> None:
    done = import_("absent.csv", None)
    assert done.exit_code == 2
    assert "absent.csv' does not exist" in " ".join(done.said.replace("│", " ").split())
    assert_nothing_was_written(done)
    (tmp_path / "a.csv").write_text("ref\n1\n")
    ran = CliRunner().invoke(app, ["import", str(tmp_path / "a.csv"), "--mapping", str(tmp_path / "absent.yml")])
    assert ran.exit_code == 2


# Rows that cannot be used, among others that can


def test_each_bad_row_is_a_reject_with_its_reason_and_no_other_row_is_lost(import_: Importer) -> None:
    rows = [
        {"ref": "1"},
        {"ref": "2", "head": "  "},
        {"ref": "3", "low": "-1"},
        {"ref": "4", "posted": "2026-03-30"},
        {"ref": "1"},
        {"ref": "1", "head": "Data Scientist"},
        {"ref": "", "head": "Tester"},
        {"ref": "8", "words": "x" * 5_000_000},
        {"ref": "9", "seen": "2226-03-02"},
        {"ref": "10", "seen": "soon"},
        {"ref": "11", "low": "45k"},
    ]
    content = lines(rows) + b'{"ref": "12", "head": \n' + b'{"ref": "13", "head": "Caf\xe9 Manager"}\n' + b"[1, 2]\n"
    content += lines([{"ref": "15"}])
    n_rows = len(rows) + 4
    done = import_("mixed.jsonl", content)
    assert done.exit_code == 0, done.said
    rejects = {
        int(origin.rpartition(" ")[2]): (field, reason, detail)
        for origin, field, reason, detail in done.ask("SELECT origin, field, reason, detail FROM reject")
    }
    expected = {
        2: ("record", "empty_title", "the title is empty"),
        3: ("pay_min", "bad_value", "negative: -1"),
        4: ("posted", "future_date", "posted '2026-03-30', seen on 2026-03-02"),
        5: ("record", "duplicate_id", "id '1' stands earlier in this run and says the same"),
        6: ("record", "duplicate_id", "id '1' stands earlier in this run and says something else"),
        7: ("record", "unreadable", "line 7, ref: empty"),
        8: ("record", "too_large", f"5,000,000 characters, more than {MAX_TEXT:,}"),
        9: ("record", "unreadable", "line 9, seen: in the future: 2226-03-02"),
        10: ("record", "unreadable", "line 10, seen: not a date: 'soon'"),
        11: ("pay_min", "bad_value", "not a number: '45k'"),
        12: ("record", "unreadable", "line 12: not JSON"),
        13: ("record", "unreadable", "line 13: not utf-8: byte 0xe9"),
        14: ("record", "unreadable", "line 14: not a JSON object"),
    }
    assert rejects.keys() == expected.keys()
    for line, (field, reason, detail) in expected.items():
        assert rejects[line][:2] == (field, reason), line
        assert detail in rejects[line][2], line
    # reconciled: every row of the file is an advert or a rejected record, and the terminal says the same
    assert done.ask("SELECT source_id FROM sighting ORDER BY record") == [("1",), ("3",), ("4",), ("11",), ("15",)]
    n_records = sum(field == "record" for field, _, _ in rejects.values())
    assert done.ask("SELECT n_fetched, n_sightings, n_rejects FROM crawl_run") == [(n_rows, 5, n_records)]
    assert 5 + n_records == n_rows
    assert f"mixed.jsonl: {n_rows} rows = {n_rows} records + 0 left out" in done.said
    assert "6 records unreadable, 2 single fields set to null" in done.said
    assert f"5 sightings + {len(rejects)} rejects" in done.said


def test_a_field_that_cannot_be_used_is_null_and_the_others_stay(import_: Importer) -> None:
    done = import_("pay.jsonl", [{"ref": "3", "low": "-1"}, {"ref": "4", "posted": "2026-03-30"}])
    three, four = done.ask("SELECT title_core, town, pay_min, pay_max, posted_on FROM advert ORDER BY source_id")
    assert three[:2] == four[:2] == ("Data Engineer", "Leeds")
    assert three[2] is None
    assert (four[2:4], four[4]) == ((42_000, 50_000), None)
    assert done.ask("SELECT posted_raw FROM advert WHERE source_id = '4'") == [("2026-03-30",)]


def test_a_csv_line_of_another_shape_or_encoding_is_a_reject(import_: Importer) -> None:
    heading = ",".join(GOOD)
    content = "\n".join([heading, ",".join(GOOD.values()), "2,Tester", ",".join((GOOD | {"ref": "3"}).values()), ""])
    content_bytes = content.encode() + ",".join((GOOD | {"ref": "4", "firm": "~"}).values()).encode().replace(
        b"~", b"Caf\xe9"
    )
    done = import_("adverts.csv", content_bytes)
    assert done.exit_code == 0, done.said
    assert done.ask("SELECT source_id FROM sighting ORDER BY record") == [("1",), ("3",)]
    short, foreign = done.ask("SELECT origin, detail FROM reject ORDER BY record")
    assert short == ("adverts.csv:row 2", "line 3: 2 cells where the heading has 9")
    assert foreign == ("adverts.csv:row 4", "line 5: not utf-8: byte 0xe9 in column 'firm'")


# Twice


@pytest.mark.parametrize("form", ["adverts.parquet", "adverts.jsonl"])
def test_the_same_import_twice_changes_no_table_and_no_byte(import_: Importer, form: str) -> None:
    rows = [{"ref": "1"}, {"ref": "1"}, {"ref": "2", "low": "-1"}, {"ref": "1", "seen": "2026-03-09"}]
    content = parquet(rows) if form.endswith("parquet") else lines(rows)
    once = import_(form, content)
    before, raw_before = once.tables(), raw_bytes(once.home)
    twice = import_(form, content)
    assert (once.exit_code, twice.exit_code) == (0, 0)
    assert "loaded 0 runs: 0 sightings + 0 rejects" in twice.said
    after = twice.tables()
    assert before.keys() == after.keys()
    assert [name for name in before if not before[name].equals(after[name])] == []
    assert len(raw_before) == 6
    assert raw_bytes(twice.home) == raw_before


def test_another_file_never_takes_the_place_of_a_run(import_: Importer) -> None:
    once = import_("adverts.jsonl", [{"ref": "1"}])
    before = raw_bytes(once.home)
    other = import_("other.jsonl", [{"ref": "2"}])
    assert other.exit_code == 1
    assert "run gull@20260302T000000Z was already imported from adverts.jsonl sha256:" in other.said.replace("\n", " ")
    assert raw_bytes(once.home) == before
    assert once.ask("SELECT source_id FROM sighting") == [("1",)]
