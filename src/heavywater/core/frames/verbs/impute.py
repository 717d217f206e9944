"""Gaps filled with a number or level that is typical of the column, or of the row's group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import (
    FloatArray,
    as_float,
    domain_of,
    is_number,
    numbers,
)
from heavywater.core.frames.verbs.group import Aggregate, group_by
from heavywater.core.frames.verbs.moments import column_quantiles, combine_method
from heavywater.exceptions import H2OFrameError, did_you_mean, listed

__all__ = ["fill_by_group", "has_value", "impute", "typical_by_group"]

NAN = float("nan")
IMPUTE_METHODS = ("mean", "median", "mode")


def impute(
    data: FrameData,
    names: Sequence[str],
    method: str,
    combine: str,
    values: Sequence[float | str] | None,
) -> tuple[FrameData, list[float]]:
    """Gaps filled with each column's mean, median or most frequent level.

    Returns
    -------
    FrameData, list of float
        The filled frame and the value used for each column (of levels their place), NaN where
        none was.
    """
    check_method(method)
    if values is not None and len(values) != data.ncol:
        raise H2OFrameError(
            f"values needs one number for each of the {data.ncol} columns, but has {len(values)}.",
            "values",
        )
    used = [NAN] * data.ncol
    filled = {}
    chosen = set(names)
    for position, column in enumerate(data.each_column()):
        if column.name in chosen:
            given = None if values is None else values[position]
            value = filler(column, method, combine) if given is None else place_of(column, given)
            if np.isnan(value):
                continue
            used[position] = value
            if column.null_count():
                filled[column.name] = filled_with(column, value)
    return data.with_columns(filled), used


def filler(column: pl.Series, method: str, combine: str) -> float:
    """The value for a column's gaps; NaN if the method does not suit it."""
    if isinstance(column.dtype, pl.Enum):
        places = column.drop_nulls().to_physical()
        if method != "mode" or not len(places):
            return NAN
        return float(places.mode().min())  # type: ignore[arg-type]
    if not is_number(column):
        return NAN
    values = numbers(column)
    if method == "mode":
        return most_frequent(values)
    if method == "mean":
        there = values[~np.isnan(values)]
        return float(there.mean()) if there.size else NAN
    return float(column_quantiles(values, [0.5], combine_method(combine), None)[0])


def most_frequent(values: FloatArray) -> float:
    """The number that occurs most often, the smallest of several; NaN without any."""
    there, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    return float(there[np.argmax(counts)]) if there.size else NAN


def filled_with(column: pl.Series, value: float) -> pl.Series:
    """The column with its gaps filled; of levels `value` is the place."""
    if isinstance(column.dtype, pl.Enum):
        return column.fill_null(column.dtype.categories[int(value)])
    if column.dtype.is_temporal():
        return as_float(column).fill_null(value).round().cast(pl.Int64).cast(column.dtype)
    return as_float(column).fill_null(value)


def check_method(method: str) -> None:
    """Raise unless it is one of the methods."""
    if method not in IMPUTE_METHODS:
        raise H2OFrameError(
            f"method must be one of {listed(IMPUTE_METHODS)}, not {method!r}."
            f"{did_you_mean(method, IMPUTE_METHODS)}",
            "method",
        )


def place_of(column: pl.Series, value: float | str) -> float:
    """A given value as a number; of a level its place."""
    if not isinstance(value, str):
        if isinstance(column.dtype, pl.Enum) and not 0 <= value < len(domain_of(column)):
            raise H2OFrameError(
                f"{value!r} is no place of a level of {column.name!r}, which has "
                f"{len(domain_of(column))}; give the level itself.",
                "values",
            )
        return float(value)
    levels = domain_of(column) if isinstance(column.dtype, pl.Enum) else []
    if value not in levels:
        raise H2OFrameError(
            f"{value!r} is no level of the column {column.name!r}.{did_you_mean(value, levels)}",
            "values",
        )
    return float(levels.index(value))


def typical_by_group(
    data: FrameData, names: Sequence[str], by: Sequence[str], method: str | None
) -> FrameData:
    """The mean, median or most frequent level of some columns in each group.

    Parameters
    ----------
    data
        The rows.
    names
        The columns; those to group by, and those that the method does not suit, are left out.
    by
        Columns to group by.
    method
        ``"mean"``, ``"median"``, ``"mode"``; None for the mean of numbers and the mode of levels.

    Returns
    -------
    FrameData
        A row for each group: the columns grouped by, then ``mean_x`` and the like.
    """
    if method is not None:
        check_method(method)
    aggregates = []
    for name in names:
        kind = data.type_of(name)
        verb = method or ("mode" if kind == "enum" else "mean")
        if name not in by and kind in (("enum",) if verb == "mode" else ("int", "real")):
            aggregates.append(Aggregate(verb, name, "rm"))
    return group_by(data, by, aggregates)


def fill_by_group(
    data: FrameData, names: Sequence[str], by: Sequence[str], typical: FrameData
) -> FrameData:
    """Gaps filled with the value of the row's group.

    Parameters
    ----------
    data
        The rows.
    names
        The columns to fill.
    by
        The columns grouped by, which `typical` has too; missing ones are a group.
    typical
        A row for each group. The value of a column is in one of its name with a verb in front
        (``mean_x``), or else in the last column. Of levels it is their place.
    """
    keys = list(by)
    groups = typical.table.select(keys)
    rows = data.table.select(keys).cast(groups.schema, strict=False)
    place = rows.join(
        groups.with_row_index("\0group"), on=keys, how="left", nulls_equal=True,
        maintain_order="left",
    ).get_column("\0group")  # fmt: skip
    filled = {}
    for name in names:
        column = data.column(name)
        values = typical.column(_source(typical, name, keys)).gather(place)
        if isinstance(column.dtype, pl.Enum):
            values = values.cast(pl.UInt32).cat.to(column.dtype)
        else:
            column, values = as_float(column), as_float(values)
        filled[name] = column.zip_with(column.is_not_null(), values.alias(name))
    return data.with_columns(filled)


def has_value(typical: FrameData, name: str) -> bool:
    """Whether values of groups hold one that is meant for a column."""
    return any(f"{method}_{name}" in typical.names for method in IMPUTE_METHODS)


def _source(typical: FrameData, name: str, keys: Sequence[str]) -> str:
    others = [other for other in typical.names if other not in keys]
    named = [f"{method}_{name}" for method in IMPUTE_METHODS if f"{method}_{name}" in others]
    if not others:
        raise H2OFrameError(
            "group_by_frame has no column besides those grouped by.", "group_by_frame"
        )
    return named[0] if named else others[-1]
