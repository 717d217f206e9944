"""``+ - * / // % **`` between frames, and between a frame and a number.

Numbers are computed in double precision. Missing in, missing out. A categorical column has no
numbers: what is computed from it is missing, with a warning. Text is refused.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import FloatArray, from_series, map_columns, numbers
from heavywater.core.frames.verbs._operands import Operand, as_numbers, pair_up, rows_of
from heavywater.exceptions import H2OFrameError, H2OTypeError, H2OUserWarning, listed

__all__ = ["OPERATORS", "arithmetic", "negative"]


def whole_division(left: FloatArray, right: FloatArray) -> FloatArray:
    """H2O's intDiv: both sides lose their fraction, then the quotient does (toward zero)."""
    divisor = np.trunc(right)
    divisor = np.where(divisor == 0, np.nan, divisor)
    return np.trunc(np.trunc(left) / divisor)


# The remainder has the sign of the dividend, as in Java and C.
OPERATORS: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "//": whole_division,
    "%": np.fmod,
    "**": np.power,
}


def arithmetic(operator: str, left: Operand, right: Operand) -> FrameData:
    """Apply one of `OPERATORS` to each pair of columns.

    Parameters
    ----------
    operator
        Its sign, as in Python.
    left, right
        A frame on at least one side; a number, or None for missing, on the other.
    """
    for side in (left, right):
        check_numbers(operator, side)
    compute = OPERATORS[operator]
    rows = rows_of(left, right)
    columns = {}
    with np.errstate(all="ignore"):
        for pair in pair_up(left, right):
            values = compute(as_numbers(pair.left), as_numbers(pair.right))
            columns[pair.name] = to_column(np.broadcast_to(values, rows))
    return from_series(columns)


def to_column(values: FloatArray) -> pl.Series:
    """Computed numbers as a column: NaN is a missing value."""
    return pl.Series(values=values)


def check_numbers(operator: str, side: Operand) -> None:
    """Refuse text; warn of levels, from which only missing values can be computed."""
    if isinstance(side, str):
        raise H2OTypeError(
            f"The operator {operator} takes a number or a frame, not the text {side!r}.",
            "rhs",
            side,
        )
    if not isinstance(side, FrameData):
        return
    kinds = side.types
    text = [name for name, kind in kinds.items() if kind in ("string", "uuid")]
    if text:
        raise H2OFrameError(
            f"The operator {operator} cannot be applied to text: {listed(text)}. Select the "
            "numeric columns first, or convert with asnumeric()."
        )
    levels = [name for name, kind in kinds.items() if kind == "enum"]
    if levels:
        warnings.warn(
            f"The operator {operator} has no meaning for categorical columns; the result for "
            f"{listed(levels)} is missing. Convert with asnumeric() to compute with them.",
            H2OUserWarning,
            stacklevel=5,
        )


def negative(data: FrameData) -> FrameData:
    """Every number with its sign turned."""
    check_numbers("-", data)
    return map_columns(data, lambda column: to_column(-numbers(column)))
