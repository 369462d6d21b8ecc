"""A mapping file is checked before anything is read by it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.archive.mapping import read_mapping
from crawlers.items import Source

MAPPINGS = Path(__file__).parents[2] / "mappings"
GOOD = """
source:
  name: curlew
  about: {kind: job_board, country: GB, cadence_days: 7}
seen_at: {at: 2026-03-02T05:00:00Z}
runs: {by: moment, outcome: partial, proof: A sample.}
fields:
  source_id: ref
  title: {column: post, take: first_line}
  place: [town, county]
  pay_basis: {column: guess, values: {1: predicted, 0: stated}}
"""


@pytest.fixture
def written(tmp_path):
    def write(words: str, old: str = "", new: str = "") -> Path:
        assert old in words
        path = tmp_path / "m.yml"
        path.write_text(words.replace(old, new) if old else words, "utf-8")
        return path

    return write


def test_every_form_of_a_field(written):
    mapping = read_mapping(written(GOOD))
    assert mapping.fields["source_id"].column == ("ref",)
    assert mapping.fields["place"].column == ("town", "county")
    assert mapping.fields["pay_basis"].values == {"1": "predicted", "0": "stated"}
    assert mapping.seen_at.at == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert [c for c in mapping.columns() if "place" in c[0]] == [("fields.place", "town"), ("fields.place", "county")]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("seen_at:", "seen_when:", "seen_when: unknown key"),
        ("seen_at:", "seen_when:", "seen_at: missing"),
        ("kind: job_board", "kind: board", "source.about.kind: .*'job_board'.*, not 'board'"),
        ("cadence_days: 7", "cadence_days: weekly", "source.about.cadence_days: .*integer.*'weekly'"),
        ("cadence_days: 7", "cadence_days: 0", "source.about.cadence_days: "),
        ("country: GB", "country: UK", "source.about.country: .*is GB"),
        (", country: GB", "", "source.about.country: missing"),
        ("kind: job_board", "kind: job_board, colour: red", "source.about.colour: unknown key"),
        ("  name: curlew", "  prefix: x", "source: give either 'name' or 'column'"),
        ("  name: curlew", "  name: curlew\n  prefix: x.", "source: 'prefix' goes before the values of 'column'"),
        ("{at: 2026-03-02T05:00:00Z}", "{at: yesterday}", "seen_at.at: not a date: 'yesterday'"),
        ("{at: 2026-03-02T05:00:00Z}", "{}", "seen_at: give either 'at' or 'column'"),
        ("at: 2026", "format: '%Y', at: 2026", "seen_at: 'format' and 'values'"),
        ("by: moment", "by: week", "runs.by: .*'moment' or 'day', not 'week'"),
        ("outcome: partial", "outcome: failed", "runs.outcome: "),
        ("proof: A sample.", "proof: ' '", "runs.proof: empty"),
        (", proof: A sample.", "", "runs.proof: missing"),
        ("  place:", "  palce:", "fields.palce: no field of an advert; they are source_id, "),
        ("  source_id: ref\n", "", "fields.source_id: missing"),
        ("  source_id: ref\n", "  source_id: {value: x}\n", "fields.source_id: missing"),
        ("0: stated", "0: guessed", "fields.pay_basis: 'guessed' is neither of stated, predicted"),
        ("take: first_line", "take: title", "fields.title.take: .*'first_line'"),
        ("[town, county]", "[]", "fields.place: give either 'column' or 'value'"),
        ("[town, county]", "3: 4", "not YAML"),
        ("  place:", "  title: x\n  place:", "not YAML: .*'title' stands twice"),
    ],
)
def test_an_error_names_the_file_and_the_key(written, old, new, told):
    with pytest.raises(ValueError, match=rf"m\.yml: {told}"):
        read_mapping(written(GOOD, old, new))


def test_all_errors_are_told_at_once(written):
    with pytest.raises(ValueError, match=r"runs\.by(?s:.*)runs\.outcome"):
        read_mapping(written(GOOD, "by: moment, outcome: partial", "by: x, outcome: y"))


@pytest.mark.parametrize("words", ["", "- a\n- b", "just words", "{", "{[a]: b}"])
def test_what_is_no_mapping_at_all(written, words):
    with pytest.raises(ValueError, match=r"m\.yml: not "):
        read_mapping(written(words))


def test_a_mapping_that_is_not_utf8(tmp_path):
    path = tmp_path / "m.yml"
    path.write_bytes(b"source: caf\xe9")
    with pytest.raises(ValueError, match=r"m\.yml: not YAML"):
        read_mapping(path)


def test_a_missing_mapping(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_mapping(tmp_path / "none.yml")


def test_words_stay_words(written):
    mapping = read_mapping(written(GOOD + "where: {column: country, in: [NO, GB]}\n"))
    assert mapping.where is not None
    assert mapping.where.among == {"NO", "GB"}


def test_a_source_is_described_with_its_override(written):
    rule = read_mapping(
        written(
            GOOD, "  name: curlew", "  column: board\n  prefix: kept.\n  overrides: {tern: {country: null, name: Tern}}"
        )
    ).source
    assert rule.source("tern") == Source("kept.tern", "archive", "job_board", "Tern", None, 7)
    assert rule.source("gull") == Source("kept.gull", "archive", "job_board", "gull", "GB", 7)


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.yml")), ids=lambda p: p.stem)
def test_the_mappings_in_use_are_whole(path):
    assert read_mapping(path).runs.proof.endswith(".")
