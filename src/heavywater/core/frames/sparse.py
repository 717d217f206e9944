"""Numeric columns that are mostly 0: of each column, only the cells that are not.

Memory and time go by those cells. One column at a time can be had in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csc_array

__all__ = ["SparseColumns"]

Floats = npt.NDArray[np.float64]

#: A cell takes 12 bytes here, and one or a few in full: fewer than one of so many must be there.
_DENSEST = 8


@dataclass(frozen=True, slots=True, eq=False)
class SparseColumns:
    """Columns of numbers, stored by column.

    Attributes
    ----------
    nrow
        Number of rows.
    start
        Where each column's cells begin, and the end of the last one's, (columns + 1,), int64.
    rows
        Row of each cell, rising within a column, int32.
    values
        What is in it, float64: not 0; NaN is missing.
    """

    nrow: int
    start: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]
    values: Floats

    # -- Making ----------------------------------------------------------------------------

    @classmethod
    def of(cls, matrix: Any) -> Self:
        """From any SciPy sparse matrix or array; cells that are named twice are added."""
        from scipy.sparse import csc_array

        return cls._wrap(csc_array(matrix, dtype=np.float64, copy=True))

    @classmethod
    def _wrap(cls, matrix: csc_array) -> Self:
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        return cls(
            int(matrix.shape[0]),
            matrix.indptr.astype(np.int64, copy=False),
            matrix.indices.astype(np.int32, copy=False),
            matrix.data,
        )

    @classmethod
    def of_dense(cls, nrow: int, columns: Iterable[Floats]) -> Self:
        """From columns in full, NaN for missing, which are looked at one by one."""
        start, rows, values = [0], [np.zeros(0, dtype=np.int32)], [np.zeros(0)]
        for column in columns:
            there = np.flatnonzero(column)
            start.append(start[-1] + there.size)
            rows.append(there.astype(np.int32))
            values.append(column[there])
        return cls(nrow, np.array(start), np.concatenate(rows), np.concatenate(values))

    def matrix(self) -> csc_array:
        """As SciPy's array, which shares the memory."""
        from scipy.sparse import csc_array

        return csc_array(
            (self.values, self.rows, self.start), shape=(self.nrow, self.ncol), copy=False
        )

    # -- Facts -----------------------------------------------------------------------------

    @property
    def ncol(self) -> int:
        """Number of columns."""
        return self.start.size - 1

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Cells of each column that are not 0."""
        return np.diff(self.start)

    @property
    def nbytes(self) -> int:
        """Memory that the columns take."""
        return self.start.nbytes + self.rows.nbytes + self.values.nbytes

    @property
    def pays(self) -> bool:
        """Whether the same columns in full would take more memory, stored narrowly or not."""
        return _DENSEST * self.values.size < self.nrow * self.ncol

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Whether all of a column's numbers are whole."""
        missing = np.isnan(self.values)
        fraction = ~(missing | (np.isfinite(self.values) & (self.values == np.trunc(self.values))))
        return np.asarray(self.sums(fraction) == 0)

    def owners(self) -> npt.NDArray[np.int64]:
        """The column of each cell."""
        return np.repeat(np.arange(self.ncol), self.counts)

    def sums(self, of: npt.NDArray[Any]) -> Floats:
        """Sum over each column of one number a cell."""
        total = np.bincount(self.owners(), weights=of, minlength=self.ncol)
        return total.astype(np.float64, copy=False)

    def extremes(self) -> tuple[Floats, Floats]:
        """Smallest and largest finite number of each column; the smallest is the larger one where
        there is none."""
        low, high = np.full(self.ncol, np.inf), np.full(self.ncol, -np.inf)
        known = np.isfinite(self.values)
        owners, values = self.owners()[known], self.values[known]
        np.minimum.at(low, owners, values)
        np.maximum.at(high, owners, values)
        has_zero = self.counts < self.nrow
        low[has_zero] = np.minimum(low[has_zero], 0.0)
        high[has_zero] = np.maximum(high[has_zero], 0.0)
        return low, high

    def moments(self, weights: Floats | None = None) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each column; missing and infinite cells do not count.

        Parameters
        ----------
        weights
            Weight of each row; rows with 0 do not count. The variance is
            n / (n - 1) · Σ w (x - mean)² / Σ w over the n rows that count.
        """
        weight = np.ones(self.nrow) if weights is None else weights
        of_cells = weight[self.rows]
        known = np.isfinite(self.values)
        values, used = np.where(known, self.values, 0.0), np.where(known, of_cells, 0.0)
        total = weight.sum() - self.sums(np.where(known, 0.0, of_cells))
        count = (weight > 0).sum() - self.sums(~known & (of_cells > 0))
        safe = np.where(total > 0, total, 1.0)
        mean = self.sums(used * values) / safe
        of_zeros = np.maximum(total - self.sums(used), 0.0)
        spread = self.sums(used * (values - mean[self.owners()]) ** 2) + of_zeros * mean**2
        return mean, np.sqrt(spread / safe * count / np.maximum(count - 1, 1))

    # -- Parts -----------------------------------------------------------------------------

    def dense(self, column: int) -> Floats:
        """One column in full, NaN for missing."""
        full = np.zeros(self.nrow)
        cells = slice(self.start[column], self.start[column + 1])
        full[self.rows[cells]] = self.values[cells]
        return full

    def take_columns(self, columns: npt.NDArray[np.int64]) -> Self:
        """Some of the columns, in that order."""
        if np.array_equal(columns, np.arange(self.ncol)):
            return self
        return self._wrap(self.matrix()[:, columns])

    def take_rows(self, rows: npt.NDArray[np.integer]) -> Self:
        """Some of the rows, in that order; one may be taken several times."""
        return self._wrap(self.matrix()[rows, :])

    def beside(self, other: SparseColumns) -> Self:
        """These columns, then those of the other."""
        from scipy.sparse import hstack

        return self._wrap(hstack([self.matrix(), other.matrix()], format="csc"))

    def above(self, others: Sequence[SparseColumns]) -> Self:
        """These rows, then those of the others."""
        from scipy.sparse import vstack

        parts = [self.matrix(), *(other.matrix() for other in others)]
        return self._wrap(vstack(parts, format="csc"))
