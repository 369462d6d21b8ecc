import pytest

from pipelines.extract.sentence import sentence, sentences


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        ("We bake. Python is asked for. Rye too.", "asked", " Python is asked for"),
        ("Ask e.g. Python, i.e. snakes", "Python", "Ask e.g. Python, i.e. snakes"),
        ("Skills in PythonStrong ovens neededYou bake", "ovens", "Strong ovens needed"),
        ("Use of JavaScript and GitHub here", "and", "Use of JavaScript and GitHub here"),
        ("one\nTwo ovens\nThree", "ovens", "Two ovens"),
        ("this role  \n  does not  \noffer ovens", "ovens", "this role  \n  does not  \noffer ovens"),
        ("a loaf | two ovens | three", "ovens", " two ovens "),
        ("Ovens", "Ovens", "Ovens"),
    ],
)
def test_a_sentence(text: str, word: str, said: str) -> None:
    at = text.index(word)
    first, last = sentence(text, at, at + len(word))
    assert text[first:last] == said


def test_it_reaches_only_so_far() -> None:
    text = "a" * 5000
    assert sentence(text, 2500, 2501) == (2300, 2701)


def test_a_sentence_with_two_words_of_a_topic_is_given_once() -> None:
    text = "We bake. Visa sponsorship is offered. Rye too.\nNo right to work, no bread"
    found = [text[first:last] for first, last in sentences("visa", text)]
    assert found == [" Visa sponsorship is offered", "No right to work, no bread"]
    assert not list(sentences("clearance", text))
