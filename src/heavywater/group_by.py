"""What is computed for groups of rows, call by call."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Self

from heavywater._frame.base import FrameBase
from heavywater.core.frames.verbs.group import Aggregate, check_missing, group_by
from heavywater.core.frames.verbs.select import column_name, resolve_columns
from heavywater.exceptions import H2OUserWarning

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["GroupBy"]


class GroupBy:
    """Groups of a frame's rows, and what shall be computed for each.

    Made by `H2OFrame.group_by`; each method adds a result and returns the object, so that calls
    can be chained, and `get_frame` computes them all at once.

    Parameters
    ----------
    fr
        The frame.
    by
        Columns to group by: a name, a position, or a list of these. Missing values are a group of
        their own.

    Notes
    -----
    The methods share their arguments. `col` names columns as `by` does; all but those grouped by
    when it is None. `na` says what missing values do: with ``"all"`` a result is missing where a
    value is; ``"rm"`` leaves missing values out; ``"ignore"`` leaves them out too, but still counts
    their rows, in a mean for instance. Levels count as their places in the domain.

    Examples
    --------
    >>> from heavywater.frame import H2OFrame
    >>> frame = H2OFrame({"g": ["a", "b", "a"], "x": [1, 2, 3]}, column_types={"g": "enum"})
    >>> frame.group_by("g").count().mean("x").get_frame().as_data_frame(use_pandas=False)
    [['g', 'nrow', 'mean_x'], ['a', '2', '2'], ['b', '1', '2']]
    """

    def __init__(self, fr: H2OFrame, by: Any) -> None:
        self._data = fr._data
        self._frame_id = fr.frame_id
        self._by = resolve_columns(self._data, by)
        self._aggregates: dict[str, Aggregate] = {}
        self._passed_over: dict[str, None] = {}
        self._result: H2OFrame | None = None

    def count(self, na: str = "all") -> Self:
        """The number of rows, in a column ``nrow``; `na` makes no difference."""
        check_missing(na)
        self._aggregates["nrow"] = Aggregate("nrow")
        return self

    def sum(self, col: Any = None, na: str = "all") -> Self:
        """The sum, in columns ``sum_...``."""
        return self._add("sum", col, na)

    def mean(self, col: Any = None, na: str = "all") -> Self:
        """The mean, in columns ``mean_...``."""
        return self._add("mean", col, na)

    def min(self, col: Any = None, na: str = "all") -> Self:
        """The smallest value, in columns ``min_...``."""
        return self._add("min", col, na)

    def max(self, col: Any = None, na: str = "all") -> Self:
        """The largest value, in columns ``max_...``."""
        return self._add("max", col, na)

    def sd(self, col: Any = None, na: str = "all") -> Self:
        """The standard deviation of a sample, in columns ``sdev_...``."""
        return self._add("sdev", col, na)

    def var(self, col: Any = None, na: str = "all") -> Self:
        """The variance of a sample, in columns ``var_...``."""
        return self._add("var", col, na)

    def ss(self, col: Any = None, na: str = "all") -> Self:
        """The sum of squares, in columns ``sumSquares_...``."""
        return self._add("sumSquares", col, na)

    def median(self, col: Any = None, na: str = "all") -> Self:
        """The median, in columns ``median_...``.

        With ``na="ignore"`` missing values count as smaller than all others, and the result is
        missing where one of them is in the middle.
        """
        return self._add("median", col, na)

    def mode(self, col: Any = None, na: str = "all") -> Self:
        """The place of the most frequent level, in columns ``mode_...``; categorical columns only.

        Without `col`, all categorical columns.
        """
        return self._add("mode", col, na)

    def _add(self, verb: str, col: Any, na: str) -> Self:
        rule = check_missing(na)
        for name in self._columns(verb, col):
            aggregate = Aggregate(verb, name, rule)
            self._aggregates[aggregate.name] = aggregate
        return self

    def _columns(self, verb: str, col: Any) -> list[str]:
        """The columns of a call; text is passed over, and `get_frame` says so."""
        types = self._data.types
        if col is None:
            names = [name for name in types if name not in self._by]
            if verb == "mode":
                return [name for name in names if types[name] == "enum"]
        else:
            listed = col if isinstance(col, (list, tuple)) else [col]
            names = [column_name(self._data, one) for one in listed]
        text = [name for name in names if types[name] in ("string", "uuid")]
        self._passed_over |= dict.fromkeys(text)
        return [name for name in names if name not in text]

    @property
    def frame(self) -> H2OFrame:
        """The results; the same as `get_frame`."""
        return self.get_frame()

    def get_frame(self) -> H2OFrame:
        """The results: a row for each group, the columns grouped by, then what was asked for.

        Computed once; methods called afterwards change nothing, as in H2O.
        """
        if self._result is None:
            for name in self._passed_over:
                warnings.warn(
                    f"Column {name!r} is of type {self._data.type_of(name)}; nothing is computed "
                    "of it.",
                    H2OUserWarning,
                    stacklevel=2,
                )
            aggregates = list(self._aggregates.values())
            self._result = FrameBase._wrap(group_by(self._data, self._by, aggregates))
        return self._result

    def __repr__(self) -> str:
        wanted = ", ".join(self._aggregates) or "nothing yet"
        return f"<GroupBy of {self._frame_id} by {', '.join(self._by)}: {wanted}; see get_frame()>"
