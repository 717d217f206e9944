"""Lining up the two sides of an operator.

A side is a frame, a number, a text or None (missing). A frame of one column or of one row is
repeated to the shape of the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import FloatArray, numbers
from heavywater.exceptions import H2OFrameError

__all__ = ["Operand", "Pair", "Value", "as_numbers", "pair_up", "rows_of"]

Operand: TypeAlias = "FrameData | float | str | None"
Value: TypeAlias = "pl.Series | float | str | None"


@dataclass(frozen=True, slots=True)
class Pair:
    """A column or plain value from each side, and the name of what comes out."""

    name: str
    left: Value
    right: Value


def pair_up(left: Operand, right: Operand) -> list[Pair]:
    """The columns of both sides that meet; names are those of the wider side, else the left."""
    width = max(side.ncol for side in (left, right) if isinstance(side, FrameData))
    for side in (left, right):
        if isinstance(side, FrameData):
            side.refuse_if_huge()
    if isinstance(left, FrameData) and isinstance(right, FrameData):
        check_shapes(left, right)
    named = next(s for s in (left, right) if isinstance(s, FrameData) and s.ncol == width)
    return [
        Pair(name, nth(left, index), nth(right, index)) for index, name in enumerate(named.names)
    ]


def check_shapes(left: FrameData, right: FrameData) -> None:
    """Raise unless the frames have equal shapes, or differ only where one of them has one."""
    rows_fit = left.nrow == right.nrow or 1 in (left.nrow, right.nrow)
    columns_fit = left.ncol == right.ncol or 1 in (left.ncol, right.ncol)
    if not (rows_fit and columns_fit):
        raise H2OFrameError(
            "Attempting to operate on incompatible frames: "
            f"({left.nrow} x {left.ncol}) and ({right.nrow} x {right.ncol}). Both need the same "
            "number of rows and columns; a single row or column is repeated."
        )


def nth(side: Operand, index: int) -> Value:
    """Column `index` of a frame, the only column of a narrow one, or the plain value."""
    if not isinstance(side, FrameData):
        return side
    return side.column(side.name_at(0 if side.ncol == 1 else index))


def rows_of(*sides: Operand) -> int:
    """Number of rows of the result."""
    rows = [side.nrow for side in sides if isinstance(side, FrameData)]
    return next((n for n in rows if n != 1), 1)


def as_numbers(value: Value) -> FloatArray:
    """A side as an array of numbers; levels and text have none and are missing."""
    if isinstance(value, pl.Series):
        return numbers(value)
    if value is None or isinstance(value, str):
        return np.array([np.nan])
    return np.array([float(value)])
