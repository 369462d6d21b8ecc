"""Levels: the title first, the text only outright."""

import pytest

from pipelines.extract.titles import find_title
from pipelines.words import Words


def level(title: str, text: str = "") -> str | None:
    found = find_title(Words(title=title, text=text)).seniority
    return found.value if found else None


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Senior Data Engineer", "senior"),
        ("Sr. ML Eng", "senior"),
        ("Lead/Principal Data Scientist (m/f/x)", "lead"),
        ("Mid-Senior Java Developer", "mid"),
        ("Mid Level Developer", "mid"),
        ("Staff Machine Learning Engineer", "principal"),
        ("Senior Staff Engineer", "principal"),
        ("Graduate Software Engineer - 2025 Scheme", "graduate"),
        ("C++ Engineer Intern", "intern"),
        ("Internship - Hardware Engineer", "intern"),
        ("Entry Level Recruitment Consultant", "junior"),
        ("User Experience Designer, Senior", "senior"),
        ("Analyst (Graduate Level)", "graduate"),
        ("Graphic Designer (Intermediate)", "mid"),
        ("Data Engineering Team Lead", "lead"),
        ("Head of Engineering", "head"),
        ("Deputy Director - Materials Analyst", "director"),
        ("Chief Data Officer", "director"),
        ("Engineering Manager", "manager"),
        ("Senior Engineering Manager", "manager"),
        ("Senior Product Manager", "senior"),
        ("Product Manager", "manager"),
        ("Assistant Store Manager", "manager"),
    ],
)
def test_title_states_the_level(title: str, expected: str) -> None:
    assert level(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Lead Generation Executive",
        "KS2 Teacher (Maternity Cover)",
        "Staff Nurse",
        "Mid-Market Account Executive",
        "Account Manager",
        "Contract Manager (Permanent)",
        "Data Analyst - Lead Generation",
        "Experienced Data Analyst",
        "Java Developer - Assistant Vice President",
        "Graduate Recruitment Consultant",
        "Data Scientist III",
    ],
)
def test_no_level_in_the_title(title: str) -> None:
    assert level(title) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Senior Data Engineer**\nWe build things.", "senior"),
        ("We are looking for a mid-level data engineer to join us.", "mid"),
        ("Role: Principal Data Engineer", "principal"),
        ("This is a senior, visible role.", "senior"),
        ("You will be a senior member of the team.", "senior"),
        ("We welcome people from mid to senior level.", "mid"),
        ("An early-career role for a keen graduate.", "graduate"),
        ("This is an early\\-career role.", "junior"),
        ("Level: Mid-Level", "mid"),
    ],
)
def test_text_states_the_level_outright(text: str, expected: str) -> None:
    assert level("Data Engineer", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Reporting to the Lead Data Engineer.",
        "Reporting into:\nLead Data Engineer",
        "You will mentor junior engineers and work with senior stakeholders.",
        "Eight years of experience as a Senior Data Engineer.",
        "Room to grow into a senior role.",
        "You will take a lead role in projects.",
        "A Senior Data Engineers' meeting is held with senior data engineers.",
    ],
)
def test_text_that_speaks_of_others_states_nothing(text: str) -> None:
    assert level("Data Engineer", text) is None


def test_the_title_goes_before_the_text() -> None:
    assert level("Junior Data Engineer", "We are hiring a Senior Data Engineer.") == "junior"


def test_evidence_cuts_the_level() -> None:
    words = Words(title="Data Engineer", text="We are seeking a Senior Data Engineer in Leeds.")
    found = find_title(words).seniority
    assert found is not None
    evidence = found.evidence
    assert (evidence.field, words.text[evidence.start : evidence.end]) == ("text", "Senior")


def test_letters_that_grow_in_lower_case_do_not_move_offsets() -> None:
    words = Words(title="Data Engineer", text="İİİ Role: senior data engineer")
    found = find_title(words).seniority
    assert found is None or words.text[found.evidence.start : found.evidence.end] == "senior"


def test_a_title_met_before_is_read_with_its_own_text():
    senior, junior = (f"We are seeking a {told} Data Engineer in Leeds." for told in ("Senior", "Junior"))
    assert [level("Data Engineer", text) for text in (senior, "", junior, senior)] == [
        "senior",
        None,
        "junior",
        "senior",
    ]
