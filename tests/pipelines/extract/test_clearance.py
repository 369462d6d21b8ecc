import pytest

from pipelines.extract.clearance import LEVELS, STATES, find_clearance
from pipelines.words import Words


def asked(text: str, title: str = "") -> tuple[str, str] | None:
    found = find_clearance(Words(title=title, text=text))
    return found and (found.level.value, found.state.value)


@pytest.mark.parametrize(
    ("text", "level", "state"),
    [
        ("Active SC clearance is required", "sc", "held"),
        ("Must currently hold SC clearance", "sc", "held"),
        ("SC cleared bakers only", "sc", "held"),
        ("UK national, eligible for UK Security Clearance (SC)", "sc", "eligible"),
        ("Must be able to obtain SC clearance", "sc", "eligible"),
        ("This role requires SC clearance.", "sc", "required"),
        ("The level of security needed is security check.", "sc", "required"),
        ("Candidates must be eligible for DV", "dv", "eligible"),
        ("You will undergo Developed Vetting", "dv", "eligible"),
        ("Must hold SC clearance. Must be eligible for DV clearance.", "dv", "eligible"),
        ("Must hold an active DV clearance", "dv", "held"),
        ("An enhanced DV clearance is essential", "edv", "required"),
        ("BPSS required to start", "bpss", "required"),
        ("Subject to Baseline Personnel Security Standard screening", "bpss", "eligible"),
        ("CTC clearance will be processed after the offer", "ctc", "eligible"),
        ("NPPV3 vetting must be in place", "nppv", "held"),
        ("SC or DV clearance required", "sc", "required"),
        ("Must be willing to go through Security Clearance", "unspecified", "eligible"),
        ("SC clearance desirable", "sc", "preferred"),
        ("Databricks certificates desirableSC clearance (or willingness to obtain it)", "sc", "eligible"),
    ],
)
def test_clearance_asked(text: str, level: str, state: str) -> None:
    assert asked(text) == (level, state)
    assert level in LEVELS
    assert state in STATES


@pytest.mark.parametrize(
    "text",
    [
        "Customs clearance and HS codes are required",
        "Microsoft SC-400 certificate required",
        "The DISC profile is required for clearance sales",
        "Some posts may need to obtain security clearance",
        "This could include meeting the requirements for SC or DV",
        "If you are applying for a role requiring security clearance, note this",
        "No security clearance needed",
        "Stock is cleared by active bakers in South Carolina, SC",
        "Failure to do so means your security clearance application is rejected",
    ],
)
def test_what_asks_for_none(text: str) -> None:
    assert asked(text) is None


def test_the_title_counts() -> None:
    found = find_clearance(Words(title="Baker (DV Clearable)", text="We bake."))
    assert found and found.level.value == "dv"
    assert found.level.evidence.field == "title"


def test_what_is_asked_goes_before_what_is_preferred() -> None:
    assert asked("SC clearance is required. DV clearance is desirable.") == ("sc", "required")


def test_evidence_cuts_the_level() -> None:
    text = "Bakers must hold SC clearance."
    found = find_clearance(Words(text=text))
    assert found and text[found.level.evidence.start : found.level.evidence.end] == "SC"
    assert text[found.state.evidence.start : found.state.evidence.end] == "Bakers must hold SC clearance"
