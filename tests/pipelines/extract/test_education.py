import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.education import LEVELS, find_education
from pipelines.words import Words


def asked(text: str) -> tuple[str | None, str | None]:
    found = find_education(Words(text=text))
    return found.required and found.required.value, found.preferred and found.preferred.value


@pytest.mark.parametrize(
    ("text", "required", "preferred"),
    [
        ("A degree in baking or equivalent experience.", "degree", None),
        ("Educated to degree level", "degree", None),
        ("Degree-qualified in milling", "degree", None),
        ("BSc or MSc in rye science", "degree", None),
        ("Bachelor’s, Master’s, or Ph.D. degree in flour", "degree", None),
        ("Master's or PhD in a quantitative field", "masters", None),
        ("An advanced degree (MSc/PhD) in dough", "masters", None),
        ("You hold a PhD in ovens", "phd", None),
        ("A doctorate in ovens", "phd", None),
        ("HNC/HND or degree in baking", "higher_national", None),
        ("Three A-levels at grade C", "a_level", None),
        ("GCSE Maths and English at grade 4", "gcse", None),
        ("A minimum 2:1 from a good university", "degree", None),
        ("Requirements:\n- BSc in maths. PhD desirable.", "degree", "phd"),
        ("Master's degree (PhD preferred) in a STEM subject", "masters", "phd"),
        ("Bachelor's degree required, Masters degree preferred", "degree", "masters"),
        ("Master's or PhD preferred", None, "masters"),
        ("The baker will ideally possess a degree level education", None, "degree"),
        ("A degree is beneficial but not required", None, "degree"),
        ("Nice to have:\n- A degree in baking", None, "degree"),
        ("Relevant degree, ideally with a commercial focus", "degree", None),
        ("Recent Bachelor's degree (2:1 preferred)", "degree", None),
        ("Strong SQL skillsDegree in Computer ScienceGood humour", "degree", None),
    ],
)
def test_what_is_asked(text: str, required: str | None, preferred: str | None) -> None:
    assert asked(text) == (required, preferred)


@pytest.mark.parametrize(
    "text",
    [
        "A high degree of autonomy",
        "360-degree feedback",
        "A degree of uncertainty",
        "Experience of master data management",
        "Work with the Scrum Masters",
        "Engineers who are masters of automation",
        "You will work with PhD-level colleagues",
        "Our PhDs bake at night",
        "Supervise PhD students",
        "A degree apprenticeship in baking",
        "No degree required",
        "A degree is not required",
        "We will fund your master's degree",
        "Benefits\n- Support through a Bachelor's degree",
        "About us\nHalf of us hold a PhD",
        "A level of knowledge in baking",
        "Embarking on a Kimball model",
    ],
)
def test_what_asks_for_none(text: str) -> None:
    assert asked(text) == (None, None)


def test_something_else_may_do_instead() -> None:
    assert find_education(Words(text="Degree in baking or equivalent experience")).or_equivalent
    assert find_education(Words(text="Degree in baking, or 5 years of hands-on experience")).or_equivalent
    assert not find_education(Words(text="Degree in baking")).or_equivalent


def test_evidence_cuts_the_level() -> None:
    text = "Requirements\n- Bachelor’s degree in baking"
    found = find_education(Words(text=text)).required
    assert found and text[found.evidence.start : found.evidence.end] == "Bachelor’s degree"


@given(
    st.lists(st.sampled_from(["degree", " or ", "PhD", "MSc, ", "\n", ". ", "preferred ", "Master's "])).map("".join)
)
def test_any_text_is_read(text: str) -> None:
    found = find_education(Words(text=text))
    assert found.required is None or found.required.value in LEVELS
