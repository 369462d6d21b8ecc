"""The place of an advert, from its field, title and text; every advert here is invented."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.gazetteer import gazetteer
from pipelines.clean.place import find_place
from pipelines.clean.text import html_to_text
from pipelines.schemas import ITL1_REGIONS
from pipelines.words import Words

SHARED = Path(__file__).parents[3] / ".." / "shared"


def place(where="", *, title="", text="", country="GB"):
    words = Words(title=title, place=where, text=text, country=country)
    found = find_place(words)
    for e in found.evidence:
        assert getattr(words, e.field)[e.start : e.end].strip()
    return found


# --- which words count -------------------------------------------------------------------------------------------


def test_field_alone():
    found = place("Boston, Lincs")
    assert found[:4] == ("Boston", "East Midlands", "GB", (("Boston", "East Midlands"),))
    assert [(e.fact, e.value, e.field, e.start, e.end) for e in found.evidence] == [
        ("town", "Boston", "place", 0, 6),
        ("region", "East Midlands", "place", 8, 13),
        ("country", "GB", "place", 0, 6),
    ]


def test_the_text_stands_against_the_field():
    found = place("Salford, UK", text="Location: Manchester - hybrid working")
    assert (found.town, found.evidence[0].field, found.evidence[0].rule) == ("Manchester", "text", "place_text_label")


def test_the_fields_town_leads_where_the_text_names_it_among_others():
    found = place("Inverness", text="Base Location: Glasgow, Perth or Inverness")
    assert found.town == "Inverness"
    assert [town for town, _ in found.places] == ["Glasgow", "Perth", "Inverness"]


def test_the_text_gives_the_town_of_the_fields_county():
    assert place("Lancashire, England", text="Location: Lancaster").town == "Lancaster"


def test_a_region_in_the_text_does_not_displace_a_town_in_it():
    assert place("Manchester", text="Location: North West, UK").town == "Manchester"


def test_a_region_in_the_text_displaces_a_town_elsewhere():
    assert place("London", text="Location: Scotland")[:2] == (None, "Scotland")


def test_the_uk_in_the_text_does_not_displace_a_town():
    assert place("Leeds", text="Location: United Kingdom").town == "Leeds"


def test_the_title_gives_the_town_of_the_fields_region():
    found = place("West Midlands, England, UK", title="Risk Associate, Birmingham")
    assert (found.town, found.evidence[0].field) == ("Birmingham", "title")


def test_the_text_stands_against_the_title():
    assert place("Leeds", title="Engineer - Leeds", text="Location: York").town == "York"


@pytest.mark.parametrize("text", ["Location: Remote", "This is a fully remote role.", "Location: UK (Home-based)"])
def test_remote_with_no_base_has_no_town(text):
    assert place("Edinburgh, Scotland", text=text)[:4] == (None, None, "GB", ())


def test_remote_in_a_region():
    assert place("Northern Ireland, UK", text="📍 Remote — Northern Ireland")[:2] == (None, "Northern Ireland")


def test_remote_with_a_base_keeps_it():
    assert place("Scotland", text="Location: Edinburgh (Remote-first, with office visits)").town == "Edinburgh"


def test_a_job_abroad_on_a_uk_board():
    found = place("Bristol, England", text="Location: Sydney, NSW")
    assert found[:4] == (None, None, "other", ())
    assert found.evidence[0][:2] == ("country", "other")


def test_the_companys_office_counts_where_no_town_is_named():
    text = "You will meet the team in our Preston office now and then."
    assert place("Lancashire", text=text).town == "Preston"
    assert place("Kent", text=text).town is None
    assert place("Leeds", text=text).town == "Leeds"


def test_a_village_the_gazetteer_does_not_know():
    assert place("Nether Zibbling, Hampshire")[:2] == ("Nether Zibbling", "South East")
    assert place("Stoke Zibbling, Devon")[:2] == ("Stoke Zibbling", "South West")
    assert place("Various Locations, Hampshire")[:2] == (None, "South East")


@pytest.mark.parametrize(
    ("where", "region"),
    [
        ("Surrey, South East England", "South East"), ("East Lothian, Scotland", "Scotland"),
        ("Warwickshire, West Midlands", "West Midlands"), ("South Wales, Wales", "Wales"),
        ("Greater Manchester, Greater Manchester", "North West"), ("Central Belt, Scotland", "Scotland"),
        ("Shetland Islands, Shetland Islands", "Scotland"),
    ],
)  # fmt: skip
def test_a_county_before_its_region_is_no_town(where, region):
    assert place(where)[:2] == (None, region)


@pytest.mark.parametrize(
    "where", ["Nether Zibbling, Hampshire", "Peak District", "Leeds and York", "Cambridge, Cambs; Ely"]
)
def test_n_places_are_distinct_and_valid(where):
    found = place(where)
    assert len(set(found.places)) == len(found.places)
    assert {region for _, region in found.places} <= set(ITL1_REGIONS)
    assert (found.town, found.region) in found.places


# --- the country -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "country", "expected"),
    [
        ("", None, None), ("", "GB", "GB"), ("", "DE", "other"), ("Remote", None, None), ("Remote", "GB", "GB"),
        ("Remote", "US", "other"), ("Remote - EMEA", None, None), ("London", None, "GB"), ("London", "CA", "other"),
        ("London, UK", "US", "GB"), ("Boston", None, "other"), ("Boston", "GB", "GB"), ("Dublin", "GB", "other"),
        ("Lausanne; London", "GB", "GB"), ("Spain; United Kingdom", "GB", "GB"), ("St Helier, Jersey", "GB", "other"),
    ],
)  # fmt: skip
def test_country(where, country, expected):
    assert place(where, country=country).country == expected


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("You enjoy reading. You will be based in Reading.", "Reading"),
        ("You enjoy reading. The role is based in reading rooms.", None),
        ("A bath and a shower. Location: Bath", "Bath"), ("Location: Bath products showroom", None),
        ("The role is based in Hove, actually.", "Hove"), ("Hove, actually, is what we say.", None),
        ("The role is based in Sale, near Manchester.", "Sale"), ("The role is based in Sale and Lettings.", None),
        ("The post is based in March, Cambs.", "March"), ("The contract is based in March 2027 prices.", None),
        ("The role is located in Deal, Kent.", "Deal"), ("The role is located in Deal Advisory.", None),
        ("The role is based in London from March.", "London"), ("The role is based in London, Ontario.", None),
        ("The role is based in Richmond, North Yorkshire.", "Richmond"),
        ("The role is based in Richmond, Virginia.", None),
    ],
)  # fmt: skip
def test_a_name_that_is_also_something_else(text, town):
    found = place("", text=text)
    assert found.town == town
    assert len(found.places) == bool(town)


# --- gold --------------------------------------------------------------------------------------------------------


def shared(*parts):
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)}: ../shared is absent")
    return path.read_text(encoding="utf-8")


def test_tricky_wordings():
    wrong = []
    for case in json.loads(shared("gold", "tricky.json")):
        if case["kind"] != "location":
            continue
        expected, found = case["expected"], place(case["text"])
        wanted = expected["place"] if isinstance(expected["place"], list) else list(filter(None, [expected["place"]]))
        nations = {
            e.country for town, _ in found.places if town for e in gazetteer().named(town) if e.region == found.region
        }
        ok = (
            [town for town, _ in found.places if town] == wanted
            and found.region == expected.get("region", found.region)
            and found.country == "GB"
            and expected["country"]
            in nations | {"United Kingdom" if len(wanted) != 1 else "", "England" if not wanted else ""}
        )
        if not ok:
            wrong.append((case["text"], expected, found))
    assert wrong == []


def norm(text):
    return re.sub(r"[^a-z0-9]+", " ", (text or "").lower().replace("&", " and ")).strip() or None


def test_gold_adverts():
    adverts = {o["id"]: o for o in map(json.loads, shared("gold", "dev.adverts.jsonl").splitlines())}
    labels = [json.loads(line) for line in shared("gold", "dev.gold.jsonl").splitlines()]
    towns = regions = 0
    for label in labels:
        advert = adverts[label["id"]]
        found = place(advert["location"], title=advert["title"], text=html_to_text(advert["text"]))
        said = found.region or {"GB": "UK", "other": "non-UK"}.get(found.country)
        towns += norm(found.town) == norm(label["town"])
        regions += norm(said) == norm(label["region"])
    assert towns / len(labels) >= 0.97
    assert regions / len(labels) >= 0.97


@pytest.mark.parametrize(
    "piece",
    [
        "Location: ", "\nbase: ", "you based ", "days fully remote ", "our Xx office ", "Leeds, UK, ", "Boston; ",
        "hybrid\n", "📍 ", ":", "location", "and Sale ",
    ],
)  # fmt: skip
def test_hostile_adverts_take_linear_time(piece):
    hostile = piece * (300_000 // len(piece))
    began = time.thread_time()
    place(hostile, title=hostile, text=hostile)
    assert time.thread_time() - began < 2


# --- any text ----------------------------------------------------------------------------------------------------

_ANY = st.text(max_size=120) | st.lists(
    st.sampled_from(
        ["Location:", "Leeds", "UK", "Boston", ", ", " or ", "MA", "SP8", "Remote", "\n", "Kent", "Ely", "(", ")"]
    )
).map(" ".join)


@given(_ANY, _ANY, _ANY, st.sampled_from([None, "GB", "US"]))
def test_any_words_give_a_valid_place(where, title, text, country):
    found = place(where, title=title, text=text, country=country)
    assert found.country in (None, "GB", "other")
    assert found.region is None or found.region in ITL1_REGIONS
    assert bool(found.places) == (found.town is not None or found.region is not None)
