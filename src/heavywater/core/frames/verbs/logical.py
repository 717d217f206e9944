"""``& | ~`` and `ifelse`: zero is false, every other number is true.

Missing values follow three-valued logic: false & missing is false, true | missing is true, what
else meets a missing value is missing.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import (
    FloatArray,
    from_series,
    measures,
    numbers,
    reject,
)
from heavywater.core.frames.verbs._operands import Operand, as_numbers, pair_up, rows_of
from heavywater.core.frames.verbs.arithmetic import check_numbers

__all__ = ["all_cells", "any_cell", "any_cell_without_missing", "isna", "logical", "negation"]


def logical(sign: str, left: Operand, right: Operand) -> FrameData:
    """``&`` or ``|`` of each pair of columns, as 1, 0 and missing."""
    for side in (left, right):
        check_numbers(sign, side)
    decisive = 0.0 if sign == "&" else 1.0
    rows = rows_of(left, right)
    columns = {}
    for pair in pair_up(left, right):
        values = combine(as_numbers(pair.left), as_numbers(pair.right), decisive)
        columns[pair.name] = truth_column(np.broadcast_to(values, rows))
    return from_series(columns)


def combine(left: FloatArray, right: FloatArray, decisive: float) -> FloatArray:
    """The decisive value where either side has it, missing where either side is, else the other."""
    left, right = truth(left), truth(right)
    unknown = np.isnan(left) | np.isnan(right)
    either = (left == decisive) | (right == decisive)
    return np.where(either, decisive, np.where(unknown, np.nan, 1.0 - decisive))


def truth(values: FloatArray) -> FloatArray:
    """1 for any number but zero, NaN where missing."""
    return np.where(np.isnan(values), np.nan, (values != 0).astype(np.float64))


def truth_column(values: FloatArray) -> pl.Series:
    """A column of 1, 0 and missing."""
    return pl.Series(values=values).fill_nan(None).cast(pl.UInt8)


def negation(data: FrameData) -> FrameData:
    """1 for zero, 0 for any other number, missing for missing."""
    reject(data, "not", ("int", "real"))
    return from_series(
        {f"not({c.name})": truth_column(1.0 - truth(numbers(c))) for c in data.table}
    )


def isna(data: FrameData) -> FrameData:
    """1 for missing, else 0."""
    return from_series({f"isNA({c.name})": c.is_null().cast(pl.UInt8) for c in data.table})


def any_cell(data: FrameData) -> bool:
    """Whether some number is not zero or some cell is missing."""
    return any(column.null_count() for column in data.each_column()) or any_cell_without_missing(
        data
    )


def any_cell_without_missing(data: FrameData) -> bool:
    """Whether some number is not zero; levels and text do not count."""
    return any(bool(np.any(truth(numbers(column)) == 1.0)) for column in data.each_column())


def all_cells(data: FrameData) -> bool:
    """Whether no number is zero, no cell the first of two levels, and no level ``False``.

    Missing cells and text do not count.
    """
    return not any(
        column.drop_nulls().cast(pl.String).eq("False").any()
        if isinstance(column.dtype, pl.Enum) and len(column.dtype.categories) == 1
        else bool(np.any(measures(column) == 0.0))
        for column in data.table
    )
