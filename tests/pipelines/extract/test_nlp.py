"""The pipeline's tokens, and that they are the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.nlp import build_nlp, fold


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("C++", ["C", "+", "+"]),
        ("C\\+\\+", ["C", "+", "+"]),
        ("C#/.NET", ["C", "#", "/", ".", "NET"]),
        ("Python/R", ["Python", "/", "R"]),
        ("CI/CD", ["CI", "/", "CD"]),
        ("Node.js", ["Node", ".", "js"]),
        ("scikit\\-learn", ["scikit", "-", "learn"]),
        ("scikit‑learn", ["scikit", "-", "learn"]),
        ("don't", ["don", "'", "t"]),
    ],
)
def test_marks_and_words_are_tokens(text: str, tokens: list[str]) -> None:
    assert [t.text for t in build_nlp()(text)] == tokens


def test_the_pipeline_is_built_once() -> None:
    assert build_nlp() is build_nlp()


@given(st.text(st.characters(codec=None)))
def test_a_doc_holds_the_folded_text_character_for_character(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    with build_nlp().memory_zone():
        assert build_nlp().make_doc(text).text == folded


def test_a_lone_surrogate_is_folded_and_offsets_stay() -> None:
    assert fold("a\ud800‑b") == "a\ufffd-b"


def test_the_vocabulary_forgets_what_a_memory_zone_read() -> None:
    nlp = build_nlp()
    before = len(nlp.vocab.strings)
    for batch in range(20):
        with nlp.memory_zone():
            assert all(len(doc) for doc in nlp.pipe(f"batch{batch} text{i} word{batch}x{i}" for i in range(150)))
    assert len(nlp.vocab.strings) == before
    assert "batch0" not in nlp.vocab.strings
