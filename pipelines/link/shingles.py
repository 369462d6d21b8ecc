"""Texts as sets of five-word shingles, hashed by NumPy alone, so that a sketch kept today can be compared for ever.

A word is a run of ASCII letters and digits in small letters; every other byte parts words. Words are read eight bytes
at a time and mixed (Steele, Lea and Flood 2014: splitmix64); a shingle's hash rolls over those of its words (Karp and
Rabin 1987).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

WORDS: Final = 5
HASH_BITS: Final = 44  # of a shingle's hash: two of a pair of texts meet by chance once in 10^8 pairs
CHUNK_TEXTS: Final = 1_000
CHUNK_BYTES: Final = 2_000_000  # what a processor's caches hold
FIELD: Final = "\x01"  # parts the fields of a joined key, and is a word of its own

Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]

_LONGEST: Final = 64  # letters of a word that count
_FIRST: Final = np.array([2 ** (8 * n) - 1 for n in range(9)], dtype=np.uint64)  # masks of the first n of eight bytes
_STEP: Final = np.uint64(0xD1342543DE82EF95)
_TABLE: Final = np.zeros(256, dtype=np.uint8)
for _byte in (*b"abcdefghijklmnopqrstuvwxyz0123456789", 1):
    _TABLE[_byte] = _byte
for _byte in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ":
    _TABLE[_byte] = _byte + 32


class Shingles(NamedTuple):
    """Shingles of texts: those of text i are ``values[starts[i]:starts[i + 1]]``, in the order of its words.

    ``bodies`` is the hash of a text's words in their order, 0 where it has none; ``n_words`` counts them.
    """

    values: Hashes
    starts: Ints
    bodies: Hashes
    n_words: Ints

    @property
    def sizes(self) -> Ints:
        return np.diff(self.starts)

    def take(self, rows: Ints) -> Shingles:
        """The sets of these texts, in that order, as often as asked."""
        sizes = self.sizes[rows]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        at = np.arange(starts[-1]) - np.repeat(starts[:-1] - self.starts[rows], sizes)
        return Shingles(self.values[at], starts, self.bodies[rows], self.n_words[rows])


def shingles(texts: pl.Series) -> Shingles:
    """The shingles of each text."""
    parts = [_of_chunk(*words) for words in _chunks(texts)]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Shingles(none.astype(np.uint64), np.zeros(1, dtype=np.int64), none.astype(np.uint64), none)
    sizes = np.concatenate([p.sizes for p in parts])
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return Shingles(
        np.concatenate([p.values for p in parts]), starts,
        np.concatenate([p.bodies for p in parts]), np.concatenate([p.n_words for p in parts]),
    )  # fmt: skip


def codes(texts: pl.Series) -> pl.Series:
    """A number for the words of each text (case and punctuation apart); null where it has none."""
    found = [_orders(*words) for words in _chunks(texts)]
    code = np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)
    return pl.select(pl.when(pl.Series(code != 0)).then(pl.Series(code.view(np.int64))).alias(texts.name)).to_series()


def word_masks(texts: pl.Series) -> Hashes:
    """The set of each text's words as 64 bits, a bit a word (two words may share one)."""
    parts = [_masks(*words) for words in _chunks(texts)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)


def _chunks(texts: pl.Series) -> Iterator[tuple[Hashes, Ints]]:
    """Word hashes and the number of words of each text, for some texts at a time."""
    filled = texts.fill_null("")
    sizes = filled.str.len_bytes().to_numpy().astype(np.int64)
    begun = np.concatenate(([0], np.cumsum(sizes)))
    at = 0
    while at < len(filled):
        end = int(np.searchsorted(begun, begun[at] + CHUNK_BYTES, side="right")) - 1
        end = min(max(end, at + 1), at + CHUNK_TEXTS)
        yield _words(filled[at:end])
        at = end


def _words(texts: pl.Series) -> tuple[Hashes, Ints]:
    lines = texts + "\n"  # so that no word goes on in the next text
    written = str(lines.str.join("").item()).encode("utf-8", "surrogatepass")
    letters = np.zeros(len(written) + _LONGEST, dtype=np.uint8)
    np.take(_TABLE, np.frombuffer(written, dtype=np.uint8), out=letters[: len(written)])
    is_word = letters != 0
    edges = np.flatnonzero(is_word[1:] != is_word[:-1]) + 1
    edges = np.concatenate(([0], edges)) if is_word[0] else edges
    starts, lengths = edges[::2], edges[1::2] - edges[::2]
    ends_of_texts = np.cumsum(lines.str.len_bytes().to_numpy().astype(np.int64))
    counts = np.diff(np.searchsorted(starts, ends_of_texts), prepend=0)
    return _hashed(letters, starts, lengths), counts


def _hashed(letters: NDArray[np.uint8], starts: Ints, lengths: Ints) -> Hashes:
    """Eight letters at a time; those of few words go on."""
    eights = np.ndarray(len(letters) - 7, dtype="<u8", buffer=letters.data, strides=(1,))
    hashes = _mixed((eights[starts] & _FIRST[np.minimum(lengths, 8)]) + _STEP)
    for begun in range(8, _LONGEST, 8):
        rest = np.flatnonzero(lengths > begun)
        if not len(rest):
            break
        more = eights[starts[rest] + begun] & _FIRST[np.minimum(lengths[rest] - begun, 8)]
        hashes[rest] = _mixed(hashes[rest] * _STEP + more)
    return hashes


def _mixed(values: Hashes) -> Hashes:
    mixed = values ^ (values >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def _of_chunk(words: Hashes, counts: Ints) -> Shingles:
    text = np.repeat(np.arange(len(counts)), counts)
    rolled = words[: max(len(words) - WORDS + 1, 0)].copy()
    for k in range(1, WORDS):
        rolled *= _STEP
        rolled += words[k : k + len(rolled)]
    within = text[: len(rolled)] == text[WORDS - 1 :][: len(rolled)]
    sizes = np.maximum(counts - WORDS + 1, 0)
    values = _mixed(rolled[within]) >> np.uint64(64 - HASH_BITS)
    return Shingles(values, np.concatenate(([0], np.cumsum(sizes))), _orders(words, counts), counts)


def _orders(words: Hashes, counts: Ints) -> Hashes:
    """A hash of each text's words in their order; 0 for a text of none."""
    starts = np.cumsum(counts) - counts
    place = np.arange(len(words)) - np.repeat(starts, counts)
    running = np.zeros(len(words) + 1, dtype=np.uint64)
    np.cumsum(_mixed(words + (place.astype(np.uint64) + np.uint64(1)) * _STEP), out=running[1:])
    return np.asarray(running[starts + counts] - running[starts])


def _masks(words: Hashes, counts: Ints) -> Hashes:
    bits = np.uint64(1) << (words >> np.uint64(58))
    starts = np.cumsum(counts) - counts
    masks = np.zeros(len(counts), dtype=np.uint64)
    filled = counts > 0
    if filled.any():
        masks[filled] = np.bitwise_or.reduceat(bits, starts[filled])
    return masks
