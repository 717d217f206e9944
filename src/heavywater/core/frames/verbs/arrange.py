"""Rows in another order, or without those that have missing values; the frame turned around."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import from_series, numbers, one_column, reject
from heavywater.core.frames.verbs._order import stable_order
from heavywater.core.frames.verbs.select import Selector, resolve_columns
from heavywater.exceptions import H2OFrameError

__all__ = ["drop_duplicates", "matrix_product", "na_omit", "scale", "sort", "transpose", "which"]

#: A name that no column has.
_ROW = "\x00row"


def sort(data: FrameData, by: Selector, ascending: Sequence[bool]) -> FrameData:
    """Rows ordered by some columns, missing values first; equal rows keep their order.

    Levels are ordered by their place in the domain.
    """
    names = resolve_columns(data, by)
    if ascending and len(ascending) != len(names):
        raise H2OFrameError(
            f"ascending needs one entry for each of the {len(names)} columns to sort by, but has "
            f"{len(ascending)}.",
            "ascending",
        )
    descending = [not up for up in ascending] if ascending else [False] * len(names)
    keys = data.select(dict.fromkeys(names)).table
    return data.take(stable_order(keys, names, descending).to_numpy())


def na_omit(data: FrameData) -> FrameData:
    """The rows without any missing value."""
    there = np.ones(data.nrow, dtype=np.bool_)
    for column in data.stored:
        there &= column.is_not_null().to_numpy()
    if data.sparse is not None:
        there[data.sparse.rows[np.isnan(data.sparse.values)]] = False
    return data.where(there)


def drop_duplicates(data: FrameData, columns: Selector, keep: str) -> FrameData:
    """One row for each combination of values in the `columns`, the first or the last."""
    if keep not in ("first", "last"):
        raise H2OFrameError(f"keep must be 'first' or 'last', not {keep!r}.", "keep")
    names = resolve_columns(data, columns)
    keys = data.select(dict.fromkeys(names)).table
    kept = keys.with_row_index(_ROW).unique(
        names, keep="first" if keep == "first" else "last", maintain_order=True
    )
    return data.take(kept.get_column(_ROW).to_numpy())


def which(data: FrameData) -> FrameData:
    """Positions of the rows whose number is not zero, in a column ``C1``."""
    values = numbers(one_column(data, "which"))
    return from_series({"C1": pl.Series(values=np.flatnonzero(np.nan_to_num(values)))})


def transpose(data: FrameData) -> FrameData:
    """Rows as columns ``C1``, ``C2``, ...; numeric columns only."""
    reject(data, "transpose", ("int", "real"))
    matrix = np.column_stack([numbers(column) for column in data.table])
    return from_series({f"C{i + 1}": pl.Series(values=row.copy()) for i, row in enumerate(matrix)})


def scale(
    data: FrameData, center: bool | Sequence[float], spread: bool | Sequence[float]
) -> FrameData:
    """Numeric columns moved and stretched: to mean 0 and standard deviation 1, or as given."""
    data.refuse_if_huge()
    numeric = [name for name, kind in data.types.items() if kind in ("int", "real")]
    moves = per_column(center, len(numeric), "center")
    stretches = per_column(spread, len(numeric), "scale")
    changed = {}
    for name, move, stretch in zip(numeric, moves, stretches, strict=True):
        values = numbers(data.column(name))
        there = values[~np.isnan(values)]
        move = there.mean() if move is None else move
        # Without centring H2O still divides by the standard deviation about the mean.
        stretch = there.std(ddof=1) if stretch is None else stretch
        changed[name] = pl.Series(values=(values - move) / (stretch or 1.0))
    return data.with_columns(changed)


def per_column(given: bool | Sequence[float], count: int, argument: str) -> list[float | None]:
    """One number per column; None where it is to be computed."""
    if isinstance(given, bool):
        neutral = 0.0 if argument == "center" else 1.0
        return [None if given else neutral] * count
    if len(given) != count:
        raise H2OFrameError(
            f"{argument} needs one number for each of the {count} numeric columns, but has "
            f"{len(given)}.",
            argument,
        )
    return [float(value) for value in given]


def matrix_product(left: FrameData, right: FrameData) -> FrameData:
    """The matrix product of two numeric frames, in columns ``C1``, ``C2``, ..."""
    for frame in (left, right):
        reject(frame, "mult", ("int", "real"))
    if left.ncol != right.nrow:
        raise H2OFrameError(
            f"mult needs as many rows in the second frame as columns in the first, but they are "
            f"{left.nrow} x {left.ncol} and {right.nrow} x {right.ncol}.",
            "matrix",
        )
    product = left.matrix(left.names, np.float64) @ right.matrix(right.names, np.float64)
    return from_series({f"C{i + 1}": pl.Series(values=c.copy()) for i, c in enumerate(product.T)})
