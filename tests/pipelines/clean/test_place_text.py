"""Statements of place in titles and texts; every advert here is invented."""

import time

import pytest

from pipelines.clean.place_text import office_statement, text_statement, title_statement


def towns(statement):
    return [site.town for site in statement.sites.sites] if statement else None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Data Engineer - Leeds", ["Leeds"]),
        ("Data Engineer - Leeds or York (hybrid)", ["Leeds", "York"]),
        ("Risk Associate, Birmingham", ["Birmingham"]),
        ("Analyst (based Manchester or Edinburgh)", ["Manchester", "Edinburgh"]),
        ("Analyst (Position located in Cheltenham, United Kingdom)", ["Cheltenham"]),
        ("Platform Engineer in Bristol", ["Bristol"]),
        ("Pricing Analyst - London Market Insurance", None),
        ("Head of Sale and Leaseback", None),
        ("Consultant (English, German)", None),
        ("Engineer | Deal Analytics", None),
        ("Leeds Building Engineer", None),
    ],
)  # fmt: skip
def test_places_that_fill_a_part_of_the_title(title, expected):
    statement = title_statement(title, "GB")
    assert towns(statement) == expected
    if statement:
        assert all(title[start:end].strip() for start, end in statement.sites.spans())


def test_title_remote_in_the_uk():
    title = "Director of Audit (REMOTE in UK)"
    statement = title_statement(title, "GB")
    assert title[slice(*statement.remote)] == "REMOTE in UK"
    assert title_statement("Data Scientist (Remote)", "GB") is None


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("About us\n\nLocation: Leeds\nSalary: £40k", "label", ["Leeds"]),
        ("**Location:** \n Leeds (hybrid)\n\n**Hours:** 37", "label", ["Leeds"]),
        ("Primary Location\nGB - York\n\nAdditional Locations\nGB - Hull, GB - Selby", "label",
         ["York", "Hull", "Selby"]),
        ("Up to £60,000Location: BristolMobility: none", "label", ["Bristol"]),
        ("Location: You'll join one of our hubs in Leeds, Manchester or Sheffield.Hybrid Working: some", "label",
         ["Leeds", "Manchester", "Sheffield"]),
        ("Location: Hybrid. Mostly at home, once a month in Manchester or Liverpool", "label",
         ["Manchester", "Liverpool"]),
        ("Location: Waltham on the Wolds Contract length: a year", "label", ["Waltham on the Wolds"]),
        ("📍 Exeter\n💰 £30k", "label", ["Exeter"]),
        ("About us\nBase: Exeter", "label", ["Exeter"]),
        ("About us\n Place of work: Exeter\nPay: £30k", "label", ["Exeter"]),
        ("The post is allocated by the board and located in Truro", "role", ["Truro"]),
        ("You attend two offices in Truro", "role", ["Truro"]),
        ("state a location from the following: London, UK; Munich, Germany", "label", ["London"]),
        ("This role can be based in either our Bristol or London office.", "role", ["Bristol", "London"]),
        ("A contract opportunity based in Belfast, for a year", "role", ["Belfast"]),
        ("You will be based at our Newtownabbey site.", "role", ["Newtownabbey"]),
        ("The role is hybrid, either London or\n\n**Derby.", "heading", ["London"]),
        ("The role is based in our region - hybrid either London or\n\n**Derby.", "role", ["London", "Derby"]),
        ("Hybrid - remote with travel to London / Manchester\n\nAbout us", "heading", ["London", "Manchester"]),
    ],
)  # fmt: skip
def test_statements_of_the_text(text, rule, expected):
    statement = text_statement(text, "GB")
    assert towns(statement) == expected
    assert statement.rule == f"place_text_{rule}"
    assert all(0 <= start < end <= len(text) for start, end in statement.sites.spans())


@pytest.mark.parametrize(
    "text",
    [
        "We have offices in London, New York and Leeds.",
        "Our clients are based in Leeds.",
        "If you are based in London, you will receive London weighting.",
        "A Boston-based platform for dentists.",
        "multi-location teams and retail locations",
        "Twenty days fully remote working: from anywhere.",
        "We decided not to go fully remote.",
        "Not a fully remote opportunity.",
        "The role. Based on Leeds data.",
        "Our database: Leeds",
        "Location: Primarily remote with occasional days on site.",
        "Location: Acme Tide is a remote-first organisation",
        "The company was founded in Bermuda and offers hybrid work.",
        "This position will require travel to Taiwan.",
    ],
)
def test_what_says_nothing_of_the_role(text):
    assert text_statement(text, "GB") is None


@pytest.mark.parametrize(
    "text",
    [
        "Location: Remote\nCommitment: 20 hours", "**Location:** Fully Remote (UK)",
        "This is a fully remote, flexible contract role.",
        "A part-time remote opportunity for editors", "Location: Home-based (UK)",
        "We are open to candidates across the UK", "Contract | 100% remote | Outside IR35",
    ],
)  # fmt: skip
def test_remote_statements(text):
    statement = text_statement(text, "GB")
    assert statement.remote
    assert not statement.sites.sites


def test_abroad_statement():
    text = "Job Location: Letterkenny, Ireland (Hybrid)"
    statement = text_statement(text, "GB")
    assert text[slice(*statement.sites.abroad)] == "Letterkenny"
    assert not statement.sites.sites


def test_the_companys_office():
    assert towns(office_statement("You join us in our Preston office.", "GB")) == ["Preston"]
    assert office_statement("We like the Preston way of life.", "GB") is None


@pytest.mark.parametrize(
    "piece", ["Location: ", "role based in ", "Location: Leeds\nAdditional location: ", "our Xx ", "fully remote days "]
)
def test_hostile_texts_take_linear_time(piece):
    text = piece * (200_000 // len(piece))
    began = time.perf_counter()
    text_statement(text, "GB")
    office_statement(text, "GB")
    assert time.perf_counter() - began < 10
