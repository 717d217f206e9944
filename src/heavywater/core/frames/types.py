"""Column types: H2O's six, and how each is stored in a Polars column."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import numpy as np
import polars as pl

from heavywater.exceptions import H2OTypeError, H2OValueError, did_you_mean, listed

__all__ = [
    "ColumnKind",
    "ColumnType",
    "all_integers",
    "canonical",
    "column_kind",
    "make_unique",
]

ColumnType: TypeAlias = Literal["real", "int", "enum", "string", "time", "uuid"]

ColumnKind: TypeAlias = Literal["numeric", "enum", "string", "time", "uuid"]
"""What a user may ask of a column; whether numbers are ``int`` or ``real`` follows from them."""

_KINDS: Final[dict[str, ColumnKind]] = {
    "numeric": "numeric",
    "float": "numeric",
    "real": "numeric",
    "double": "numeric",
    "int": "numeric",
    "long": "numeric",
    "enum": "enum",
    "categorical": "enum",
    "factor": "enum",
    "string": "string",
    "time": "time",
    "uuid": "uuid",
}


def column_kind(word: str, *, var_name: str = "col_types") -> ColumnKind | None:
    """The kind that one of H2O's `word` s for a column type means; None for ``"unknown"``.

    Examples
    --------
    >>> column_kind("factor")
    'enum'
    """
    if not isinstance(word, str):
        raise H2OTypeError(
            f"A column type must be a string such as 'enum', not {word!r}.", var_name, word
        )
    folded = word.casefold()
    if folded == "unknown":
        return None
    if folded not in _KINDS:
        allowed = ["unknown", *_KINDS]
        raise H2OValueError(
            f"{word!r} is not a column type.{did_you_mean(word, allowed)} "
            f"Use one of {listed(allowed, limit=20)}.",
            var_name,
        )
    return _KINDS[folded]


def canonical(column: pl.Series) -> pl.Series:
    """The column in one of the stored forms: number, Enum, String or Datetime("ms").

    NaN becomes null, booleans become 0 and 1, dates and time stamps become UTC milliseconds.
    """
    dtype = column.dtype
    if dtype in (pl.Float64, pl.Float32):
        return column.fill_nan(None) if column.is_nan().any() else column
    if isinstance(dtype, (pl.Enum, pl.String)) or dtype in _KEPT_AS_THEY_ARE:
        return column
    if isinstance(dtype, pl.Datetime):
        return _utc_milliseconds(column, dtype)
    if isinstance(dtype, pl.Categorical):
        return _sorted_enum(column)
    if (storage := _CASTS.get(dtype.base_type())) is not None:
        return column.cast(storage)
    if isinstance(dtype, pl.Decimal):
        return column.cast(pl.Float64)
    if isinstance(dtype, pl.Duration):
        return column.dt.total_milliseconds()
    if dtype == pl.UInt64:
        return _narrowed_unsigned(column)
    raise H2OTypeError(
        f"Column {column.name!r} holds values of type {dtype}, which a frame cannot store. "
        "Convert it to numbers, text, categories or times first."
    )


_KEPT_AS_THEY_ARE: Final = (
    pl.Int8,
    pl.Int16,
    pl.Int32,
    pl.Int64,
    pl.UInt8,
    pl.UInt16,
    pl.UInt32,
)
_CASTS: Final[dict[type[pl.DataType], pl.DataType | type[pl.DataType]]] = {
    pl.Boolean: pl.UInt8,
    pl.Date: pl.Datetime("ms"),
    pl.Null: pl.Float64,
    pl.Int128: pl.Float64,
}


def _utc_milliseconds(column: pl.Series, dtype: pl.Datetime) -> pl.Series:
    if dtype.time_zone is not None:
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return column if column.dtype == pl.Datetime("ms") else column.cast(pl.Datetime("ms"))


def _sorted_enum(column: pl.Series) -> pl.Series:
    """Categories to an Enum; Polars' categories are shared by all columns, so order is lost."""
    levels = column.drop_nulls().unique().cast(pl.String).sort()
    return column.cast(pl.String).cast(pl.Enum(levels))


def _narrowed_unsigned(column: pl.Series) -> pl.Series:
    largest = column.max()
    fits = largest is None or int(largest) < 2**63  # type: ignore[arg-type]
    return column.cast(pl.Int64 if fits else pl.Float64)


def all_integers(column: pl.Series) -> bool:
    """Whether every number of the column that is there is whole; that makes it ``int``."""
    if column.dtype.is_integer():
        return True
    values = column.drop_nulls().to_numpy()
    # Most columns of fractions show one at once.
    head = values[:1024]
    if not bool(np.all(head == np.trunc(head))):
        return False
    return bool(np.all((values == np.trunc(values)) & np.isfinite(values)))


def make_unique(names: list[str]) -> list[str]:
    """The names with a number appended to those that came before, as H2O does it.

    Examples
    --------
    >>> make_unique(["a", "b", "a"])
    ['a', 'b', 'a0']
    """
    taken: set[str] = set()
    unique = []
    for name in names:
        candidate, n = name, 0
        while candidate in taken:
            candidate, n = f"{name}{n}", n + 1
        taken.add(candidate)
        unique.append(candidate)
    return unique
