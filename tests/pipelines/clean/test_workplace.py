"""Workplace: the order of evidence, negation, and perks or technical senses that say nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean.workplace import find_workplace
from pipelines.schemas import WORKPLACES
from pipelines.words import Words


def _value(**fields):
    found = find_workplace(Words(**fields))
    return found.value if found else None


@pytest.mark.parametrize(
    ("field", "workplace"),
    [("TELECOMMUTE", "remote"), ("Hybrid", "hybrid"), ("On-site", "onsite"), ("Fully remote", "remote"),
     ("ON_SITE", "onsite"), ("In person", "onsite"), ("unspecified", None)],
)  # fmt: skip
def test_the_structured_field_comes_first(field, workplace):
    assert _value(workplace=field, text="Some text that says nothing of it") == workplace
    if workplace:
        assert _value(workplace=field, text="We are a remote-first firm with a hybrid working model") == workplace


@pytest.mark.parametrize(
    "text",
    [
        "three days a week in the office", "You will be in the office 2 days per week", "4 days on-site, 1 day remote",
        "(minimum of 3 office days per week)", "at least 60% of your working time in the office",
        "Hybrid working model with some flexibility", "Location: Leeds (Hybrid)", "Leeds | Hybrid | £40k",
        "up to 2 days working at home per week", "#LI-Hybrid", "Pension, holiday, equityHybrid working",
        "you will split your time between home and the office", "Remote or hybrid working",
    ],
)  # fmt: skip
def test_hybrid(text):
    assert _value(text=text) == "hybrid"


@pytest.mark.parametrize(
    "text",
    [
        "This is a fully remote role.", "Location: Remote (UK)", "**Location:** \n Remote\n",
        "We are a remote-first company",
        "a remote position with monthly travel to Leeds", "Home-based role covering the North", "#LI-Remote",
        "the ability to work from home.",
    ],
)  # fmt: skip
def test_remote(text):
    assert _value(text=text) == "remote"


@pytest.mark.parametrize(
    "text",
    [
        "This role is not remote. Office based in Reading 5 days a week", "fully on-site in Leeds",
        "5 days a week in the office",
        "Work Location: In person", "This is an office-based role", "This role is based at our Leeds depot.",
    ],
)  # fmt: skip
def test_onsite(text):
    assert _value(text=text) == "onsite"


@pytest.mark.parametrize(
    "text",
    [
        "Benefits: work from abroad for up to four weeks a year", "we build remote-controlled drones",
        "flexible working with options like remote working and compressed hours",
        "hybrid cloud and on-premises systems",
        "hybrid search over vector stores", "remote sensing of crops", "access to a remote GP service",
        "Interviews will be conducted remotely.", "free on-site parking", "20% discount in our on-site shop",
        "experience of leading remote teams", "a hybrid AI + human system",
    ],
)  # fmt: skip
def test_what_says_nothing(text):
    assert _value(text=text) is None


@pytest.mark.parametrize(
    ("text", "workplace"),
    [
        ("We make widgets.\n\nHybrid.\n\nApply soon", "hybrid"), ("£40,000. Hybrid. 25 days of leave.", "hybrid"),
        ("Leeds\nHybrid\nFull time", "hybrid"), ("- Hybrid\n- Pension", "hybrid"), ("• Hybrid", "hybrid"),
        ("Location: Leeds, hybrid", "hybrid"), ("Working style: Hybrid", "hybrid"), ("Hybrid/On-site", "hybrid"),
        ("Widgets Ltd | Leeds | Remote | £50k", "remote"), ("- Remote\n- Pension", "remote"), ("Remote.", "remote"),
        ("Home-based.", "remote"), ("Leeds\nOn-site\nFull time", "onsite"), ("Office-based.", "onsite"),
        ("We deploy to public clouds.\nHybrid cloud\n", None), ("Systems: on premises, cloud or hybrid.", None),
        ("Remote\nSensing of crops", "remote"), ("- Remote monitoring of pumps", None), ("On-site parking.", None),
        ("On site. Gym. Canteen.", "onsite"),
    ],
)  # fmt: skip
def test_a_word_on_its_own(text, workplace):
    assert _value(text=text) == workplace


@pytest.mark.parametrize(
    ("text", "workplace"),
    [
        ("Workplace type: Remote", "remote"), ("Role type: Onsite", "onsite"), ("📍 Remote — Wales", "remote"),
        ("Remote: Yes", "remote"), ("Remote: No", "onsite"), ("Remote working is not available", "onsite"),
        ("There is no hybrid or remote working", "onsite"), ("The job cannot be done remotely", "onsite"),
        ("This is not a hybrid role", None), ("You'll work remotely, from your kitchen", "remote"),
        ("You will be in the office every working day", "onsite"), ("You are in our office every day", "onsite"),
        ("Monday to Friday, 9 to 5, in our Leeds office", "onsite"), ("WFO, night shifts", "onsite"),
        ("Monday to Friday, two days of it in the office", None), ("A field-based role across Kent", "onsite"),
        ("leader in WFO for contact centres", "onsite"), ("a contact centre WFO product", None),
    ],
)  # fmt: skip
def test_labels_and_refusals(text, workplace):
    assert _value(text=text) == workplace


@pytest.mark.parametrize(
    "text",
    [
        "40% office attendance", "60% home working", "70% remote", "once a week in the office",
        "be in our Leeds office at least twice a week", "office attendance 2 days per week",
        "in the office two days a fortnight", "a mixture of home and office working", "Blended working",
        "spend 50% of your time in one of our hubs", "snacks when you're in the office",
    ],
)  # fmt: skip
def test_part_of_the_week_in_the_office(text):
    assert _value(text=text) == "hybrid"


def test_markers_in_title_and_place():
    assert _value(title="Widget Analyst (Remote)") == "remote"
    assert _value(place="London (Hybrid, 2 days)") == "hybrid"
    assert _value(place="Remote - UK") == "remote"
    assert _value(title="Widget Analyst, Homeworker") == "remote"
    assert _value(title="Widget Fitter - Field Based") == "onsite"
    assert _value(place="Office Based, Leeds") == "onsite"
    assert _value(title="Widget Analyst, flexible home working") is None
    assert _value(title="Remote Sensing Scientist") is None
    assert _value(title="Hybrid Cloud Engineer") is None
    assert _value(place="Home based with travel to Leeds once a month") == "remote"


def test_days_in_the_office_overrule_a_board_tag():
    assert _value(text="\nNEWREMOTE\n\nWe work 4 days on-site, with 1 day remote.") == "hybrid"


PIECES = st.sampled_from(
    ["remote", "hybrid", "not ", "3 days", " a week", " in the office", "on-site", "Location: ", "\n", "(", ")",
    " cloud", "5 ",
     "home", "-", "İ", "fully ", "based in the ", "60% ", "office"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_characters_that_cut_it(text):
    words = Words(title=text[:60], place=text[:40], workplace=text[:20], text=text)
    if found := find_workplace(words):
        field = getattr(words, found.evidence.field)
        assert found.value in WORKPLACES
        assert 0 <= found.evidence.start < found.evidence.end <= len(field)


@pytest.mark.parametrize(
    "piece", ["remote ", "3 days ", "in the our office ", "mix of home and ", "location: ", "\n", "on site "]
)
def test_hostile_text_takes_linear_time(piece):
    words = Words(text=(piece * 100_000)[:200_000])
    started = time.perf_counter()
    find_workplace(words)
    assert time.perf_counter() - started < 5
