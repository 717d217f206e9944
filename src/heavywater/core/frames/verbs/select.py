"""Columns, rows and cells by every kind of selector.

A column selector is a name, a position, a list of names, positions or Booleans, a range or a
slice. A row selector is a position, a list of positions or Booleans, a range, a slice, or a frame
of one column that holds 1 (take), 0 and missing (leave out).
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.types import make_unique
from heavywater.core.frames.verbs._columns import (
    as_float,
    from_series,
    is_number,
    one_column,
)
from heavywater.exceptions import H2OColumnError, H2OFrameError, H2OTypeError

__all__ = [
    "cell",
    "drop_columns",
    "drop_rows",
    "filter_rows",
    "head",
    "resolve_columns",
    "resolve_rows",
    "select",
    "select_columns",
    "select_rows",
    "tail",
]

Selector: TypeAlias = Any
RowIndex: TypeAlias = npt.NDArray[np.int64]


def is_position(selector: object) -> bool:
    """Whether the selector is one whole number (a Boolean is not)."""
    return isinstance(selector, (int, np.integer)) and not isinstance(selector, (bool, np.bool_))


def is_flag(selector: object) -> bool:
    """Whether the selector is a Python or NumPy Boolean."""
    return isinstance(selector, (bool, np.bool_))


def column_position(data: FrameData, index: int) -> int:
    """A column's position counted from the left; negative ones count from the right."""
    position = index + data.ncol if index < 0 else index
    if not 0 <= position < data.ncol:
        raise H2OColumnError.out_of_range(index, data.ncol)
    return position


def column_name(data: FrameData, selector: Selector) -> str:
    """The name of the one column that a name or a position means."""
    if isinstance(selector, str):
        if not data.has(selector):
            raise H2OColumnError.unknown(selector, data.names)
        return selector
    if is_position(selector):
        return data.name_at(column_position(data, operator.index(selector)))
    raise H2OTypeError(
        f"A column is selected by its name or its position, not by {selector!r}.", "item", selector
    )


def resolve_columns(data: FrameData, selector: Selector) -> list[str]:
    """The names that a column selector means, in its order; a name may occur twice.

    Raises
    ------
    H2OColumnError
        For a name or a position that the frame does not have.
    H2OTypeError
        For a selector of another kind.
    """
    if isinstance(selector, str) or is_position(selector):
        return [column_name(data, selector)]
    if isinstance(selector, slice):
        return data.names[checked_slice(selector)]
    if isinstance(selector, (list, tuple, range, np.ndarray)):
        return columns_from_list(data, list(selector))
    raise H2OTypeError(
        "Columns are selected by a name, a position, a list of them, a range or a slice, not by "
        f"{type(selector).__name__} {selector!r}.",
        "item",
        selector,
    )


def columns_from_list(data: FrameData, items: Sequence[Selector]) -> list[str]:
    """Names for a list of names and positions, or of one Boolean per column."""
    if items and all(is_flag(item) for item in items):
        if len(items) != data.ncol:
            raise H2OFrameError(
                f"A list of Booleans selects columns and needs one entry for each of the "
                f"{data.ncol} columns, but has {len(items)}. To select rows write "
                f"frame[list, :].",
                "item",
            )
        return [name for name, taken in zip(data.names, items, strict=True) if taken]
    return [column_name(data, item) for item in items]


def checked_slice(selector: slice) -> slice:
    """The slice, if its ends are whole numbers."""
    for end in (selector.start, selector.stop, selector.step):
        if end is not None and not is_position(end):
            raise H2OTypeError(
                f"The ends of a slice are positions (whole numbers), not {end!r}.", "item", end
            )
    return selector


def select_columns(data: FrameData, selector: Selector) -> FrameData:
    """The selected columns; one that is selected again gets a number after its name."""
    names = resolve_columns(data, selector)
    if len(set(names)) == len(names):
        return data.select(names)
    columns = [data.column(name) for name in names]
    return from_series(dict(zip(make_unique(names), columns, strict=True)))


def resolve_rows(data: FrameData, selector: Selector) -> RowIndex | slice:
    """Positions of the rows that a row selector means.

    A list of negative positions leaves rows out, counted from -1 for the first row: that is
    H2O's rule for lists. A single negative position counts from the end.
    """
    if isinstance(selector, FrameData):
        return np.flatnonzero(mask_rows(data, selector))
    if isinstance(selector, slice):
        return checked_slice(selector)
    if is_position(selector):
        return np.array([row_position(data, operator.index(selector))])
    if isinstance(selector, (list, tuple, range, np.ndarray)):
        return rows_from_list(data, list(selector))
    raise H2OTypeError(
        "Rows are selected by a position, a list of positions or Booleans, a range, a slice or a "
        f"frame of one 0/1 column, not by {type(selector).__name__} {selector!r}.",
        "item",
        selector,
    )


def row_position(data: FrameData, index: int) -> int:
    """A row's position counted from the top; negative ones count from the end."""
    position = index + data.nrow if index < 0 else index
    if not 0 <= position < data.nrow:
        raise H2OFrameError(
            f"The frame has {data.nrow} rows, at positions 0 to {data.nrow - 1}; there is no row "
            f"at position {index}.",
            "item",
        )
    return position


def rows_from_list(data: FrameData, items: Sequence[Selector]) -> RowIndex:
    """Positions for a list of positions, or of one Boolean per row."""
    if items and all(is_flag(item) for item in items):
        if len(items) != data.nrow:
            raise H2OFrameError(
                f"A list of Booleans that selects rows needs one entry for each of the "
                f"{data.nrow} rows, but has {len(items)}.",
                "item",
            )
        return np.flatnonzero(np.array(items, dtype=bool))
    for item in items:
        if not is_position(item):
            raise H2OTypeError(f"A row is selected by its position, not by {item!r}.", "item", item)
    if any(item < 0 for item in items):
        return rows_left_out(data, items)
    return np.array([row_position(data, int(item)) for item in items], dtype=np.int64)


def rows_left_out(data: FrameData, items: Sequence[int]) -> RowIndex:
    """All rows but those named by a list of negative positions, -1 being the first row."""
    if any(item >= 0 for item in items):
        raise H2OFrameError(
            "A list of rows holds either positions to take or negative positions to leave out, "
            f"not both: {list(items)!r}.",
            "item",
        )
    left_out = np.array([row_position(data, -int(item) - 1) for item in items])
    return np.setdiff1d(np.arange(data.nrow), left_out)


def mask_rows(data: FrameData, mask: FrameData) -> npt.NDArray[np.bool_]:
    """One Boolean per row from a frame of one 0/1 column; missing counts as 0."""
    column = one_column(mask, "Selecting rows by a frame")
    if not is_number(column):
        raise H2OTypeError(
            f"Rows are selected by a column of 0 and 1, but {column.name!r} is of type "
            f"{mask.type_of(column.name)}. Compare it first, as in frame[frame['x'] == 'level', :]."
        )
    if mask.nrow != data.nrow:
        raise H2OFrameError(
            f"The column that selects rows has {mask.nrow} rows, but the frame has {data.nrow}; "
            "they must be equal."
        )
    values = column.fill_null(0).to_numpy()
    taken: npt.NDArray[np.bool_] = values == 1
    if not (taken | (values == 0)).all():
        raise H2OFrameError(
            f"The column {column.name!r} that selects rows holds other values than 0, 1 and "
            "missing. Compare it first, as in frame[frame['x'] > 0, :]."
        )
    return taken


def filter_rows(data: FrameData, mask: FrameData) -> FrameData:
    """The rows for which the one column of `mask` is 1."""
    return data.where(mask_rows(data, mask))


def select_rows(data: FrameData, selector: Selector) -> FrameData:
    """The selected rows, in the order of the selector."""
    if isinstance(selector, FrameData):
        return filter_rows(data, selector)
    rows = resolve_rows(data, selector)
    if isinstance(rows, slice):
        return data.rows(rows)
    return data.take(rows)


def select(data: FrameData, rows: Selector, columns: Selector) -> FrameData:
    """The rectangle where the selected rows and columns meet."""
    return select_rows(select_columns(data, columns), rows)


def cell(data: FrameData, row: int, column: Selector) -> float | str:
    """One value: a float (NaN for missing), or text (``"NA"`` for missing, as H2O gives it)."""
    name = column_name(data, column)
    values = data.column(name).slice(row_position(data, operator.index(row)), 1)
    if is_number(values):
        value = as_float(values).item()
        return float("nan") if value is None else float(value)
    text = values.item()
    return "NA" if text is None else str(text)


def head(data: FrameData, rows: int, columns: int) -> FrameData:
    """The first rows of the first columns."""
    return data.select(data.names[:columns]).rows(slice(rows))


def tail(data: FrameData, rows: int, columns: int) -> FrameData:
    """The last rows of the first columns."""
    return data.select(data.names[:columns]).rows(slice(max(0, data.nrow - rows), None))


def drop_columns(data: FrameData, selector: Selector) -> FrameData:
    """The frame without the selected columns."""
    left_out = set(resolve_columns(data, selector))
    return data.select([name for name in data.names if name not in left_out])


def drop_rows(data: FrameData, positions: Selector) -> FrameData:
    """The frame without the rows at the given positions."""
    items = [positions] if is_position(positions) else list(positions)
    left_out = [row_position(data, operator.index(item)) for item in items]
    return data.take(np.setdiff1d(np.arange(data.nrow), left_out))
