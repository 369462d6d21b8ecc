import pytest

from pipelines.extract.employer_kind import find_employer_kind
from pipelines.words import Words


def kind(employer: str, text: str) -> tuple[str, str] | None:
    words = Words(employer=employer, text=text)
    found = find_employer_kind(words)
    if found is None:
        return None
    evidence = found.evidence
    return found.value, getattr(words, evidence.field)[evidence.start : evidence.end]


@pytest.mark.parametrize(
    ("employer", "text", "told"),
    [
        ("Rye Recruitment", "We bake.", ("agency", "Rye Recruitment")),
        ("Rye & Co", "Our client is a bakery in Leeds.", ("agency", "Our client")),
        ("Rye & Co", "At Rye & Co we hire for others: our\nclient is a bakery.", ("agency", "our\nclient")),
        ("Rye & Co", "Rye & Co acts as an employment agency.", ("agency", "employment agency")),
        ("Rye & Co Ltd", "At Rye & Co we bake bread for all.", ("direct", "Rye & Co")),
        ("Rye", "We bake. No agencies please, we bake alone.", ("direct", "No agencies")),
        ("Rye", "Rye\n\nWe bake bread for all, and no more.", None),
        ("Rye", "Rye is partnering with a bakery in Leeds.", None),
        ("Rye", "Crops such as barley, and Ryedale oats.", None),
        ("", "We bake.", None),
    ],
)
def test_kinds(employer: str, text: str, told: tuple[str, str] | None) -> None:
    assert kind(employer, text) == told
