"""Numbers that sum up a frame or its columns.

`skip_missing` False lets one missing value make the result missing. Two levels count as 0 and 1;
text and other levels have no numbers, and what sums them up is missing (NaN).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import (
    FloatArray,
    from_series,
    has_measures,
    map_columns,
    measures,
    numbers,
    reject,
)
from heavywater.exceptions import H2OFrameError

__all__ = [
    "CUMULATIVE",
    "column_means",
    "column_sums",
    "cumulative",
    "extreme_positions",
    "maximum",
    "means_frame",
    "minimum",
    "missing_counts",
    "product",
    "row_means",
    "row_sums",
    "sums_frame",
    "total",
]

NAN = float("nan")

CUMULATIVE: dict[str, Callable[[FloatArray], FloatArray]] = {
    "cumsum": np.cumsum,
    "cumprod": np.cumprod,
    "cummin": np.minimum.accumulate,
    "cummax": np.maximum.accumulate,
}


def kept(values: FloatArray, skip_missing: bool) -> FloatArray:
    """The values to sum up."""
    return values[~np.isnan(values)] if skip_missing else values


def column_means(data: FrameData, skip_missing: bool = True) -> list[float]:
    """The mean of each column."""
    return [mean_of(kept(measures(column), skip_missing)) for column in data.each_column()]


def mean_of(values: FloatArray) -> float:
    """The mean, NaN for no values."""
    return float(np.mean(values)) if values.size else NAN


def column_sums(data: FrameData, skip_missing: bool = True) -> list[float]:
    """The sum of each column, 0 for one whose values are all missing."""
    return [
        float(np.sum(kept(measures(column), skip_missing))) if has_measures(column) else NAN
        for column in data.each_column()
    ]


def one_row(data: FrameData, values: list[float]) -> FrameData:
    """A frame of one row under the names of `data`."""
    return from_series(
        {name: pl.Series([value]) for name, value in zip(data.names, values, strict=True)}
    )


def means_frame(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The mean of each column in a frame of one row."""
    return one_row(data, column_means(data, skip_missing))


def sums_frame(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The sum of each column in a frame of one row."""
    return one_row(data, column_sums(data, skip_missing))


def numeric_matrix(data: FrameData) -> FloatArray:
    """Rows by the columns that hold numbers, NaN for missing."""
    columns = [measures(column) for column in data.each_column() if has_measures(column)]
    return np.column_stack(columns) if columns else np.empty((data.nrow, 0))


def row_sums(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The sum of each row's numbers, in a column ``sum``."""
    matrix = numeric_matrix(data)
    sums = np.nansum(matrix, axis=1) if skip_missing else np.sum(matrix, axis=1)
    return from_series({"sum": pl.Series(values=sums)})


def row_means(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The mean of each row's numbers, in a column ``mean``."""
    matrix = numeric_matrix(data)
    there = np.sum(~np.isnan(matrix), axis=1)
    with np.errstate(all="ignore"):
        if skip_missing:
            means = np.nansum(matrix, axis=1) / there
        else:
            means = np.sum(matrix, axis=1) / matrix.shape[1]
    return from_series({"mean": pl.Series(values=means)})


def total(data: FrameData, skip_missing: bool = True) -> float:
    """The sum of all cells."""
    return float(sum(column_sums(data, skip_missing)))


def product(data: FrameData, skip_missing: bool) -> float:
    """The product of all cells; numeric columns only."""
    reject(data, "prod", ("int", "real"))
    factors = [np.prod(kept(numbers(column), skip_missing)) for column in data.each_column()]
    return float(np.prod(factors))


def minimum(data: FrameData) -> float:
    """The smallest cell; NaN if any is missing."""
    return extreme(data, np.min)


def maximum(data: FrameData) -> float:
    """The largest cell; NaN if any is missing."""
    return extreme(data, np.max)


def extreme(data: FrameData, pick: Callable[[FloatArray], np.float64]) -> float:
    """The smallest or largest of the columns' extremes."""
    extremes = [float(pick(values)) for c in data.each_column() if (values := measures(c)).size]
    return float(pick(np.array(extremes))) if extremes else NAN


def missing_counts(data: FrameData) -> list[float]:
    """How many cells of each column are missing."""
    return [float(column.null_count()) for column in data.each_column()]


def cumulative(name: str, data: FrameData, axis: int) -> FrameData:
    """Running sum, product, minimum or maximum down the columns or along the rows.

    From the first missing value on, all are missing.
    """
    reject(data, name, ("int", "real", "time"))
    compute = CUMULATIVE[name]
    if axis == 0:
        return map_columns(data, lambda column: pl.Series(values=compute(numbers(column))))
    check_axis(axis)
    across = np.column_stack([numbers(column) for column in data.table])
    for row in across:
        row[:] = compute(row)
    return from_series(
        {name: pl.Series(values=across[:, index]) for index, name in enumerate(data.names)}
    )


def check_axis(axis: int) -> None:
    """Raise unless the axis is 0 (down the columns) or 1 (along the rows)."""
    if axis not in (0, 1):
        raise H2OFrameError(
            f"axis must be 0 (down the columns) or 1 (along the rows), not {axis!r}.", "axis"
        )


def extreme_positions(data: FrameData, largest: bool, skip_missing: bool, axis: int) -> FrameData:
    """Where the largest or smallest number is, in each column or each row."""
    check_axis(axis)
    matrix = np.column_stack([numbers(column) for column in data.table])
    missing = np.isnan(matrix)
    filled = np.where(missing, -np.inf if largest else np.inf, matrix)
    found = (np.argmax if largest else np.argmin)(filled, axis=axis).astype(np.float64)
    spoilt = missing.all(axis=axis) if skip_missing else missing.any(axis=axis)
    found[spoilt] = np.nan
    if axis == 0:
        return one_row(data, found.tolist())
    return from_series({"which.max" if largest else "which.min": pl.Series(values=found)})
