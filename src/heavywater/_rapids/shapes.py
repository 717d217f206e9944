"""Primitives of Rapids that take more than calling a method of a frame."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from heavywater._rapids.parser import NumberList
from heavywater._rapids.values import (
    Primitive,
    Value,
    column,
    columns,
    flag,
    frame,
    is_empty,
    left_out,
    number,
    numbers,
    plain,
    rows,
    text,
    texts,
    whole,
)
from heavywater.exceptions import H2OExpressionError, did_you_mean, listed
from heavywater.frame import H2OFrame
from heavywater.information_retrieval.tf_idf import tf_idf

#: Rows that `apply` takes one by one.
_MOST_ROWS = 10_000


# -- Arguments -----------------------------------------------------------------------------


def seed(value: Value) -> int | None:
    """A seed; -1 is a random one."""
    found = whole(value)
    return None if found == -1 else found


def ascending(value: Value) -> list[bool]:
    """Directions: 1 from small to large, -1 or 0 the other way round."""
    return [] if is_empty(value) else [direction > 0 for direction in numbers(value)]


def scaling(value: Value) -> bool | list[float]:
    """Whether to shift or divide, or by what."""
    return numbers(value) if isinstance(value, NumberList) else flag(value)


def breaks(value: Value) -> Any:
    """The name of a rule, a number of bars, or where they begin and end."""
    if isinstance(value, str):
        return value
    return numbers(value) if isinstance(value, NumberList) else whole(value)


def end(value: Value) -> int | None:
    """The end of a part of a text; the text's own for NaN."""
    return None if math.isnan(number(value)) else whole(value)


# -- Parts of frames -----------------------------------------------------------------------


def cols(of: Value, which: Value) -> H2OFrame:
    """Columns by name or position; negative positions leave columns out, -1 the first."""
    source, chosen = frame(of), columns(which)
    without = left_out(chosen)
    return source.drop(without) if without is not None else _columns(source, chosen)


def cols_py(of: Value, which: Value) -> H2OFrame:
    """Columns by name or position; negative positions count from the right."""
    source = frame(of)
    if isinstance(which, NumberList) and any(math.isinf(s.count) for s in which.spans):
        return _columns(source, rows(which))
    return _columns(source, columns(which))


def _columns(of: H2OFrame, which: Any) -> H2OFrame:
    chosen: H2OFrame = of[which]
    return chosen


def rows_of(of: Value, which: Value) -> H2OFrame:
    """Rows by position or by a frame of zeros and ones; negative positions leave rows out."""
    source, chosen = frame(of), rows(which)
    without = left_out(chosen) if isinstance(chosen, list) else None
    if without is not None:
        return source.drop(without, axis=0)
    return source[chosen, :]  # type: ignore[no-any-return]


def cbind(*parts: Value) -> H2OFrame:
    """Columns beside each other; numbers fill a column."""
    first, *others = (plain(part) for part in parts)
    if not isinstance(first, H2OFrame):
        return H2OFrame([[first]]).cbind([*others]) if others else H2OFrame([[first]])
    return first.cbind(list(others)) if others else first


def rbind(*parts: Value) -> H2OFrame:
    """Rows below each other."""
    first, *others = (frame(part) for part in parts)
    return first.rbind(others) if others else first


def append(of: Value, *pairs: Value) -> H2OFrame:
    """A frame with columns added: values and names in turn."""
    if len(pairs) % 2:
        raise H2OExpressionError("'append' takes pairs of a value and a name after the frame.")
    grown = frame(of).copy()
    for value, name in zip(pairs[::2], pairs[1::2], strict=True):
        grown[text(name)] = plain(value)
    return grown


def assign_cells(of: Value, source: Value, to_columns: Value, to_rows: Value) -> H2OFrame:
    """A frame with other values in some cells; empty lists mean all columns and all rows."""
    changed = frame(of).copy()
    into = changed.names if is_empty(to_columns) else _names(changed, columns(to_columns))
    if is_empty(to_rows):
        changed[into if len(into) > 1 else into[0]] = plain(source)
    else:
        changed[rows(to_rows), into if len(into) > 1 else into[0]] = plain(source)
    return changed


def _names(of: H2OFrame, chosen: list[str | int]) -> list[str]:
    """Names of columns; a position one past the last makes a new column."""
    new = f"C{of.ncol + 1}"
    return [
        new if name == of.ncol else of.names[name] if isinstance(name, int) else name
        for name in chosen
    ]


def rename_columns(of: Value, which: Value, new: Value) -> H2OFrame:
    """A frame whose columns have other names."""
    renamed, old, names = frame(of).copy(), columns(which), texts(new)
    if len(old) != len(names):
        raise H2OExpressionError(f"'colnames=' got {len(old)} columns and {len(names)} names.")
    renamed.rename(dict(zip(old, names, strict=True)))
    return renamed


def levels(of: Value) -> H2OFrame:
    """The levels of each column, one below the other."""
    source = frame(of)
    domains = [source._data.domain(name) or [] for name in source.names]
    longest = max(map(len, domains), default=0)
    filled = {
        f"C{at}": [*domain, *[None] * (longest - len(domain))]
        for at, domain in enumerate(domains, start=1)
    }
    return H2OFrame._from_data(H2OFrame(filled, column_types=["enum"] * len(filled))._data)


# -- Choices and sums ----------------------------------------------------------------------


def ifelse(test: Value, yes: Value, no: Value) -> Any:
    """Values of the one or the other, by a number or by a frame of zeros and ones."""
    if isinstance(test, float):
        return plain(yes if test else no)
    return frame(test).ifelse(plain(yes), plain(no))


def mean(of: Value, skip: Value = 1.0, axis: Value = 0.0) -> Any:
    """Means of columns as a frame of one row, or of rows."""
    return frame(of).mean(skipna=flag(skip), axis=whole(axis), return_frame=True)


def sums(of: Value, skip: Value, axis: Value) -> Any:
    """Sums of columns as a frame of one row, or of rows."""
    return frame(of).sum(skipna=flag(skip), axis=whole(axis), return_frame=True)


def variance(of: Value, other: Value = 0.0, use: Value = "everything", _same: Value = 0.0) -> Any:
    """Variances and covariances."""
    against = frame(other) if _is_frame(other) else None
    return frame(of).var(against, use=text(use))


def correlation(
    of: Value, other: Value = 0.0, use: Value = "everything", method: Value = "Pearson"
) -> Any:
    """Correlations."""
    against = frame(other) if _is_frame(other) else None
    return frame(of).cor(against, use=text(use), method=text(method))


def _is_frame(value: Value) -> bool:
    return isinstance(value, H2OFrame)


def table(of: Value, *others: Value) -> Any:
    """Counts of values, or of pairs of them."""
    second = next((frame(value) for value in others if _is_frame(value)), None)
    dense = next((flag(value) for value in others if isinstance(value, float)), True)
    return frame(of).table(second, dense=dense)


def sequence(first: Value, last: Value, step: Value) -> H2OFrame:
    """Numbers at equal distances, in one column."""
    begin, stop, by = number(first), number(last), number(step)
    if not all(map(math.isfinite, (begin, stop, by))) or by == 0 or (stop - begin) / by < 0:
        raise H2OExpressionError(f"There is no sequence from {begin:g} to {stop:g} by {by:g}.")
    count = int((stop - begin) / by + 1e-10) + 1
    return H2OFrame._from_data(H2OFrame({"C1": begin + by * np.arange(count)})._data)


def time_of(method: str, parts: Sequence[Value]) -> Any:
    """Moments of years, months, days, hours, minutes, seconds and milliseconds."""
    make: Callable[..., Any] = getattr(H2OFrame, method)
    return make(*map(plain, parts))


# -- Joins, groups, functions --------------------------------------------------------------


def merge(
    left: Value,
    right: Value,
    all_left: Value,
    all_right: Value,
    by_left: Value = NumberList(()),  # noqa: B008 - a constant
    by_right: Value = NumberList(()),  # noqa: B008
    method: Value = "auto",
) -> H2OFrame:
    """Rows of two frames whose keys are equal."""
    keys = [None if is_empty(by) else columns(by) for by in (by_left, by_right)]
    return frame(left).merge(
        frame(right), flag(all_left), flag(all_right), keys[0], keys[1], text(method)
    )


def word_weights(
    of: Value, document: Value, words: Value, split: Value = 1.0, case: Value = 1.0
) -> H2OFrame:
    """How telling words are of the texts in which they are."""
    return tf_idf(frame(of), column(document), column(words), flag(split), flag(case))


_AGGREGATES = {
    "nrow": "count",
    "sum": "sum",
    "mean": "mean",
    "min": "min",
    "max": "max",
    "sd": "sd",
    "sdev": "sd",
    "var": "var",
    "mode": "mode",
    "median": "median",
    "sumSquares": "ss",
}


def group_by(of: Value, by: Value, *aggregates: Value) -> Any:
    """What is computed for groups of rows: name, column and treatment of gaps in turn."""
    if len(aggregates) % 3:
        raise H2OExpressionError(
            "'GB' takes triples of an aggregate, a column and 'all', 'rm' or 'ignore' after the "
            "columns to group by."
        )
    groups = frame(of).group_by(columns(by))
    for name, col, na in zip(aggregates[::3], aggregates[1::3], aggregates[2::3], strict=True):
        word = text(name)
        if word not in _AGGREGATES:
            raise H2OExpressionError(
                f"There is no aggregate {word!r}.{did_you_mean(word, _AGGREGATES)} Use one of "
                f"{listed(_AGGREGATES)}."
            )
        method = getattr(groups, _AGGREGATES[word])
        _ = method(text(na)) if word == "nrow" else method(column(col), text(na))
    return groups.get_frame()


def apply(of: Value, margin: Value, function: Value) -> H2OFrame:
    """What a function makes of each column (margin 2) or of each row (margin 1)."""
    source, by = frame(of), whole(margin)
    if not isinstance(function, Primitive):
        raise H2OExpressionError("'apply' takes a function, such as {x . (sum x)}.")
    if by == 2:
        parts = [_as_frame(function(source[name])) for name in source.names]
        return parts[0].cbind(parts[1:]) if len(parts) > 1 else parts[0]
    if by != 1:
        raise H2OExpressionError(f"The margin of 'apply' is 1 for rows or 2 for columns, not {by}.")
    if source.nrow > _MOST_ROWS:
        raise H2OExpressionError(
            f"'apply' takes up to {_MOST_ROWS:,} rows one by one; the frame has {source.nrow:,}. "
            "Use frame.apply() with a lambda, or functions of whole frames."
        )
    answers = [_as_frame(function(source[row, :])) for row in range(source.nrow)]
    return answers[0].rbind(answers[1:]) if len(answers) > 1 else answers[0]


def _as_frame(value: Any) -> H2OFrame:
    if isinstance(value, H2OFrame):
        return value
    listed_values = value if isinstance(value, list) else [value]
    return H2OFrame._from_data(H2OFrame([[float(v) for v in listed_values]])._data)
