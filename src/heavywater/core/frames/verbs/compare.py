"""``== != < <= > >=``: 1 where it holds, 0 where it does not.

A missing value is equal to a missing value and to nothing else, and is in no order to anything:
comparisons never give missing values. Levels and text are compared with text.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import domain_of, from_series, is_number
from heavywater.core.frames.verbs._operands import (
    Operand,
    Pair,
    Value,
    as_numbers,
    pair_up,
    rows_of,
)
from heavywater.exceptions import H2OFrameError

__all__ = ["compare", "isin"]

BoolArray = npt.NDArray[np.bool_]

ORDERINGS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def compare(sign: str, left: Operand, right: Operand) -> FrameData:
    """Compare each pair of columns.

    Parameters
    ----------
    sign
        One of ``== != < <= > >=``.
    left, right
        A frame on at least one side; a number, a text, or None for missing, on the other.
    """
    rows = rows_of(left, right)
    pairs = pair_up(left, right)
    columns = {}
    for index, pair in enumerate(pairs):
        holds = equal(pair) if sign in ("==", "!=") else ordered(sign, pair)
        result = ~holds if sign == "!=" else holds
        name = f"C{index + 1}" if loses_name(sign, left, right) else pair.name
        columns[name] = pl.Series(values=np.broadcast_to(result, rows).astype(np.uint8))
    return from_series(columns)


def loses_name(sign: str, left: Operand, right: Operand) -> bool:
    """Whether H2O calls the result C1, C2, ...: it does for (in)equality with a number."""
    return sign in ("==", "!=") and any(
        not isinstance(side, (FrameData, str)) for side in (left, right)
    )


def equal(pair: Pair) -> BoolArray:
    """Where both sides hold the same, or both are missing."""
    for side, other in ((pair.left, pair.right), (pair.right, pair.left)):
        if isinstance(other, str):
            return equals_text(side, other)
        if is_missing(other) and isinstance(side, pl.Series):
            return side.is_null().to_numpy()
    if is_text(pair.left) and is_text(pair.right):
        return same_text(pair.left, pair.right)
    left, right = as_numbers(pair.left), as_numbers(pair.right)
    both_missing = missing_in(pair.left) & missing_in(pair.right)
    same: BoolArray = (left == right) | both_missing
    return same


def is_missing(value: Value) -> bool:
    """Whether a plain value stands for a missing one."""
    return value is None or (isinstance(value, float) and np.isnan(value))


def missing_in(value: Value) -> BoolArray:
    """Where a side has no value."""
    if isinstance(value, pl.Series):
        return value.is_null().to_numpy()
    return np.array([is_missing(value)])


def is_text(value: Value) -> bool:
    """Whether a side is a column of levels or text."""
    return isinstance(value, pl.Series) and not is_number(value)


def equals_text(side: Value, text: str) -> BoolArray:
    """Where a column's level or text is `text`; a number never is."""
    if not isinstance(side, pl.Series) or is_number(side):
        return np.array([False])
    if isinstance(side.dtype, pl.Enum):
        same = side.to_physical().eq_missing(level_code(side, text))
    else:
        same = side.eq_missing(text)
    return same.to_numpy()


def level_code(column: pl.Series, text: str) -> int:
    """Position of a level in the domain, -1 if it is not one of them."""
    levels = domain_of(column)
    return levels.index(text) if text in levels else -1


def same_text(left: Value, right: Value) -> BoolArray:
    """Where two columns of levels or text read the same."""
    assert isinstance(left, pl.Series)
    assert isinstance(right, pl.Series)
    same = left.cast(pl.String).eq_missing(right.cast(pl.String))
    return same.to_numpy()


def ordered(sign: str, pair: Pair) -> BoolArray:
    """Where the order holds: of numbers, or of levels by their place in the domain."""
    if isinstance(pair.left, str):
        return ordered(MIRRORED[sign], Pair(pair.name, pair.right, pair.left))
    if isinstance(pair.right, str):
        return level_ordered(sign, pair.left, pair.right)
    if is_text(pair.left) and is_text(pair.right):
        return levels_ordered(sign, pair)
    result: BoolArray = ORDERINGS[sign](as_numbers(pair.left), as_numbers(pair.right))
    return result


def level_ordered(sign: str, side: Value, text: str) -> BoolArray:
    """Where a column's level comes before or after the level `text`."""
    if not isinstance(side, pl.Series) or is_number(side):
        return np.array([False])
    if not isinstance(side.dtype, pl.Enum):
        raise H2OFrameError(unordered(sign, side))
    code = level_code(side, text)
    if code < 0:
        return np.array([False])
    result: BoolArray = ORDERINGS[sign](codes(side), code)
    return result


def levels_ordered(sign: str, pair: Pair) -> BoolArray:
    """Compare two categorical columns of one domain."""
    left, right = pair.left, pair.right
    assert isinstance(left, pl.Series)
    assert isinstance(right, pl.Series)
    if not isinstance(left.dtype, pl.Enum) or left.dtype != right.dtype:
        raise H2OFrameError(unordered(sign, left))
    result: BoolArray = ORDERINGS[sign](codes(left), codes(right))
    return result


def codes(column: pl.Series) -> npt.NDArray[np.float64]:
    """Places in the domain, NaN for missing (which is in no order to anything)."""
    return column.to_physical().cast(pl.Float64).fill_null(np.nan).to_numpy()


def unordered(sign: str, column: pl.Series) -> str:
    """Message: this column has no order."""
    return (
        f"The operator {sign} is not defined for the text in column {column.name!r}; numbers, "
        "times and levels of one domain have an order. Use == or !=, or convert the column first."
    )


def isin(data: FrameData, items: Sequence[float | str | None]) -> FrameData:
    """1 where a cell equals one of the `items`, else 0."""
    rows = {}
    for column in data.table:
        hit = np.zeros(data.nrow, dtype=bool)
        for item in items:
            hit |= np.broadcast_to(equal(Pair(column.name, column, item)), data.nrow)
        rows[column.name] = pl.Series(values=hit.astype(np.uint8))
    return from_series(rows)
