"""Matrices of counts, nearly all of them 0. SciPy's have no types: here they are made, and mypy is told once."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Sparse: TypeAlias = Any  # a compressed sparse array: rows at hand in csr, columns in csc
_ARRAY: Any = sparse


def rows(
    row: NDArray[np.integer[Any]], column: NDArray[np.integer[Any]], shape: tuple[int, int],
    counts: NDArray[np.float64] | None = None,
) -> Sparse:  # fmt: skip
    """``counts`` (ones, where none are given) at these places, rows at hand; equal places are added up."""
    values = np.ones(len(row)) if counts is None else counts
    # copies: SciPy cannot take the read-only arrays that Polars hands out
    return _ARRAY.csr_array(_ARRAY.coo_array((values, (row.copy(), column.copy())), shape=shape))


def columns(matrix: Sparse) -> Sparse:
    """The same, columns at hand."""
    return _ARRAY.csc_array(matrix)


def beside(blocks: list[Sparse]) -> Sparse:
    """Blocks of equal height side by side, rows at hand."""
    return _ARRAY.hstack(blocks, format="csr")
