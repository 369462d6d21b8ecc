"""MinHash of shingle sets: the keys under which texts of like words meet.

One permutation hashing (Li, Owen and Zhang 2012): the range of hashes is cut into BANDS x ROWS bins, and the least
hash of each is kept; an empty bin takes that of the next filled one, marked by the distance (Shrivastava and Li 2014).
ROWS bins make a band (Indyk and Motwani 1998): sets of Jaccard similarity J share a key with probability
1 - (1 - J^ROWS)^BANDS, which is .9999 at J = .8, .94 at .6 and .03 at .2.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from pipelines.link.shingles import HASH_BITS, Hashes, Ints, Shingles

BANDS, ROWS = 20, 4
_BINS: Final = BANDS * ROWS
_CHUNK: Final = 1_000  # texts at a time: what a processor's caches hold
_EMPTY: Final = np.uint64(2**64 - 1)
_STEP: Final = np.uint64(0xD1342543DE82EF95)
_BORROWED: Final = np.uint64(0x9E3779B97F4A7C15)


def band_keys(sets: Shingles) -> Ints:
    """[text, band] keys; those of a text without shingles mean nothing."""
    parts = [_keys(_least(sets, at, min(at + _CHUNK, len(sets.n_words)))) for at in range(0, len(sets.n_words), _CHUNK)]
    return np.concatenate(parts) if parts else np.zeros((0, BANDS), dtype=np.int64)


def _keys(least: Hashes) -> Ints:
    keys = np.empty((BANDS, least.shape[1]), dtype=np.uint64)
    keys[:] = (np.arange(1, BANDS + 1, dtype=np.uint64) * _BORROWED)[:, None]
    for row in range(ROWS):
        keys *= _STEP
        keys += least[row * BANDS : (row + 1) * BANDS]
        keys ^= keys >> np.uint64(29)
    return np.ascontiguousarray(keys.T).view(np.int64)


def _least(sets: Shingles, first: int, last: int) -> Hashes:
    """[bin, text] least hashes of some texts, every bin filled where there is any shingle."""
    values = sets.values[sets.starts[first] : sets.starts[last]]
    text = np.repeat(np.arange(last - first), sets.sizes[first:last])
    bins = ((values * np.uint64(_BINS)) >> np.uint64(HASH_BITS)).view(np.int64)
    least = np.full((_BINS, last - first), _EMPTY)
    np.minimum.at(least.reshape(-1), bins * (last - first) + text, values)
    _fill(least)
    return least


def _fill(least: Hashes) -> None:
    """From the last bin to the first and once more, as the last borrows from the first."""
    following, far = np.full(least.shape[1], _EMPTY), np.zeros(least.shape[1], dtype=np.uint64)
    filled = least != _EMPTY
    for row in (*range(_BINS - 1, -1, -1), *range(_BINS - 1, -1, -1)):
        own = filled[row]
        far = np.where(own, np.uint64(0), far + _BORROWED)
        following = np.where(own, least[row], following)
        least[row] = following + far
