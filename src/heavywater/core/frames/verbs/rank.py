"""Ranks of rows within groups, and the rows with the largest and smallest values."""

from __future__ import annotations

import math
from collections.abc import Sequence

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import is_number
from heavywater.core.frames.verbs._order import stable_order
from heavywater.exceptions import H2OFrameError

__all__ = ["extreme_rows", "rank_within_groups"]

_ROW = "\0row"


def rank_within_groups(
    data: FrameData,
    groups: Sequence[str],
    by: Sequence[str],
    ascending: Sequence[bool],
    name: str,
    keep_sorted: bool,
) -> FrameData:
    """The frame with each row's rank among the rows of its group.

    Parameters
    ----------
    data
        The rows.
    groups
        Columns whose values make a group.
    by
        Columns that rank; a row that lacks one of their values has no rank.
    ascending
        For each of `by`, whether small values come first.
    name
        Of the new column, whose ranks begin at 1; equal rows keep their order.
    keep_sorted
        Order the rows by `by`; otherwise by `groups`, then `by`.
    """
    if len(ascending) != len(by):
        raise H2OFrameError(
            f"ascending needs one entry for each of the {len(by)} columns in sort_cols, but has "
            f"{len(ascending)}.",
            "ascending",
        )
    if name in data.names:
        raise H2OFrameError(
            f"There is a column {name!r} already; choose another new_col_name.", "new_col_name"
        )
    descending = [not up for up in ascending]
    order = stable_order(data.table, [*groups, *by], [False] * len(groups) + descending)
    ordered = data.table[order]
    known = pl.all_horizontal([pl.col(column).is_not_null() for column in by])
    rank = pl.when(known).then(known.cast(pl.Int64).cum_sum().over(list(groups)))
    ranked = ordered.with_columns(rank.alias(name))
    if keep_sorted:
        ranked = ranked[stable_order(ranked, by, descending)]
    return FrameData(ranked, uuids=data.uuids)


def extreme_rows(data: FrameData, column: str, percent: float, largest: bool) -> FrameData:
    """Positions and values of the rows with the largest, or smallest, values of a column.

    Parameters
    ----------
    data, column
        The rows, and the numeric column that is looked at.
    percent
        Share of the rows, above 0 and at most 100; the number of rows is rounded, halves up, to
        one at least. Missing values are passed over.
    largest
        Whether the largest come, in falling order; otherwise the smallest, in rising order.

    Returns
    -------
    FrameData
        ``Original_Row_Indices`` and the column.
    """
    values = data.column(column)
    if not is_number(values):
        raise H2OFrameError(
            f"The column {column!r} is of type {data.type_of(column)}; it must be numeric.",
            "column",
        )
    if not 0 < percent <= 100:
        raise H2OFrameError(
            f"nPercent is {percent}; it must be above 0 and at most 100.", "nPercent"
        )
    count = max(1, math.floor(percent * 0.01 * data.nrow + 0.5))
    table = pl.DataFrame([values]).with_row_index("Original_Row_Indices").drop_nulls()
    chosen = table.sort(column, descending=largest, maintain_order=True).head(count)
    return FrameData(chosen)
