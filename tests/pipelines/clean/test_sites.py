"""What a wording of places names."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.sites import read_sites
from pipelines.clean.spots import gap_between, place_spots


def places(text, country="GB", is_prose=False):
    return [(s.town, s.region) for s in read_sites(text, country, is_prose).sites]


@pytest.mark.parametrize(
    ("wording", "town", "region"),
    [
        ("Leeds, West Yorkshire", "Leeds", "Yorkshire and The Humber"),
        ("UK - Leeds", "Leeds", "Yorkshire and The Humber"),
        ("West Midlands, Birmingham", "Birmingham", "West Midlands"),
        ("London Area, United Kingdom", "London", "London"),
        ("Staines-Upon-Thames, England, UK", "Staines-upon-Thames", "South East"),
        ("Hounslow, London", "London", "London"),
        ("Uxbridge, England, UK", "Uxbridge", "London"),
        ("The City, Central London", "London", "London"),
        ("Beddington, Croydon", "Croydon", "London"),
        ("Shoreditch", "London", "London"),
        ("London, Canary Wharf", "London", "London"),
        ("Ardwick, Manchester", "Manchester", "North West"),
        ("Hyde Park, Leeds", "Leeds", "Yorkshire and The Humber"),
        ("Swavesey, Cambridge", "Cambridge", "East of England"),
        ("UK, Theale (Reading)", "Reading", "South East"),
        ("Grimsby, Lincs", "Grimsby", "Yorkshire and The Humber"),
        ("Middlesbrough, North Yorkshire", "Middlesbrough", "North East"),
        ("Richmond, North Yorkshire", "Richmond", "Yorkshire and The Humber"),
        ("Richmond, Surrey", "Richmond upon Thames", "London"),
        ("Ashford, Surrey", "Ashford", "South East"),
        ("Newport, Isle of Wight", "Newport", "South East"),
        ("Newport, Shropshire", "Newport", "West Midlands"),
        ("Newport, South Wales", "Newport", "Wales"),
        ("Wellington, Somerset", "Wellington", "South West"),
        ("St. Ives, Cambs", "St Ives", "East of England"),
        ("St Ives, Cornwall", "St Ives", "South West"),
        ("Whitchurch, SY13 1AB", "Whitchurch", "West Midlands"),
        ("Street, Somerset", "Street", "South West"),
        ("10 Market Street, Northampton", "Northampton", "East Midlands"),
        ("London Road, Gloucester", "Gloucester", "South West"),
        ("Ashford Bowdler, Ludlow", "Ludlow", "West Midlands"),
        ("Hillingdon Manor School, Uxbridge UB8", "Uxbridge", "London"),
        ("Glasgow PA4", "Glasgow", "Scotland"),
        ("M5 3AA", "Salford", "North West"),
    ],
)  # fmt: skip
def test_one_place(wording, town, region):
    assert places(wording) == [(town, region)]


@pytest.mark.parametrize(
    ("wording", "towns"),
    [
        ("Oxford or London, UK", ["Oxford", "London"]),
        ("Cardiff, London or Remote (UK)", ["Cardiff", "London"]),
        ("Glasgow, Perth, Inverness or Aberdeen", ["Glasgow", "Perth", "Inverness", "Aberdeen"]),
        ("Leeds; Leeds, UK; York", ["Leeds", "York"]),
        ("Ashford, England, United Kingdom; London, England, United Kingdom", ["Ashford", "London"]),
        ("Chicago, New York, London", ["London"]),
        ("Munich - Berlin - London - Paris", ["London"]),
        ("Dublin, Manchester", ["Manchester"]),
    ],
)  # fmt: skip
def test_several_places(wording, towns):
    assert [town for town, _ in places(wording)] == towns


@pytest.mark.parametrize(
    ("wording", "regions"),
    [
        ("Surrey, South East England", ["South East"]),
        ("Yorkshire And The Humber, UK", ["Yorkshire and The Humber"]),
        ("North West / Scotland", ["North West", "Scotland"]),
        ("Peak District", ["East Midlands"]),
        ("Leeds, Yorkshire", ["Yorkshire and The Humber"]),
    ],
)  # fmt: skip
def test_regions(wording, regions):
    assert [region for _, region in places(wording)] == regions


@pytest.mark.parametrize(
    "wording", ["UK", "Remote - U.K.", "England, United Kingdom", "Midlands", "M4 corridor", "nationwide"]
)
def test_no_more_than_the_uk(wording):
    sites = read_sites(wording, "GB")
    assert (sites.sites, bool(sites.uk), sites.abroad) == ((), True, None)


@pytest.mark.parametrize(
    "wording",
    [
        "San Francisco", "Cambridge, MA", "London, Ontario", "Birmingham, Alabama", "Perth, Australia", "Paris, France",
        "Chattanooga, TN", "Kent, WA", "Jersey", "Isle of Man", "Melbourne", "Germany - Berlin", "Georgia",
    ],
)  # fmt: skip
def test_abroad(wording):
    sites = read_sites(wording, "GB")
    assert (sites.sites, sites.uk, bool(sites.abroad)) == ((), None, True)


@pytest.mark.parametrize("wording", ["", "Remote", "EMEA", "Europe", "Anywhere OR", "Head office"])
def test_nothing_said(wording):
    assert read_sites(wording, "GB") == ((), None, None)


@pytest.mark.parametrize(
    ("wording", "country", "town"),
    [
        ("Boston", "GB", "Boston"), ("Boston", None, None), ("Boston, Lincs", None, "Boston"),
        ("Boston; London", "GB", None),
        ("Perth", "GB", "Perth"), ("Perth", "AU", None), ("Durham", None, "Durham"), ("Durham", "US", None),
        ("Perth, Dundee", None, "Perth"),
    ],
)  # fmt: skip
def test_a_namesake_abroad(wording, country, town):
    sites = read_sites(wording, country)
    assert next((s.town for s in sites.sites if wording.startswith(s.town)), None) == town


def test_spans_are_the_words_read():
    text = "Head office: Boston, Lincs (UK)"
    sites = read_sites(text, None)
    (site,) = sites.sites
    assert text[slice(*site.town_span)] == "Boston"
    assert text[slice(*site.region_span)] == "Lincs"
    assert text[slice(*sites.uk)] == "UK"
    moved = sites.shifted(7)
    assert ("·" * 7 + text)[slice(*moved.sites[0].town_span)] == "Boston"
    assert all(b - a > 0 for a, b in moved.spans())


@pytest.mark.parametrize(
    ("between", "gap"), [(", ", "comma"), (" or ", "list"), (" ", "space"), (" & ", "list"), (" - HQ - ", "comma"),
     (" with travel to ", "words")],
)  # fmt: skip
def test_gaps(between, gap):
    assert gap_between(between) == gap


@pytest.mark.parametrize(
    "prose", ["Battle-tested Sale and Leaseback", "a Deal team", "The March release", "Angel investors"]
)
def test_common_words_are_no_places(prose):
    assert [s for s in place_spots(prose, is_prose=True) if all(e.is_word for e in s.entries)] == []


@given(
    st.text(alphabet=st.sampled_from("LeedsYorkUKBostonMA,;/- ()1"), max_size=80), st.sampled_from([None, "GB", "US"])
)
def test_any_wording_gives_spans_within_it(text, country):
    for start, end in read_sites(text, country).spans():
        assert 0 <= start < end <= len(text)


def test_long_lists_take_linear_time():
    began = time.perf_counter()
    assert places("Leeds, UK, " * 5_000) == [("Leeds", "Yorkshire and The Humber")]
    assert time.perf_counter() - began < 10
