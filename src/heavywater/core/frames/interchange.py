"""Frames for other libraries: pandas, Polars, Arrow, NumPy. Nothing goes through CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.sparse import SparseColumns
from heavywater.exceptions import H2OError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from scipy.sparse import csc_array

__all__ = [
    "arrow_schema",
    "arrow_stream",
    "csv_table",
    "interchange_object",
    "narwhals_object",
    "to_arrow",
    "to_csv",
    "to_numpy",
    "to_pandas",
    "to_pandas_as_h2o",
    "to_polars",
    "to_scipy",
]

# Not "007": a number would lose the zeros.
_NUMBER = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"
_WHOLE = r"^-?[0-9]{1,18}$"
_TRUE, _FALSE = ("True", "TRUE", "true"), ("False", "FALSE", "false")
_TRUTH = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)


def to_polars(data: FrameData) -> pl.DataFrame:
    """The frame's own columns, without a copy.

    Categories are an `polars.Enum`, times are ``Datetime("ms")``. Numbers are in the type in which
    they are stored, which for imported files is the narrowest; widen them before arithmetic.
    """
    return data.table.clone()


def to_arrow(data: FrameData) -> pa.Table:
    """The frame as a `pyarrow.Table`, numbers without a copy; categories are dictionaries."""
    _require("pyarrow", "to_arrow()")
    return data.table.to_arrow()


def arrow_stream(data: FrameData, requested_schema: object = None) -> object:
    """The capsule of the Arrow PyCapsule interface, for anything that takes Arrow data.

    Parameters
    ----------
    data
        The frame; the stream shares its memory.
    requested_schema
        Capsule of the schema that the consumer prefers. The columns are cast to it where pyarrow
        is installed and can do it; else they come as they are, as the interface allows.
    """
    cast = None if requested_schema is None else _cast(data, requested_schema)
    return data.table.__arrow_c_stream__() if cast is None else cast.__arrow_c_stream__()


def _cast(data: FrameData, requested: object) -> pa.Table | None:
    """The frame as a table of another schema, None where that cannot be."""
    try:
        import pyarrow as pa
    except ImportError:
        return None
    schema = pa.schema(_Schema(requested))
    if schema.names != data.names:
        return None
    try:
        return data.table.to_arrow().cast(schema)
    except (pa.ArrowException, ValueError):
        return None


class _Schema:
    """What holds the capsule of a schema."""

    def __init__(self, capsule: object) -> None:
        self._capsule = capsule

    def __arrow_c_schema__(self) -> object:
        return self._capsule


def arrow_schema(data: FrameData) -> object:
    """The capsule of the schema that `arrow_stream` gives."""
    # An empty frame has the same schema, and its stream costs nothing.
    empty = data.table.clear()
    if hasattr(empty.schema, "__arrow_c_schema__"):
        return empty.schema.__arrow_c_schema__()
    _require("pyarrow", "__arrow_c_schema__()")
    return empty.to_arrow().schema.__arrow_c_schema__()


def interchange_object(data: FrameData, nan_as_null: bool, allow_copy: bool) -> object:
    """What consumers of the older data frame interchange protocol take."""
    return to_arrow(data).__dataframe__(nan_as_null=nan_as_null, allow_copy=allow_copy)


def narwhals_object(data: FrameData) -> object:
    """The frame for libraries that use narwhals, which knows it as the Polars frame it holds."""
    import narwhals

    return narwhals.from_native(to_polars(data), eager_only=True)._compliant_frame


def to_scipy(data: FrameData) -> csc_array:
    """The numeric columns as a SciPy array, stored by column; missing is NaN.

    Raises
    ------
    H2OTypeError
        If a column is not numeric.
    """
    sparse = data.sparse
    if sparse is not None and sparse.ncol == data.ncol:
        return sparse.matrix().copy()
    columns = (data.numeric(name) for name in data.names)
    return SparseColumns.of_dense(data.nrow, columns).matrix()


def to_pandas(data: FrameData) -> pd.DataFrame:
    """The frame with pandas' own types.

    Whole numbers are int64, or float64 when some are missing; other numbers float64; categories
    are a Categorical of all levels in their order; text is strings; times are datetime64 in
    milliseconds. Missing is NaN, or NaT.
    """
    pandas = _pandas()
    data.refuse_if_huge()
    columns = {name: _pandas_column(data, name) for name in data.names}
    for name in data.names:
        if (domain := data.domain(name)) is not None:
            columns[name] = pandas.Categorical.from_codes(data.codes(name), domain)
    return pandas.DataFrame(columns)


def to_pandas_as_h2o(data: FrameData) -> pd.DataFrame:
    """As `to_pandas`, but categories are text, and text that all reads as numbers is numeric.

    So H2O's own client does it, and scripts rely on it: predictions of the classes 0 and 1 can be
    compared with numbers. Labels that all read as true or false become bool.
    """
    pandas = _pandas()
    data.refuse_if_huge()
    frame = pandas.DataFrame({name: _pandas_column(data, name) for name in data.names})
    for name, kind in data.types.items():
        values = _read_labels(data.column(name)) if kind in ("enum", "string") else None
        if values is not None:
            frame[name] = values
    return frame


def _pandas() -> Any:
    _require("pandas", "as_data_frame()")
    import pandas

    return pandas


def _read_labels(column: pl.Series) -> npt.NDArray[Any] | None:
    """Labels as numbers or truth values, None where one of them is neither."""
    texts = column.cast(pl.String)
    known = texts.drop_nulls().unique()
    if known.is_empty():
        return None
    if known.str.contains(_NUMBER).all():
        exact = known.str.contains(_WHOLE).all() and texts.null_count() == 0
        return texts.cast(pl.Int64 if exact else pl.Float64).to_numpy(writable=True)
    if known.is_in(list(_TRUTH)).all():
        truth = [_TRUTH.get(text, np.nan) for text in texts]
        return np.array(truth, dtype=object if texts.null_count() else bool)
    return None


def _pandas_column(data: FrameData, name: str) -> Any:
    column = data.column(name)
    kind = data.type_of(name)
    if kind == "time":
        return column.to_numpy().astype("datetime64[ms]")
    if kind == "int" and column.null_count() == 0:
        return _as_int64(column).to_numpy(writable=True)
    if kind in ("int", "real"):
        return data.numeric(name)
    texts = np.array(column.cast(pl.String).to_list(), dtype=object)
    texts[column.is_null().to_numpy()] = np.nan
    return texts


def to_numpy(data: FrameData) -> npt.NDArray[Any]:
    """The frame as an array of rows and columns.

    Frames of numbers become int64 when all are whole and there, else float64 with NaN for missing;
    times are milliseconds. With categories or text among the columns, cells are Python objects and
    missing is None.
    """
    data.refuse_if_huge()
    kinds = set(data.types.values())
    if kinds <= {"int", "real", "time"}:
        whole = [_as_int64(data.column(name)) for name in data.names if "real" not in kinds]
        if whole and all(c.dtype == pl.Int64 and c.null_count() == 0 for c in whole):
            return np.array(pl.DataFrame(whole).to_numpy(order="c"))
        return data.matrix(data.names, np.float64)
    out = np.empty((data.nrow, data.ncol), dtype=object)
    for j, name in enumerate(data.names):
        out[:, j] = data.column(name).to_list()
    return out


def to_csv(data: FrameData) -> str:
    """The frame as text in H2O's form of CSV.

    Names, text and categories are quoted; missing cells are empty; whole numbers have no fraction
    and times are milliseconds since 1970.
    """
    return csv_table(data).write_csv(quote_style="non_numeric")


def csv_table(data: FrameData, types: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The columns as they are written in CSV: times as milliseconds, whole numbers as such.

    Parameters
    ----------
    data
        What to write.
    types
        Types of the columns; those of the whole frame if `data` are some of its rows.
    """
    data.refuse_if_huge()
    kinds = data.types if types is None else types
    return pl.DataFrame([_csv_column(data.column(name), kinds[name]) for name in data.names])


def _csv_column(column: pl.Series, kind: str) -> pl.Series:
    if kind == "time":
        return column.to_physical()
    return _as_int64(column) if kind == "int" else column


def _as_int64(column: pl.Series) -> pl.Series:
    """Whole numbers as Int64, unless there are larger ones among them."""
    cast = column.cast(pl.Int64, strict=False)
    return cast if cast.null_count() == column.null_count() else column


def _require(package: str, purpose: str) -> None:
    try:
        __import__(package)
    except ImportError:
        raise H2OError(
            f"{purpose} needs the package {package}, which is not installed. Install it with: "
            'pip install "heavywater[pandas]"'
        ) from None
