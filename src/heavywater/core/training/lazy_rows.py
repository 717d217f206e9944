"""A matrix that many models share, each with its own shift and scale of the columns.

The folds of a cross-validation standardise by the statistics of their own training rows. A copy
of the data for each would multiply the memory, so that one matrix is kept, and rows are brought
onto a fold's scale when they are read, some hundreds at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["LazyRows", "Matrix", "Rescaling"]

Rows: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rescaling:
    """What becomes of a shared matrix's numbers: (x - shift) * scale, and fill where missing.

    Attributes
    ----------
    shift, scale, fill
        One number a column, float32. `fill` is on the new scale; None where nothing is missing.
    """

    shift: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]
    fill: npt.NDArray[np.float32] | None


@dataclass(frozen=True, slots=True, eq=False)
class LazyRows:
    """Rows of a matrix that are picked, and rescaled, when they are read.

    Attributes
    ----------
    base
        The shared matrix, (rows, columns).
    chosen
        Its rows that are here, in order; None for all.
    rescaling
        None to take the numbers as they are.

    Examples
    --------
    >>> base = np.arange(6, dtype=np.float32).reshape(3, 2)
    >>> LazyRows(base, np.array([2, 0]))[:1]
    array([[4., 5.]], dtype=float32)
    """

    base: npt.NDArray[Any]
    chosen: Rows | None = None
    rescaling: Rescaling | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        rows = self.base.shape[0] if self.chosen is None else self.chosen.size
        return int(rows), int(self.base.shape[1])

    def __getitem__(self, rows: slice | Rows) -> npt.NDArray[Any]:
        """A new array of some of the rows."""
        block = self.base[rows if self.chosen is None else self.chosen[rows]]
        if self.rescaling is None:
            return block
        if isinstance(rows, slice):
            block = block - self.rescaling.shift
        else:
            block -= self.rescaling.shift
        block *= self.rescaling.scale
        if self.rescaling.fill is not None:
            np.copyto(block, self.rescaling.fill, where=np.isnan(block))
        return block

    def pick(self, rows: Rows) -> LazyRows:
        """Some of the rows, without reading them."""
        return LazyRows(
            self.base, rows if self.chosen is None else self.chosen[rows], self.rescaling
        )


#: What inputs are kept in.
Matrix: TypeAlias = npt.NDArray[Any] | LazyRows
