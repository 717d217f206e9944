"""Frames as plain arrays and lists, for files that hold nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData

__all__ = ["ColumnArrays", "FrameArrays", "frame_from_arrays", "frame_to_arrays"]


@dataclass(frozen=True, slots=True, eq=False)
class ColumnArrays:
    """One column.

    Attributes
    ----------
    name
        Of the column.
    kind
        What is in it.
    numbers
        Numbers, milliseconds of times, or positions of levels, which are -1 where missing; empty
        for text.
    missing
        Which of the numbers are missing; None if none is, and for levels.
    words
        The levels, or the text of each row.
    """

    name: str
    kind: Literal["numeric", "time", "enum", "string", "uuid"]
    numbers: npt.NDArray[np.number]
    missing: npt.NDArray[np.bool_] | None = None
    words: list[str | None] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FrameArrays:
    """The columns of a frame, in order."""

    columns: tuple[ColumnArrays, ...]


def frame_to_arrays(data: FrameData) -> FrameArrays:
    """The columns of a frame as arrays.

    Examples
    --------
    >>> data = FrameData.from_columns({"x": [1.5, None], "y": ["a", "b"]})
    >>> frame_from_arrays(frame_to_arrays(data)).types
    {'x': 'real', 'y': 'string'}
    """
    data.refuse_if_huge()
    return FrameArrays(tuple(_column(data, name) for name in data.names))


def _column(data: FrameData, name: str) -> ColumnArrays:
    column = data.column(name)
    if isinstance(column.dtype, pl.Enum):
        return ColumnArrays(name, "enum", data.codes(name), None, _words(data.domain(name)))
    if column.dtype == pl.String:
        kind: Literal["uuid", "string"] = "uuid" if name in data.uuids else "string"
        return ColumnArrays(name, kind, np.zeros(0, np.int32), None, column.to_list())
    numbers, missing = column.to_physical(), column.is_null()
    return ColumnArrays(
        name,
        "time" if isinstance(column.dtype, pl.Datetime) else "numeric",
        numbers.fill_null(0).to_numpy(),
        missing.to_numpy() if missing.any() else None,
    )


def _words(domain: Sequence[str] | None) -> list[str | None]:
    return list(domain or ())


def frame_from_arrays(arrays: FrameArrays) -> FrameData:
    """The frame of which arrays were made.

    Raises
    ------
    ValueError
        If they do not fit together.
    """
    series = [_series(column) for column in arrays.columns]
    names = [column.name for column in series]
    if len(set(names)) != len(names) or len({len(column) for column in series}) > 1:
        raise ValueError("the columns of a frame in it do not fit together")
    uuids = [column.name for column in arrays.columns if column.kind == "uuid"]
    return FrameData(pl.DataFrame(series), uuids=uuids)


def _series(column: ColumnArrays) -> pl.Series:
    if column.kind in ("string", "uuid"):
        return pl.Series(column.name, column.words, dtype=pl.String)
    numbers: npt.NDArray[Any] = column.numbers
    if numbers.ndim != 1 or (column.missing is not None and column.missing.shape != numbers.shape):
        raise ValueError(f"the column {column.name[:80]!r} of a frame in it has a wrong shape")
    if column.kind == "enum":
        return _enum(column)
    series = pl.Series(column.name, numbers)
    if column.missing is not None:
        series = series.set(pl.Series(column.missing), None)
    return series.cast(pl.Datetime("ms")) if column.kind == "time" else series


def _enum(column: ColumnArrays) -> pl.Series:
    domain = [word for word in column.words or () if word is not None]
    top = int(column.numbers.max()) if column.numbers.size else -1
    if len(set(domain)) != len(column.words or ()) or top >= len(domain):
        raise ValueError(f"the column {column.name[:80]!r} of a frame in it has unknown levels")
    return EnumColumn(column.numbers.astype(np.int64), domain).to_series(column.name)
