"""Frames from Python data: dicts, lists, NumPy, SciPy, pandas, Polars, anything Arrow.

Columns that have a type keep it. Columns of Python text are typed as H2O's parser would type them,
but nothing is ever written as CSV.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import EnumColumn, FrameData
from heavywater.core.frames.importing.convert import as_kind, to_levels
from heavywater.core.frames.importing.request import (
    ColumnTypes,
    ImportRequest,
    MissingTexts,
    checked_names,
    kinds_asked,
    missing_texts,
    skipped_names,
)
from heavywater.core.frames.sparse import SparseColumns
from heavywater.core.frames.types import ColumnKind
from heavywater.core.frames.values import column_of_text, column_of_values
from heavywater.exceptions import H2OTypeError, H2OUserWarning, H2OValueError, listed

__all__ = ["from_python"]


def from_python(
    data: Any,
    *,
    header: int = 0,
    separator: str = ",",
    column_names: Sequence[str] | None = None,
    column_types: ColumnTypes = None,
    na_strings: MissingTexts = None,
    skipped_columns: Sequence[int | str] | None = None,
) -> FrameData:
    """A frame of Python data.

    Parameters
    ----------
    data
        A dict of columns, a list of rows or of values, a NumPy array of one or two dimensions, a
        SciPy sparse matrix, a pandas or Polars object, or anything with ``__arrow_c_stream__``.
    header
        1 when the first row of a list or array holds the names.
    separator
        Checked and otherwise without effect: the data are taken over cell by cell, never written
        as separated text.
    column_names
        Names of the columns; ``C1``, ``C2``, ... where the data have none.
    column_types
        Types by position or by name, such as ``{"year": "enum"}``.
    na_strings
        Texts that mean missing: for all columns, a list per column, or a dict by column.
    skipped_columns
        Positions or names of columns to leave out.

    Examples
    --------
    >>> from_python({"colour": ["red", "blue", "red"], "x": [1, 2, None]}).types
    {'colour': 'enum', 'x': 'int'}
    >>> from_python([[1, 2.5], [3, 4.5]]).names
    ['C1', 'C2']
    """
    ImportRequest(header=header, sep=separator)  # checks both
    if _is_sparse(data):
        found = _of_sparse_matrix(data)
        if found.sparse is not None and na_strings is None:
            return _as_asked(found, column_names, column_types, skipped_columns)
        data = found
    columns = _columns_of(data, header)
    if isinstance(data, (list, tuple)):
        columns |= _named_beyond(column_names, len(columns))
    names = checked_names(column_names, list(columns), "column_names")
    _refuse_duplicates(names)
    skipped = skipped_names(skipped_columns, names)
    kinds = kinds_asked(column_types, names, skipped, "column_types")
    absent = missing_texts(na_strings, names)
    built = [
        _typed(name, values, kinds.get(name), absent.get(name, []))
        for name, values in zip(names, columns.values(), strict=True)
        if name not in skipped
    ]
    uuids = [name for name, kind in kinds.items() if kind == "uuid"]
    return FrameData(pl.DataFrame(_padded(built)), uuids=uuids)


def _named_beyond(names: Sequence[str] | None, count: int) -> dict[str, pl.Series | list[Any]]:
    """Empty columns for the names beyond those that rows of values have, as in H2O."""
    extra = range(count, len(names or ()))
    if extra:
        warnings.warn(
            f"column_names has {len(extra) + count} names, but the rows have {count} values; the "
            "columns beyond are missing.",
            H2OUserWarning,
            stacklevel=5,
        )
    return {f"C{at + 1}": [] for at in extra}


def _refuse_duplicates(names: list[str]) -> None:
    counts = Counter(names)
    repeated = sorted(name for name, count in counts.items() if count > 1)
    if repeated:
        raise H2OValueError(
            f"Several columns would be called {listed(repeated)}. Give each column a name of its "
            "own with column_names=.",
            "column_names",
        )


def _padded(columns: list[pl.Series]) -> list[pl.Series]:
    """Columns of one length; H2O fills short ones with missing values."""
    longest = max((len(column) for column in columns), default=0)
    return [
        column if len(column) == longest else column.extend_constant(None, longest - len(column))
        for column in columns
    ]


def _typed(
    name: str, values: pl.Series | list[Any], kind: ColumnKind | None, absent: list[str]
) -> pl.Series:
    """One column in the type that was asked for, or else its own."""
    if kind is None and not absent:
        return _own_type(name, values)
    if isinstance(values, pl.Series):
        column = values.alias(name)
        text = column.cast(pl.String)
    else:
        column = column_of_values(name, values)
        text = pl.Series(name, [None if v is None else str(v) for v in values], dtype=pl.String)
    if absent:
        column = column.set(text.is_in(absent).fill_null(False), None)
        text = text.set(text.is_in(absent).fill_null(False), None)
    if kind is None:
        return column_of_text(text) if column.dtype in _TEXTS else column
    if kind == "numeric" and column.dtype.is_numeric():
        return column
    if kind == "time" and column.dtype.is_temporal():
        return column
    return to_levels(text) if kind == "enum" else as_kind(text, kind)


_TEXTS = (pl.String, pl.Enum, pl.Categorical)


def _own_type(name: str, values: pl.Series | list[Any]) -> pl.Series:
    if not isinstance(values, pl.Series):
        return column_of_values(name, values)
    column = values.alias(name)
    if column.dtype == pl.Boolean:
        return column_of_values(name, column.to_list())
    if column.dtype == pl.Object:
        return column_of_values(name, column.to_list())
    return column_of_text(column, typed=True) if column.dtype == pl.String else column


# -- Columns of every kind of data -----------------------------------------------------------


def _columns_of(data: Any, header: int) -> dict[str, pl.Series | list[Any]]:
    """The columns by name: Polars series where they have a type, lists of values where not."""
    if data is None:
        return {}
    if isinstance(data, FrameData):
        return {column.name: column for column in data.table}
    if isinstance(data, pl.LazyFrame):
        data = data.collect()
    if isinstance(data, pl.Series):
        return {data.name or "C1": data}
    if isinstance(data, pl.DataFrame):
        return {column.name: column for column in data}
    if isinstance(data, Mapping):
        return {str(name): _values_of(values) for name, values in data.items()}
    if isinstance(data, np.ndarray):
        return _columns_of_array(data, header)
    if isinstance(data, (list, tuple)):
        return _columns_of_list(data, header)
    if "pandas" in sys.modules and type(data).__module__.split(".")[0] == "pandas":
        from heavywater.core.frames.pandas_columns import columns_of_pandas

        return columns_of_pandas(data)
    if hasattr(data, "__arrow_c_stream__"):
        return _columns_of_arrow(data) | _dictionaries_of(data)
    raise H2OTypeError(
        "A frame is made from a dict, a list, a NumPy array, a SciPy sparse matrix, a pandas or "
        "Polars object, or anything with __arrow_c_stream__; got "
        f"{type(data).__name__} {_shortened(repr(data))}. To read a file, use import_file().",
        "python_obj",
        data,
    )


def _of_sparse_matrix(matrix: Any) -> FrameData:
    """A SciPy matrix, which stays sparse if most of its cells are 0."""
    if matrix.ndim != 2:
        raise H2OValueError(
            f"A sparse array must have two dimensions to become a frame; this one has shape "
            f"{matrix.shape}.",
            "python_obj",
        )
    if matrix.dtype.kind not in "iufb":
        raise H2OTypeError(
            f"A sparse matrix must hold real numbers to become a frame, not {matrix.dtype}.",
            "python_obj",
            matrix,
        )
    cells = SparseColumns.of(matrix)
    names = [f"C{i}" for i in range(1, cells.ncol + 1)]
    sparse = FrameData(pl.DataFrame(), sparse=cells, names=names)
    return sparse if cells.pays else FrameData(sparse.table)


def _as_asked(
    data: FrameData,
    column_names: Sequence[str] | None,
    column_types: ColumnTypes,
    skipped_columns: Sequence[int | str] | None,
) -> FrameData:
    """A frame with sparse columns, of which only those change that have to."""
    names = checked_names(column_names, data.names, "column_names")
    _refuse_duplicates(names)
    skipped = skipped_names(skipped_columns, names)
    kinds = kinds_asked(column_types, names, skipped, "column_types")
    kept = data.rename(names).select([name for name in names if name not in skipped])
    changed = {
        name: _typed(name, kept.column(name), kind, [])
        for name, kind in kinds.items()
        if name not in skipped and kind != "numeric"
    }
    return kept.with_columns(changed)


def _shortened(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _is_sparse(data: object) -> bool:
    sparse = sys.modules.get("scipy.sparse")
    return sparse is not None and bool(sparse.issparse(data))


def _columns_of_arrow(data: Any) -> dict[str, pl.Series | list[Any]]:
    try:
        table = pl.DataFrame(data)
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        raise H2OTypeError(
            f"The Arrow stream of {type(data).__name__} cannot be read as a table: {error}",
            "python_obj",
            data,
        ) from None
    return {column.name: column for column in table}


def _dictionaries_of(data: Any) -> dict[str, pl.Series]:
    """Ordered dictionaries of text of a pyarrow table, with their levels as they are.

    Polars takes them for its categories, which have no order of their own. For dictionaries that
    are not ordered, which are but a way of storing text, that is right.
    """
    pyarrow = sys.modules.get("pyarrow")
    if pyarrow is None or not isinstance(data, (pyarrow.Table, pyarrow.RecordBatch)):
        return {}
    table = data if isinstance(data, pyarrow.Table) else pyarrow.Table.from_batches([data])
    return {
        name: found
        for name, column in zip(table.column_names, table.columns, strict=True)
        if (found := _of_dictionary(name, column)) is not None
    }


def _of_dictionary(name: str, column: Any) -> pl.Series | None:
    """A column of levels, if it is a dictionary of distinct texts."""
    if not (hasattr(column.type, "index_type") and column.type.ordered):
        return None
    unified = column.unify_dictionaries()
    levels = unified.chunk(0).dictionary.to_pylist() if unified.num_chunks else []
    if len(set(levels)) < len(levels) or not all(isinstance(level, str) for level in levels):
        return None
    parts = [part.indices.cast("int64").fill_null(-1).to_numpy() for part in unified.chunks]
    codes = np.concatenate([np.zeros(0, np.int64), *parts])
    return EnumColumn(codes, levels).to_series(name)


def _values_of(values: Any) -> pl.Series | list[Any]:
    """One column of a dict: a sequence, an array, a series; a scalar is a column of one row."""
    if isinstance(values, pl.Series):
        return values
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise H2OValueError(
                f"A column must have one dimension; got an array of shape {values.shape}.",
                "python_obj",
            )
        return _column_of_array(values)
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        return [values]
    if "pandas" in sys.modules and type(values).__module__.split(".")[0] == "pandas":
        from heavywater.core.frames.pandas_columns import column_of_pandas

        return column_of_pandas(values)
    return list(values)


def _columns_of_array(array: npt.NDArray[Any], header: int) -> dict[str, pl.Series | list[Any]]:
    if array.dtype.names is not None and array.ndim == 1:
        return {name: _column_of_array(array[name]) for name in array.dtype.names}
    if array.ndim not in (1, 2):
        raise H2OValueError(
            f"An array must have one or two dimensions to become a frame; this one has shape "
            f"{array.shape}. Reshape it to rows and columns.",
            "python_obj",
        )
    table = array.reshape(-1, 1) if array.ndim == 1 else array
    if header == 1 and len(table):
        names, table = [str(name) for name in table[0]], table[1:]
    else:
        names = [f"C{i}" for i in range(1, table.shape[1] + 1)]
    return {name: _column_of_array(table[:, j]) for j, name in enumerate(_distinct(names))}


def _column_of_array(values: npt.NDArray[Any]) -> pl.Series | list[Any]:
    """Numbers and times keep NumPy's type; text and objects are looked at one by one."""
    if values.dtype.kind in "iufM":
        if values.dtype.kind == "M":
            values = values.astype("datetime64[ms]")
        elif values.dtype == np.float16:
            values = values.astype(np.float32)
        return pl.Series("", np.ascontiguousarray(values))
    return [None if value is None else value for value in values.tolist()]


def _columns_of_list(rows: Sequence[Any], header: int) -> dict[str, pl.Series | list[Any]]:
    if rows and all(isinstance(row, Mapping) for row in rows):
        keys = dict.fromkeys(str(key) for row in rows for key in row)
        return {key: [row.get(key) for row in rows] for key in keys}
    nested = [_is_row(row) for row in rows]
    if any(nested) and not all(nested):
        raise H2OValueError(
            "A list must hold either rows (lists of values) or values, not both.", "python_obj"
        )
    table = [list(row) for row in rows] if any(nested) else [[value] for value in rows]
    if any(_is_row(value) for row in table for value in row):
        raise H2OValueError(
            "A list of rows must hold plain values; this one is nested more deeply.", "python_obj"
        )
    names = [str(name) for name in table.pop(0)] if header == 1 and table else []
    width = max((len(row) for row in table), default=1)
    names += [f"C{i}" for i in range(len(names) + 1, width + 1)]
    columns = [[row[j] if j < len(row) else None for row in table] for j in range(len(names))]
    return dict(zip(_distinct(names), columns, strict=True))


def _is_row(value: object) -> bool:
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim > 0)


def _distinct(names: list[str]) -> list[str]:
    """The names, checked: a dict of columns would lose repeated ones."""
    _refuse_duplicates(names)
    return names
