"""Standardizing, selecting and computing columns."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal, Self

from heavywater._frame.base import as_flag
from heavywater.core.frames.verbs.select import column_name
from heavywater.exceptions import H2OTypeError, H2OUserWarning, H2OValueError
from heavywater.frame import H2OFrame
from heavywater.transforms.transform_base import H2OTransformer

__all__ = ["H2OBinaryOp", "H2OCol", "H2OColOp", "H2OColSelect", "H2OFrame", "H2OScaler"]

Statistics = list[float] | Literal[False]


def as_frame(value: Any) -> H2OFrame:
    """The argument `X` of a transformer."""
    if isinstance(value, H2OFrame):
        return value
    raise H2OTypeError(f"X must be an H2OFrame, not {type(value).__name__}.", "X", value)


class H2OScaler(H2OTransformer):
    """Shift numeric columns by their mean and divide them by their standard deviation.

    Columns that are not numeric stay as they are; missing values stay missing.

    Parameters
    ----------
    center
        True for the means of the frame that is fitted, False for none, or a list of numbers to
        subtract, one for each column (or each numeric column).
    scale
        True for its standard deviations, False for none, or a list of numbers to divide by.

    Examples
    --------
    >>> frame = H2OFrame({"x": [1, 2, 3], "y": ["a", "b", "a"]})
    >>> scaled = H2OScaler().fit_transform(frame)
    >>> scaled["x"].as_data_frame(use_pandas=False, header=False)
    [['-1'], ['0'], ['1']]
    """

    def __init__(
        self, center: bool | Sequence[float] = True, scale: bool | Sequence[float] = True
    ) -> None:
        self.center = _checked(center, "center")
        self.scale = _checked(scale, "scale")
        self._means: Statistics | None = None
        self._stds: Statistics | None = None

    @property
    def parms(self) -> dict[str, Any]:
        """The parameters by name."""
        return self.get_params(deep=False)

    @property
    def means(self) -> Statistics | None:
        """What is subtracted from each column: False for nothing, None before `fit`."""
        return self._means

    @property
    def stds(self) -> Statistics | None:
        """What each column is divided by: False for nothing, None before `fit`."""
        return self._stds

    def fit(self, X: H2OFrame, y: Any = None, **params: Any) -> Self:
        """Learn means and standard deviations.

        Parameters
        ----------
        X
            The frame to learn from.
        y, **params
            Accepted for scikit-learn's pipelines; not read.
        """
        frame = as_frame(X)
        means = frame.mean(return_frame=False)
        assert isinstance(means, list)
        self._means = _of(self.center, means, frame, "center")
        self._stds = _of(self.scale, frame.sd(na_rm=True), frame, "scale")
        return self

    def transform(self, X: H2OFrame, y: Any = None, **params: Any) -> H2OFrame:
        """A frame with its numeric columns shifted and divided as `fit` has learned.

        Parameters
        ----------
        X
            A frame with as many columns as the one that was fitted.
        y, **params
            Accepted for scikit-learn's pipelines; not read.
        """
        frame = as_frame(X)
        means, stds = self._learned(frame)
        numeric = numeric_places(frame)
        return frame.scale(
            means and [means[at] for at in numeric],
            # H2O leaves columns alone that do not vary.
            stds and [stds[at] if stds[at] else 1.0 for at in numeric],
        )

    def inverse_transform(self, X: H2OFrame, y: Any = None, **params: Any) -> H2OFrame:
        """A frame with its numeric columns on the scale from which `transform` has taken them.

        Parameters
        ----------
        X
            The frame; it stays as it is.
        y, **params
            Accepted for scikit-learn's pipelines; not read.
        """
        frame = as_frame(X)
        means, stds = self._learned(frame)
        numeric = numeric_places(frame)
        back = frame.scale(False, stds and [1.0 / (stds[at] or 1.0) for at in numeric])
        return back.scale(means and [-means[at] for at in numeric], False)

    def _learned(self, frame: H2OFrame) -> tuple[Statistics, Statistics]:
        if self._means is None or self._stds is None:
            raise H2OValueError("This H2OScaler has learned nothing yet; call fit() first.")
        for learned in (self._means, self._stds):
            if learned and len(learned) != frame.ncol:
                raise H2OValueError(
                    f"This H2OScaler has learned from a frame of {len(learned)} columns, but this "
                    f"one has {frame.ncol}.",
                    "X",
                )
        return self._means, self._stds

    def __sklearn_is_fitted__(self) -> bool:
        return self._means is not None


def _checked(value: Any, argument: str) -> Any:
    if isinstance(value, bool) or (isinstance(value, Sequence) and not isinstance(value, str)):
        return value
    raise H2OTypeError(
        f"{argument} must be True, False or a list of numbers, not {value!r}.", argument, value
    )


def _of(given: Any, learned: list[float], frame: H2OFrame, argument: str) -> Statistics:
    """One number for each column, NaN where it is not numeric."""
    if isinstance(given, bool):
        return learned if given else False
    numeric, values = numeric_places(frame), [float(value) for value in given]
    if len(values) == frame.ncol:
        return values
    if len(values) != len(numeric):
        raise H2OValueError(
            f"{argument} has {len(values)} numbers, but the frame has {frame.ncol} columns, "
            f"{len(numeric)} of them numeric.",
            argument,
        )
    spread = [math.nan] * frame.ncol
    for at, value in zip(numeric, values, strict=True):
        spread[at] = value
    return spread


def numeric_places(frame: H2OFrame) -> list[int]:
    """Positions of the columns of numbers."""
    return [at for at, kind in enumerate(frame.types.values()) if kind in ("int", "real")]


class H2OColSelect(H2OTransformer):
    """Some columns of a frame.

    Parameters
    ----------
    cols
        A name, or a list of names.
    """

    def __init__(self, cols: str | Sequence[str]) -> None:
        self.cols = cols

    def fit(self, X: H2OFrame, y: Any = None, **params: Any) -> Self:
        """Nothing to learn."""
        return self

    def transform(self, X: H2OFrame, y: Any = None, **params: Any) -> H2OFrame:
        """The columns, in the order of `cols`."""
        chosen: H2OFrame = as_frame(X)[self.cols]
        return chosen


class H2OColOp(H2OTransformer):
    """Compute a column from another one.

    Parameters
    ----------
    op
        A method of H2OFrame, such as ``H2OFrame.cos``, or any function of a frame.
    col
        The column that it gets; the whole frame if missing.
    inplace
        True puts the result where the column was, False adds it as new columns at the end.
    new_col_name
        A name for the new column, or a list of names if `op` gives several, of which so many are
        kept; by default the column's own with a number after it. Only with ``inplace=False``.
    **params
        Further arguments of `op`.

    Examples
    --------
    >>> frame = H2OFrame({"x": [0.0, 1.0]})
    >>> H2OColOp(op=H2OFrame.cos, col="x", inplace=False).fit_transform(frame).names
    ['x', 'x0']
    """

    def __init__(
        self,
        op: Callable[..., Any],
        col: str | None = None,
        inplace: bool = True,
        new_col_name: str | Sequence[str] | None = None,
        **params: Any,
    ) -> None:
        if not callable(op):
            raise H2OTypeError(
                f"op must be a function, such as H2OFrame.cos, not {op!r}.", "op", op
            )
        if isinstance(col, (list, tuple)):
            raise H2OValueError(
                f"col must be None or a single column, not {col!r}; use a step for each.", "col"
            )
        if as_flag(inplace, "inplace") and new_col_name is not None:
            warnings.warn(
                "new_col_name has no effect with inplace=True, which keeps the column's name.",
                H2OUserWarning,
                stacklevel=2,
            )
        self.op = op
        self.col = col
        self.inplace = inplace
        self.new_col_name = new_col_name
        self.params = params

    @property
    def fun(self) -> Callable[..., Any]:
        """The function; H2O has this name for it."""
        return self.op

    def _extra(self) -> dict[str, Any]:
        return dict(self.params)

    def fit(self, X: H2OFrame, y: Any = None, **params: Any) -> Self:
        """Nothing to learn."""
        return self

    def transform(self, X: H2OFrame, y: Any = None, **params: Any) -> H2OFrame:
        """The frame with the result in it, or added to it."""
        frame = as_frame(X)
        result = self._result(frame)
        if not isinstance(result, H2OFrame):
            raise H2OTypeError(
                f"op must give a frame, but {_name(self.op)} gave a {type(result).__name__}.", "op"
            )
        return self._placed(frame, result)

    def _result(self, frame: H2OFrame) -> Any:
        return self.op(frame if self.col is None else frame[self.col], **self.params)

    def _placed(self, frame: H2OFrame, result: H2OFrame) -> H2OFrame:
        if not self.inplace:
            return frame.cbind(self._named(frame, result))
        if self.col is None:
            return result
        if result.ncol == 1:
            changed = frame.copy()
            changed[self.col] = result
            return changed
        return frame.cbind(self._named(frame, result)).drop(self.col)

    def _named(self, frame: H2OFrame, result: H2OFrame) -> H2OFrame:
        """The result under new names."""
        wanted = None if self.inplace else self.new_col_name
        if wanted is None:
            base = result.names[0] if self.col is None else column_name(frame._data, self.col)
            return result.set_names(_unused(base, result.ncol, frame.names))
        names = [wanted] if isinstance(wanted, str) else list(wanted)
        if len(names) > result.ncol:
            raise H2OValueError(
                f"new_col_name has {len(names)} names, but {_name(self.op)} gave {result.ncol} "
                "columns.",
                "new_col_name",
            )
        kept: H2OFrame = result[list(range(len(names)))]
        return kept.set_names(names)


def _unused(base: str, count: int, taken: Sequence[str]) -> list[str]:
    """New names as H2O makes them: each the last one with a number after it."""
    found: list[str] = []
    for _ in range(count):
        stem, number = (found[-1] if found else base), 0
        name = stem
        while name in taken or name in found:
            name, number = f"{stem}{number}", number + 1
        found.append(name)
    return found


def _name(op: Callable[..., Any]) -> str:
    return getattr(op, "__name__", repr(op))


class H2OBinaryOp(H2OColOp):
    """Compute a column from another one and a second value.

    Parameters
    ----------
    op
        A method of H2OFrame that takes another frame or a number, such as ``H2OFrame.__add__``.
    col
        The column.
    inplace, new_col_name
        As for `H2OColOp`.
    left, right
        The other side: a value, or ``H2OCol(name)`` for a column. With `left` the column is on
        the right of the operator, with `right` on its left.
    **params
        Further arguments of `op`.

    Examples
    --------
    >>> frame = H2OFrame({"x": [1, 2], "y": [10, 20]})
    >>> step = H2OBinaryOp(H2OFrame.__add__, "x", inplace=False, right=H2OCol("y"))
    >>> step.fit_transform(frame).as_data_frame(use_pandas=False)
    [['x', 'y', 'x0'], ['1', '10', '11'], ['2', '20', '22']]
    """

    def __init__(
        self,
        op: Callable[..., Any],
        col: str,
        inplace: bool = True,
        new_col_name: str | Sequence[str] | None = None,
        left: Any = None,
        right: Any = None,
        **params: Any,
    ) -> None:
        super().__init__(op, col, inplace, new_col_name, **params)
        if left is None and right is None:
            raise H2OValueError("left and right cannot both be None; give the other side.", "right")
        if left is not None and right is not None:
            raise H2OValueError(
                "left and right cannot both be given: the column is the other side.", "right"
            )
        self.left = left
        self.right = right
        self.left_is_col = isinstance(left, H2OCol)
        self.right_is_col = isinstance(right, H2OCol)

    def _result(self, frame: H2OFrame) -> Any:
        column = frame[self.col]
        if self.left is None:
            return self.op(column, _side(frame, self.right), **self.params)
        left = _side(frame, self.left)
        # H2OFrame.__add__ cannot be called with a number first, but the operator takes it.
        op = self.op if isinstance(left, H2OFrame) else _OPERATORS.get(_name(self.op), self.op)
        return op(left, column, **self.params)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "__add__": operator.add,
    "__sub__": operator.sub,
    "__mul__": operator.mul,
    "__truediv__": operator.truediv,
    "__floordiv__": operator.floordiv,
    "__mod__": operator.mod,
    "__pow__": operator.pow,
    "__and__": operator.and_,
    "__or__": operator.or_,
    "__lt__": operator.lt,
    "__le__": operator.le,
    "__gt__": operator.gt,
    "__ge__": operator.ge,
    "__eq__": operator.eq,
    "__ne__": operator.ne,
}


class H2OCol:
    """A column as the other side of `H2OBinaryOp`.

    Parameters
    ----------
    column
        Its name.
    """

    def __init__(self, column: str) -> None:
        self.col = column

    def __repr__(self) -> str:
        return f"H2OCol({self.col!r})"


def _side(frame: H2OFrame, value: Any) -> Any:
    return frame[value.col] if isinstance(value, H2OCol) else value
