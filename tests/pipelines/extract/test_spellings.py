"""The ways to write a name that are made by rule."""

import pytest

from pipelines.extract.spellings import spacings, spellings


def test_ampersands_and_american_spelling_are_made_by_rule() -> None:
    assert spellings("time series modelling", plural=False) >= {"time series modelling", "time series modeling"}
    assert "monitoring & alerting" in spellings("monitoring and alerting", plural=False)
    assert "data visualization" in spellings("data visualisation", plural=False)


def test_a_product_may_be_written_as_one_word() -> None:
    assert "RaspberryPi" in spellings("Raspberry Pi", plural=False)
    assert "datapipeline" not in spellings("data pipeline", plural=True)


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
    assert spellings(word, plural=True) == {word}


@pytest.mark.parametrize(
    ("spelling", "ways"),
    [
        ("scikit-learn", {"scikit learn", "scikit  learn"}),
        ("CI/CD", {"CI/CD", "CI /CD", "CI/ CD", "CI / CD"}),
        ("C#", {"C#", "C #"}),
        (".NET", {".NET"}),
        ("SQL", {"SQL"}),
    ],
)
def test_gaps_may_be_wide(spelling: str, ways: set[str]) -> None:
    assert set(spacings(spelling)) == ways
