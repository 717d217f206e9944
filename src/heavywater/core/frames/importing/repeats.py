"""Texts that repeat, as codes: what there is to do with a text is done once for each different one.

Polars' reader gives every different text of a column a code, the same in all blocks of a file.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.importing.convert import as_kind, narrowest
from heavywater.core.frames.types import ColumnKind

__all__ = ["Converted", "Levels", "different_texts", "new_codes"]


def new_codes() -> pl.Categorical:
    """A type of columns whose codes are shared by those of the very same type."""
    return pl.Categorical(pl.Categories.random())


def different_texts(column: pl.Series) -> pl.Series:
    """The texts of a column of codes, each once."""
    return _texts_of(_used([column.to_physical()]), column.dtype)


class _Codes:
    """The codes of a column's texts, which Polars forgets when there is no column of the type."""

    def __init__(self, dtype: pl.Categorical) -> None:
        self._remembering = pl.Series([], dtype=dtype)

    def texts(self, codes: npt.NDArray[np.uint32]) -> pl.Series:
        """The texts that have the codes."""
        return _texts_of(codes, self._remembering.dtype)


class Levels(_Codes):
    """Makes categories of the codes of blocks.

    Parameters
    ----------
    dtype
        The type of the blocks' columns, from `new_codes`.
    missing
        Texts that mean missing, as empty text does.
    """

    def __init__(self, dtype: pl.Categorical, missing: Sequence[str]) -> None:
        super().__init__(dtype)
        self._missing = ["", *missing]

    def bare(self, column: pl.Series) -> pl.Series:
        """The codes of a block's column, in the narrowest type that holds them."""
        return narrowest(column.to_physical())

    def joined(self, blocks: Sequence[pl.Series]) -> pl.Series:
        """The categories of all blocks, below each other; the domain is sorted."""
        if not blocks:
            return as_kind(pl.Series([], dtype=pl.String), "enum")
        used = _used(blocks)
        texts = self.texts(used)
        texts = texts.set(texts.is_in(self._missing), None)
        levels = texts.cast(pl.Enum(texts.drop_nulls().unique().sort()))
        highest = int(used.max(initial=0))
        by_code = levels.clear(highest + 1)
        if used.size:
            by_code = by_code.scatter(used, levels)
        return pl.concat([by_code.gather(codes) for codes in blocks], rechunk=False)


class Converted(_Codes):
    """Converts columns of codes, block by block; may be used by several threads.

    Parameters
    ----------
    dtype
        The type of the blocks' columns, from `new_codes`.
    kind
        What they become: times or UUIDs.
    missing
        Texts that mean missing.
    """

    def __init__(self, dtype: pl.Categorical, kind: ColumnKind, missing: Sequence[str]) -> None:
        super().__init__(dtype)
        self._kind = kind
        self._missing = missing
        self._lock = threading.Lock()
        self._known = np.zeros(0, dtype=np.bool_)
        self._values = as_kind(pl.Series([], dtype=pl.String), kind)

    def column(self, column: pl.Series) -> pl.Series:
        """The column of a block, converted; what is not of the kind is missing."""
        codes = column.to_physical()
        used = _used([codes])
        with self._lock:
            self._learn(used)
            return self._values.gather(codes)

    def _learn(self, codes: npt.NDArray[np.uint32]) -> None:
        more = int(codes.max(initial=0)) + 1 - self._known.size
        if more > 0:
            self._known = np.append(self._known, np.zeros(more, dtype=np.bool_))
            self._values = self._values.extend_constant(None, more)
        new = codes[~self._known[codes]]
        if new.size:
            texts = self.texts(new)
            texts = texts.set(texts.is_in(self._missing), None) if self._missing else texts
            self._values = self._values.scatter(new, as_kind(texts, self._kind))
            self._known[new] = True


def _used(codes: Sequence[pl.Series]) -> npt.NDArray[np.uint32]:
    """The codes that occur, in order."""
    there = [chunk.drop_nulls().to_numpy() for chunk in codes]
    count = max((int(chunk.max(initial=0)) for chunk in there), default=0) + 1
    if count > 2 * sum(chunk.size for chunk in there):
        return np.unique(np.concatenate(there)).astype(np.uint32)
    found = np.zeros(count, dtype=np.bool_)
    for chunk in there:
        found[chunk] = True
    return np.flatnonzero(found).astype(np.uint32)


def _texts_of(codes: npt.NDArray[np.uint32], dtype: Any) -> pl.Series:
    return pl.Series(codes, dtype=pl.UInt32).cat.to(dtype).cast(pl.String)
