"""The gazetteer: its tables, its names and its postcodes."""

import csv
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from crawlers.country import ABROAD as ABROAD_TABLE
from pipelines.clean import gazetteer as module
from pipelines.clean.gazetteer import (
    ABROAD,
    PLACES,
    POSTCODES,
    REGIONS,
    TABLES,
    gazetteer,
    key,
    lies_in,
    read_places,
    read_postcodes,
    read_table,
)
from pipelines.schemas import ITL1_REGIONS

COLUMNS = {"places": PLACES, "regions": REGIONS, "abroad": ABROAD, "postcode_areas": POSTCODES}
TABLE = {name: TABLES / f"{name}.csv" for name in COLUMNS} | {"abroad": ABROAD_TABLE}


def names(spots, text):
    return [text[s.start : s.end] for s in spots]


@pytest.mark.parametrize("name", TABLE)
def test_sidecar_tells_of_the_table(name):
    sidecar = yaml.safe_load(TABLE[name].with_suffix(".meta.yml").read_text(encoding="utf-8"))
    assert set(sidecar) == {"title", "producer", "licence", "source", "date", "rows"}
    assert sidecar["rows"] == sum(1 for _ in read_table(TABLE[name], COLUMNS[name]))


@pytest.mark.parametrize("name", TABLE)
def test_tables_hold_each_row_once(name):
    rows = Counter(tuple(row.values()) for _, row in read_table(TABLE[name], COLUMNS[name]))
    assert [row for row, n in rows.items() if n > 1] == []


def test_every_region_has_its_code():
    rows = {row["name"]: row["code"] for _, row in read_table(TABLES / "regions.csv", REGIONS)}
    assert tuple(rows) == ITL1_REGIONS
    assert list(rows.values()) == [f"TL{letter}" for letter in "CDEFGHIJKLMN"]


def test_places_cover_the_country():
    entries = [entry for entry, _ in read_places() if not entry.is_abroad]
    assert sum(bool(entry.town) for entry in entries) >= 3500
    assert all(entry.counties for entry in entries if entry.town and entry.name != "London")
    assert all(entry.weight > 0 for entry in entries if entry.town)
    towns = Counter(entry.region for entry in entries if entry.town == entry.name)
    assert all(towns[region] >= 50 for region in ITL1_REGIONS)


def test_the_town_a_place_counts_as_is_a_place_of_its_region():
    entries = [entry for entry, _ in read_places() if not entry.is_abroad]
    homes = {(entry.name, entry.region) for entry in entries}
    strays = [entry for entry in entries if entry.town and (entry.town, entry.region) not in homes]
    assert strays == []


def test_a_county_named_by_a_place_is_in_the_table():
    entries = [entry for entry, _ in read_places() if not entry.is_abroad]
    areas = {entry.name for entry in entries if entry.kind == "county"}
    alike = {"Greater London", "Bristol", "Falkirk", "Stirling"}  # a city and its county of one name
    assert {county for entry in entries for county in entry.counties} <= areas | alike


@pytest.mark.parametrize(
    "name",
    ["Newcastle", "Newport", "Richmond", "Gillingham", "Bangor", "Wellington", "Ashford", "St Ives", "Whitchurch"],
)
def test_namesakes_are_kept_apart(name):
    uk = {(e.region, e.counties) for e in gazetteer().named(name) if not e.is_abroad}
    assert len(uk) >= 2


@pytest.mark.parametrize("name", ["Boston", "Washington", "Perth", "Cambridge", "Durham", "Birmingham", "London"])
def test_namesakes_abroad_are_known(name):
    assert {entry.is_abroad for entry in gazetteer().named(name)} == {True, False}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Albans", "Saint Albans"), ("Stoke on Trent", "STOKE-ON-TRENT"), ("King's Lynn", "Kings Lynn"),
        ("Tyne & Wear", "Tyne and Wear"), ("Zürich", "Zurich"), ("Co. Down", "Co Down"),
    ],
)  # fmt: skip
def test_spellings_fold_into_one_key(one, other):
    assert key(one) == key(other)


def test_longest_name_stands():
    text = "Newcastle-under-Lyme, North West London, Northern Ireland"
    assert names(gazetteer().scan(text), text) == text.split(", ")


def test_prose_wants_capitals_and_whole_postcodes():
    text = "we enjoy reading in Reading, off the M4, near RG1 2AB"
    assert names(gazetteer().scan(text, is_prose=True), text) == ["Reading", "RG1 2AB"]


def test_prose_ends_a_word_before_a_capital():
    text = "LeedsPermanent"
    assert names(gazetteer().scan(text, is_prose=True), text) == ["Leeds"]


def test_short_forms_count_in_capitals_only():
    assert gazetteer().scan("us or in sea") == []
    assert names(gazetteer().scan("uk, US"), "uk, US") == ["uk", "US"]


@pytest.mark.parametrize(
    ("district", "town", "region"),
    [
        ("EC2A", "London", "London"), ("SP8", "Gillingham", "South West"), ("SP6", "Fordingbridge", "South East"),
        ("CH7", "Mold", "Wales"), ("CH1", "Chester", "North West"), ("TD15", "Berwick-upon-Tweed", "North East"),
        ("SY23", "Aberystwyth", "Wales"), ("M1", "Manchester", "North West"),
        ("LS29", None, "Yorkshire and The Humber"),
        ("W1A", "London", "London"), ("S43", "Chesterfield", "East Midlands"), ("DN22", "Retford", "East Midlands"),
    ],
)  # fmt: skip
def test_postcodes(district, town, region):
    entry = gazetteer().postcode(district)
    assert (entry.town, entry.region) == (town, region)


def test_crown_dependencies_are_not_in_the_uk():
    assert gazetteer().postcode("JE2").is_abroad
    assert gazetteer().postcode("IM1").is_abroad


def test_no_postcode_area_is_missing_and_none_is_invented():
    areas = [code for code in read_postcodes() if code.isalpha()]
    assert len(areas) == 124
    assert gazetteer().postcode("QX1") is None
    assert all(re.fullmatch(r"[A-Z]{1,2}", area) for area in areas)


def test_a_town_of_a_postcode_is_a_town_of_the_gazetteer():
    towns = {(e.town, e.region) for e, _ in read_places() if e.town}
    assert {(e.town, e.region) for e in read_postcodes().values() if e.town and not e.is_abroad} <= towns


def test_how_well_a_place_lies_in_an_area():
    (lincs,) = gazetteer().named("Lincs")
    boston, grimsby = gazetteer().named("Boston")[1], gazetteer().named("Grimsby")[0]
    assert (boston.region, lies_in(boston, lincs), lies_in(grimsby, lincs)) == ("East Midlands", 2, 2)
    assert lies_in(gazetteer().named("Leeds")[0], lincs) == 0


# --- faults in the tables ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    for name, table in TABLE.items():
        (tmp_path / f"{name}.csv").write_text(table.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def spoil(folder: Path, name: str, change) -> None:
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def put(row, column, value):
    def change(rows):
        rows[row - 1][column] = value

    return change


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("places", put(1, 0, "title"), "places.csv, row 1: columns"),
        ("places", put(4, 3, "Wessex"), "places.csv, row 4, column region: 'Wessex'"),
        ("places", put(4, 1, "hamlet"), "places.csv, row 4, column kind: 'hamlet'"),
        ("places", put(4, 7, "many"), "places.csv, row 4, column weight: 'many' is no number"),
        ("places", lambda rows: rows[2].pop(), "places.csv, row 3: 8 cells, not 9"),
        ("regions", put(2, 0, "Wessex"), "regions.csv, row 2, column name: 'Wessex'"),
        ("abroad", put(3, 1, "planet"), "abroad.csv, row 3, column kind: 'planet'"),
    ],
)  # fmt: skip
def test_a_fault_names_file_row_and_column(folder, name, change, fault):
    spoil(folder, name, change)
    with pytest.raises(ValueError, match=re.escape(fault)):
        list(read_places(folder, folder / "abroad.csv"))


@pytest.mark.parametrize(("column", "value"), [(2, "1-x"), (4, "Wessex")])
def test_a_fault_in_the_postcodes_is_named(folder, column, value):
    spoil(folder, "postcode_areas", put(2, column, value))
    with pytest.raises(ValueError, match=r"postcode_areas\.csv, row 2, column (districts|region)"):
        read_postcodes(folder)


# --- any text ----------------------------------------------------------------------------------------------------


@given(st.text(max_size=300), st.booleans())
def test_spots_of_any_text_lie_in_it_apart_and_in_order(text, is_prose):
    spots = gazetteer().scan(text, is_prose)
    assert all(0 <= s.start < s.end <= len(text) and s.entries for s in spots)
    assert all(a.end <= b.start for a, b in pairwise(spots))


def test_one_gazetteer_a_process():
    assert gazetteer() is module.gazetteer()


def test_every_town_is_found_by_its_name_in_any_case():
    for entry, _ in read_places():
        if entry.kind in ("city", "town") and not entry.is_abroad:
            for written in (entry.name, entry.name.upper(), entry.name.lower()):
                assert names(gazetteer().scan(written), written) == [written]


# --- beside public lists -----------------------------------------------------------------------------------------

SHARED = Path(__file__).parents[3] / ".." / "shared" / "data"
THEIR_REGION = {
    "South West England": "South West", "North West England": "North West", "South East England": "South East",
    "North East England": "North East", "Yorkshire and the Humber": "Yorkshire and The Humber",
}  # fmt: skip


def shared(name):
    if not (path := SHARED / name).exists():
        pytest.skip(f"{name}: ../shared is absent")
    return pl.read_parquet(path).rows(named=True)


def outcodes():
    """Postcode districts of the UK with the ITL1 region; the list puts all of Lincolnshire into Yorkshire."""
    for row in shared("uk_outcodes.parquet"):
        region = "East Midlands" if row["region"] == "Lincolnshire" else row["uk_region"]
        if region != "Crown Dependencies":
            yield row | {"itl1": THEIR_REGION.get(region, region)}


def test_every_postcode_district_lies_where_the_public_list_says():
    """All but seven in 2,834: six that lie in two regions, and Tidworth (SP9), which is in Wiltshire."""
    rows = list(outcodes())
    wrong = {r["postcode"] for r in rows if gazetteer().postcode(r["postcode"]).region != r["itl1"]}
    assert len(rows) > 2_800
    assert wrong == {"DN36", "DN38", "MK19", "OX17", "PE6", "SP9", "TN16"}


def test_towns_lie_in_the_regions_of_their_postcodes():
    """A town of the list that we know has a namesake at least in that region: 98 in 100."""
    known = [
        (row["itl1"], {e.region for e in places})
        for row in outcodes()
        if (places := [e for e in gazetteer().named(row["town"] or "") if not e.is_abroad])
    ]
    assert len(known) > 1_600
    assert sum(region in ours for region, ours in known) / len(known) >= 0.98


def test_cities_and_towns_of_great_britain_are_known():
    """By their English names, in their nation: 99 in 100 of some 1,270."""
    rows = [r for r in shared("gb_placenames.parquet") if r["type"] in ("City", "Town") and r["country"] != "Wales"]
    known = [any(e.country == r["country"] for e in gazetteer().named(r["name"])) for r in rows]
    assert len(known) > 1_200
    assert sum(known) / len(known) >= 0.99


@pytest.mark.parametrize(
    "borough",
    [
        "Barking and Dagenham", "Barnet", "Bexley", "Brent", "Bromley", "Camden", "City of London", "Croydon",
        "Ealing", "Enfield", "Greenwich", "Hackney", "Hammersmith and Fulham", "Haringey", "Harrow", "Havering",
        "Hillingdon", "Hounslow", "Islington", "Kensington and Chelsea", "Kingston upon Thames", "Lambeth",
        "Lewisham", "Merton", "Newham", "Redbridge", "Richmond upon Thames", "Southwark", "Sutton", "Tower Hamlets",
        "Waltham Forest", "Wandsworth", "Westminster",
    ],
)  # fmt: skip
def test_london_boroughs_are_known(borough):
    assert "London" in {entry.region for entry in gazetteer().named(borough)}


def test_nation_and_area_are_told_apart():
    kinds = {name: gazetteer().named(name)[0] for name in ("UK", "England", "Scotland", "Kent", "Midlands", "Leeds")}
    assert [name for name, entry in kinds.items() if entry.is_nation] == ["UK", "England"]
    assert [name for name, entry in kinds.items() if entry.is_area] == ["Scotland", "Kent", "Midlands"]
