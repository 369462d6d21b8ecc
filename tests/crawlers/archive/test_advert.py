"""One row as an advert: as written, nothing lost."""

from datetime import UTC, datetime

import pytest

from crawlers.archive.advert import read_advert, read_seen_at, read_source
from crawlers.archive.mapping import Mapping
from crawlers.archive.tables import Row

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SEEN = datetime(2026, 3, 2, 5, tzinfo=UTC)


def mapping(fields=None, **more):
    about = {"kind": "job_board", "country": "GB", "cadence_days": 7}
    return Mapping.model_validate(
        {
            "source": {"name": "curlew", "about": about},
            "seen_at": {"column": "seen"},
            "runs": {"by": "moment", "outcome": "partial", "proof": "A sample."},
            "fields": {"source_id": "ref"} | (fields or {}),
        }
        | more
    )


def read(cells, fields=None, fault=None, **more):
    return read_advert(
        Row("row 9", cells), mapping(fields, **more), file="a.csv", source="curlew", run="curlew@x", record=3,
        seen_at=SEEN, fault=fault,
    )  # fmt: skip


def test_a_field_is_the_cell_as_written():
    advert = read(
        {"ref": "007", "head": " Data Engineer ", "town": ["Leeds", "York"]}, {"title": "head", "place": "town"}
    )
    assert (advert.source_id, advert.title, advert.place) == ("007", " Data Engineer ", "Leeds; York")
    assert (advert.source, advert.run_id, advert.record, advert.seen_at) == ("curlew", "curlew@x", 3, SEEN)
    assert advert.origin == "a.csv:row 9"
    assert advert.fault is None
    assert advert.payload == {}


def test_the_first_column_that_is_not_empty_wins_and_the_others_stay_in_the_payload():
    fields = {"place": ["town", "county"]}
    assert read({"ref": "1", "town": " ", "county": "Kent"}, fields).place == "Kent"
    both = read({"ref": "1", "town": "Deal", "county": "Kent"}, fields)
    assert (both.place, both.payload) == ("Deal", {"county": "Kent"})


def test_an_id_falls_back_to_the_address():
    fields = {"source_id": ["ref", "url"], "url": "url"}
    assert read({"ref": None, "url": "https://tern.example/1"}, fields).source_id == "https://tern.example/1"
    assert read({"ref": 12.0, "url": "https://tern.example/1"}, fields).source_id == "12"


def test_values_are_reworded_and_the_cell_stays():
    fields = {"pay_basis": {"column": "guess", "values": {"1": "predicted", "0": "stated", "true": "predicted"}}}
    assert read({"ref": "1", "guess": "1"}, fields).pay_basis == "predicted"
    assert read({"ref": "1", "guess": 0}, fields).pay_basis == "stated"
    assert read({"ref": "1", "guess": True}, fields).pay_basis == "predicted"
    other = read({"ref": "1", "guess": "2"}, fields)
    assert (other.pay_basis, other.payload) == (None, {"guess": "2"})
    assert read({"ref": "1", "guess": None}, fields).payload == {}


def test_a_value_unknown_in_one_column_is_sought_in_the_next():
    fields = {"contract": {"column": ["kind", "hours"], "values": {"Contract": "contract"}}, "hours": "hours"}
    advert = read({"ref": "1", "kind": None, "hours": "Contract"}, fields)
    assert (advert.contract, advert.hours) == ("contract", "Contract")
    assert read({"ref": "1", "kind": "?", "hours": "Full-Time"}, fields).contract is None


def test_a_constant_and_a_first_line():
    fields = {
        "pay_currency": {"value": "GBP"},
        "title": {"column": "html", "take": "first_line"},
        "description": "html",
    }
    advert = read({"ref": "1", "html": "Tern | Leeds<p>We hire"}, fields)
    assert (advert.pay_currency, advert.title) == ("GBP", "Tern | Leeds")
    assert advert.description == "Tern | Leeds<p>We hire"
    assert advert.payload == {}


def test_a_wrong_field_is_none_with_its_reason_and_the_advert_stays():
    fields = {"pay_min": "low", "pay_max": "high", "pay_basis": "basis"}
    advert = read({"ref": "1", "low": "-5", "high": "abc", "basis": "rumour"}, fields)
    assert advert.fault is None
    assert (advert.pay_min, advert.pay_max, advert.pay_basis) == (None, None, None)
    assert advert.payload == {
        "low": "-5",
        "high": "abc",
        "basis": "rumour",
        "field_faults": {
            "pay_min": "row 9: negative: -5",
            "pay_max": "row 9: not a number: 'abc'",
            "pay_basis": "row 9: neither of stated, predicted: 'rumour'",
        },
    }


def test_columns_that_no_field_takes_go_to_the_payload_unless_ignored():
    cells = {"ref": "1", "seen": "2026-03-02", "lat": 51.5, "on": SEEN, "none": None, "junk": "x", "flag": False}
    assert read(cells, ignore=["junk"]).payload == {"lat": 51.5, "on": "2026-03-02T05:00:00+00:00", "flag": False}


def test_a_label_that_stands_for_a_moment_stays():
    advert = read({"ref": "1", "seen": "6a"}, seen_at={"column": "seen", "values": {"6a": SEEN}})
    assert advert.payload == {"seen": "6a"}


@pytest.mark.parametrize("ref", [None, "", " ", "nan"])
def test_a_row_without_an_id_is_a_fault_and_keeps_every_cell(ref):
    advert = read(
        {"ref": ref, "head": "Data Engineer", "seen": "2026-03-02", "junk": "x"}, {"title": "head"}, ignore=["junk"]
    )
    assert advert.fault == "row 9, ref: empty: the row has no id of an advert"
    assert advert.title == "Data Engineer"
    assert {"head": "Data Engineer", "seen": "2026-03-02", "junk": "x"}.items() <= advert.payload.items()


def test_a_known_fault_keeps_what_can_be_read():
    advert = read(
        {"ref": "1", "head": "Data Engineer", "seen": "?"}, {"title": "head"}, fault="row 9, seen: not a date: '?'"
    )
    assert (advert.fault, advert.title) == ("row 9, seen: not a date: '?'", "Data Engineer")
    assert advert.payload == {"ref": "1", "head": "Data Engineer", "seen": "?"}


@pytest.mark.parametrize("name", ["é" * 40, "x" * 300])
def test_a_source_that_cannot_name_a_folder(name):
    rule = {"column": "board", "about": {"kind": "job_board", "country": None, "cadence_days": 7}}
    with pytest.raises(ValueError, match="row 9, board: no name for a source"):
        read_source(Row("row 9", {"board": name}), mapping(source=rule))
    assert read_source(Row("row 9", {"board": " a/b "}), mapping(source=rule)) == "a/b"


@pytest.mark.parametrize(
    ("cells", "rule", "told"),
    [
        ({"seen": "2031-01-01"}, {}, "row 9, seen: in the future: 2031-01-01"),
        ({"seen": "soon"}, {}, "row 9, seen: not a date: 'soon'"),
        ({}, {}, "row 9, seen: empty"),
        ({"seen": "6c"}, {"values": {"6a": SEEN}}, "row 9, seen: no moment in the mapping's seen_at.values for '6c'"),
        ({"seen": " "}, {"values": {"6a": SEEN}}, "row 9, seen: empty"),
        ({"seen": "03/2026"}, {"format": "%Y-%m"}, "row 9, seen: not a date of the form %Y-%m: '03/2026'"),
    ],
)
def test_a_moment_that_cannot_be(cells, rule, told):
    with pytest.raises(ValueError) as error:
        read_seen_at(Row("row 9", cells), mapping(seen_at={"column": "seen"} | rule).seen_at, NOW)
    assert str(error.value) == told
