"""Cells as text, spelled as H2O spells them when it hands data out."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import as_float, is_number

__all__ = ["real_text", "text_rows"]


def real_text(value: float) -> str:
    """A number of a `real` column: always with a fraction, in Java's notation.

    Examples
    --------
    >>> real_text(13.0), real_text(1e10), real_text(1.5e-7)
    ('13.0', '1.0E10', '1.5E-7')
    """
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        # repr() turns to exponents only outside this range.
        return repr(value)
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    power = exponent + len(text) - 1
    fraction = text[1:].rstrip("0") or "0"
    return f"{'-' if sign else ''}{text[0]}.{fraction}E{power}"


def text_rows(data: FrameData) -> list[list[str]]:
    """All rows as lists of text; missing is empty, a time is its milliseconds.

    As in H2O, which reads lines of CSV, the row of a missing value in a single column is an empty
    list.
    """
    columns = [column_texts(column, data.type_of(column.name)) for column in data.table]
    rows = [list(row) for row in zip(*columns, strict=True)]
    if data.ncol == 1:
        for place in data.table.to_series().is_null().arg_true():
            rows[place] = []
    return rows


def column_texts(column: pl.Series, kind: str) -> list[str]:
    """One column of `text_rows`."""
    if not is_number(column):
        return ["" if text is None else text for text in column.cast(pl.String).to_list()]
    whole = column.dt.epoch("ms") if column.dtype.is_temporal() else column
    # Numbers beyond 2^53 have no float of their own.
    values = whole.to_list() if whole.dtype.is_integer() else as_float(column).to_list()
    if kind == "real":
        return ["" if value is None else real_text(value) for value in values]
    return ["" if value is None else str(int(value)) for value in values]
