"""The pipeline's tokens, its memory, and the spellings made by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.nlp import WordTokenizer, build_nlp, fold, spellings, tokens_of
from pipelines.extract.skills import SkillFinder
from pipelines.words import Words


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
    assert tokens_of(text) == tokens
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


@pytest.mark.parametrize(
    ("glued", "parts"),
    [
        ("PythonExperience", ["Python", "Experience"]),
        ("ExperienceLLMs", ["Experience", "LLMs"]),
        ("CrewAIUnderstanding", ["CrewAI", "Understanding"]),
        ("PythonSQLStrong", ["Python", "SQL", "Strong"]),
        ("PyTorch", ["PyTorch"]),
        ("Pythonic", ["Pythonic"]),
        ("GoCardless", ["GoCardless"]),
    ],
)
def test_known_words_are_cut_out_where_a_capital_meets_small_letters(glued: str, parts: list[str]) -> None:
    known = frozenset({"Python", "SQL", "LLMs", "CrewAI", "PyTorch", "Go"})
    assert WordTokenizer(build_nlp().vocab, known).split(glued)[0] == parts


def test_hyphens_ampersands_and_american_spelling_are_made_by_rule() -> None:
    assert spellings("time series modelling", plural=False) >= {
        "time series modelling", "time - series modelling", "time - series - modeling", "time series modeling"
    }  # fmt: skip
    assert "monitoring & alerting" in spellings("monitoring and alerting", plural=False)
    assert "data visualization" in spellings("data visualisation", plural=False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("data pipeline", "data pipelines"),
        ("taxonomies", "taxonomy"),
        ("LLM", "LLMs"),
        ("feature branch", "feature branches"),
    ],
)
def test_the_other_number_is_made_by_rule(one: str, other: str) -> None:
    assert {one, other} <= spellings(one, plural=True)


@pytest.mark.parametrize("word", ["statistics", "forecasting", "embeddings", "analysis", "LESS"])
def test_words_without_another_number_stay(word: str) -> None:
    assert spellings(word, plural=True) == {" ".join(tokens_of(word))}


def test_the_vocabulary_stays_flat_over_thousands_of_texts() -> None:
    finder, strings = SkillFinder(), build_nlp().vocab.strings
    before = len(strings)
    for batch in range(20):
        found = finder.find([Words(text=f"batch{batch} text{i} word{batch}x{i} and Python") for i in range(150)])
        assert [m.surface for mentions in found for m in mentions] == ["Python"] * 150
    assert len(strings) == before
    assert "batch0" not in strings
