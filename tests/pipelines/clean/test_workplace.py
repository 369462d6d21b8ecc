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


def test_markers_in_title_and_place():
    assert _value(title="Widget Analyst (Remote)") == "remote"
    assert _value(place="London (Hybrid, 2 days)") == "hybrid"
    assert _value(place="Remote - UK") == "remote"
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
