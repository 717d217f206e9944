"""`ifelse`: values from one side where a test holds, from the other where it does not."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import (
    as_float,
    domain_of,
    from_series,
    is_number,
    reject,
)
from heavywater.core.frames.verbs._operands import Operand, Value, nth
from heavywater.exceptions import H2OFrameError, H2OTypeError

__all__ = ["ifelse"]

Truth: TypeAlias = pl.Series


def ifelse(test: FrameData, yes: Operand, no: Operand) -> FrameData:
    """`yes` where `test` is not zero, `no` where it is, missing where it is missing.

    Frames of one column are repeated beside wider ones; plain values are repeated everywhere.
    Text gives a categorical column.
    """
    reject(test, "ifelse", ("int", "real"))
    width = result_width(test, yes, no)
    columns = {}
    for index in range(width):
        truth = nth(test, index)
        assert isinstance(truth, pl.Series)
        columns[f"C{index + 1}"] = choose(truth, nth(yes, index), nth(no, index))
    return from_series(columns)


def result_width(test: FrameData, *sides: Operand) -> int:
    """Number of result columns, after checking that all frames fit together."""
    frames = [test, *(side for side in sides if isinstance(side, FrameData))]
    width = max(frame.ncol for frame in frames)
    for frame in frames:
        if frame.nrow != test.nrow or frame.ncol not in (1, width):
            raise H2OFrameError(
                "ifelse needs frames of equal numbers of rows, and of columns unless it is one; "
                f"the test is {test.nrow} x {test.ncol}, another is {frame.nrow} x {frame.ncol}."
            )
    return width


def choose(test: pl.Series, yes: Value, no: Value) -> pl.Series:
    """One column of the result."""
    if is_textual(yes) or is_textual(no):
        for side in (yes, no):
            if not is_textual(side) and side is not None:
                raise H2OTypeError(
                    "ifelse cannot mix text with numbers in one column; make both sides text or "
                    "both numbers.",
                    "yes",
                    side,
                )
        return choose_text(test, yes, no)
    return pick(test, number_side(yes), number_side(no), pl.Float64)


def is_textual(value: Value) -> bool:
    """Whether a side is a text, or a column of levels or text."""
    return isinstance(value, str) or (isinstance(value, pl.Series) and not is_number(value))


def number_side(value: Value) -> pl.Series | float | None:
    """A side that holds numbers, in double precision."""
    if isinstance(value, pl.Series):
        return as_float(value)
    if value is None or np.isnan(float(value)):
        return None
    return float(value)


def choose_text(test: pl.Series, yes: Value, no: Value) -> pl.Series:
    """Text if a column of text takes part, else levels of both sides' domains, `no` first."""
    text = pick(test, text_side(yes), text_side(no), pl.String)
    if any(isinstance(side, pl.Series) and side.dtype == pl.String for side in (yes, no)):
        return text
    return text.cast(pl.Enum(list(dict.fromkeys([*levels_of(no, yes)]))))


def levels_of(no: Value, yes: Value) -> list[str]:
    """Levels of the result: those of columns first, then new ones from plain text."""
    columns = [side for side in (no, yes) if isinstance(side, pl.Series)]
    texts = [side for side in (no, yes) if isinstance(side, str)]
    return [level for column in columns for level in domain_of(column)] + texts


def text_side(value: Value) -> pl.Series | str | None:
    """A side that holds text."""
    if isinstance(value, pl.Series):
        return value.cast(pl.String)
    return value if isinstance(value, str) else None


def pick(
    test: pl.Series,
    yes: pl.Series | float | str | None,
    no: pl.Series | float | str | None,
    dtype: type[pl.DataType],
) -> pl.Series:
    """Values by row from one of two sides."""
    holds = pl.lit(as_float(test)) != 0.0
    chosen = (
        pl.when(pl.lit(test.is_null()))
        .then(pl.lit(None, dtype=dtype))
        .when(holds)
        .then(pl.lit(yes, dtype=dtype))
        .otherwise(pl.lit(no, dtype=dtype))
    )
    return pl.select(chosen.alias("chosen")).to_series()
