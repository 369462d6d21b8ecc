"""Contract type, hours and IR35: what decides where several places speak, and what says nothing."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean.contract import find_contract, find_hours, find_ir35
from pipelines.schemas import CONTRACTS, HOURS, IR35
from pipelines.words import Words


def _value(found):
    return found.value if found else None


@pytest.mark.parametrize(
    ("title", "contract"),
    [
        ("Widget Analyst (Contract)", "contract"), ("Widget Analyst - 6 Month Contract", "contract"),
        ("Freelance Widget Analyst", "contract"), ("Widget Analyst - FTC", "fixed_term"),
        ("Widget Analyst (12 month fixed-term)", "fixed_term"), ("Widget Analyst (Maternity Cover)", "fixed_term"),
        ("Widget Apprentice", "apprenticeship"), ("Summer Intern, Widgets", "internship"),
        ("Locum Widget Fitter", "temporary"), ("Widget Analyst (Permanent)", "permanent"),
        ("Contracts Manager", None), ("Contract Manager", None), ("Internal Auditor", None),
        ("Template Designer", None),
    ],
)  # fmt: skip
def test_contract_from_the_title(title, contract):
    assert _value(find_contract(Words(title=title))) == contract


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("Contract type: Permanent", "permanent"), ("Employment type:\n Full time, permanent\n", "permanent"),
        ("This is a permanent role in our team.", "permanent"), ("Full-time, permanent", "permanent"),
        ("**Contract Type**\n Fixed term\n", "fixed_term"), ("This is a 12-month fixed term contract.", "fixed_term"),
        ("an 18 month FTC with a chance to stay", "fixed_term"), ("Duration: 6 months, likely extension", "contract"),
        ("a 9-month contract in Leeds", "contract"), ("£400 per day outside IR35", "contract"),
        ("\n\nContract \nFull time \n\n", "contract"), ("\n\nTemporary\n\n", "temporary"),
        ("Participation is project-based, not permanent employment.", None),
        ("Healthcare plan (permanent employees only)", None), ("You will work with the Permanent Secretary", None),
        ("We agree each data contract with its users", None), ("enhanced maternity and paternity leave", None),
        ("acts as an employment agency for permanent recruitment", None),
    ],
)  # fmt: skip
def test_contract_from_the_text(text, contract):
    assert _value(find_contract(Words(text=text))) == contract


@pytest.mark.parametrize(
    ("field", "contract"),
    [("FULL_TIME", None), ("CONTRACTOR", "contract"), ("TEMPORARY", "temporary"), ("INTERN", "internship"),
     ("permanent", "permanent"), ("Fixed-Term", "fixed_term"), ("OTHER", None)],
)  # fmt: skip
def test_contract_from_the_field(field, contract):
    assert _value(find_contract(Words(contract=field))) == contract


def test_an_explicit_text_overrules_the_field_and_the_field_a_loose_phrase():
    assert _value(find_contract(Words(contract="Permanent", text="This is a 12-month FTC."))) == "fixed_term"
    assert _value(find_contract(Words(contract="Temporary", text="It may become a permanent role."))) == "temporary"


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Working pattern: Full-time", "full_time"), ("Time Type\n Part time\n", "part_time"),
        ("\n\nPermanent \nFull time \n\n", "full_time"), ("This is a part\\-time post", "part_time"),
        ("37.5 hours per week", "full_time"), ("Hours: 21 hours a week", "part_time"), ("Hours per week: 37",
        "full_time"),
        ("10-40 hours per week", None), ("full-time or part-time", None), ("options including part-time", None),
        ("For part time opportunities, please ask", None), ("a full-time equivalent salary", None),
    ],
)  # fmt: skip
def test_hours_from_the_text(text, hours):
    assert _value(find_hours(Words(text=text))) == hours


def test_hours_from_fields_and_title():
    assert _value(find_hours(Words(hours="FULL_TIME"))) == "full_time"
    assert _value(find_hours(Words(contract="Part-Time"))) == "part_time"
    assert _value(find_hours(Words(title="Widget Analyst (Part-time)", hours="Full time"))) == "part_time"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("£500 per day (Inside IR35)", "inside"), ("outside of IR35", "outside"), ("IR35: Outside", "outside"),
        ("IR35 status:\n Inside", "inside"), ("deemed to be in scope of IR35", "inside"),
        ("out of scope of IR35", "outside"), ("AnalystIr35: OutsideRate: £400", "outside"),
        ("inside or outside IR35", None), ("we carried out IR35 reviews", None), ("knowledge of IR35", None),
    ],
)  # fmt: skip
def test_ir35(text, status):
    assert _value(find_ir35(Words(text=text))) == status


PIECES = st.sampled_from(
    ["contract", "Contract type: ", "permanent", "fixed term", "12 month ", "full", "-", "time", "part", " or ",
    "\n", "inside",
     " IR35", "outside", ": ", "37.5 hours a week", "İ", "intern", "freelance", "İR35", "ſ"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_characters_that_cut_it(text):
    words = Words(title=text[:60], contract=text[:30], hours=text[:30], text=text)
    for find, legal in ((find_contract, CONTRACTS), (find_hours, HOURS), (find_ir35, IR35)):
        if found := find(words):
            field = getattr(words, found.evidence.field)
            assert found.value in legal
            assert 0 <= found.evidence.start < found.evidence.end <= len(field)


@pytest.mark.parametrize(
    "piece", ["contract ", "12 month ", "work type: ", "full time or ", "\n", "permanent, ", "ir35 "]
)
def test_hostile_text_takes_linear_time(piece):
    words = Words(text=(piece * 100_000)[:200_000])
    started = time.perf_counter()
    for find in (find_contract, find_hours, find_ir35):
        find(words)
    assert time.perf_counter() - started < 5
