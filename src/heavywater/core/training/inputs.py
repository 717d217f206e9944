"""Rows of data as a model reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.training.lazy_rows import LazyRows

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Inputs", "SparseInputs"]


@dataclass(frozen=True, slots=True, eq=False)
class SparseInputs:
    """Inputs that are mostly 0: of each row, those that are not, in rising order.

    Attributes
    ----------
    width
        Number of inputs.
    start
        Where each row begins, and the end of the last one, (rows + 1,), int64.
    slots
        Positions of inputs, int32.
    values
        What they are, float32: for a level 1, or more if several share the input.
    """

    width: int
    start: npt.NDArray[np.int64]
    slots: npt.NDArray[np.int32]
    values: npt.NDArray[np.float32]

    @classmethod
    def of(cls, matrix: Any) -> SparseInputs:
        """From SciPy's form; what several entries give the same input is added."""
        from scipy.sparse import csr_array

        rows = csr_array(matrix, dtype=np.float32)
        rows.sum_duplicates()
        rows.eliminate_zeros()
        return cls(
            int(rows.shape[1]),
            rows.indptr.astype(np.int64),
            rows.indices.astype(np.int32, copy=False),
            rows.data,
        )

    @classmethod
    def of_slots(cls, slots: npt.NDArray[np.int32], width: int) -> SparseInputs:
        """From positions of levels, (rows, columns), where -1 stands for none."""
        from scipy.sparse import csr_array

        known = slots >= 0
        start = np.concatenate([[0], np.cumsum(known.sum(axis=1))])
        ones = np.ones(int(start[-1]), dtype=np.float32)
        return cls.of(csr_array((ones, slots[known], start), shape=(len(slots), width)))

    def matrix(self) -> csr_array:
        """As SciPy's array, which shares the memory."""
        from scipy.sparse import csr_array

        shape = (self.start.size - 1, self.width)
        return csr_array((self.values, self.slots, self.start), shape=shape, copy=False)

    def take(self, rows: npt.NDArray[np.int64] | slice) -> SparseInputs:
        """Some of the rows."""
        return self.of(self.matrix()[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Rows as a model reads them.

    Attributes
    ----------
    numbers
        Standardised numeric predictors, (rows, numeric), float32, none missing.
    slots
        Positions of the levels, (rows, categorical), int32; -1 for a level without indicator.
    complete
        Whether each row had all of its predictors.
    sparse
        The inputs in another form, if they are mostly 0 or several levels of a row may share one:
        levels in place of `slots`, and numbers in place of `numbers`, which has no columns then.

    Notes
    -----
    The numbers of a fold's model, and many small whole ones, are `LazyRows`, which become arrays
    when rows are read.
    """

    numbers: npt.NDArray[np.float32] | LazyRows
    slots: npt.NDArray[np.int32] | LazyRows
    complete: npt.NDArray[np.bool_]
    sparse: SparseInputs | None = None

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.numbers.shape[0])

    def take(self, rows: npt.NDArray[np.int64] | slice) -> Inputs:
        """Some of the rows: a copy, unless they are read when they are needed anyway."""
        if isinstance(self.numbers, LazyRows) and not isinstance(rows, slice):
            return self.pick(rows)
        return Inputs(
            self.numbers[rows],
            self.slots[rows],
            self.complete[rows],
            None if self.sparse is None else self.sparse.take(rows),
        )

    def pick(self, rows: npt.NDArray[np.int64]) -> Inputs:
        """Some of the rows; what is dense is read when it is needed."""
        return Inputs(
            _picked(self.numbers, rows),
            _picked(self.slots, rows),
            self.complete[rows],
            None if self.sparse is None else self.sparse.take(rows),
        )

    def seen(self, rows: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.bool_]:
        """Which of the first `width` inputs, those of levels, some of the rows have."""
        found = np.zeros(width + 1, dtype=np.bool_)
        if self.sparse is None:
            slots = self.slots if isinstance(self.slots, np.ndarray) else self.slots[:]
            found[slots[rows]] = True
        else:
            named = self.sparse.take(np.unique(rows)).slots
            found[named[named < width]] = True
        return found[:-1]


def _picked(matrix: npt.NDArray[Any] | LazyRows, rows: npt.NDArray[np.int64]) -> LazyRows:
    return matrix.pick(rows) if isinstance(matrix, LazyRows) else LazyRows(matrix, rows)
