"""Is it ML or AI, is it technical: family first, then the title's words, then the text."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract import context
from pipelines.extract.context import is_ml_ai, is_tech
from pipelines.extract.titles import find_title
from pipelines.words import Words

SHARED = Path(__file__).parents[3] / ".." / "shared"
ML_TEXT = (
    "You train machine learning models in PyTorch, run deep learning and NLP jobs, and serve LLMs with MLflow. " * 5
)
PLAIN_TEXT = "You look after our clients, keep the diary and order stationery for the office in Leeds. " * 5
ONE_BOAST = PLAIN_TEXT + "Our company is proud of its AI. " + PLAIN_TEXT


def judged(title: str, text: str = "", skills: tuple[str, ...] = ()) -> tuple[bool | None, bool | None]:
    words = Words(title=title, text=text)
    found = find_title(words)
    return is_ml_ai(found, words, skills), is_tech(found, words, skills)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Machine Learning Engineer", "", (True, True)),
        ("Data Scientist", PLAIN_TEXT, (True, True)),
        ("Data Engineer", PLAIN_TEXT, (False, True)),
        ("Data Engineer - AI", ML_TEXT, (True, True)),
        ("Data Engineer (AI Startup)", PLAIN_TEXT, (False, True)),
        ("Software Engineer", ONE_BOAST, (False, True)),
        ("Software Engineer", ML_TEXT, (True, True)),
        ("Registered Nurse", ML_TEXT, (False, False)),
        ("Paralegal", PLAIN_TEXT, (False, False)),
        ("Engineer", ML_TEXT, (True, True)),
        ("Engineer", PLAIN_TEXT, (False, False)),
        ("Research Associate - Data Scientist", PLAIN_TEXT, (False, True)),
        ("", ML_TEXT, (True, True)),
        ("", PLAIN_TEXT, (False, False)),
    ],
)
def test_examples(title: str, text: str, expected: tuple[bool, bool]) -> None:
    assert judged(title, text) == expected


def test_skills_found_elsewhere_add_to_the_kinds() -> None:
    text = "Machine learning and deep learning all day. " * 10
    assert judged("Software Engineer", text) == (False, True)
    assert judged("Software Engineer", text, ("PyTorch", "XGBoost", "LLMs")) == (True, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("AI, ML and RAG.\nWe like\nGen-AI", ["ai", "ml", "rag", "gen-ai"]),
        ("He said Mumbai is fair; drag and html stay", []),
        ("non-AI (-AI) x-ml .ai ai.com AI/ML", ["ai", "ai/ml"]),
        ("Machine\nlearning, language models", ["machine learning", "language models"]),
    ],
)
def test_words_of_machine_learning_stand_alone(text: str, said: list[str]) -> None:
    assert context._ml_words(text) == said


PIECES = st.sampled_from(
    ["AI", "ml", "RAG", "LLMs", "language model", "s", "machine learning", "NLP", "deep", "gen", "data science",
     " ", "\n", ". ", ".", ".\n", " -", "-", "/", "(", ")", '"', "é", "£", "1", "•", "_"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join))
def test_words_found_by_their_signs_are_those_of_the_whole_text(text: str) -> None:
    text += " "  # a word of three letters is sought with what ends it
    said = [name for name in context._trade_words(text) if name in context._ML_WORDS]
    assert sorted(context._ml_words(text)) == sorted(said)


@pytest.mark.parametrize(("title", "text"), [("", ""), (" ", "\n")])
def test_neither_title_nor_text_is_unknown(title: str, text: str) -> None:
    assert judged(title, text) == (None, None)


@settings(max_examples=150, deadline=None)
@given(title=st.text(max_size=80), text=st.text(max_size=300))
def test_any_text_is_judged_and_ml_is_technical(title: str, text: str) -> None:
    ml, tech = judged(title, text)
    assert (ml is None) == (tech is None) == (not (title.strip() or text.strip()))
    assert tech or not ml


def test_flags_on_the_development_gold() -> None:
    path = SHARED / "gold" / "dev.gold.jsonl"
    if not path.exists():
        pytest.skip("gold of ../shared is absent")
    adverts = {o["id"]: o for o in map(json.loads, path.with_name("dev.adverts.jsonl").open(encoding="utf-8"))}
    pairs = [(g, judged(adverts[g["id"]]["title"], adverts[g["id"]]["text"])) for g in map(json.loads, path.open())]
    for i, (fact, least) in enumerate((("is_ml_ai", 0.95), ("is_tech", 0.97))):
        hit = sum(g[fact] and got[i] is True for g, got in pairs)
        wrong = sum(g[fact] != got[i] for g, got in pairs)
        assert 2 * hit / (2 * hit + wrong) >= least, fact
