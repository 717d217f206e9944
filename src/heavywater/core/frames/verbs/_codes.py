"""Columns as whole numbers from 0 on, in the order of their values.

What sorts and joins rows works on such numbers: they are quicker to compare than values of a type,
and those of several columns can be one number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.parallel import side_by_side

__all__ = ["AT_ONCE", "Codes", "Span", "as_codes", "span_of", "spread"]

Codes = npt.NDArray[np.uint64]

#: Rows of a portion that stays in the cache.
AT_ONCE = 1 << 15

#: Rows of which a core takes so many at a time.
_PART = 1 << 19

_SIGN = np.uint64(1 << 63)
#: What no code of a number reaches: room for the missing values on both sides.
_TOP = 2**64 - 3


@dataclass(frozen=True, slots=True)
class Span:
    """The values that are to have codes.

    Attributes
    ----------
    low, high
        The smallest and the largest whole number.
    whole
        Whether the values are whole numbers; others may be of any size.
    """

    low: int
    high: int
    whole: bool = True

    @property
    def missing(self) -> int:
        """The code behind all values, that missing ones can have; they can have 0 as well."""
        return self.high - self.low + 2

    @property
    def bits(self) -> int:
        """Of the largest code."""
        return self.missing.bit_length()

    def __or__(self, other: Span) -> Span:
        """What covers both."""
        return Span(min(self.low, other.low), max(self.high, other.high), self.whole)


_OF_FRACTIONS = Span(1, _TOP, whole=False)


def span_of(column: pl.Series) -> Span | None:
    """What the codes of a column have to cover; None for a type that has none, such as text."""
    column = _numbers(column)
    if column.dtype.is_float():
        return _OF_FRACTIONS
    if not column.dtype.is_integer():
        return None
    least, most = column.min(), column.max()
    span = Span(int(least or 0), int(most or 0))  # type: ignore[arg-type]
    return span if span.high - span.low < _TOP else None


def as_codes(
    column: pl.Series, span: Span, *, descending: bool = False, nulls_last: bool = False
) -> Codes:
    """The codes of a column's values, from 1 on; missing ones have 0, or `Span.missing`."""
    column = _numbers(column)
    nulls = column.is_null().to_numpy() if column.null_count() else None
    if nulls is not None:
        column = column.fill_null(span.low if span.whole else 0.0)
    values = column.to_numpy()
    codes = np.empty(values.shape[0], dtype=np.uint64)

    def encode(part: slice) -> None:
        _encode(values[part], span, codes[part])
        if descending:
            np.subtract(np.uint64(span.missing), codes[part], out=codes[part])
        if nulls is not None:
            codes[part][nulls[part]] = span.missing if nulls_last else 0

    spread(encode, codes.shape[0])
    return codes


def spread(work: Callable[[slice], None], rows: int) -> None:
    """Work on the rows in portions that stay in the cache, side by side where they are many."""

    def portions(start: int) -> None:
        stop = min(start + _PART, rows)
        for at in range(start, stop, AT_ONCE):
            work(slice(at, min(at + AT_ONCE, stop)))

    side_by_side(portions, range(0, rows, _PART))


def _numbers(column: pl.Series) -> pl.Series:
    if isinstance(column.dtype, pl.Enum) or column.dtype.is_temporal():
        return column.to_physical()
    return column


def _encode(values: npt.NDArray[np.generic], span: Span, out: Codes) -> None:
    if span.whole:
        # Differences wrap around, which keeps them right.
        whole = values.astype(np.int64, copy=False).view(np.uint64)
        np.subtract(whole, np.uint64((span.low - 1) % 2**64), out=out)
        return
    bits = (values.astype(np.float64, copy=False) + 0.0).view(np.int64)  # -0.0 becomes 0.0
    # Negative numbers have all bits turned over, the others only their sign's.
    np.bitwise_xor(bits.view(np.uint64), (bits >> 63).view(np.uint64) | _SIGN, out=out)
