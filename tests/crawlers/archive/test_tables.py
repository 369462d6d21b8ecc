"""Files of every kind, whole and broken, as rows."""

import gzip
import json
from datetime import date

import polars as pl
import pytest

from crawlers.archive.tables import read_table


@pytest.fixture
def file(tmp_path):
    def write(name: str, content: bytes | str):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def faults(table):
    return [row.fault for row in table.rows if row.fault]


def test_csv_keeps_every_cell_as_text(file):
    table = read_table(file("a.csv", '\ufeffid,n,t\n007,1.50,"two\nlines, ""quoted"""\n\n2,,x\n'))
    assert table.columns == ["id", "n", "t"]
    assert [row.cells for row in table.rows] == [
        {"id": "007", "n": "1.50", "t": 'two\nlines, "quoted"'},
        {"id": "2", "n": "", "t": "x"},
    ]
    assert [row.where for row in table.rows] == ["row 1", "row 2"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_with_any_line_end(file, end):
    assert len(read_table(file("a.csv", end.join(["id,t", "1,a", "2,b", ""]))).rows) == 2


def test_csv_with_another_delimiter(file):
    assert read_table(file("a.csv", "id;t\n1;a,b\n"), delimiter=";").rows[0].cells == {"id": "1", "t": "a,b"}


def test_a_csv_row_of_another_length_is_a_fault_and_keeps_its_cells(file):
    table = read_table(file("a.csv", 'id,t\n1,"a\nb"\n2,b,c\n3\n4,d\n'))
    assert faults(table) == ["line 4: 3 cells where the heading has 2", "line 5: 1 cells where the heading has 2"]
    assert table.rows[1].cells == {"cells": ["2", "b", "c"]}
    assert table.rows[3].cells == {"id": "4", "t": "d"}


def test_a_quote_that_is_never_closed_costs_one_line(file):
    table = read_table(file("a.csv", 'id,t\n1,a\n2,"open\n3,c\n4,d\n'))
    assert [row.cells.get("id") for row in table.rows] == ["1", None, "3", "4"]
    assert faults(table) == ["line 3: not CSV: unexpected end of data"]
    assert table.rows[1].cells == {"line": '2,"open'}


def test_many_broken_quotes_take_linear_time(file):
    table = read_table(file("a.csv", "id,t\n1,a\n" + '2,"open" x\n' * 20_000 + '3,"' + '""\n' * 20_000))
    assert len(table.rows) > 20_000
    assert table.rows[0].cells == {"id": "1", "t": "a"}


def test_a_csv_row_of_another_encoding_is_a_fault_and_the_others_stay(file):
    table = read_table(file("a.csv", b"id,t\n1,a\n2,\x93quoted\x94\n3,\xc3\xa9\n"))
    assert faults(table) == ["line 3: not utf-8: byte 0x93 in column 't'"]
    assert table.rows[1].cells == {"id": "2", "t": "\\x93quoted\\x94"}
    assert table.rows[2].cells["t"] == "é"


def test_windows_text_is_read_where_the_mapping_says_so(file):
    table = read_table(file("a.csv", b"id,t\n2,\x93quoted\x94 \xa340\n3,\x81\n"), encoding="cp1252")
    assert table.rows[0].cells["t"] == "“quoted” £40"
    assert faults(table) == ["line 3: not cp1252: byte 0x81 in column 't'"]


def test_csv_cells_have_no_limit(file):
    assert len(read_table(file("a.csv", f"id,t\n1,{'x' * 1_000_000}\n")).rows[0].cells["t"]) == 1_000_000


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"id,caf\xe9\n1,a\n", "line 1: the heading is not utf-8: byte 0xe9; .*cp1252"),
        (b"\xff\xfei\x00d\x00", "line 1: the heading is not utf-8"),
        (b"id,t,id\n1,a,b\n", r"line 1: the heading has \['id'\] more than once"),
        (b'id,"t\n1,a\n', "line 1: not a heading"),
        (b"id,t\n", "no rows"),
        (b"\n\n", "no rows"),
        (b"id,t\n1\n2\n", "no row can be read; the first: line 2: 1 cells"),
    ],
)
def test_a_csv_file_that_cannot_be_used(file, content, told):
    with pytest.raises(ValueError, match=f"^a.csv: {told}"):
        read_table(file("a.csv", content))


def test_json_lines(file):
    words = '\ufeff{"id": 1, "company": {"name": "Tern", "more": {"size": 3}}, "l": [1]}\n\n{"id": 2, "x": NaN}\r\n'
    table = read_table(file("a.jsonl", words))
    assert table.columns == ["id", "company.name", "company.more.size", "l", "x"]
    assert table.rows[0].cells == {"id": 1, "company.name": "Tern", "company.more.size": 3, "l": [1]}
    assert table.rows[1].where == "line 3"
    assert table.rows[1].cells == {"id": 2, "x": None}


def test_a_broken_json_line_is_a_fault_and_keeps_its_words(file):
    lines = [
        b'{"id": 1}',
        b'{"id": 2',
        b"[3]",
        b'"caf\xe9"',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
        b'{"id": 6}',
    ]
    table = read_table(file("a.ndjson", b"\n".join(lines)))
    told = faults(table)
    assert told[0].startswith("line 2: not JSON: Expecting")
    assert told[1] == "line 3: not a JSON object: [3]"
    assert told[2] == "line 4: not utf-8: byte 0xe9 at 5"
    assert told[3].startswith("line 5: not JSON: ")
    assert told[4].startswith("line 6: not JSON: ")
    assert table.rows[1].cells == {"line": '{"id": 2'}
    assert table.rows[3].cells == {"line": '"caf\\xe9"'}
    assert table.rows[-1].cells == {"id": 6}


def test_half_a_character_becomes_the_mark_of_no_character(file):
    cells = read_table(file("a.jsonl", '{"id": "\\ud83d", "l": ["\\uD83D\\uDE00"]}\n')).rows[0].cells
    assert cells == {"id": "\ufffd", "l": ["😀"]}


def test_a_json_line_of_20_megabytes(file):
    line = json.dumps({"id": "1", "t": "x" * 20_000_000})
    assert len(read_table(file("a.jsonl", line + '\n{"id": "2"}')).rows[0].cells["t"]) == 20_000_000


@pytest.mark.parametrize(
    ("name", "words"), [("a.csv.gz", "id,t\n1,a\n"), ("a.jsonl.gz", '{"id": 1}\n'), ("A.NDJSON.GZ", "{}")]
)
def test_gzip(file, name, words):
    packed = gzip.compress(words.encode(), mtime=0)
    assert len(read_table(file(name, packed)).rows) == 1
    for broken in (packed[:-9], b"not gzip at all", packed[:12] + b"\xff\xff\xff\xff" + packed[16:]):
        with pytest.raises(ValueError, match=f"^{name}: broken gzip"):
            read_table(file(name, broken))


def test_parquet_keeps_its_types(tmp_path):
    frame = pl.DataFrame(
        {"id": [1, 2], "on": [date(2026, 3, 2), None], "company": [{"name": "Tern"}, None], "l": [["a"], []]}
    )
    frame.write_parquet(tmp_path / "a [1].parquet")
    table = read_table(tmp_path / "a [1].parquet")
    assert table.columns == ["id", "on", "company.name", "l", "company"]
    assert table.rows[0] == ("row 1", {"id": 1, "on": date(2026, 3, 2), "company.name": "Tern", "l": ["a"]}, None)


def test_a_parquet_moment_beyond_the_year_9999_spoils_nothing_else(tmp_path):
    frame = pl.DataFrame({"id": ["1", "2"], "at": pl.Series([10**18, 0]).cast(pl.Datetime("us"))})
    frame.write_parquet(tmp_path / "a.parquet")
    cells = [row.cells["at"] for row in read_table(tmp_path / "a.parquet").rows]
    assert cells[0].startswith("+33658-")
    assert cells[1].startswith("1970-01-01")


@pytest.mark.parametrize("cut", [4, 100, -1])
def test_a_broken_parquet_file(tmp_path, cut):
    path = tmp_path / "a.parquet"
    pl.DataFrame({"id": ["1"] * 50}).write_parquet(path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ValueError, match=r"^a\.parquet: not readable as Parquet .*fetch or export it again"):
        read_table(path)


def test_parquet_without_rows(tmp_path):
    pl.DataFrame({"id": []}).write_parquet(tmp_path / "a.parquet")
    with pytest.raises(ValueError, match=r"a\.parquet: no rows"):
        read_table(tmp_path / "a.parquet")


@pytest.mark.parametrize("name", ["a.parquet", "a.csv", "a.jsonl"])
def test_an_empty_file(file, name):
    with pytest.raises(ValueError, match=f"^{name}: the file is empty"):
        read_table(file(name, b""))


def test_a_file_of_another_kind(file):
    with pytest.raises(ValueError, match=r"^a.xlsx: unknown kind of file; known are \.parquet, \.csv"):
        read_table(file("a.xlsx", b"PK"))


def test_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.csv: no such file"):
        read_table(tmp_path / "none.csv")
