"""Rows grouped by the values of some columns, and what is computed for each group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import is_number
from heavywater.core.frames.verbs._order import stable_order
from heavywater.exceptions import H2OFrameError, listed

__all__ = ["Aggregate", "Missing", "check_missing", "group_by", "order_of_keys"]

Missing = Literal["all", "ignore", "rm"]

#: In front of the names of columns that are aggregated, and of where these are missing.
_VALUE, _GAP = "\0value ", "\0gap "


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One number for each group.

    Attributes
    ----------
    verb
        H2O's word: ``"nrow"``, ``"sum"``, ``"mean"``, ``"min"``, ``"max"``, ``"sdev"``, ``"var"``,
        ``"sumSquares"``, ``"median"``, ``"mode"``.
    column
        What it is computed of; not for ``"nrow"``.
    missing
        What missing values do: ``"all"`` makes the result missing; ``"rm"`` leaves them out;
        ``"ignore"`` leaves them out of the values but counts their rows.
    """

    verb: str
    column: str | None = None
    missing: Missing = "all"

    @property
    def name(self) -> str:
        """Name of the result's column."""
        return "nrow" if self.column is None else f"{self.verb}_{self.column}"


def check_missing(word: str) -> Missing:
    """One of the three rules for missing values.

    Raises
    ------
    H2OValueError
        For any other word.
    """
    for rule in get_args(Missing):
        if word == rule:
            return rule  # type: ignore[no-any-return]
    raise H2OFrameError(f"na must be 'all', 'ignore' or 'rm', not {word!r}.", "na")


def group_by(
    data: FrameData, keys: Sequence[str], aggregates: Sequence[Aggregate] = ()
) -> FrameData:
    """One row for each combination of values of the `keys`, in their order.

    Missing values of a key are a group of their own, the first one.
    Levels count as their places in the domain.

    Parameters
    ----------
    data
        The rows.
    keys
        Columns to group by.
    aggregates
        What to compute.

    Returns
    -------
    FrameData
        The keys, then a column for each aggregate.
    """
    for key in keys:
        data.column(key)
    expressions = [_expression(data, aggregate) for aggregate in aggregates]
    spoilt = {a.name: a.column for a in aggregates if a.column and _can_be_spoilt(data, a)}
    counts = [pl.col(_GAP + name).sum() for name in dict.fromkeys(spoilt.values())]
    grouped = _prepared(data, keys, aggregates).group_by(list(keys)).agg([*expressions, *counts])
    # What follows the sums would keep Polars from computing them in one pass.
    finished = [
        pl.when(pl.col(_GAP + spoilt[a.name]) == 0).then(pl.col(a.name)).alias(a.name)
        if a.name in spoilt
        else pl.col(a.name).cast(pl.Int64)
        if a.column is None
        else pl.col(a.name)
        for a in aggregates
    ]
    table = grouped.select([*keys, *finished])
    return FrameData(order_of_keys(table, keys), uuids=data.uuids & set(keys))


def _can_be_spoilt(data: FrameData, aggregate: Aggregate) -> bool:
    """Whether a missing value makes the group's result missing, and there is one."""
    if aggregate.column is None or aggregate.verb == "mode" or aggregate.missing != "all":
        return False
    return data.column(aggregate.column).null_count() > 0


def _prepared(
    data: FrameData, keys: Sequence[str], aggregates: Sequence[Aggregate]
) -> pl.DataFrame:
    """The keys, numbers for what is aggregated, and where they are missing."""
    columns = [data.column(key) for key in dict.fromkeys(keys)]
    for name in dict.fromkeys(a.column for a in aggregates if a.column is not None):
        column = data.column(name)
        if isinstance(column.dtype, pl.Enum) or column.dtype.is_temporal():
            column = column.to_physical()
        columns.append(column.alias(_VALUE + name))
        if column.null_count():
            columns.append(column.is_null().cast(pl.UInt32).alias(_GAP + name))
    return pl.DataFrame(columns) if columns else pl.DataFrame()


def order_of_keys(table: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows in the order of the keys, missing ones first."""
    return table[stable_order(table, keys)] if keys else table


def _expression(data: FrameData, aggregate: Aggregate) -> pl.Expr:
    if aggregate.column is None:
        return pl.len().alias(aggregate.name)
    column = data.column(aggregate.column)
    values = pl.col(_VALUE + column.name)
    if aggregate.verb == "mode":
        return _mode(column, values).alias(aggregate.name)
    if not (is_number(column) or isinstance(column.dtype, pl.Enum)):
        raise H2OFrameError(
            f"{aggregate.verb} is for numbers and levels, but the column {column.name!r} is of "
            f"type {data.type_of(column.name)}. Leave it out, or convert it with asnumeric()."
        )
    if aggregate.verb not in _VERBS:
        raise H2OFrameError(
            f"There is no aggregate {aggregate.verb!r}; use one of {listed([*_VERBS, 'mode'])}."
        )
    rule = aggregate.missing if column.null_count() else "rm"
    return _VERBS[aggregate.verb](values, rule).alias(aggregate.name)


def _mode(column: pl.Series, values: pl.Expr) -> pl.Expr:
    """The place of the most frequent level; of several the first."""
    if not isinstance(column.dtype, pl.Enum):
        raise H2OFrameError(
            f"mode is for categorical columns, which {column.name!r} is not; convert it with "
            "asfactor() first."
        )
    return values.drop_nulls().mode().min().cast(pl.Int64)


def _sum(values: pl.Expr, missing: Missing) -> pl.Expr:  # noqa: ARG001 - both rules agree
    return values.sum()


def _mean(values: pl.Expr, missing: Missing) -> pl.Expr:
    return values.sum() / pl.len() if missing == "ignore" else values.mean()


def _smallest(values: pl.Expr, missing: Missing) -> pl.Expr:  # noqa: ARG001
    return values.min()


def _largest(values: pl.Expr, missing: Missing) -> pl.Expr:  # noqa: ARG001
    return values.max()


def _squares(values: pl.Expr, missing: Missing) -> pl.Expr:  # noqa: ARG001
    return values.cast(pl.Float64).pow(2).sum()


def _variance(values: pl.Expr, missing: Missing) -> pl.Expr:
    return (values.fill_null(0) if missing == "ignore" else values).var(ddof=1)


def _deviation(values: pl.Expr, missing: Missing) -> pl.Expr:
    return (values.fill_null(0) if missing == "ignore" else values).std(ddof=1)


def _median(values: pl.Expr, missing: Missing) -> pl.Expr:
    if missing != "ignore":
        return values.median()
    # Missing values count as the smallest; a missing one in the middle leaves no median.
    below = values.cast(pl.Float64).fill_null(float("-inf")).median()
    return pl.when(below.is_finite()).then(below)


_VERBS: dict[str, Callable[[pl.Expr, Missing], pl.Expr]] = {
    "sum": _sum,
    "mean": _mean,
    "min": _smallest,
    "max": _largest,
    "sdev": _deviation,
    "var": _variance,
    "sumSquares": _squares,
    "median": _median,
}
