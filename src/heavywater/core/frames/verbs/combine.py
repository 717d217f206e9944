"""Frames side by side (`cbind`) and one below the other (`rbind`)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.sparse import SparseColumns
from heavywater.core.frames.types import make_unique
from heavywater.core.frames.verbs._columns import domain_of, from_series
from heavywater.exceptions import H2OFrameError, listed

__all__ = ["cbind", "rbind"]

Part: TypeAlias = "FrameData | float"


def cbind(data: FrameData, parts: Sequence[Part]) -> FrameData:
    """Columns of `data`, then those of the `parts`; a number fills a column of its own.

    A name that is taken already gets a number appended, as in H2O.
    """
    frames = [data, *(as_frame(part, data.nrow) for part in parts)]
    for frame in frames:
        if frame.nrow != data.nrow:
            raise H2OFrameError(
                f"Cannot bind a frame with {frame.nrow} rows to a frame with {data.nrow} rows: "
                "the number of rows must be equal.",
                "data",
            )
    names = make_unique([name for frame in frames for name in frame.names])
    taken, renamed = 0, []
    for frame in frames:
        renamed.append(frame.rename(names[taken : taken + frame.ncol]))
        taken += frame.ncol
    return side_by_side(renamed)


def side_by_side(frames: Sequence[FrameData]) -> FrameData:
    """The columns of frames of as many rows, all with names of their own."""
    sparse = [frame.sparse for frame in frames if frame.sparse is not None]
    return FrameData(
        pl.DataFrame([column for frame in frames for column in frame.stored]),
        uuids=[name for frame in frames for name in frame.uuids],
        sparse=functools.reduce(SparseColumns.beside, sparse) if sparse else None,
        names=[name for frame in frames for name in frame.names],
    )


def as_frame(part: Part, rows: int) -> FrameData:
    """A frame as it is, or a number as a column named after it."""
    if isinstance(part, FrameData):
        return part
    number = float(part)
    return from_series({str(number): pl.Series([number]).new_from_index(0, rows)})


def rbind(data: FrameData, parts: Sequence[FrameData]) -> FrameData:
    """Rows of `data`, then those of the `parts`.

    Names must be the same in the same order, and so must types, but whole and fractional numbers
    go together. The domains of categorical columns are united.
    """
    for part in parts:
        check_alike(data, part)
    frames = [data, *parts]
    places = [frame.sparse_positions(data.names) for frame in frames]
    everywhere = np.min(places, axis=0) >= 0
    stacked = {
        name: stack([frame.column(name) for frame in frames])
        for name, sparse in zip(data.names, everywhere.tolist(), strict=True)
        if not sparse
    }
    chosen = [
        frame.sparse.take_columns(place[everywhere])
        for frame, place in zip(frames, places, strict=True)
        if frame.sparse is not None and everywhere.any()
    ]
    return FrameData(
        pl.DataFrame([column.alias(name) for name, column in stacked.items()]),
        uuids=[name for name in data.uuids if all(name in frame.uuids for frame in frames)],
        sparse=chosen[0].above(chosen[1:]) if chosen else None,
        names=data.names,
    )


def check_alike(data: FrameData, part: FrameData) -> None:
    """Raise unless `part` can go below `data`."""
    if part.ncol != data.ncol:
        raise H2OFrameError(
            f"Cannot row-bind a frame with {part.ncol} columns to a frame with {data.ncol} "
            "columns: the columns must match.",
            "data",
        )
    if part.names != data.names:
        raise H2OFrameError(
            "Column names must match for rbind() to work. The first frame has "
            f"{listed(data.names)}; the other has {listed(part.names)}. Rename them or select "
            "them in the same order.",
            "data",
        )
    theirs = part.types
    for name, kind in data.types.items():
        if theirs[name] != kind and not {kind, theirs[name]} <= {"int", "real"}:
            raise H2OFrameError(
                f"Column types must match for rbind() to work: {name!r} is {kind} in the first "
                f"frame and {theirs[name]} in the other. Convert one of them.",
                "data",
            )


def stack(columns: list[pl.Series]) -> pl.Series:
    """Columns of one kind, one below the other."""
    dtypes = {column.dtype for column in columns}
    if len(dtypes) > 1:
        shared = pl.Enum(united(columns)) if columns[0].dtype == pl.Enum else wide(dtypes)
        columns = [column.cast(shared) for column in columns]
    return pl.concat(columns, rechunk=True)


def wide(dtypes: set[pl.DataType]) -> type[pl.DataType]:
    """A numeric type that holds all of several."""
    return pl.Float64 if any(dtype.is_float() for dtype in dtypes) else pl.Int64


def united(columns: list[pl.Series]) -> list[str]:
    """All levels of several categorical columns: those of the first, then what others add."""
    return list(dict.fromkeys(level for column in columns for level in domain_of(column)))
