"""Gaps filled from their neighbours, differences, places in lists and classes of numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.verbs._columns import (
    FloatArray,
    as_float,
    from_series,
    numbers,
    one_column,
    reject,
)
from heavywater.core.frames.verbs._operands import Pair
from heavywater.core.frames.verbs.compare import equal
from heavywater.core.frames.verbs.reduce import check_axis
from heavywater.exceptions import H2OFrameError

__all__ = ["cut", "difference", "fill_from_neighbours", "match"]


def fill_from_neighbours(data: FrameData, direction: str, axis: int, at_most: int) -> FrameData:
    """Gaps filled with the value before or after them, at most so many in a row.

    Along rows (`axis` 1) numeric columns only.
    """
    if direction not in ("forward", "backward"):
        raise H2OFrameError(f"method must be 'forward' or 'backward', not {direction!r}.", "method")
    check_axis(axis)
    table = data.table
    if axis == 1:
        reject(data, "fillna(axis=1)", ("int", "real"))
        table = table.transpose()
    filled = [
        column.fill_null(
            strategy="forward" if direction == "forward" else "backward", limit=at_most
        )
        for column in table
    ]
    if axis == 1:
        filled = pl.DataFrame(filled).transpose().get_columns()
    return from_series(dict(zip(data.names, filled, strict=True)))


def difference(data: FrameData) -> FrameData:
    """Each number less the one in the row before; missing in the first row."""
    reject(data, "difflag1", ("int", "real"))
    column = one_column(data, "difflag1")
    return from_series({column.name: as_float(column).diff()})


def match(data: FrameData, values: Sequence[float | str], no_match: float, start: int) -> FrameData:
    """The place of each cell of the only column among `values`, counted from `start`."""
    column = one_column(data, "match")
    places = np.full(data.nrow, no_match, dtype=np.float64)
    for index in range(len(values) - 1, -1, -1):
        places[np.broadcast_to(equal(Pair("", column, values[index])), data.nrow)] = start + index
    return from_series({"C1": pl.Series(values=places)})


def cut(
    data: FrameData,
    breaks: Sequence[float],
    labels: Sequence[str] | None,
    lowest: bool,
    right: bool,
    digits: int,
) -> FrameData:
    """The only column in classes between breaks, as levels; missing outside of them.

    Parameters
    ----------
    data
        A numeric column.
    breaks
        At least two numbers.
    labels
        One level for each class; by default the interval's ends. Classes may share a level.
    lowest
        Whether the first class (the last, if not `right`) includes its outer end.
    right
        Whether classes include their right ends, else their left ones.
    digits
        Decimals of the ends in default labels.
    """
    reject(data, "cut", ("int", "real"))
    column = one_column(data, "cut")
    edges = np.unique(np.asarray(breaks, dtype=np.float64))
    if len(edges) < 2:
        raise H2OFrameError(f"cut needs at least two different breaks, not {breaks!r}.", "breaks")
    names = default_labels(edges, lowest, right, digits) if labels is None else list(labels)
    if len(names) != len(edges) - 1:
        raise H2OFrameError(
            f"{len(names)} labels were given for {len(edges) - 1} classes; the numbers must be "
            "equal.",
            "labels",
        )
    places = classes(numbers(column), edges, lowest, right)
    levels = list(dict.fromkeys(names))
    # Classes may share a level; the place behind all of them is that of values outside.
    codes = np.array([*(levels.index(name) for name in names), -1])
    return from_series({column.name: EnumColumn(codes[places], levels).to_series(column.name)})


def classes(
    values: FloatArray, edges: FloatArray, lowest: bool, right: bool
) -> npt.NDArray[np.int64]:
    """The class of each value, -1 outside."""
    found = np.searchsorted(edges, values, side="left" if right else "right") - 1
    if lowest:
        found[values == (edges[0] if right else edges[-1])] = 0 if right else len(edges) - 2
    inside = (found >= 0) & (found < len(edges) - 1) & ~np.isnan(values)
    found[~inside] = -1
    return found


def default_labels(edges: FloatArray, lowest: bool, right: bool, digits: int) -> list[str]:
    """Labels such as ``(0.0,3.0]``."""
    ends = [str(round(float(edge), digits)) for edge in edges]
    opening, closing = ("(", "]") if right else ("[", ")")
    labels = [f"{opening}{a},{b}{closing}" for a, b in itertools.pairwise(ends)]
    if lowest and right:
        labels[0] = "[" + labels[0][1:]
    elif lowest:
        labels[-1] = labels[-1][:-1] + "]"
    return labels
