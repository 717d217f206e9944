"""Columns of Python values: which of H2O's types they are."""

from __future__ import annotations

import datetime
import decimal
import math
import numbers
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from heavywater.core.frames.importing.convert import as_kind, to_levels
from heavywater.core.frames.importing.guess import count_cells, guess_kind
from heavywater.exceptions import H2OTypeError

__all__ = ["column_of_text", "column_of_values"]

_ENUM_SHARE = 0.95
"""With more distinct texts than this share of all texts, a column is text, not categories."""


def column_of_values(name: str, values: Sequence[Any]) -> pl.Series:
    """A column of Python values, typed as H2O would type them.

    All numbers: a numeric column. All booleans: the categories ``False`` and ``True``. All dates
    or times: a time column. Anything else is text, of which H2O's parser guesses the type.
    """
    cleaned = [None if _is_missing(value) else value for value in values]
    there = [value for value in cleaned if value is not None]
    if not there:
        return pl.Series(name, cleaned, dtype=pl.Float64)
    if all(isinstance(value, (bool, np.bool_)) for value in there):
        texts = [None if value is None else str(bool(value)) for value in cleaned]
        return pl.Series(name, texts, dtype=pl.Enum(["False", "True"]))
    if all(_is_number(value) for value in there):
        return _numbers(name, cleaned)
    if all(isinstance(value, (datetime.date, np.datetime64)) for value in there):
        return _times(name, cleaned)
    nested = next((v for v in there if isinstance(v, (list, dict, set, np.ndarray))), None)
    if nested is not None:
        raise H2OTypeError(
            f"Column {name!r} holds a {type(nested).__name__}; a cell must be a number, a text, a "
            "boolean or a time.",
            "python_obj",
            nested,
        )
    texts = [None if value is None else _text_of(value) for value in cleaned]
    return column_of_text(pl.Series(name, texts, dtype=pl.String))


def column_of_text(text: pl.Series, *, typed: bool = False) -> pl.Series:
    """A column of text in the type that H2O guesses; `typed` text stays text or categories."""
    if not typed:
        kind = guess_kind(count_cells(text))
        return to_levels(text) if kind == "enum" else as_kind(text, kind)
    filled = len(text) - text.null_count()
    repeats = text.n_unique() - bool(text.null_count()) <= _ENUM_SHARE * filled
    return to_levels(text) if filled and repeats else text


def _is_missing(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, (float, np.floating)):
        return math.isnan(value)
    if isinstance(value, np.datetime64):
        return bool(np.isnat(value))
    # pandas' NA and NaT, which must not be imported to be known
    return type(value).__name__ in ("NAType", "NaTType")


def _is_number(value: Any) -> bool:
    if isinstance(value, (bool, np.bool_)):
        return False
    return isinstance(value, (numbers.Real, decimal.Decimal))


def _numbers(name: str, values: list[Any]) -> pl.Series:
    whole = all(v is None or isinstance(v, numbers.Integral) for v in values)
    if whole and all(v is None or -(2**63) <= int(v) < 2**63 for v in values):
        return pl.Series(name, [None if v is None else int(v) for v in values], dtype=pl.Int64)
    return pl.Series(name, [None if v is None else float(v) for v in values], dtype=pl.Float64)


def _times(name: str, values: list[Any]) -> pl.Series:
    moments = [None if value is None else _moment(value) for value in values]
    return pl.Series(name, moments, dtype=pl.Int64).cast(pl.Datetime("ms"))


def _moment(value: datetime.date | np.datetime64) -> int:
    """Milliseconds since 1970; a time without a zone is taken for UTC."""
    if isinstance(value, np.datetime64):
        return int(value.astype("datetime64[ms]").astype(np.int64))
    if not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    if value.tzinfo is None:
        value = value.replace(tzinfo=datetime.UTC)
    since = value - datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    return since // datetime.timedelta(milliseconds=1)


def _text_of(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
