"""The country filter: what is surely abroad goes, and nothing that may be in the UK."""

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.country import BRITISH, is_abroad
from pipelines.clean.gazetteer import key, read_places

SHARED = Path(__file__).parents[3] / "shared" / "data"

ABROAD = """
New York | Paris | Dublin | Bengaluru | Singapore | Hong Kong | Melbourne | Houston | Jersey | Kraków | Zürich | Bogotá
Berlin, Germany | Remote (Germany) | Germany - Remote | Hybrid - Berlin | Berlin (Hybrid) | Munich, DE | Paris, FR
Remote - US | Remote, US | US-Remote | US | U.S. | USA | United States, Remote | Remote (US/Canada) | Remote, CA
London, Ontario | London, ON, Canada | Cambridge, MA | Cambridge, Massachusetts | Birmingham, AL | Durham, NC
Boston, Massachusetts | Reading, PA | Bristol, Tennessee | New London, NC | Lake Wales, FL | Newcastle, NSW
Perth, Australia | Hillsboro, United States | Washington, DC | Washington D.C. | Austin, TX 78701 | New South Wales
Portland, OR or Seattle, WA | Warsaw; Kraków; Remote - Poland | Dallas / Austin | Paris and Lyon | Paris, Berlin
Tel Aviv, Israel • New York | Tbilisi, Georgia | Atlanta, Georgia | São Paulo, Brazil | Mexico City | APAC
Amsterdam, Noord-Holland, Netherlands | Ireland | Remote Ireland | Toronto, ON, Canada | Kista, Stockholm
"""
KEPT = """
London | Birmingham | Durham | York | Newcastle | Perth | Cambridge | Boston | Halifax | Richmond | Hamilton | Victoria
Washington | Wellington | Georgia | Ely | Ayr | Hanover | Edmonton | BIRMINGHAM, IN OFFICE | LONDON, IN OFFICE
Boston, Lincolnshire | Belfast, Northern Ireland | Northern Ireland | South Wales | Tyne and Wear | Brighton & Hove
Remote | Europe | EMEA | Worldwide | Anywhere | Europe, Middle East & Africa | Hybrid | nationwide | 3 Locations
London or New York | Paris, London | London, Paris | New York; London | Amsterdam • London | UK/US | UK & Ireland
Remote - UK and Ireland | Berlin, Remote | Remote; Paris | Dublin or Remote | London, Canada | London, DE
Leeds, Germany | Derby, United States | GBR - Office - Bristol | Milton Keynes, GB
us | join us | Narnia | Paris, Narnia
"""


def listed(text: str) -> list[str]:
    return [place.strip() for line in text.strip().splitlines() for place in line.split(" | ")]


@pytest.mark.parametrize("place", [*listed(ABROAD), "San Francisco, CA | New York City, NY", "Paris\nBerlin"])
def test_what_is_surely_abroad_goes(place: str) -> None:
    assert is_abroad(place, None)


@pytest.mark.parametrize("place", ["", " ", "Berlin | Leeds", "Paris\nLeeds", *listed(KEPT)])
def test_what_may_be_at_home_stays(place: str) -> None:
    assert not is_abroad(place, None)


@pytest.mark.parametrize(
    ("place", "country", "is_gone"),
    [
        (None, "US", True), ("Springfield", "US", True), ("Boston", "US", True), ("Remote", "de", True),
        ("London", "US", False), ("Europe", "DE", False), ("Paris; London", "FR", False),
        ("Paris", "GB", False), ("Dublin", "UK", False), (None, None, False), ("Narnia", None, False),
        ("Paris", "", True), ("Narnia", "Germany", False), ("Paris", "France", True),
    ],
)  # fmt: skip
def test_a_structured_country_is_believed_unless_the_wording_is_british(
    place: str | None, country: str | None, *, is_gone: bool
) -> None:
    assert is_abroad(place, country) is is_gone


def test_another_home_is_refused() -> None:
    with pytest.raises(ValueError, match="home 'FR'"):
        is_abroad("Paris", None, home="FR")


def test_a_wording_too_long_for_a_place_stays() -> None:
    assert not is_abroad("Paris, " * 10_000, None)


def test_the_british_names_are_those_of_our_gazetteer() -> None:
    """Whole areas, cities and boroughs; towns of 20,000; and every name that a place abroad has too."""
    places = [(key(name), e) for e, aliases in read_places() for name in (e.name, *aliases)]
    abroad = {k for k, e in places if e.is_abroad}
    kinds = {"city", "county", "region", "country", "informal", "borough"}
    wanted: dict[str, float] = {}
    for k, e in places:
        if not e.is_abroad and (e.kind in kinds or e.weight >= 20 or k in abroad):
            wanted[k] = max(e.weight, wanted.get(k, 0))
    with BRITISH.open(encoding="utf-8", newline="") as file:
        rows = [(key(row["name"]), float(row["weight"])) for row in csv.DictReader(file)]
    assert len(rows) == len(wanted)
    assert dict(rows) == wanted


def test_a_british_name_alone_stays_but_where_its_namesake_is_far_larger() -> None:
    with BRITISH.open(encoding="utf-8", newline="") as file:
        rows = [row["name"] for row in csv.DictReader(file)]
    assert {name for name in rows if is_abroad(name, None)} == {"Alexandria", "Houston", "Melbourne"}
    assert not is_abroad("Houston, Renfrewshire", None)
    assert not is_abroad("Melbourne, Derbyshire", None)


@pytest.mark.parametrize("table", ["greenhouse_uk_snapshots_2026_01", "uk_adverts_2026"])
def test_british_adverts_of_worldwide_boards_stay(table: str) -> None:
    file = SHARED / f"{table}.parquet"
    if not file.exists():
        pytest.skip("../shared is absent")
    places = pl.read_parquet(file, columns=["location"])["location"]
    # These rows were chosen by a word in them, so a few are not British.
    strays = {"Bristol, Tennessee", "Bristol, RI", "New London, NC", "Lake Wales, FL", "New Manchester, WV"}
    assert {place for place in places.unique() if is_abroad(place, None)} <= strays


@given(st.text(max_size=200), st.none() | st.text(max_size=3))
def test_any_wording_is_answered_and_a_home_added_keeps_it(text: str, country: str | None) -> None:
    assert is_abroad(text, country) in {True, False}
    assert not is_abroad(f"London; {text}", None)
