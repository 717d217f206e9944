"""Helpers that all verbs share: columns as numbers, names, checks of types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OFrameError, listed

__all__ = [
    "FloatArray",
    "as_float",
    "domain_of",
    "from_series",
    "has_measures",
    "is_number",
    "like",
    "map_columns",
    "measures",
    "missing",
    "numbers",
    "one_column",
    "reject",
]

FloatArray = npt.NDArray[np.float64]


def is_number(column: pl.Series) -> bool:
    """Whether arithmetic applies: a numeric, Boolean or time column."""
    return column.dtype.is_numeric() or column.dtype.is_temporal() or column.dtype == pl.Boolean


def as_float(column: pl.Series) -> pl.Series:
    """A numeric or time column in double precision; narrow storage could overflow."""
    if column.dtype.is_temporal():
        column = column.dt.epoch("ms")
    return column if column.dtype == pl.Float64 else column.cast(pl.Float64)


def domain_of(column: pl.Series) -> list[str]:
    """The levels of a categorical column."""
    assert isinstance(column.dtype, pl.Enum)
    return column.dtype.categories.to_list()


def numbers(column: pl.Series) -> FloatArray:
    """A numeric or time column as an array, NaN for missing; all NaN for text and levels."""
    if not is_number(column):
        return np.full(len(column), np.nan)
    return as_float(column).fill_null(np.nan).to_numpy()


def has_measures(column: pl.Series) -> bool:
    """Whether there is something to sum up: numbers, or two levels, which count as 0 and 1."""
    if isinstance(column.dtype, pl.Enum):
        return len(column.dtype.categories) == 2
    return is_number(column)


def measures(column: pl.Series) -> FloatArray:
    """What reducers sum up: numbers, or 0 and 1 for two levels; all NaN for other columns."""
    if isinstance(column.dtype, pl.Enum) and has_measures(column):
        return numbers(column.to_physical())
    return numbers(column)


def missing(name: str, rows: int, dtype: pl.DataType | type[pl.DataType] = pl.Float64) -> pl.Series:
    """A column without any value."""
    return pl.Series(name, [None], dtype=dtype).new_from_index(0, rows)


def from_series(columns: Mapping[str, pl.Series]) -> FrameData:
    """A frame of the columns under the given names."""
    return FrameData(pl.DataFrame([column.alias(name) for name, column in columns.items()]))


def like(data: FrameData, table: pl.DataFrame) -> FrameData:
    """A frame of some rows of `data`, which keeps what is known of its columns' kinds."""
    return FrameData(table, uuids=data.uuids)


def map_columns(data: FrameData, change: Callable[[pl.Series], pl.Series]) -> FrameData:
    """The frame with every column replaced by what `change` makes of it, names kept."""
    return from_series({column.name: change(column) for column in data.table})


def reject(data: FrameData, verb: str, allowed: Sequence[str]) -> None:
    """Raise for the first column whose type is not among the `allowed` ones."""
    for name, kind in data.types.items():
        if kind not in allowed:
            raise H2OFrameError(
                f"Function {verb} cannot be applied to {kind} column {name!r}; it takes columns "
                f"of type {listed(allowed)}."
            )


def one_column(data: FrameData, verb: str) -> pl.Series:
    """The only column of a frame that must have one."""
    if data.ncol != 1:
        raise H2OFrameError(
            f"{verb} takes a frame of one column, but this one has {data.ncol}: "
            f"{listed(data.names)}. Select one first, as in frame[{data.names[0]!r}]."
            if data.ncol
            else f"{verb} takes a frame of one column, but this one has none."
        )
    return data.column(data.names[0])
