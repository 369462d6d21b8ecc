import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.clean.web_address import addressed_employer
from pipelines.words import Words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Quillfeather | Leeds\nhttps://www.quillfeather.example/jobs", "quillfeather"),
        ("see http://careers.quillfeather.co.uk and https://other.example", "quillfeather"),
        ("apply at www.quillfeather.io today", "quillfeather"),
        ("https://github.com/quill https://quill.lever.co/1 then https://quillfeather.org", "quillfeather"),
        ("https://twitter.com/quill", None),
        ("http://127.0.0.1/x", None),
        ("we like quillfeather.com a lot", None),  # a name in a sentence is no address
        ("", None),
    ],
)
def test_the_first_address_of_its_own_tells_the_employer(text: str, name: str | None) -> None:
    found = addressed_employer(Words(text=text))
    assert (found.value if found else None) == name


def test_what_the_source_names_goes_before() -> None:
    assert addressed_employer(Words(employer="Quillfeather", text="https://other.example")) is None


@given(st.text() | st.from_regex(r"(https?://|www\.)?[a-z0-9.\-]{0,80}", fullmatch=True))
def test_offsets_cut_the_host(text: str) -> None:
    if found := addressed_employer(Words(text=text)):
        assert found.value in text[found.evidence.start : found.evidence.end].lower()
