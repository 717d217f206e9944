"""Columns of texts as codes: a number for each different text, and what follows from that.

Polars hands out the codes, the same to all columns of the very same type. It forgets them when
there is no column of the type any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["as_levels", "codes_in_use", "different_texts", "new_codes", "texts_of"]


def new_codes() -> pl.Categorical:
    """A type of columns whose codes are shared by those of the very same type."""
    return pl.Categorical(pl.Categories.random())


def codes_in_use(codes: Sequence[pl.Series]) -> npt.NDArray[np.uint32]:
    """The codes that occur in columns of bare codes, in order."""
    there = [column.drop_nulls().to_numpy() for column in codes]
    count = max((int(column.max(initial=0)) for column in there), default=0) + 1
    if count > 2 * sum(column.size for column in there):
        return np.unique(np.concatenate(there)).astype(np.uint32)
    found = np.zeros(count, dtype=np.bool_)
    for column in there:
        found[column] = True
    return np.flatnonzero(found).astype(np.uint32)


def texts_of(codes: npt.NDArray[np.uint32], dtype: Any) -> pl.Series:
    """The texts that have the codes."""
    return pl.Series(codes, dtype=pl.UInt32).cat.to(dtype).cast(pl.String)


def different_texts(column: pl.Series) -> pl.Series:
    """The texts of a column of codes, each once."""
    return texts_of(codes_in_use([column.to_physical()]), column.dtype)


def as_levels(codes: Sequence[pl.Series], dtype: Any, missing: Sequence[str]) -> pl.Series:
    """Columns of bare codes, below each other, as categories of a sorted domain.

    Parameters
    ----------
    codes
        The columns; at least one.
    dtype
        The type of which they are the codes.
    missing
        Texts that mean missing.
    """
    used = codes_in_use(codes)
    texts = texts_of(used, dtype)
    texts = texts.set(texts.is_in(missing), None)
    levels = texts.cast(pl.Enum(texts.drop_nulls().unique().sort()))
    by_code = levels.clear(int(used.max(initial=0)) + 1)
    if used.size:
        by_code = by_code.scatter(used, levels)
    return pl.concat([by_code.gather(column) for column in codes], rechunk=False)
