"""Employer keys and agencies."""

import csv
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.employer import employer_key, is_agency

REFERENCE = Path(__file__).parents[3] / "pipelines" / "reference"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Bramble & Fetlock Ltd", "bramble and fetlock"), ("BRAMBLE AND FETLOCK LIMITED", "bramble and fetlock"),
        ("The Bramble and Fetlock (UK) plc", "bramble and fetlock"), ("Bramble & Fetlock UK Ltd.",
        "bramble and fetlock"),
        ("Bramble’s P.L.C.", "brambles"), (". Ministry of Widgets", "ministry of widgets"), ("Fétlock.co.uk",
        "fetlock"),
        ("Fetlock Group", "fetlock group"), ("Widget Research UK", "widget research uk"), ("H.M. Widgets",
        "hm widgets"),
    ],
)  # fmt: skip
def test_spellings_of_one_employer_meet(name, key):
    assert employer_key(name) == key


@pytest.mark.parametrize("name", ["", " - ", "Confidential", "N/A", "UNKNOWN"])
def test_no_name_has_no_key(name):
    assert employer_key(name) is None


@given(st.text())
def test_a_key_is_its_own_key(name):
    key = employer_key(name)
    assert key is None or employer_key(key) in (key, employer_key(key.removeprefix("the ")))


@pytest.mark.parametrize(
    "name", ["Hays Technology", "Michael Page", "Adecco Leeds", "Fetlock Recruitment Ltd", "Bramble Resourcing"]
)
def test_agencies_by_name(name):
    assert is_agency(name, "")


@pytest.mark.parametrize(
    "name", ["Bramble Widgets", "Hays Travel", "Government Recruitment Service", "Reed Smith LLP", "Fetlock Research"]
)
def test_employers_by_name(name):
    assert not is_agency(name, "We support our clients and our client's customers.")


@pytest.mark.parametrize(
    "text",
    [
        "My client, a maker of widgets, is growing.", "Our client is looking for a planner.",
        "Bramble is acting as an Employment Agency in relation to this vacancy.", "on behalf of our client in Leeds",
        "One of our large retail clients needs you.", "on behalf of a fast-growing widget client",
        "Fetlock acts as both an employment business and", "our\nclient, a maker of gadgets",
    ],
)  # fmt: skip
def test_agencies_by_their_words(text):
    assert is_agency("Bramble Fetlock", text)


@pytest.mark.parametrize("text", ["Our clients love us.", "your employment with us", "client work", ""])
def test_employers_by_their_words(text):
    assert not is_agency("Bramble Fetlock", text)


def test_the_sidecar_tells_the_truth():
    with (REFERENCE / "agencies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    meta = yaml.safe_load((REFERENCE / "agencies.meta.yml").read_text(encoding="utf-8"))
    assert set(meta) == {"title", "producer", "licence", "source", "date", "rows"}
    assert meta["rows"] == len(rows) >= 150
    assert {row["match"] for row in rows} == {"prefix", "exact", "not"}
    keys = [employer_key(row["name"]) for row in rows]
    assert None not in keys
    assert len(set(keys)) == len(keys)
