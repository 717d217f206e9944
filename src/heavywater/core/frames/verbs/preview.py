"""The first cells of a frame as plain Python values, for displays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from heavywater.core.frames.data import FrameData

__all__ = ["Preview", "PreviewColumn", "preview", "time_texts"]


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """The name, the type and the first values of a column; None where missing."""

    name: str
    type: str
    values: list[float | int | str | None]


@dataclass(frozen=True, slots=True)
class Preview:
    """Some columns of a frame, and how large all of it is."""

    columns: list[PreviewColumn]
    nrow: int
    ncol: int


def preview(data: FrameData, rows: int, names: Sequence[str] | None = None) -> Preview:
    """The first `rows` of the columns `names` (by default all); times as text."""
    shown = [
        PreviewColumn(name, data.type_of(name), plain_values(data.column(name).head(rows)))
        for name in (data.names if names is None else names)
    ]
    return Preview(shown, data.nrow, data.ncol)


def plain_values(column: pl.Series) -> list[float | int | str | None]:
    """Values of a column: numbers as they are, everything else as text."""
    if column.dtype.is_temporal():
        fraction = bool((column.dt.millisecond() != 0).any())
        return column.dt.strftime("%Y-%m-%d %H:%M:%S" + ("%.3f" if fraction else "")).to_list()
    if isinstance(column.dtype, pl.Enum):
        return column.cast(pl.String).to_list()
    return column.to_list()


def time_texts(milliseconds: Sequence[float]) -> list[str]:
    """Milliseconds since 1970 as dates and times; empty for NaN.

    Examples
    --------
    >>> time_texts([0.0, float("nan")])
    ['1970-01-01 00:00:00', '']
    """
    moments = pl.Series(values=milliseconds, dtype=pl.Float64).fill_nan(None).cast(pl.Int64)
    return [str(text or "") for text in plain_values(moments.cast(pl.Datetime("ms")))]
