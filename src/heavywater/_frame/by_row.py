"""Functions of columns and of rows, for H2OFrame.apply().

A function of rows is called once, with an object that stands for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from heavywater._frame.base import FrameBase, as_flag
from heavywater._frame.elementwise import Elementwise
from heavywater._frame.operators import Operators
from heavywater.core.frames.data import FrameData
from heavywater.core.frames.verbs import by_row, select
from heavywater.exceptions import H2OError, H2OTypeError, H2OValueError, did_you_mean

if TYPE_CHECKING:
    from heavywater.frame import H2OFrame

__all__ = ["Row", "apply_to_columns", "apply_to_rows"]

Function = Callable[[Any], Any]


class Row(Operators, Elementwise):
    """A row of a frame, in the argument of ``frame.apply(function, axis=1)``.

    Its cells are numbers: of levels their places, of times milliseconds, of text nothing. Reducers
    give one number for each row.
    """

    def __init__(self, data: FrameData) -> None:
        self._data = data

    @staticmethod
    def _wrap(data: FrameData) -> Any:
        return Row(data)

    @property
    def names(self) -> list[str]:
        """Names of the cells."""
        return self._data.names

    @property
    def ncol(self) -> int:
        """Number of cells."""
        return self._data.ncol

    ncols = ncol

    def __len__(self) -> int:
        return self.ncol

    def __getitem__(self, item: Any) -> Row:
        """Cells by name, position, a list of them or a slice."""
        return Row(select.select_columns(self._data, item))

    def __bool__(self) -> NoReturn:
        raise H2OTypeError(
            "A function of rows is called once for all of them, so that `if`, `and`, `or` and "
            "`not` cannot look at a cell. Use (condition).ifelse(yes, no), & and |, ~."
        )

    __float__ = __int__ = __index__ = __bool__

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        known = [n for n in dir(Row) if not n.startswith("_")]
        raise AttributeError(
            f"{name}() is not available for rows.{did_you_mean(name, known)} A function of rows "
            "may use operators, functions of numbers, ifelse, isna, isin, cells by name or "
            "position, and " + ", ".join(by_row.REDUCERS) + "."
        )

    def _reduced(self, reducer: str, skip_missing: Any) -> Row:
        skip = as_flag(skip_missing, "skipna")
        return Row(by_row.reduced(self._data, reducer, skip))

    def mean(self, skipna: bool = True, na_rm: bool | None = None) -> Row:
        """The mean of the row."""
        return self._reduced("mean", skipna if na_rm is None else na_rm)

    def sum(self, skipna: bool = True, na_rm: bool | None = None) -> Row:
        """The sum of the row."""
        return self._reduced("sum", skipna if na_rm is None else na_rm)

    def prod(self, na_rm: bool = False) -> Row:
        """The product of the row."""
        return self._reduced("prod", na_rm)

    def min(self) -> Row:
        """The smallest number; missing if one is."""
        return self._reduced("min", False)

    def max(self) -> Row:
        """The largest number; missing if one is."""
        return self._reduced("max", False)

    def median(self, na_rm: bool = False) -> Row:
        """The median of the row."""
        return self._reduced("median", na_rm)

    def sd(self, na_rm: bool = False) -> Row:
        """The standard deviation of the row, over n - 1."""
        return self._reduced("sd", na_rm)

    def var(self, na_rm: bool = False) -> Row:
        """The variance of the row, over n - 1."""
        return self._reduced("var", na_rm)

    def nacnt(self) -> Row:
        """How many cells are missing."""
        return self._reduced("nacnt", False)

    def any(self) -> Row:
        """1 if a number is not zero or a cell is missing, else 0."""
        return self._reduced("any", False)

    def all(self) -> Row:
        """1 if no number is zero, else 0."""
        return self._reduced("all", False)


def apply_to_rows(data: FrameData, function: Function) -> FrameData:
    """What a function gives for each row, in columns ``C1``, ``C2``, ..."""
    result = _called(function, Row(by_row.as_numbers(data)))
    if isinstance(result, (bool, int, float, np.number, np.bool_)):
        return by_row.constant(data.nrow, float(result))
    if not isinstance(result, Row):
        raise H2OTypeError(
            f"The function must give numbers or cells of its row, not {type(result).__name__}; "
            "other frames cannot be part of it.",
            "fun",
        )
    if result._data.nrow != data.nrow:
        raise H2OValueError("The function must give something for each row.", "fun")
    return by_row.numbered(result._data)


def apply_to_columns(data: FrameData, function: Function) -> FrameData:
    """What a function gives for each column, side by side."""
    results = {name: _as_column(_called(function, FrameBase._wrap(data.select([name]))), name)
               for name in data.names}  # fmt: skip
    rows = {len(column) for column in results.values()}
    if len(rows) > 1:
        raise H2OValueError(
            "The function must give as many values for each column, but gives "
            f"{', '.join(map(str, sorted(rows)))}.",
            "fun",
        )
    return FrameData.from_columns(results)


def _called(function: Function, argument: Row | H2OFrame) -> Any:
    try:
        return function(argument)
    except (H2OError, AttributeError):
        raise
    except Exception as error:
        raise H2OValueError(
            f"The function given to apply() failed with {type(error).__name__}: {error}", "fun"
        ) from error


def _as_column(result: Any, name: str) -> Any:
    """The result for one column: a frame of one column, a number, or a list of one."""
    if isinstance(result, FrameBase):
        if result._data.ncol != 1:
            raise H2OValueError(
                f"The function must give one column for each, but gives {result._data.ncol} for "
                f"{name!r}.",
                "fun",
            )
        return result._data.column(result._data.names[0])
    values = result if isinstance(result, (list, tuple)) else [result]
    if len(values) == 1 and isinstance(values[0], (bool, int, float, str, np.generic)):
        return [values[0]]
    raise H2OTypeError(
        f"The function must give a number or a column, but gives {result!r:.80} for {name!r}.",
        "fun",
    )
