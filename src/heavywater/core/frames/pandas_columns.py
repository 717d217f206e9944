"""Columns of pandas objects, taken over without PyArrow; imported only when pandas is in use."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from heavywater.core.frames.data import EnumColumn
from heavywater.exceptions import H2OTypeError

__all__ = ["column_of_pandas", "columns_of_pandas"]


def columns_of_pandas(data: Any) -> dict[str, pl.Series | list[Any]]:
    """The columns of a pandas DataFrame or Series by name; the index is left out."""
    kind = type(data).__name__
    if hasattr(data, "columns"):
        names = [str(name) for name in data.columns]
        columns = [column_of_pandas(data.iloc[:, j]) for j in range(len(names))]
        return dict(zip(names, columns, strict=True))
    if hasattr(data, "iloc"):
        return {"C1" if data.name is None else str(data.name): column_of_pandas(data)}
    raise H2OTypeError(
        f"A frame cannot be made from pandas' {kind}; give a DataFrame or a Series.",
        "python_obj",
        data,
    )


def column_of_pandas(series: Any) -> pl.Series | list[Any]:
    """One column: typed where pandas has a type, else a list of values."""
    if not hasattr(series, "array"):  # an array, such as a Categorical
        import pandas

        series = pandas.Series(series)
    dtype = series.dtype
    if hasattr(dtype, "categories"):
        return _categories(series.array)
    kind = getattr(dtype, "kind", "O")
    if kind == "M":
        moments = series.to_numpy("datetime64[ns]") if _has_zone(dtype) else series.to_numpy()
        return pl.Series("", moments.astype("datetime64[ms]"))
    if kind in "iu":
        present = series.isna().to_numpy()
        numbers = pl.Series("", series.to_numpy(dtype=np.int64, na_value=0))
        return numbers.set(pl.Series(present), None) if present.any() else numbers
    if kind == "f":
        return pl.Series("", series.to_numpy(dtype=np.float64, na_value=np.nan))
    missing = series.isna().to_numpy()
    return [None if gone else v for v, gone in zip(series.tolist(), missing, strict=True)]


def _has_zone(dtype: Any) -> bool:
    return getattr(dtype, "tz", None) is not None


def _categories(array: Any) -> pl.Series:
    """All levels, in pandas' order; H2O, which gets them as text, sorts those in use."""
    levels = [str(level) for level in array.categories]
    if len(set(levels)) < len(levels):  # 1 and "1" are one label
        texts = [None if code < 0 else levels[code] for code in array.codes]
        return pl.Series("", texts).cast(pl.Enum(list(dict.fromkeys(levels))))
    return EnumColumn(np.asarray(array.codes, dtype=np.int64), levels).to_series("")
