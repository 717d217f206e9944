"""Rows grouped by the values of some columns, and what is computed for each group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs._columns import is_number
from heavywater.exceptions import H2OFrameError, listed

__all__ = ["Aggregate", "Missing", "check_missing", "group_by", "order_of_keys"]

Missing = Literal["all", "ignore", "rm"]


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

    Missing values of a key are a group of their own: the first one, or for levels the last one.
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
    grouped = data.table.group_by(list(keys)).agg(expressions)
    return FrameData(order_of_keys(grouped, keys), uuids=data.uuids & set(keys))


def order_of_keys(table: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows in the order of the keys, missing numbers and text first, missing levels last."""
    last = [isinstance(table.get_column(key).dtype, pl.Enum) for key in keys]
    return table.sort(list(keys), nulls_last=last, maintain_order=True)


def _expression(data: FrameData, aggregate: Aggregate) -> pl.Expr:
    if aggregate.column is None:
        return pl.len().cast(pl.Int64).alias(aggregate.name)
    column = data.column(aggregate.column)
    if aggregate.verb == "mode":
        return _mode(column, aggregate)
    values = pl.col(column.name)
    if isinstance(column.dtype, pl.Enum) or column.dtype.is_temporal():
        values = values.to_physical()
    elif not is_number(column):
        raise H2OFrameError(
            f"{aggregate.verb} is for numbers and levels, but the column {column.name!r} is of "
            f"type {data.type_of(column.name)}. Leave it out, or convert it with asnumeric()."
        )
    if aggregate.verb not in _VERBS:
        raise H2OFrameError(
            f"There is no aggregate {aggregate.verb!r}; use one of {listed([*_VERBS, 'mode'])}."
        )
    result = _VERBS[aggregate.verb](values, aggregate.missing)
    if aggregate.missing == "all":
        result = pl.when(values.null_count() == 0).then(result)
    return result.alias(aggregate.name)


def _mode(column: pl.Series, aggregate: Aggregate) -> pl.Expr:
    """The place of the most frequent level; of several the first."""
    if not isinstance(column.dtype, pl.Enum):
        raise H2OFrameError(
            f"mode is for categorical columns, which {column.name!r} is not; convert it with "
            "asfactor() first."
        )
    codes = pl.col(column.name).to_physical().drop_nulls()
    return codes.mode().min().cast(pl.Int64).alias(aggregate.name)


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
    return _variance(values, missing).sqrt()


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
