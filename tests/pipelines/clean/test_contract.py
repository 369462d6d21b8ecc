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


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("22.5 hours per week", "part_time"), ("Hours per week: 22.5", "part_time"),
        ("Hours: 20 per week", "part_time"),
        ("Contracted hours: 16", "part_time"), ("Hours: 37.5", "full_time"),
        ("Working hours: 35 per week", "full_time"),
        ("0.6 FTE", "part_time"), ("This post is 0.5 WTE", "part_time"), ("1.0 FTE", "full_time"),
        ("0.8 - 1.0 FTE", None), ("a team of 12.5 FTE", None), ("£30,000 FTE, pro rata", None), ("up to 0.8 FTE", None),
        ("Hours: 20-30", None), ("Hours: 9am to 5pm", None), ("Hours: 8:30", None),
        ("Opening hours: 40 per week", None),
        ("F/T", "full_time"), ("P/T or F/T", None), ("Full-time, part-time", None), ("Full Time Part Time", None),
        ("We work a 9-day fortnight", None), ("Term-time only", None), ("Annualised hours", None),
        ("A zero-hours contract", None), ("Job share considered", None),
        ("Full-time (job share considered)", "full_time"),
        ("4 day week", None), ("32 hours per week", None), ("compressed hours", None),
    ],
)  # fmt: skip
def test_hours_as_uk_adverts_write_them(text, hours):
    assert _value(find_hours(Words(text=text))) == hours


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("12 month FTC", "fixed_term"), ("12 month contract (maternity cover)", "fixed_term"),
        ("to cover a period of maternity leave", "fixed_term"), ("Adoption leave cover", "fixed_term"),
        ("A secondment opportunity", "fixed_term"), ("enhanced maternity leave and life cover", None),
        ("Secondment opportunities for all", None), ("insurance cover and maternity leave", None),
        ("A seasonal role until October", "temporary"), ("on a casual basis", "temporary"),
        ("a zero-hours contract", "temporary"), ("no zero hours contracts", None), ("casual dress", None),
        ("on a bank basis", "temporary"), ("bank holidays", None), ("join our bank's data team", None),
        ("A perm role", "permanent"), ("contract to perm", "contract"), ("an open-ended contract", "permanent"),
        ("This 8-week internship", "internship"), ("£300 a day via umbrella", None), ("PAYE only", None),
        ("Annualised hours contract", None), ("The role is outside the scope of IR35", "contract"),
    ],
)  # fmt: skip
def test_contracts_as_uk_adverts_write_them(text, contract):
    assert _value(find_contract(Words(text=text))) == contract


@pytest.mark.parametrize(
    ("title", "contract"),
    [
        ("Widget Analyst - 12 Month Contract (Maternity Cover)", "fixed_term"), ("Temporary Fitter, FTC", "fixed_term"),
        ("Bank Nurse", "temporary"), ("Care Assistant (Bank)", "temporary"), ("Bank Manager", None),
        ("Business Analyst - Bank, London", None), ("Casual Fitter", "temporary"), ("Casual Dining Chef", None),
        ("Zero Hours Fitter", "temporary"), ("Fitter (Contract to Perm)", "contract"),
        ("Fitter, open-ended contract", "permanent"), ("Open Data Engineer", None),
    ],
)  # fmt: skip
def test_contracts_as_uk_titles_write_them(title, contract):
    assert _value(find_contract(Words(title=title))) == contract


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("IR35: outside", "outside"), ("deemed inside IR35", "inside"), ("The role is deemed inside.", "inside"),
        ("determined to be outside", "outside"), ("Outside-IR35", "outside"), ("InsideIR35", "inside"),
        ("caught by IR35", "inside"), ("deemed outside the usual range", None), ("via umbrella", None),
        ("PAYE only", None), ("IR35: to be confirmed", None), ("not inside IR35", None),
        ("IR35 inside or outside", None),
        ("deemed inside or outside", None),
    ],
)  # fmt: skip
def test_ir35_as_uk_adverts_write_it(text, status):
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
