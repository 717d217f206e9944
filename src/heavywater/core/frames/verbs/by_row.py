"""Rows of numbers, and one number for each of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import FloatArray, from_series, numbers

__all__ = ["REDUCERS", "as_numbers", "constant", "numbered", "reduced"]


def as_numbers(data: FrameData) -> FrameData:
    """All columns as numbers: levels by their places, times in milliseconds, text missing."""
    data.refuse_if_huge()
    columns = {}
    for column in data.each_column():
        places = column.to_physical() if isinstance(column.dtype, pl.Enum) else column
        columns[column.name] = pl.Series(values=numbers(places))
    return from_series(columns)


def constant(rows: int, value: float) -> FrameData:
    """A column ``C1`` with one number in every row."""
    return from_series({"C1": pl.Series(values=np.full(rows, value))})


def numbered(data: FrameData) -> FrameData:
    """The columns under the names ``C1``, ``C2``, ..."""
    return from_series({f"C{i + 1}": column for i, column in enumerate(data.each_column())})


def _variance(rows: FloatArray, skip: bool) -> FloatArray:
    """Over n - 1."""
    there = np.sum(~np.isnan(rows), axis=1) if skip else np.array(rows.shape[1])
    summed, averaged = (np.nansum, np.nanmean) if skip else (np.sum, np.mean)
    squares = np.square(rows - averaged(rows, axis=1)[:, None])
    return np.asarray(summed(squares, axis=1) / (there - 1), dtype=np.float64)


#: By name: rows, and whether to leave missing values out. Some never do.
REDUCERS: dict[str, Callable[[FloatArray, bool], Any]] = {
    "mean": lambda rows, skip: (np.nanmean if skip else np.mean)(rows, axis=1),
    "sum": lambda rows, skip: (np.nansum if skip else np.sum)(rows, axis=1),
    "prod": lambda rows, skip: (np.nanprod if skip else np.prod)(rows, axis=1),
    "min": lambda rows, _: np.min(rows, axis=1),
    "max": lambda rows, _: np.max(rows, axis=1),
    "median": lambda rows, skip: (np.nanmedian if skip else np.median)(rows, axis=1),
    "sd": lambda rows, skip: np.sqrt(_variance(rows, skip)),
    "var": _variance,
    "nacnt": lambda rows, _: np.sum(np.isnan(rows), axis=1),
    "any": lambda rows, _: np.any(rows != 0, axis=1),
    "all": lambda rows, _: np.all(rows != 0, axis=1),
}


def reduced(data: FrameData, reducer: str, skip_missing: bool) -> FrameData:
    """One number for each row, by one of `REDUCERS`.

    Parameters
    ----------
    data
        Numeric columns, at least one.
    reducer
        Its name.
    skip_missing
        Leave missing values out; if not, one of them makes the result missing.
    """
    rows = np.column_stack([numbers(column) for column in data.each_column()])
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # Rows without any number have no mean, which is no news.
        warnings.simplefilter("ignore", RuntimeWarning)
        values = np.asarray(REDUCERS[reducer](rows, skip_missing), dtype=np.float64)
    return from_series({reducer: pl.Series(values=values)})
