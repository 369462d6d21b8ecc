"""How alike the bodies of two adverts are: true similarity of their shingle sets, not an estimate."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.link.shingles import HASH_BITS, Hashes, Ints, Shingles

_CHUNK: Final = 2_000  # texts, or pairs, at a time: their number stands above the hash in 64 bits
_LOW: Final = np.uint64(HASH_BITS)

Floats = NDArray[np.float64]


def jaccard(sets: Shingles, i: Ints, j: Ints) -> Floats:
    """|A and B| / |A or B| of the texts' sets, pair by pair; 0 where both are empty."""
    both, a, b = _overlap(sets, i, j)
    return np.asarray(both / np.maximum(a + b - both, 1))


def containment(sets: Shingles, i: Ints, j: Ints) -> Floats:
    """The share of the smaller set that the other holds, pair by pair; 0 where one is empty."""
    both, a, b = _overlap(sets, i, j)
    return np.asarray(both / np.maximum(np.minimum(a, b), 1))


def _overlap(sets: Shingles, i: Ints, j: Ints) -> Ints:
    """[3, pair]: distinct shingles in both, in the first, in the second."""
    once = _distinct(sets)
    both = [_shared(once, i[at : at + _CHUNK], j[at : at + _CHUNK]) for at in range(0, len(i), _CHUNK)]
    return np.stack([np.concatenate([np.zeros(0, dtype=np.int64), *both]), once.sizes[i], once.sizes[j]])


def _distinct(sets: Shingles) -> Shingles:
    """Each text's shingles sorted, each once."""
    parts, sizes = [], []
    for at in range(0, len(sets.n_words), _CHUNK):
        rows = np.arange(at, min(at + _CHUNK, len(sets.n_words)))
        keyed = _keyed(sets, rows)
        keyed.sort()
        keyed = keyed[np.diff(keyed, prepend=np.uint64(2**64 - 1)) != 0]
        parts.append(keyed & np.uint64(2**HASH_BITS - 1))
        sizes.append(np.bincount((keyed >> _LOW).astype(np.int64), minlength=len(rows)))
    starts = np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, dtype=np.int64), *sizes]))])
    return sets._replace(values=np.concatenate([np.zeros(0, dtype=np.uint64), *parts]), starts=starts.astype(np.int64))


def _keyed(sets: Shingles, rows: Ints) -> Hashes:
    """The shingles of these texts, each below the number of its place among them."""
    taken = sets.take(rows)
    return (np.repeat(np.arange(len(rows)), taken.sizes).astype(np.uint64) << _LOW) | taken.values


def _shared(once: Shingles, i: Ints, j: Ints) -> Ints:
    keyed = np.concatenate((_keyed(once, i), _keyed(once, j)))
    keyed.sort(kind="stable")  # two sorted runs, which it only merges
    twice = keyed[1:][keyed[1:] == keyed[:-1]] >> _LOW
    return np.bincount(twice.astype(np.int64), minlength=len(i))
