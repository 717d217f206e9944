"""The numeric inputs as kernels read them: a row at a time, widened and rescaled on the way.

A row of narrow whole numbers is a quarter of the same row in single precision. It is fetched from
far away for each visit, in random order, and the few steps that bring it onto the network's scale
cost less than the rest of it would.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from heavywater.core.compiled.hints import wide_vectors
from heavywater.core.deeplearning.engines import TrainingRows
from heavywater.core.deeplearning.engines.kernels import COMPILE

__all__ = ["Numbers", "make_numbers", "read_row"]


class Numbers(NamedTuple):
    """A matrix of which a cell x stands for (x - shift) * scale."""

    cells: Any  # (rows, numeric), C order, any type of numbers; kernels need an array
    shift: npt.NDArray[Any]  # (numeric,), in the type of the network; empty to take x as it is
    scale: npt.NDArray[Any]  # likewise


def make_numbers(data: TrainingRows, dtype: npt.DTypeLike) -> Numbers:
    """Translate for the kernels, which read arrays."""
    if data.rescaling is None:
        nothing = np.zeros(0, dtype)
        return Numbers(data.numbers, nothing, nothing)
    shift, scale = data.rescaling
    return Numbers(data.numbers, shift.astype(dtype), scale.astype(dtype))


@njit(**COMPILE)
def read_row(numbers, i, out):
    """Copy row i onto the network's scale."""
    wide_vectors()
    cells = numbers.cells[i]
    shift = numbers.shift
    scale = numbers.scale
    if shift.size == 0:
        for c in range(cells.size):
            out[c] = cells[c]
    else:
        for c in range(cells.size):
            out[c] = (out.dtype.type(cells[c]) - shift[c]) * scale[c]
