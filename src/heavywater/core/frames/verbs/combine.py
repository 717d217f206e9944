"""Frames side by side (`cbind`) and one below the other (`rbind`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.types import make_unique
from heavywater.core.frames.verbs._columns import domain_of, from_series
from heavywater.exceptions import H2OValueError, listed

__all__ = ["cbind", "rbind"]

Part: TypeAlias = "FrameData | float"


def cbind(data: FrameData, parts: Sequence[Part]) -> FrameData:
    """Columns of `data`, then those of the `parts`; a number fills a column of its own.

    A name that is taken already gets a number appended, as in H2O.
    """
    frames = [data, *(as_frame(part, data.nrow) for part in parts)]
    for frame in frames:
        if frame.nrow != data.nrow:
            raise H2OValueError(
                f"Cannot bind a frame with {frame.nrow} rows to a frame with {data.nrow} rows: "
                "the number of rows must be equal.",
                "data",
            )
    columns = [column for frame in frames for column in frame.table]
    names = make_unique([column.name for column in columns])
    return from_series(dict(zip(names, columns, strict=True)))


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
    return from_series(
        {name: stack([frame.column(name) for frame in frames]) for name in data.names}
    )


def check_alike(data: FrameData, part: FrameData) -> None:
    """Raise unless `part` can go below `data`."""
    if part.ncol != data.ncol:
        raise H2OValueError(
            f"Cannot row-bind a frame with {part.ncol} columns to a frame with {data.ncol} "
            "columns: the columns must match.",
            "data",
        )
    if part.names != data.names:
        raise H2OValueError(
            "Column names must match for rbind() to work. The first frame has "
            f"{listed(data.names)}; the other has {listed(part.names)}. Rename them or select "
            "them in the same order.",
            "data",
        )
    theirs = part.types
    for name, kind in data.types.items():
        if theirs[name] != kind and not {kind, theirs[name]} <= {"int", "real"}:
            raise H2OValueError(
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
    """All levels of several categorical columns: sorted if each domain is."""
    domains = [domain_of(column) for column in columns]
    levels = list(dict.fromkeys(level for domain in domains for level in domain))
    return sorted(levels) if all(domain == sorted(domain) for domain in domains) else levels
