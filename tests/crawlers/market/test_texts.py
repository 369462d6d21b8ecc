"""What adverts say: their length, that they say what is true, and that nobody in them exists."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path
from statistics import median

import polars as pl
import pytest

from crawlers.market.adverts import MarketAdvert
from crawlers.market.employers import make_employers
from crawlers.market.tables import FOLDER, name_parts, pay_bands, sectors
from crawlers.market.world import Market
from crawlers.mask import mask_contacts

SHARED = Path(__file__).parents[3] / ".." / "shared"
_TAG = re.compile(r"<[^>]*>")
_EMAIL = re.compile(r"[\w.]+@[\w.]+")
_PHONE = re.compile(r"\b0\d{2,4}[ \d]{7,9}\d\b")
_RESERVED = re.compile(r"(020 7946 0|0161 496 0|0113 496 0|0131 496 0|07700 900)\d{3}")


def words_of(advert: MarketAdvert) -> str:
    return unescape(_TAG.sub(" ", advert.html))


def test_length(market: Market) -> None:
    lengths = [len(words_of(advert).split()) for advert in market.adverts]
    assert min(lengths) >= 120
    assert max(lengths) <= 450
    assert median(lengths) > 200


def test_no_slot_is_left_open(market: Market) -> None:
    for advert in market.adverts:
        for text in (advert.html, advert.title, advert.place):
            assert not re.search(r"[{}]|\bNone\b", text), text


def test_an_advert_says_what_is_true(market: Market) -> None:
    for advert in market.adverts[::7]:
        vacancy, text = advert.vacancy, words_of(advert)
        for asked in (*vacancy.required, *vacancy.desired, *vacancy.negated):
            assert asked.surface.casefold() in text.casefold(), (asked.surface, text)
        if vacancy.pay.is_stated:
            assert vacancy.pay.words in text
        if vacancy.workplace == "remote" and not vacancy.abroad:
            assert re.search("remote", text, re.I)
        if vacancy.workplace == "onsite" and vacancy.places:
            assert vacancy.places[0].town in text


def test_pay_stands_in_its_words(market: Market) -> None:
    for vacancy in market.vacancies()[::5]:
        pay = vacancy.pay
        for figure in (pay.said_min, pay.said_max):
            if figure is not None:
                forms = (f"{figure:,.0f}", f"{figure / 1000:.0f}", f"{figure:.2f}")
                assert any(form in pay.words for form in forms), pay
        assert (pay.said_min or 0) <= (pay.said_max or 10**9)
        assert pay.is_stated == ("£" in pay.words)


def test_pay_follows_its_table(market: Market) -> None:
    for level, low, high in (("mid", 65000, 95000), ("senior", 95000, 135000)):
        assert pay_bands()["ml", "year", level].london == (low, high)
        middles = [
            (v.pay.low + v.pay.high) / 2
            for v in market.vacancies()
            if v.family.name == "Machine Learning Engineer" and v.level == level and v.pay.period == "year"
            if v.places and v.places[0].region == "London"
        ]
        assert low < median(middles) < high


def test_about_half_state_pay_in_many_forms(market: Market) -> None:
    vacancies = market.vacancies()
    assert 0.4 < sum(v.pay.is_stated for v in vacancies) / len(vacancies) < 0.6
    shapes = Counter(re.sub(r"[\d,.]+", "#", v.pay.words) for v in vacancies)
    assert len(shapes) >= 25
    periods = Counter(v.pay.period for v in vacancies if v.pay.is_stated)
    assert min(periods[period] for period in ("year", "day", "hour")) >= 50
    assert Counter(v.pay.ir35 for v in vacancies)["outside"] >= 20
    assert not any(v.pay.is_stated for v in vacancies if v.abroad)


def test_contacts_are_there_to_mask_and_are_nobodys(market: Market) -> None:
    emails, phones = Counter[str](), Counter[str]()
    for advert in market.adverts[::2]:
        found = _EMAIL.findall(advert.html), _PHONE.findall(advert.html)
        emails.update(found[0])
        phones.update(found[1])
        if any(found):
            masked = mask_contacts(advert.html)
            assert not _EMAIL.search(masked)
            assert not _PHONE.search(masked)
    assert sum(emails.values()) > 200
    assert sum(phones.values()) > 150
    assert all(email.rstrip(".").endswith("@example.com") for email in emails)
    assert all(_RESERVED.fullmatch(phone) for phone in phones)


def test_employers_names_are_made_of_our_parts(market: Market) -> None:
    parts = name_parts()
    stems = {first + second for first in parts["first"] for second in parts["second"]}
    suffixes = {suffix for sector in sectors() for suffix in sector.suffixes}
    for employer in market.employers:
        stem, _, suffix = employer.name.partition(" ")
        assert stem in stems
        assert suffix in suffixes
    assert len({employer.name.split()[0] for employer in market.employers}) == len(market.employers)


def test_every_address_is_under_example(market: Market) -> None:
    for advert in market.adverts:
        for url in (advert.url, advert.advertiser_website):
            assert re.fullmatch(r"https://[a-z.-]+\.example(/.*)?", url), url
        assert "http" not in advert.html


def test_no_employer_is_a_real_one() -> None:
    """Against the employers of 2,661 real adverts and of the boards of the real snapshots."""
    if not SHARED.exists():
        pytest.skip("real adverts: ../shared is absent")
    adverts = pl.read_parquet(SHARED / "data" / "uk_adverts_2026.parquet", columns=["company"])
    boards = pl.read_parquet(SHARED / "data" / "greenhouse_uk_snapshots_2026_01.parquet", columns=["company"])
    real = " ".join({str(name).casefold() for frame in (adverts, boards) for name in frame["company"]})
    for employer in make_employers(47, {"greenhouse": 300}, 1):
        assert employer.name.split()[0].casefold() not in real


def test_tables_have_a_provenance() -> None:
    import csv

    import yaml

    notes = yaml.safe_load((FOLDER / "provenance.yml").read_text("utf-8"))
    assert set(notes) == {path.name for path in FOLDER.glob("*.csv")}
    for name, note in notes.items():
        with (FOLDER / name).open(encoding="utf-8") as lines:
            assert len(list(csv.DictReader(lines))) == note["rows"], name
        assert {"title", "producer", "licence", "date", "basis"} <= set(note)
