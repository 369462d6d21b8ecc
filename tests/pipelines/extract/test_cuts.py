"""Words that a page glued together are cut where a known name ends."""

from itertools import pairwise

import pytest

from pipelines.extract.cuts import Cutter
from pipelines.extract.seams import glued, seams, starts

CUTTER = Cutter({"Python", "SQL", "LLMs", "CrewAI", "PyTorch", "Go", "Postgre", "PostgreSQL"}, {"nosql"})


def parts(word: str) -> list[str]:
    edges = [0, *sorted(CUTTER.cuts(word)), len(word)]
    return [word[a:b] for a, b in pairwise(edges)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("PythonExperience", ["Python", "Experience"]),
        ("ExperienceLLMs", ["Experience", "LLMs"]),
        ("CrewAIUnderstanding", ["CrewAI", "Understanding"]),
        ("PythonSQLStrong", ["Python", "SQL", "Strong"]),
        ("PostgreSQLRedis", ["PostgreSQL", "Redis"]),
        ("PyTorch", ["PyTorch"]),
        ("noSQL", ["noSQL"]),
        ("Pythonic", ["Pythonic"]),
        ("GoCardless", ["GoCardless"]),
        ("B2BSQL", ["B2BSQL"]),
    ],
)
def test_known_words_are_cut_out_where_a_capital_meets_small_letters(word: str, expected: list[str]) -> None:
    assert parts(word) == expected


def test_seams_are_where_a_capital_follows_without_a_space() -> None:
    text = "toolsStrong (SQL)You SQLStrong MySQL ABC Ab"
    assert [text[at:][:4] for at in seams(text)] == ["Stro", "You ", "Stro", "SQL "]
    assert [text[at:][:4] for at in starts(text)] == ["Stro", "You ", "Stro"]
    assert [text[start:end] for start, end in glued(text)] == ["toolsStrong", "You", "SQLStrong", "MySQL"]
