"""Numbers that sum up a frame or its columns.

`skip_missing` False lets one missing value make the result missing. In columns two levels count as
0 and 1, and the smallest and largest of any levels are places in the domain; text and more levels
have no numbers otherwise, and what sums them up is missing (NaN). Rows are of numbers alone.
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
    is_number,
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


def of_kind(data: FrameData, values: list[float]) -> FrameData:
    """A frame of one row, in which values of times are times."""
    row = one_row(data, values)
    times = [name for name, kind in data.types.items() if kind == "time"]
    return row.with_columns({name: as_moments(row.numeric(name)) for name in times})


def as_moments(values: FloatArray) -> pl.Series:
    """Milliseconds as times, NaN for missing."""
    return pl.Series(values=values, nan_to_null=True).cast(pl.Int64).cast(pl.Datetime("ms"))


def means_frame(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The mean of each column in a frame of one row."""
    return of_kind(data, column_means(data, skip_missing))


def sums_frame(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The sum of each column in a frame of one row."""
    return of_kind(data, column_sums(data, skip_missing))


def row_sums(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The sum of each row's numbers, in a column ``sum``; missing where there are none."""
    return by_row("sum", data, np.sum, skip_missing)


def row_means(data: FrameData, skip_missing: bool = True) -> FrameData:
    """The mean of each row's numbers, in a column ``mean``; missing where there are none."""
    return by_row("mean", data, np.mean, skip_missing)


def by_row(
    name: str, data: FrameData, reduce: Callable[..., FloatArray], skip_missing: bool
) -> FrameData:
    """What `reduce` makes of each row's numbers, or of its times if all columns are times.

    Cells of other columns count as missing.
    """
    kinds = set(data.types.values())
    times = kinds == {"time"}
    rows = np.column_stack([numbers(column) for column in data.each_column() if is_summed(column)
                            or times] or [np.full(data.nrow, np.nan)])  # fmt: skip
    there = ~np.isnan(rows)
    values = np.full(data.nrow, np.nan)
    if skip_missing:
        some = there.any(axis=1)
        values[some] = reduce(rows[some], axis=1, where=there[some])
    elif rows.shape[1] == data.ncol:
        values = reduce(rows, axis=1)
    return from_series({name: as_moments(values) if times else pl.Series(values=values)})


def is_summed(column: pl.Series) -> bool:
    """Whether cells of the column count among a row's numbers."""
    return is_number(column) and not column.dtype.is_temporal()


def total(data: FrameData, skip_missing: bool = True) -> float:
    """The sum of all cells."""
    return float(sum(column_sums(data, skip_missing)))


def product(data: FrameData, skip_missing: bool) -> float:
    """The product of all cells; numeric columns only."""
    reject(data, "prod", ("int", "real"))
    factors = [np.prod(kept(numbers(column), skip_missing)) for column in data.each_column()]
    return float(np.prod(factors))


def minimum(data: FrameData) -> float:
    """The smallest cell, of levels their place; NaN if any is missing."""
    return extreme(data, np.min)


def maximum(data: FrameData) -> float:
    """The largest cell, of levels their place; NaN if any is missing."""
    return extreme(data, np.max)


def extreme(data: FrameData, pick: Callable[[FloatArray], np.float64]) -> float:
    """The smallest or largest of the columns' extremes."""
    extremes = [float(pick(values)) for c in data.each_column() if (values := places(c)).size]
    return float(pick(np.array(extremes))) if extremes else NAN


def places(column: pl.Series) -> FloatArray:
    """Numbers, or places of levels in the domain; all NaN for text."""
    return numbers(column.to_physical() if isinstance(column.dtype, pl.Enum) else column)


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
