"""What `describe` and `summary` show of each column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import FloatArray, numbers
from heavywater.core.frames.verbs.moments import deviation

__all__ = ["ColumnSummary", "first_values", "summarize"]

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class ColumnSummary:
    """Facts of one column.

    `mins` and `maxs` hold the five smallest and largest numbers, of levels their places in the
    domain. What a column does not have (the mean of a text) is NaN.
    """

    name: str
    type: str
    domain: list[str] | None
    mins: list[float]
    maxs: list[float]
    mean: float
    sigma: float
    zeros: int
    missing: int
    positive_infinities: int
    negative_infinities: int


def summarize(data: FrameData) -> list[ColumnSummary]:
    """A summary of each column, in order."""
    return [summary_of(data, column) for column in data.each_column()]


def summary_of(data: FrameData, column: pl.Series) -> ColumnSummary:
    """The summary of one column."""
    is_enum = isinstance(column.dtype, pl.Enum)
    values = level_places(column) if is_enum else numbers(column)
    there = values[~np.isnan(values)]
    finite = there[np.isfinite(there)]
    domain = data.domain(column.name)
    # The mean of more than two levels says nothing; of two it is the share of the second.
    averaged = finite if domain is None or len(domain) <= 2 else finite[:0]
    return ColumnSummary(
        name=column.name,
        type=data.type_of(column.name),
        domain=domain,
        mins=five_smallest(there),
        maxs=[-value for value in five_smallest(-there)],
        mean=float(averaged.mean()) if averaged.size else NAN,
        sigma=deviation(averaged),
        zeros=int((there == 0).sum()),
        missing=column.null_count(),
        positive_infinities=int((there == np.inf).sum()),
        negative_infinities=int((there == -np.inf).sum()),
    )


def first_values(data: FrameData, name: str) -> list[float] | list[str | None]:
    """The cells of a column: texts, or numbers, places of levels and milliseconds of times."""
    column = data.column(name)
    if column.dtype == pl.String:
        return column.to_list()
    values = level_places(column) if isinstance(column.dtype, pl.Enum) else numbers(column)
    return [float(value) for value in values]


def level_places(column: pl.Series) -> FloatArray:
    """Places of the levels in the domain, NaN for missing."""
    return column.to_physical().cast(pl.Float64).fill_null(np.nan).to_numpy()


def five_smallest(values: FloatArray) -> list[float]:
    """The five smallest values in order, filled up with NaN."""
    few = np.sort(np.partition(values, 5)[:5] if values.size > 5 else values)
    return ([float(value) for value in few] + [NAN] * 5)[:5]
