"""Texts that repeat, as codes: what there is to do with a text is done once for each different one.

Polars' reader gives every different text of a column a code, the same in all blocks of a file.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.codes import as_levels, codes_in_use, texts_of
from heavywater.core.frames.importing.convert import as_kind, narrowest
from heavywater.core.frames.types import ColumnKind

__all__ = ["Converted", "Levels"]


class _Codes:
    """The codes of a column's texts, which an empty column keeps from being forgotten."""

    def __init__(self, dtype: pl.Categorical) -> None:
        self._remembering = pl.Series([], dtype=dtype)

    def texts(self, codes: npt.NDArray[np.uint32]) -> pl.Series:
        """The texts that have the codes."""
        return texts_of(codes, self._remembering.dtype)


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
        return as_levels(blocks, self._remembering.dtype, self._missing)


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
        used = codes_in_use([codes])
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
