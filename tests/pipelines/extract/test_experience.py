import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.experience import find_experience
from pipelines.words import Words


def years(text: str) -> tuple[float | None, float | None] | None:
    found = find_experience(Words(text=text))
    return found and (found.min_years, found.max_years)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("- 3+ years of experience in baking", 3, None),
        ("You have five to seven years' experience", 5, 7),
        ("At least two years of commercial Python experience", 2, None),
        ("A minimum of 18 months experience of ovens", 1.5, None),
        ("Minimum 6 months' experience needed", 0.5, None),
        ("Typically 4–8+ years’ experience in data engineering", 4, None),
        ("3 - 5 yrs experience required", 3, 5),
        ("Experience: 10 + Years", 10, None),
        ("Must have 5 or more years of industry experience", 5, None),
        ("Requirements\n- 7+ years as a baker", 7, None),
        ("RequirementsExperience12–15 years in milling, essential", 12, 15),
        ("Requirements\n- up to 3 years of experience", None, 3),
        ("Strong experience (typically 5+ years) of dough", 5, None),
        ("We are looking for a baker with 3+ years experience", 3, None),
        ("- 10+ years in baking, with at least 5 years of experience leading bakers", 10, None),
        ("Nice to have\n- 9+ years of experience\n\nRequirements\n- 2+ years of experience", 2, None),
    ],
)
def test_years_asked(text: str, low: float | None, high: float | None) -> None:
    assert years(text) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "We have over 20 years in business",
        "With 25 years' experience, we bake for millions",
        "Drawing on more than 150 years of experience, we lead",
        "Our company has 15 years of experience in bread",
        "A 12 month fixed term contract",
        "Duration: 6 months, extension likely",
        "5 years UK residency is required",
        "You must have lived in the UK for the last 5 years",
        "At least 5 years of continuous UK residency, required for experienced bakers",
        "Our plan for the next 3 years needs you",
        "An 18 year old bakery that needs you",
        "You must be over 18 years old",
        "Benefits\n- 28 days after 2 years, and experience days out",
        "£30,000 per year, with experience",
        "You build on the success of the past 10 years",
    ],
)
def test_years_of_something_else(text: str) -> None:
    assert years(text) is None


def test_what_is_only_desired_is_said_so() -> None:
    found = find_experience(Words(text="Nice to have\n- 3+ years of experience with rye"))
    assert found and found.evidence.rule == "years preferred"
    found = find_experience(Words(text="Requirements\n- 3+ years of experience (ideally in retail)"))
    assert found and found.evidence.rule == "years required"


def test_evidence_cuts_the_years() -> None:
    text = "Requirements\n- 3–5 years’ experience"
    found = find_experience(Words(text=text))
    assert found and text[found.evidence.start : found.evidence.end] == "3–5 years’"
    assert found.evidence.value == "3-5"


@given(st.text() | st.lists(st.sampled_from(["5", "+", " years", " experience", "-", "\n", "you "])).map("".join))
def test_any_text_is_read(text: str) -> None:
    found = find_experience(Words(text=text))
    assert found is None or found.min_years is not None or found.max_years is not None
