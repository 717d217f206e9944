"""Long tables made wide, and wide ones long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import from_series, is_number
from heavywater.core.frames.verbs.combine import wide
from heavywater.core.frames.verbs.group import order_of_keys
from heavywater.exceptions import H2OFrameError, listed

__all__ = ["melt", "pivot", "repeat_to_length"]

_ZEROS = pl.Series([0])


def pivot(data: FrameData, index: str, column: str, value: str) -> FrameData:
    """A row for each value of `index`, a column for each value of `column`.

    Parameters
    ----------
    data
        One row for each cell.
    index
        Column of numbers, times or levels: which row a cell belongs to.
    column
        Column of levels, whole numbers or times: which column it belongs to.
    value
        Column of numbers, times or levels: what is in it. Of several values for one cell the first
        counts.

    Returns
    -------
    FrameData
        `index`, in order, then a column for each level of `column`, in the domain's order, or for
        each number or time, in order; a cell without a row is missing.
    """
    levels, places = levels_of(data, column)
    for name, argument in ((index, "index"), (value, "value")):
        if data.type_of(name) in ("string", "uuid"):
            raise H2OFrameError(
                f"The column {name!r} of pivot is of type {data.type_of(name)}; it must be of "
                "numbers, times or levels.",
                argument,
            )
    parts = pl.DataFrame(
        [
            data.column(index).alias("index"),
            places.alias("place"),
            data.column(value).alias("value"),
        ]
    )
    cells = parts.group_by("index").agg(
        pl.col("value").filter(pl.col("place") == place).first().alias(f"c{place}")
        for place in range(len(levels))
    )
    columns = order_of_keys(cells, ["index"]).get_columns()
    names = [index, *levels]
    if len(set(names)) < len(names):
        raise H2OFrameError(
            f"pivot would make two columns {index!r}: the index is called like a level of "
            f"{column!r}. Rename one of them.",
            "index",
        )
    return from_series(dict(zip(names, columns, strict=True)))


def levels_of(data: FrameData, name: str) -> tuple[list[str], pl.Series]:
    """The values of a column as names of columns, in order, and the place of each row's among them.

    Times are written as in H2O: ``2020-01-31T00:00:00.000Z``.
    """
    column, domain = data.column(name), data.domain(name)
    if domain is not None:
        return domain, column.to_physical()
    if data.type_of(name) not in ("int", "time"):
        raise H2OFrameError(
            f"The column {name!r} of pivot is of type {data.type_of(name)}; it must be of levels, "
            "whole numbers or times. Convert it with asfactor().",
            "column",
        )
    values = column.drop_nulls().unique().sort()
    if column.dtype.is_temporal():
        texts = values.dt.strftime("%Y-%m-%dT%H:%M:%S%.3fZ")
    else:
        texts = values.cast(pl.Int64).cast(pl.String)
    places = column.replace_strict(values, range(len(values)), default=None, return_dtype=pl.UInt32)
    return texts.to_list(), places


def melt(
    data: FrameData,
    keep: Sequence[str],
    values: Sequence[str] | None,
    variable_name: str,
    value_name: str,
    skip_missing: bool,
) -> FrameData:
    """A row for each cell of some columns.

    Parameters
    ----------
    data
        A wide table.
    keep
        Columns that identify a row, repeated for each of its cells; at least one.
    values
        Numeric columns whose cells become rows; all others if None.
    variable_name, value_name
        Names of the columns for a cell's column, as a level, and its value.
    skip_missing
        Leave out missing cells.
    """
    if not keep:
        raise H2OFrameError(
            "id_vars is empty; melt needs at least one column that identifies a row.", "id_vars"
        )
    chosen = [name for name in data.names if name not in keep] if values is None else [*values]
    for name in chosen:
        if not is_number(data.column(name)):
            raise H2OFrameError(
                f"The column {name!r} is of type {data.type_of(name)}; melt takes numbers as "
                f"values. Name the numeric ones in value_vars, or keep it in id_vars.",
                "value_vars",
            )
    _refuse_taken([*keep, variable_name, value_name])
    # Polars would put column below column; here all cells of a row stay together.
    count = len(chosen)
    rows = pl.Series(values=np.repeat(np.arange(data.nrow, dtype=np.uint32), count))
    columns = {name: data.column(name).gather(rows) for name in keep}
    numbers = pl.Series(np.tile(np.arange(count, dtype=np.uint32), data.nrow))
    columns[variable_name] = numbers.cat.to(pl.Enum(chosen))
    columns[value_name] = _interleaved([data.column(name) for name in chosen])
    table = pl.DataFrame([column.alias(name) for name, column in columns.items()])
    if skip_missing:
        table = table.filter(pl.col(value_name).is_not_null())
    return FrameData(table, uuids=data.uuids & set(keep))


def _interleaved(columns: list[pl.Series]) -> pl.Series:
    """First cells of all columns, then the second ones, and so on."""
    if not columns:
        return pl.Series([], dtype=pl.Float64)
    dtypes = {column.dtype for column in columns}
    shared = columns[0].dtype if len(dtypes) == 1 else wide(dtypes)
    cells = np.empty((len(columns[0]), len(columns)), dtype=_ZEROS.cast(shared).to_numpy().dtype)
    for place, column in enumerate(columns):
        cells[:, place] = column.fill_null(0).cast(shared).to_numpy()
    values = pl.Series(values=cells.ravel())
    if not any(column.null_count() for column in columns):
        return values
    there = np.column_stack([column.is_not_null().to_numpy() for column in columns]).ravel()
    return values.zip_with(pl.Series(values=there), pl.Series([None], dtype=values.dtype))


def _refuse_taken(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise H2OFrameError(
            f"melt would make two columns of the name {listed(twice)}; choose other names with "
            "var_name and value_name.",
            "var_name",
        )


def repeat_to_length(data: FrameData, length: int) -> FrameData:
    """The first `length` rows of a column repeated; of several columns, so many columns.

    Results are called ``C1``, ``C2``, ..., as in H2O.
    """
    if data.ncol == 1:
        column = data.table.to_series(0)
        if data.nrow == 0:
            raise H2OFrameError("rep_len takes a frame with rows; this one has none.")
        rows = pl.Series(np.arange(length, dtype=np.uint32) % data.nrow)
        return from_series({"C1": column.gather(rows)})
    columns = data.table.get_columns()
    return from_series({f"C{n + 1}": columns[n % len(columns)] for n in range(length)})
