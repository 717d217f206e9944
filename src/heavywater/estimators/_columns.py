"""Columns as users name them: by name, by position, or mixed."""

from __future__ import annotations

import numbers
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from heavywater.exceptions import H2OColumnError, H2OModelBuildError, H2OTypeError, H2OValueError

__all__ = ["choose_predictors", "column_name", "column_names", "special_column"]


def column_name(column: Any, names: Sequence[str], argument: str) -> str:
    """The name of a column given by name or position; -1 is the last one.

    Raises
    ------
    H2OColumnError
        If there is no such column.
    H2OTypeError
        If it is neither a name nor a position.
    """
    if isinstance(column, str):
        if column not in names:
            raise H2OColumnError.unknown(
                column, names, frame=f"{argument}: the training frame", var_name=argument
            )
        return str(column)
    if isinstance(column, numbers.Integral) and column is not True and column is not False:
        return _name_at(int(column), names, argument)
    raise H2OTypeError(
        f"{argument} has {column!r} (of type {type(column).__name__}); columns are given by name "
        "or by position.",
        argument,
        column,
    )


def _name_at(index: int, names: Sequence[str], argument: str) -> str:
    if not -len(names) <= index < len(names):
        raise H2OColumnError.out_of_range(
            index, len(names), frame=f"{argument}: the training frame", var_name=argument
        )
    return names[index]


def column_names(columns: Any, names: Sequence[str], argument: str) -> set[str]:
    """The names of one column or several."""
    if isinstance(columns, (str, numbers.Integral)):
        return {column_name(columns, names, argument)}
    if isinstance(columns, Iterable) and not hasattr(columns, "frame_id"):
        # Most are names; looking each up in a list of very many would take long.
        known = set(names)
        return {
            column if isinstance(column, str) and column in known
            else column_name(column, names, argument)
            for column in columns
        }  # fmt: skip
    raise H2OTypeError(
        f"{argument} is {columns!r}; it must be a name, a position, or a list of these.",
        argument,
        columns,
    )


def special_column(column: Any, names: Sequence[str], argument: str) -> str | None:
    """The name of a column with a role such as that of the weights, if one is given."""
    if column is None:
        return None
    try:
        return column_name(column, names, argument)
    except H2OColumnError as error:
        # H2O's server finds this one out; scripts catch what the server raises.
        raise H2OModelBuildError.of([(argument, str(error))]) from None


def choose_predictors(
    x: Any, ignored: Any, names: Sequence[str], special: Collection[str]
) -> list[str]:
    """The columns to learn from, in the frame's order.

    Parameters
    ----------
    x
        The chosen columns, or None for all.
    ignored
        Columns to leave out, or None; not together with `x`.
    names
        Columns of the training frame.
    special
        Columns with another role (response, weights), which are left out in any case.
    """
    if x is not None and ignored is not None:
        raise H2OValueError(
            "Both x and ignored_columns are given; x says which columns to learn from, "
            "ignored_columns which not: use one of them.",
            "ignored_columns",
        )
    chosen = set(names) if x is None else column_names(x, names, "x")
    if ignored is not None:
        chosen -= column_names(ignored, names, "ignored_columns")
    predictors = [name for name in names if name in chosen and name not in special]
    if not predictors:
        raise H2OModelBuildError.of(
            [
                (
                    "x",
                    "There is no column to learn from: x must name at least one besides the "
                    "response and the weights.",
                )
            ]
        )
    return predictors
