import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.link.shingles import FIELD, WORDS, codes, shingles, word_masks

WORDS_OF = {"one two three four five six": 2, "one two three four five": 1, "one two three four": 0, "": 0, "  ... ": 0}


def test_a_text_has_a_shingle_for_each_run_of_five_words() -> None:
    sets = shingles(pl.Series(list(WORDS_OF)))
    assert sets.sizes.tolist() == list(WORDS_OF.values())
    assert sets.n_words.tolist() == [6, 5, 4, 0, 0]


def test_case_and_punctuation_do_not_count_and_words_do() -> None:
    plain, marked, other = (codes(pl.Series([t]))[0] for t in ("Data, Engineer!", "data engineer", "engineer data"))
    assert plain == marked != other


def test_a_joined_key_keeps_its_fields_apart() -> None:
    one, two = (codes(pl.Series([f"{a} {FIELD} {b}"]))[0] for a, b in (("a b", "c"), ("a", "b c")))
    assert one != two


def test_no_words_have_no_code() -> None:
    assert codes(pl.Series("x", ["", None, "…", "a"])).is_null().to_list() == [True, True, True, False]


def test_the_hash_of_a_word_stays_what_it_was() -> None:
    """A sketch kept in a warehouse is compared with those of later years."""
    assert codes(pl.Series(["machine learning engineer"])).to_list() == [7389527889396976265]
    assert shingles(pl.Series(["we are looking for an engineer"])).values.tolist() == [4821431267410, 8196545965279]


def test_long_words_differ_and_end() -> None:
    """Words are read eight letters at a time; a word of a million letters costs no more than its first."""
    a, b = "x" * 20 + "a", "x" * 20 + "b"
    assert codes(pl.Series([a]))[0] != codes(pl.Series([b]))[0]
    assert codes(pl.Series(["y" * 1_000_000]))[0] is not None


def test_masks_are_of_words_whatever_their_order() -> None:
    a, b, none = word_masks(pl.Series(["senior data engineer", "Engineer, data senior", ""]))
    assert a == b != 0
    assert none == 0


texts = st.lists(st.text(alphabet="ab £é\n-9\U0001f600", max_size=60), max_size=8)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_shingles_are_those_of_plain_python(words: list[str]) -> None:
    """Each text's set, up to the names that hashing gives its members; and alone as among others."""
    series = pl.Series(words, dtype=pl.String)
    sets = shingles(series)
    for i, text in enumerate(words):
        plain = _words(text)
        grams = [tuple(plain[k : k + WORDS]) for k in range(len(plain) - WORDS + 1)]
        mine = sets.values[sets.starts[i] : sets.starts[i + 1]].tolist()
        assert len(mine) == len(grams)
        assert len(set(mine)) == len(set(grams))
        assert mine == shingles(pl.Series([text])).values.tolist()


def _words(text: str) -> list[str]:
    return "".join(c.lower() if c.isascii() and c.isalnum() else " " for c in text).split()


@pytest.mark.parametrize("n", [0, 1, 2_500])
def test_any_number_of_texts(n: int) -> None:
    assert shingles(pl.Series(["a b c d e f"] * n, dtype=pl.String)).sizes.tolist() == [2] * n
