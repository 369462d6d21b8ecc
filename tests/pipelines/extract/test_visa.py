import pytest

from pipelines.extract.visa import VALUES, find_visa
from pipelines.words import Words


def said(text: str) -> str | None:
    found = find_visa(Words(text=text))
    return found and found.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("We are unable to sponsor visas.", "not_offered"),
        ("No sponsorship available", "not_offered"),
        ("Visa sponsorship is not available for this role", "not_offered"),
        ("Unfortunately, we can’t offer visa sponsorship", "not_offered"),
        ("Applicants must work without requiring sponsorship", "not_offered"),
        ("We bake\n**does not**\noffer visa sponsorship", "not_offered"),
        ("Visa sponsorship: No", "not_offered"),
        ("Skilled Worker visa sponsorship available", "offered"),
        ("We can sponsor visas for great bakers", "offered"),
        ("Old ovens, visa sponsorship available, no remote work", "offered"),
        ("No remote work, but we do offer visa sponsorship", "offered"),
        ("Applications from bakers who require sponsorship to work in the UK are welcome", "offered"),
        ("You must have the right to work in the UK", "right_to_work"),
        ("Candidates must be eligible to work in the UK", "right_to_work"),
        ("You must have the right to work in the UK. We cannot sponsor visas.", "not_offered"),
        ("Right to work in the UK needed (we cannot sponsor visas). You may be a great fit.", "not_offered"),
    ],
)
def test_what_is_said(text: str, value: str) -> None:
    assert said(text) == value
    assert value in VALUES


@pytest.mark.parametrize(
    "text",
    [
        "Work with executive sponsors and stakeholders",
        "The project has senior sponsorship.",
        "Company-sponsored affinity groups are open to all",
        "We will sponsor you through exams",
        "Clients such as Visa need bread",
        "This role may not be eligible for sponsorship under the Skilled Worker route",
        "nationals of the Commonwealth who have the right to work in the UK",
        "Is this role eligible for visa sponsorship?",
        "We support visa applications on 100 million journeys",
    ],
)
def test_what_says_nothing(text: str) -> None:
    assert said(text) is None


def test_evidence_cuts_the_sentence() -> None:
    text = "We bake. We cannot sponsor visas. Rye."
    found = find_visa(Words(text=text))
    assert found and text[found.evidence.start : found.evidence.end] == " We cannot sponsor visas"
