"""Writing into a frame: whole columns, new columns, masked cells, ranges of rows.

The frame given is never changed; the result shares the columns that stay as they are. A column
keeps its type where only a part of it is written: a number cannot enter a categorical column, a
level must be one of the domain. A column that is replaced as a whole takes the new values' type.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import as_float, domain_of, is_number, missing
from heavywater.core.frames.verbs.select import (
    RowIndex,
    Selector,
    is_flag,
    is_position,
    resolve_columns,
    resolve_rows,
)
from heavywater.exceptions import H2OFrameError, H2OTypeError, H2OValueError, did_you_mean, listed

__all__ = ["assign", "with_column"]

Scalar: TypeAlias = "float | int | str | None"


def assign(data: FrameData, rows: Selector, columns: Selector, value: Any) -> FrameData:
    """The frame with `value` in the selected cells.

    Parameters
    ----------
    data
        The frame to start from.
    rows
        A row selector, or None for all rows.
    columns
        A column selector, or None for all columns; names that the frame does not have are added.
    value
        A number, a text, None for missing, a frame, or a list (one entry a selected row).
    """
    names = target_columns(data, columns)
    everywhere = rows is None or (isinstance(rows, slice) and rows == slice(None))
    positions = None if everywhere else row_positions(data, rows)
    count = data.nrow if positions is None else len(positions)
    values = column_values(value, names, count, data, rows)
    changed = {
        name: written(data, name, positions, item) for name, item in zip(names, values, strict=True)
    }
    return data.with_columns(changed)


def with_column(data: FrameData, name: str, value: Any) -> FrameData:
    """The frame with one column added or replaced."""
    return assign(data, None, name, value)


def target_columns(data: FrameData, selector: Selector) -> list[str]:
    """Names to write to; those of new columns included."""
    if selector is None:
        return data.names
    if isinstance(selector, str):
        return [selector]
    if isinstance(selector, (list, tuple)) and not all(is_flag(item) for item in selector):
        return [n for item in selector for n in target_columns(data, item)]
    return resolve_columns(data, selector)


def row_positions(data: FrameData, selector: Selector) -> RowIndex:
    """Positions of the rows to write to."""
    rows = resolve_rows(data, selector)
    return np.arange(data.nrow)[rows] if isinstance(rows, slice) else rows


def column_values(
    value: Any, names: Sequence[str], count: int, data: FrameData, rows: Selector
) -> list[pl.Series | Scalar]:
    """What goes into each column: a column of `count` values, or one value for all rows."""
    if isinstance(value, FrameData):
        return frame_values(value, names, count, data, rows)
    if value is None or isinstance(value, (str, bool, np.bool_, int, float, np.number)):
        return [plain(value)] * len(names)
    if isinstance(value, (list, tuple, range, np.ndarray, pl.Series)):
        return frame_values(
            FrameData.from_columns({"value": list(value)}), names, count, data, rows
        )
    raise H2OTypeError(
        "A cell takes a number, a text, None for missing, a frame or a list of values, not "
        f"{type(value).__name__} {value!r}.",
        "value",
        value,
    )


def plain(value: Any) -> Scalar:
    """A Python value: NumPy's scalars unwrapped, NaN turned into None."""
    if value is None or isinstance(value, str):
        return value
    if is_flag(value) or is_position(value):
        return int(value)
    return None if np.isnan(float(value)) else float(value)


def frame_values(
    value: FrameData, names: Sequence[str], count: int, data: FrameData, rows: Selector
) -> list[pl.Series | Scalar]:
    """The columns of a frame, one for each target; a single one serves all."""
    if value.ncol not in (1, len(names)):
        raise H2OFrameError(
            f"A frame of {value.ncol} columns cannot go into {len(names)} columns "
            f"({listed(names)}); the numbers must be equal.",
            "value",
        )
    table = value.table
    if value.nrow == data.nrow != count and isinstance(rows, FrameData):
        # A column as long as the frame: take its rows where the mask holds.
        table = table[row_positions(data, rows)]
    elif value.nrow != count:
        raise H2OFrameError(
            f"{value.nrow} values cannot go into {count} rows; the numbers must be equal.", "value"
        )
    columns = table.get_columns()
    return list(columns) if len(columns) == len(names) else [columns[0]] * len(names)


def written(
    data: FrameData, name: str, rows: RowIndex | None, value: pl.Series | Scalar
) -> pl.Series:
    """The column `name` after writing."""
    old = data.column(name) if data.has(name) else None
    if rows is None:
        new = value if isinstance(value, pl.Series) else whole_column(old, name, value, data.nrow)
    else:
        values = value if isinstance(value, pl.Series) else None
        base = old if old is not None else blank_for(name, value, data.nrow)
        new = part_of_column(base, rows, value if values is None else values)
    return new.alias(name)


def whole_column(old: pl.Series | None, name: str, value: Scalar, rows: int) -> pl.Series:
    """A column with one value in all rows."""
    if value is None:
        return missing(name, rows, pl.Float64 if old is None else old.dtype)
    if not isinstance(value, str):
        dtype = pl.Int64 if isinstance(value, int) else pl.Float64
        return pl.Series(name, [value], dtype=dtype).new_from_index(0, rows)
    if old is None or old.dtype == pl.String:
        return pl.Series(name, [value], dtype=pl.String).new_from_index(0, rows)
    return fitting(old, [value]).new_from_index(0, rows)


def blank_for(name: str, value: pl.Series | Scalar, rows: int) -> pl.Series:
    """A new column without values, of the type that `value` needs."""
    if isinstance(value, pl.Series):
        return missing(name, rows, value.dtype)
    return missing(name, rows, pl.String if isinstance(value, str) else pl.Float64)


def part_of_column(old: pl.Series, rows: RowIndex, value: pl.Series | Scalar) -> pl.Series:
    """The column with `value` in some rows; it keeps its type."""
    values = fitting(old, value if isinstance(value, pl.Series) else [value])
    target = old.cast(values.dtype).clone()
    return target.scatter(
        rows, values if len(values) == len(rows) else values.new_from_index(0, len(rows))
    )


def fitting(old: pl.Series, values: pl.Series | Iterable[Scalar]) -> pl.Series:
    """The values in a type that the column can hold, wider than its storage if need be."""
    new = (
        values if isinstance(values, pl.Series) else pl.Series(old.name, list(values), strict=False)
    )
    if new.dtype == pl.Null:
        return new.cast(old.dtype)
    if isinstance(old.dtype, pl.Enum):
        return fitting_levels(old, new)
    if is_number(old) and is_number(new):
        return fitting_numbers(old, new)
    if old.dtype == pl.String and not is_number(new):
        return new.cast(pl.String)
    raise cannot_hold(old, new)


def fitting_numbers(old: pl.Series, new: pl.Series) -> pl.Series:
    """Numbers for a numeric or time column."""
    if old.dtype.is_temporal():
        return as_float(new).round().cast(pl.Int64).cast(old.dtype)
    if old.dtype.is_float() or new.dtype.is_float() or new.dtype.is_temporal():
        return as_float(new)
    return new.cast(pl.Int64)


def fitting_levels(old: pl.Series, new: pl.Series) -> pl.Series:
    """Levels for a categorical column; each must be in its domain."""
    if is_number(new):
        raise cannot_hold(old, new)
    levels = domain_of(old)
    text = new.cast(pl.String)
    unknown = [t for t in text.drop_nulls().unique(maintain_order=True) if t not in set(levels)]
    if unknown:
        raise H2OFrameError(
            f"Cannot assign {listed(unknown)} to the categorical column {old.name!r}: not in its "
            f"domain, which is {listed(levels)}.{did_you_mean(unknown[0], levels)} Convert the "
            "column with ascharacter() first, assign, and convert back with asfactor().",
            "value",
        )
    return text.cast(old.dtype)


def cannot_hold(old: pl.Series, new: pl.Series) -> H2OValueError:
    """Error for values that the column's type does not admit."""
    kinds = {True: "numeric", False: "text"}
    kind = "categorical" if isinstance(old.dtype, pl.Enum) else kinds[is_number(old)]
    convert = "asnumeric()" if is_number(new) else "ascharacter()"
    example = "missing" if new.null_count() == len(new) else repr(new.drop_nulls()[0])
    return H2OValueError(
        f"Cannot assign {example} to the {kind} column {old.name!r}. Convert the column with "
        f"{convert} first, or assign to a new column.",
        "value",
    )
