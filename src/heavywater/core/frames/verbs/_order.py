"""The order of rows by the values of columns, in which equal rows keep theirs.

Numbers, times and levels become whole numbers in the same order. 32 bits of these and 32 bits for
the row make one number of 64 bits: all differ, so that any sort of them is stable, and NumPy sorts
them several at a time where the processor can. Numbers of more bits, and several columns, take one
such step after another, the least important first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

__all__ = ["stable_order"]

Codes = npt.NDArray[np.uint64]

_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)
_SIGN = np.uint64(1 << 63)
#: What no code of a number reaches: room for the missing values on both sides.
_TOP = 2**64 - 3


def stable_order(
    table: pl.DataFrame,
    by: Sequence[str],
    descending: Sequence[bool] | None = None,
    nulls_last: Sequence[bool] | None = None,
) -> pl.Series:
    """Positions of the rows in the order of some columns.

    Parameters
    ----------
    table
        The rows.
    by
        The columns, at least one, the most important first.
    descending
        For each, whether large values come first; none by default.
    nulls_last
        For each, whether missing values come last; they come first by default.

    Returns
    -------
    polars.Series
        Without a name, of the type of row numbers. Levels are ordered by their places.
    """
    down = descending or [False] * len(by)
    last = nulls_last or [False] * len(by)
    order: npt.NDArray[np.uint32] | None = None
    for name, falling, behind in reversed(list(zip(by, down, last, strict=True))):
        order = _then_by(table.get_column(name), falling, behind, order)
    assert order is not None
    return pl.Series(values=order)


def _then_by(
    column: pl.Series, descending: bool, nulls_last: bool, order: npt.NDArray[np.uint32] | None
) -> npt.NDArray[np.uint32]:
    """The rows, which are in some order already, by a more important column."""
    codes = _as_codes(column, descending, nulls_last) if len(column) < 2**32 else None
    if codes is None:
        return _by_comparing(column, descending, nulls_last, order)
    order = _by_32_bits(codes & _LOW, order)
    if len(codes) and codes.max() > _LOW:
        order = _by_32_bits(codes >> _HALF, order)
    return order


def _by_32_bits(codes: Codes, order: npt.NDArray[np.uint32] | None) -> npt.NDArray[np.uint32]:
    """One step: the codes, of 32 bits, with the place of each row, sorted."""
    packed = (codes if order is None else codes[order]) << _HALF
    packed |= np.arange(len(codes), dtype=np.uint64)
    packed.sort()
    places = (packed & _LOW).astype(np.uint32)
    return places if order is None else order[places]


def _by_comparing(
    column: pl.Series, descending: bool, nulls_last: bool, order: npt.NDArray[np.uint32] | None
) -> npt.NDArray[np.uint32]:
    """The step for text."""
    values = column if order is None else column.gather(pl.Series(values=order))
    by = pl.arg_sort_by("by", descending=descending, nulls_last=nulls_last, maintain_order=True)
    places = values.alias("by").to_frame().select(by).to_series().to_numpy()
    return places.astype(np.uint32) if order is None else order[places]


def _as_codes(column: pl.Series, descending: bool, nulls_last: bool) -> Codes | None:
    """Whole numbers in the order of the column's values; None for what has none."""
    if isinstance(column.dtype, pl.Enum) or column.dtype.is_temporal():
        column = column.to_physical()
    if column.dtype.is_float():
        codes = _of_floats(column.cast(pl.Float64).fill_null(0.0).to_numpy())
        low, high = 1, _TOP
    elif column.dtype.is_integer():
        least, most = column.min(), column.max()
        low, high = int(least or 0), int(most or 0)  # type: ignore[arg-type]
        if high - low >= _TOP:
            return None
        # Differences wrap around, which keeps them right.
        whole = column.cast(pl.Int64).fill_null(low).to_numpy().view(np.uint64)
        codes = whole - np.uint64(low % 2**64) + np.uint64(1)
        high = high - low + 1
    else:
        return None
    if descending:
        codes = np.uint64(high + 1) - codes
    if column.null_count():
        codes[column.is_null().to_numpy()] = high + 1 if nulls_last else 0
    return codes


def _of_floats(values: npt.NDArray[np.float64]) -> Codes:
    """Numbers in the order of their codes: negative ones have all bits turned over."""
    bits = (values + 0.0).view(np.uint64)  # -0.0 becomes 0.0
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)
