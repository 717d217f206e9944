"""A matrix whose rows are brought onto a model's scale when they are read.

The folds of a cross-validation standardise by the statistics of their own training rows. A copy
of the data for each would multiply the memory, so that one matrix is kept. And matrices of
small whole numbers, such as pixels, stay as narrow as they are: in single precision they would
take four times the memory, and longer to make and to read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["LazyRows", "Matrix", "Rescaling"]

Rows: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rescaling:
    """What becomes of a matrix's numbers: (x - shift) * scale, and fill where missing.

    Attributes
    ----------
    shift, scale, fill
        One number a column, float32. `fill` is on the new scale; None where nothing is missing.
    """

    shift: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]
    fill: npt.NDArray[np.float32] | None

    @classmethod
    def of(cls, shift: Floats, scale: Floats, fill: Floats | None = None) -> Rescaling:
        """From numbers in double precision."""
        single = np.float32
        return cls(
            shift.astype(single),
            scale.astype(single),
            None if fill is None else fill.astype(single),
        )

    def then(self, shift: Floats, scale: Floats, fill: Floats | None) -> Rescaling:
        """This one, and another of what comes out of it."""
        before = self.scale.astype(np.float64)
        return Rescaling.of(self.shift + shift / before, before * scale, fill)


@dataclass(frozen=True, slots=True, eq=False)
class LazyRows:
    """Rows of a matrix that are picked, and rescaled, when they are read.

    Attributes
    ----------
    base
        The matrix, (rows, columns): floating, or whole numbers of up to 16 bits.
    chosen
        Its rows that are here, in order; None for all.
    rescaling
        None to take the numbers as they are; whole numbers have one.

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
        # What picks rows by number has made a copy, but perhaps a narrow one.
        mine = not isinstance(rows, slice) and block.dtype == self.rescaling.shift.dtype
        block = np.asarray(np.subtract(block, self.rescaling.shift, out=block if mine else None))
        block *= self.rescaling.scale
        if self.rescaling.fill is not None:
            np.copyto(block, self.rescaling.fill, where=np.isnan(block))
        return block

    @property
    def stored(self) -> tuple[npt.NDArray[Any], Rescaling | None] | None:
        """The matrix and what becomes of it, if all rows are here and none has a gap to fill."""
        if self.chosen is not None or (self.rescaling and self.rescaling.fill is not None):
            return None
        return self.base, self.rescaling

    def pick(self, rows: Rows) -> LazyRows:
        """Some of the rows, without reading them."""
        return LazyRows(
            self.base, rows if self.chosen is None else self.chosen[rows], self.rescaling
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        """All rows, for NumPy."""
        if copy is False:
            raise ValueError("These rows become an array by being copied.")
        return np.asarray(self[:], dtype=dtype)

    def rescaled(self, shift: Floats, scale: Floats, fill: Floats | None) -> LazyRows:
        """The same rows on another scale; shift, scale and `fill` are of those on this one."""
        if self.rescaling is None:
            return LazyRows(self.base, self.chosen, Rescaling.of(shift, scale, fill))
        return LazyRows(self.base, self.chosen, self.rescaling.then(shift, scale, fill))


#: What inputs are kept in.
Matrix: TypeAlias = npt.NDArray[Any] | LazyRows
