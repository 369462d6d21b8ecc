import numpy as np
import polars as pl

from pipelines.link.shingles import shingles
from pipelines.link.similarity import containment, jaccard
from pipelines.link.sketch import BANDS, band_keys


def _text(words: list[int]) -> str:
    return " ".join(f"w{k}" for k in words)


def test_similarity_is_that_of_the_sets() -> None:
    a, b = list(range(30)), [*range(20), *range(100, 130)]
    sets = shingles(pl.Series([_text(a), _text(b), _text(a), ""]))
    grams = [{tuple(x[k : k + 5]) for k in range(len(x) - 4)} for x in (a, b)]
    both, either = len(grams[0] & grams[1]), len(grams[0] | grams[1])
    i, j = np.array([0, 0, 0, 3]), np.array([1, 2, 3, 3])
    assert jaccard(sets, i, j).tolist() == [both / either, 1, 0, 0]
    assert containment(sets, i, j).tolist() == [both / len(grams[0]), 1, 0, 0]


def test_a_shingle_said_twice_counts_once() -> None:
    sets = shingles(pl.Series(["a b c d e f g", "a b c d e f g a b c d e f g"]))
    assert jaccard(sets, np.array([0]), np.array([1])) == [3 / 7]


def test_more_pairs_than_a_chunk() -> None:
    sets = shingles(pl.Series([_text(list(range(12))), _text(list(range(6, 18)))]))
    assert set(jaccard(sets, np.zeros(5_001, dtype=np.int64), np.ones(5_001, dtype=np.int64))) == {2 / 14}


def test_equal_texts_share_all_bands_and_strangers_none() -> None:
    keys = band_keys(
        shingles(pl.Series([_text(list(range(90))), _text(list(range(90))), _text(list(range(200, 290)))]))
    )
    assert keys.shape == (3, BANDS)
    assert (keys[0] == keys[1]).all()
    assert not (keys[0] == keys[2]).any()


def test_alike_texts_share_a_band_as_often_as_the_formula_says() -> None:
    """Of pairs of Jaccard similarity .8 and above at least 99 in 100, whether their texts are short or long."""
    for n in (30, 200):
        found = _shares_a_band(n, n_changed=max(1, n // 60))
        assert found >= 0.99, n
    assert _shares_a_band(200, n_changed=110) < 0.3


def _shares_a_band(n_words: int, n_changed: int, pairs: int = 600) -> float:
    draw = np.random.default_rng(n_words + n_changed)
    words = draw.integers(0, 50_000, size=(pairs, n_words))
    # at the end, so that a change costs few shingles and a short text can be alike at all
    copies = words.copy()
    copies[:, n_words - n_changed :] = draw.integers(50_000, 99_999, size=(pairs, n_changed))
    keys = band_keys(shingles(pl.Series([_text(line) for line in [*words.tolist(), *copies.tolist()]])))
    return float((keys[:pairs] == keys[pairs:]).any(axis=1).mean())
