"""The order of rows by the values of columns, in which equal rows keep theirs.

Numbers, times and levels become whole numbers in the same order. As many bits of these as are left
beside the number of the row make one number of 64 bits with it: all differ, so that any sort of
them is stable, and NumPy sorts them several at a time where the processor can. Values of more bits,
and several columns, take one such step after another, the least important bits first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.verbs._codes import Codes, as_codes, span_of, spread

__all__ = ["MOST_ROWS", "Rows", "sorted_codes", "stable_order"]

#: Numbers of rows.
Rows = npt.NDArray[np.uint32]

#: More rows have no number in 32 bits.
MOST_ROWS = 2**32


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
    steps = _Steps(table.height)
    for name, falling, behind in reversed(list(zip(by, down, last, strict=True))):
        column = table.get_column(name)
        span = span_of(column) if table.height < MOST_ROWS else None
        if span is None:
            steps.compare(column, falling, behind)
        else:
            steps.add(as_codes(column, span, descending=falling, nulls_last=behind), span.bits)
    return pl.Series(values=steps.order())


def sorted_codes(codes: Codes, bits: int) -> tuple[Rows, Codes]:
    """The rows in the order of their codes, and the codes in that order.

    Parameters
    ----------
    codes
        One for each row; not to be used afterwards.
    bits
        That the largest code has.
    """
    width = _row_bits(codes.shape[0])
    if bits + width <= 64:
        order = _sorted_in_place(codes, width)

        def shift(part: slice) -> None:
            codes[part] >>= np.uint64(width)

        spread(shift, codes.shape[0])
        return order, codes
    steps = _Steps(codes.shape[0])
    steps.add(codes.copy(), bits)
    order = steps.order()
    return order, codes[order]


class _Steps:
    """Steps of a sort, the least important bits first."""

    def __init__(self, rows: int) -> None:
        self._rows = rows
        self._width = _row_bits(rows)
        self._order: Rows | None = None
        self._pending: Codes | None = None  # bits that no step has sorted by yet
        self._bits = 0

    def add(self, codes: Codes, bits: int) -> None:
        """Take codes of so many bits as more important than all before; they may be changed."""
        room = 64 - self._width
        while bits:
            taken = min(bits, room - self._bits)
            if self._pending is None:
                self._pending = codes if taken == bits else codes.copy()
            else:
                _put_above(self._pending, codes, self._bits)
            self._bits += taken
            bits -= taken
            if bits:
                self._sort()
                codes >>= np.uint64(taken)

    def compare(self, column: pl.Series, descending: bool, nulls_last: bool) -> None:
        """The step for text."""
        self._sort()
        values = column if self._order is None else column.gather(pl.Series(values=self._order))
        by = pl.arg_sort_by("by", descending=descending, nulls_last=nulls_last, maintain_order=True)
        places = values.alias("by").to_frame().select(by).to_series().to_numpy()
        self._order = places.astype(np.uint32) if self._order is None else self._order[places]

    def order(self) -> Rows:
        """The rows in order."""
        self._sort()
        return np.arange(self._rows, dtype=np.uint32) if self._order is None else self._order

    def _sort(self) -> None:
        if self._pending is None:
            return
        codes, before = self._pending, self._order
        self._pending, self._bits = None, 0
        places = _sorted_in_place(codes if before is None else codes[before], self._width)
        self._order = places if before is None else before[places]


def _row_bits(rows: int) -> int:
    """Of the number of the last row."""
    return max(1, (rows - 1).bit_length())


def _put_above(low: Codes, codes: Codes, bits: int) -> None:
    """Put codes above the lowest bits; what has no room is lost."""

    def put(part: slice) -> None:
        low[part] |= codes[part] << np.uint64(bits)

    spread(put, low.shape[0])


def _sorted_in_place(codes: Codes, width: int) -> Rows:
    """Sort codes with the number of the row, of `width` bits, below; the rows in their order.

    What is above the bits that are left is lost.
    """

    def pack(part: slice) -> None:
        codes[part] <<= np.uint64(width)
        codes[part] |= np.arange(part.start, part.stop, dtype=np.uint64)

    spread(pack, codes.shape[0])
    codes.sort()
    order = np.empty(codes.shape[0], dtype=np.uint32)
    mask = np.uint32(2**width - 1)

    def unpack(part: slice) -> None:
        np.bitwise_and(codes[part].astype(np.uint32), mask, out=order[part])

    spread(unpack, codes.shape[0])
    return order
