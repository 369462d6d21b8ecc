"""What a wording of places names."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.gazetteer import gazetteer
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


TRAPS = {
    "Newcastle": [
        ("Newcastle", "Newcastle upon Tyne", "North East"), ("Newcastle, NE1", "Newcastle upon Tyne", "North East"),
        ("Newcastle, Staffs", "Newcastle-under-Lyme", "West Midlands"),
        ("Newcastle, ST5", "Newcastle-under-Lyme", "West Midlands"),
        ("Newcastle, Co. Down", "Newcastle", "Northern Ireland"), ("Newcastle, NSW", None, None),
    ],
    "Bangor": [
        ("Bangor, Gwynedd", "Bangor", "Wales"), ("Bangor LL57", "Bangor", "Wales"),
        ("Bangor, County Down", "Bangor", "Northern Ireland"), ("Bangor, BT20", "Bangor", "Northern Ireland"),
        ("Bangor, Maine", None, None),
    ],
    "Boston": [("Boston, Lincs", "Boston", "East Midlands"), ("Boston, MA", None, None), ("Boston, USA", None, None)],
    "Washington": [
        ("Washington, Tyne & Wear", "Washington", "North East"), ("Washington, UK", "Washington", "North East"),
        ("Washington, West Sussex", "Washington", "South East"), ("Washington, D.C.", None, None),
        ("Washington DC", None, None), ("Washington State", None, None),
    ],
    "Richmond": [
        ("Richmond, Surrey", "Richmond upon Thames", "London"), ("Richmond TW9", "Richmond upon Thames", "London"),
        ("Richmond, North Yorkshire", "Richmond", "Yorkshire and The Humber"),
        ("Richmond, DL10", "Richmond", "Yorkshire and The Humber"), ("Richmond, VA", None, None),
        ("Richmond, Virginia", None, None),
    ],
    "Newport": [
        ("Newport", "Newport", "Wales"), ("Newport, Gwent", "Newport", "Wales"),
        ("Newport, Isle of Wight", "Newport", "South East"), ("Newport, PO30", "Newport", "South East"),
        ("Newport, Shropshire", "Newport", "West Midlands"), ("Newport TF10", "Newport", "West Midlands"),
        ("Newport, Essex", "Newport", "East of England"), ("Newport, Rhode Island", None, None),
    ],
    "Wellington": [
        ("Wellington, Shropshire", "Wellington", "West Midlands"), ("Wellington, Telford", "Telford", "West Midlands"),
        ("Wellington, Somerset", "Wellington", "South West"), ("Wellington, New Zealand", None, None),
    ],
    "Perth": [("Perth, Scotland", "Perth", "Scotland"), ("Perth, WA", None, None), ("Perth, Australia", None, None)],
    "Cambridge": [
        ("Cambridge", "Cambridge", "East of England"), ("Cambridge, Gloucestershire", "Cambridge", "South West"),
        ("Cambridge, Massachusetts", None, None), ("Cambridge, Ontario", None, None),
    ],
    "Durham": [
        ("Durham, County Durham", "Durham", "North East"), ("Durham, NC", None, None),
        ("Durham, North Carolina", None, None),
    ],
    "Lincoln": [("Lincoln, Lincs", "Lincoln", "East Midlands"), ("Lincoln, Nebraska", None, None)],
    "Hove": [("Hove", "Hove", "South East"), ("Hove, actually", "Hove", "South East")],
    "Ash": [("Ash, Surrey", "Ash", "South East"), ("Ash, Kent", "Ash", "South East")],
    "Nelson": [
        ("Nelson, Lancashire", "Nelson", "North West"), ("Nelson, Wales", "Nelson", "Wales"),
        ("Nelson, New Zealand", None, None),
    ],
    "London": [
        ("London, England", "London", "London"), ("London, Ontario", None, None), ("London, ON", None, None),
        ("London, Canada", None, None),
    ],
    "St Albans": [
        ("St. Albans", "St Albans", "East of England"), ("Saint Albans, Herts", "St Albans", "East of England"),
        ("St Albans, Vermont", None, None),
    ],
    "Stratford": [
        ("Stratford", "London", "London"), ("Stratford, E15", "London", "London"),
        ("Stratford-on-Avon", "Stratford-upon-Avon", "West Midlands"),
        ("Stratford, Warwickshire", "Stratford-upon-Avon", "West Midlands"),
        ("Stratford, CV37", "Stratford-upon-Avon", "West Midlands"),
    ],
    "Farnborough": [
        ("Farnborough, Hants", "Farnborough", "South East"), ("Farnborough", "Farnborough", "South East"),
        ("Farnborough, Kent", "Orpington", "London"), ("Farnborough BR6", "Orpington", "London"),
    ],
    "Gillingham": [
        ("Gillingham, Kent", "Gillingham", "South East"), ("Gillingham, ME7", "Gillingham", "South East"),
        ("Gillingham, Dorset", "Gillingham", "South West"), ("Gillingham, SP8", "Gillingham", "South West"),
        ("Gillingham, Norfolk", "Gillingham", "East of England"),
    ],
    "Hayes": [
        ("Hayes, Middlesex", "Hayes", "London"), ("Hayes, UB3", "Hayes", "London"),
        ("Hayes, Kent", "Bromley", "London"), ("Hayes, Bromley", "Bromley", "London"),
    ],
    "Whitchurch": [
        ("Whitchurch, Shropshire", "Whitchurch", "West Midlands"), ("Whitchurch, Hants", "Whitchurch", "South East"),
        ("Whitchurch, Cardiff", "Cardiff", "Wales"), ("Whitchurch, Bristol", "Bristol", "South West"),
    ],
    "Ashton": [
        ("Ashton", "Ashton-under-Lyne", "North West"), ("Ashton in Makerfield", "Ashton-in-Makerfield", "North West"),
        ("Ashton, Preston", "Preston", "North West"), ("Ashton, Bristol", "Bristol", "South West"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("wording", "town", "region"), [case for cases in TRAPS.values() for case in cases], ids=lambda value: str(value)
)
def test_its_context_says_which_place_a_name_means(wording, town, region):
    assert places(wording) == ([(town, region)] if town else [])


@pytest.mark.parametrize(("wording", "county"), [("Ashford, Kent", "Kent"), ("Ashford, Middlesex", "Surrey")])
def test_namesakes_of_one_region_differ_by_county(wording, county):
    """Ashford is in the South East twice: the table tells them apart, the answer (town and region) is the same."""
    assert places(wording) == [("Ashford", "South East")]
    assert county in {e.counties[0] for e in gazetteer().named("Ashford")}


@pytest.mark.parametrize(
    ("wording", "towns"),
    [
        ("Cambridge, London", ["Cambridge", "London"]),
        ("Sale, near Manchester", ["Sale"]), ("Ashford (near Staines)", ["Ashford"]), ("nr Wigan", ["Wigan"]),
        ("Newry, Ireland", ["Newry"]), ("Glasgow, Germany", ["Glasgow"]),
    ],
)  # fmt: skip
def test_what_stands_beside_a_town(wording, towns):
    assert [town for town, _ in places(wording)] == towns


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
    "prose",
    [
        "Battle-tested Sale and Leaseback", "a Deal team", "The March release", "Angel investors", "in Deal Advisory",
        "in Sale and Purchase", "from March to May", "by 3 March, 2027", "in March 2027", "in Hook and Loop fasteners",
        "of Sandwich makers", "in Battle Damage repair", "of Rugby League", "in Wells Fargo's vaults",
        "at Ash Wednesday", "in Nelson Mandela's words", "to Settle disputes", "of Ware Houses",
        "in Reading rooms", "in Bath products",
        "Street level", "we Bath dogs",
    ],
)  # fmt: skip
def test_common_words_are_no_places(prose):
    assert [s for s in place_spots(prose, is_prose=True) if all(e.is_word for e in s.entries)] == []


@pytest.mark.parametrize(
    ("prose", "town"),
    [
        ("based in Bath.", "Bath"), ("based in Reading for two days", "Reading"), ("based in Sale and Leeds", "Sale"),
        ("based in Street, Somerset", "Street"), ("our office in Deal, Kent", "Deal"), ("based in Rugby", "Rugby"),
        ("works from Sandwich (hybrid)", "Sandwich"), ("based in Battle, East Sussex", "Battle"),
        ("based in March, Cambs", "March"), ("based at March PE15 9AA", "March"), ("based in Hook, Hampshire", "Hook"),
        ("based in Ware", "Ware"), ("based in Wells, with travel", "Wells"), ("based in Settle and here", "Settle"),
        ("located in Nelson, Lancs", "Nelson"), ("located in Ash, Surrey", "Ash"),
    ],
)  # fmt: skip
def test_common_words_are_places_where_they_stand_as_such(prose, town):
    assert places(prose, is_prose=True)[0][0] == town


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
