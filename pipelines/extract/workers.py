"""Extraction over the machine's cores: own worker processes, started once, fed batches, recycled.

Spawned, not forked (a fork of a process that runs Polars' threads can hang); a worker ends after so many batches,
because spaCy's vocabulary grows with every new word.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from functools import cache
from multiprocessing.pool import Pool
from types import TracebackType
from typing import Any, Self

from pipelines.clean.fields import clean_fields
from pipelines.extract.facts import Extractor, Facts
from pipelines.words import Words

RawOfSource = tuple[dict[str, Any], str | None]  # a raw advert, and the country its source declares

BATCH = 128
RECYCLE_AFTER_BATCHES = 200
WORTH_STARTING = 600  # adverts; below it a second process costs more than it saves


class Workers:
    """``facts`` over batches, in order. Up to WORTH_STARTING adverts, or with one worker, in this very process."""

    def __init__(self, n: int) -> None:
        self._n, self._pool = n, None

    _pool: Pool | None

    def facts(self, raw: Sequence[RawOfSource]) -> Iterator[tuple[Words, Facts]]:
        """The words and facts of each raw advert, in the order given."""
        batches = [list(raw[at : at + BATCH]) for at in range(0, len(raw), BATCH)]
        found = map(_extract, batches) if self._n == 1 or len(raw) < WORTH_STARTING else self._spread(batches)
        for batch in found:
            yield from batch

    def _spread(self, batches: list[list[RawOfSource]]) -> Iterator[list[tuple[Words, Facts]]]:
        if self._pool is None:
            self._pool = multiprocessing.get_context("spawn").Pool(self._n, maxtasksperchild=RECYCLE_AFTER_BATCHES)
        return self._pool.imap(_extract, batches)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.terminate()
            self._pool.join()


@cache
def _extractor() -> Extractor:
    return Extractor()


def _extract(batch: list[RawOfSource]) -> list[tuple[Words, Facts]]:
    words = [clean_fields(raw, country) for raw, country in batch]
    return list(zip(words, _extractor().facts(words), strict=True))
