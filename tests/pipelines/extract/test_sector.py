import csv
import re

import pytest

from pipelines.extract.sector import SECTORS, find_sector
from pipelines.words import Words


def said(text: str, employer: str = "") -> str | None:
    found = find_sector(Words(employer=employer, text=text))
    return found and found.value


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Industry: Retail", "retail"),
        ("**Sector:**\nFinancial Services\n", "finance"),
        ("Our client, a leading London Market insurer, needs a baker", "insurance"),
        ("Our client is a fast-growing technology consultancy", "consulting"),
        ("My client is an FMCG company based in Leeds", "retail"),
        ("We are a global FinTech with offices in Leeds", "finance"),
        ("Marrow & Pike is a global hedge fund", "finance"),
        ("Marrow & Pike is one of the UK's largest law firms", "legal"),
        ("We're partnering with a growing SaaS company", "technology"),
        ("An opportunity to work for a leading insurer", "insurance"),
        ("Join a pharmaceutical company that bakes", "life_sciences"),
        ("We are a charity for bakers", "charity"),
        ("Our confidential client in the energy sector needs you", "energy"),
        ("A project within the insurance sector", "insurance"),
    ],
)
def test_said_of_the_employer(text: str, sector: str) -> None:
    assert said(text) == sector


@pytest.mark.parametrize(
    "text",
    [
        "Requirements\n- Experience in the insurance sector",
        "Experience of working for a bank",
        "Ideally you have worked with a leading retailer",
        "Marrow & Pike is looking for a Finance Business Partner",
        "We are looking for a technology leader",
        "We are a leading technology recruitment company",
        "This is a retail brand role",
        "You will train as a legal secretary",
        "We are a team of bakers with an interest in music",
        "We set the benchmark in our industry: both in bread and in rolls",
    ],
)
def test_what_says_nothing(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    ("employer", "sector"),
    [
        ("Rye Valley NHS Foundation Trust", "health"),
        ("University of Rye", "education"),
        ("Rye Borough Council", "public_sector"),
        ("Rye Building Society", "finance"),
        ("Rye Insurance Recruitment", None),
        ("Marrow & Pike", None),
    ],
)
def test_the_employers_name(employer: str, sector: str | None) -> None:
    assert said("We bake.", employer) == sector


def test_a_label_goes_before_the_text_and_the_text_before_the_name() -> None:
    assert said("We are a charity for bakers.\nSector: Retail\n", "University of Rye") == "retail"
    assert said("We are a charity for bakers.", "University of Rye") == "charity"


def test_evidence_cuts_the_words() -> None:
    text = "Our client, a leading Investment Bank, bakes"
    found = find_sector(Words(text=text))
    assert found and text[found.evidence.start : found.evidence.end] == "Investment Bank"


def test_the_table() -> None:
    with SECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["sector"] for row in rows}) == len(rows)
    for kind in ("firms", "fields"):
        names = [name for row in rows for name in row[kind].split(" | ")]
        assert len(names) == len(set(names))
        assert all(name == name.lower().strip() and name.isascii() and name for name in names)
    assert all(re.fullmatch(r"[A-U](?:, [A-U])*", row["sic_sections"]) for row in rows)
