"""Parts of a frame whose rows agree in some columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.types import ColumnType
from heavywater.core.frames.verbs.group import group_by
from heavywater.exceptions import H2OFrameError

__all__ = ["each_segment", "rows_of_segments", "text_column"]

_NUMBER, _ROW = "__segment", "__row"


def each_segment(data: FrameData, columns: Sequence[str]) -> FrameData:
    """Combinations of values that a frame has, one a row, in their order; missing ones first."""
    return group_by(data, list(dict.fromkeys(columns)))


def rows_of_segments(data: FrameData, segments: FrameData) -> list[npt.NDArray[np.intp]]:
    """Positions of the rows of each segment.

    Parameters
    ----------
    data
        The rows.
    segments
        One a row: values of columns that `data` has too. A missing value stands for missing
        values; levels are compared by their names.

    Returns
    -------
    list of arrays
        Without any position where no row has these values.

    Raises
    ------
    H2OFrameError
        If a column is of another kind in `data`.
    """
    names = segments.names
    for name in names:
        _check_kind(name, data.type_of(name), segments.type_of(name))
    wanted = _comparable(segments, names).with_row_index(_NUMBER)
    rows = _comparable(data, names).with_row_index(_ROW)
    found = rows.join(wanted, on=names, how="inner", nulls_equal=True).sort(_NUMBER, _ROW)
    numbers, positions = found[_NUMBER].to_numpy(), found[_ROW].to_numpy().astype(np.intp)
    bounds = np.searchsorted(numbers, np.arange(1, segments.nrow))
    return list(np.split(positions, bounds))


def text_column(values: Sequence[str | None]) -> pl.Series:
    """A column of text, also if all of it is missing."""
    return pl.Series(values=values, dtype=pl.String)


def _comparable(data: FrameData, names: Sequence[str]) -> pl.DataFrame:
    columns = [data.column(name) for name in names]
    return pl.DataFrame([
        column.cast(pl.String if isinstance(column.dtype, pl.Enum | pl.String) else pl.Float64)
        if not column.dtype.is_temporal()
        else column
        for column in columns
    ])  # fmt: skip


def _check_kind(name: str, held: ColumnType, wanted: ColumnType) -> None:
    numbers = ("int", "real")
    if held != wanted and not (held in numbers and wanted in numbers):
        raise H2OFrameError(
            f"Column {name!r} is of type {wanted} among the segments, but {held} in the frame.",
            "segments",
        )
