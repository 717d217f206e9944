"""Counting: `table` of one or two columns, and `unique`."""

from __future__ import annotations

from typing import cast

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.types import make_unique
from heavywater.core.frames.verbs._columns import as_float, from_series, is_number
from heavywater.exceptions import H2OFrameError

__all__ = ["cross_table", "table", "unique"]


def table(data: FrameData, other: FrameData | None, dense: bool) -> FrameData:
    """How often each value, or each pair of values, occurs; rows with missing values are left out.

    Parameters
    ----------
    data
        One column, or two when there is no `other`.
    other
        A second column.
    dense
        True for one row per pair; False for one column per value of the second column.
    """
    columns = data.table.get_columns() + ([] if other is None else other.table.get_columns())
    if len(columns) == 1:
        return counts(columns[0])
    if len(columns) != 2:
        raise H2OFrameError(
            f"table counts one column or pairs of two, but {len(columns)} were given. Select them "
            "first, as in frame[['a', 'b']].table()."
        )
    if len(columns[0]) != len(columns[1]):
        raise H2OFrameError(
            f"table needs columns of equal length, not {len(columns[0])} and {len(columns[1])}.",
            "data2",
        )
    names = make_unique([column.name for column in columns])
    pairs = pl.DataFrame([c.alias(n) for c, n in zip(columns, names, strict=True)])
    return pair_counts(pairs) if dense else cross_table(pairs)


def counts(column: pl.Series) -> FrameData:
    """One row per value, in order, with its ``Count``."""
    found = column.drop_nulls().to_frame().group_by(column.name).len(make_count_name(column.name))
    return FrameData(found.sort(column.name))


def make_count_name(name: str) -> str:
    """The name of the counts beside a column that may be called Count itself."""
    return make_unique([name, "Count"])[1]


def pair_counts(pairs: pl.DataFrame) -> FrameData:
    """One row per pair of values, in order, with its ``Counts``."""
    first, second = pairs.columns
    name = make_unique([first, second, "Counts"])[2]
    found = pairs.drop_nulls().group_by(first, second).len(name)
    return FrameData(found.sort(first, second))


def cross_table(pairs: pl.DataFrame) -> FrameData:
    """One row per value of the first column, one column of counts per value of the second."""
    first, second = pairs.columns
    rows = pairs.drop_nulls()
    left = rows.get_column(first).unique().sort()
    columns = {first: left}
    for value in rows.get_column(second).unique().sort():
        here = rows.filter(pl.col(second) == pl.lit(value, dtype=rows.schema[second]))
        found = here.group_by(first).len("n")
        joined = left.to_frame().join(found, on=first, how="left", maintain_order="left")
        columns[label(value)] = joined.get_column("n").fill_null(0)
    return from_series(columns)


def label(value: object) -> str:
    """A value as the name of a column; numbers with a fraction, as H2O writes them."""
    return value if isinstance(value, str) else str(float(cast("float", value)))


def unique(data: FrameData, include_missing: bool) -> FrameData:
    """The distinct values of the first column, in order, a missing one last."""
    column = data.column(data.names[0])
    values = column.drop_nulls().unique().sort()
    if is_number(column) and not column.dtype.is_temporal():
        values = as_float(values)
    if include_missing and column.null_count():
        values = values.extend(pl.Series([None], dtype=values.dtype))
    return from_series({"C1": values})
