"""Columns as arrays of numbers, and a row's own point on a line.

Scripts that draw themselves use them, for H2O has these beside its explanations; nothing here does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater._frame.base import as_frame_data
from heavywater.core.explanation.partial_dependence import MISSING_LEVEL
from heavywater.core.frames.data import FrameData
from heavywater.exceptions import H2OValueError, did_you_mean
from heavywater.two_dim_table import H2OTwoDimTable

__all__ = ["NumpyFrame", "factor_mapper", "own_point"]

Floats = npt.NDArray[np.float64]


class NumpyFrame:
    """A frame or a table whose columns are read as arrays of numbers.

    Parameters
    ----------
    h2o_frame
        A frame or a table. Levels, and texts of a table, are numbers by their place among the
        levels; a missing value is NaN.

    Examples
    --------
    >>> from heavywater import H2OFrame
    >>> columns = NumpyFrame(H2OFrame({"k": ["b", "a", "b"]}, column_types=["enum"]))
    >>> columns["k"]
    array([1., 0., 1.])
    >>> columns.from_factor_to_num("k")
    {'a': 0, 'b': 1}
    """

    def __init__(self, h2o_frame: Any) -> None:
        if isinstance(h2o_frame, H2OTwoDimTable):
            data = _of_table(h2o_frame)
        else:
            data = as_frame_data(h2o_frame, "h2o_frame")
        self.columns = list(data.names)
        self._levels = {name: list(data.domain(name) or []) for name in data.names
                        if data.type_of(name) == "enum"}  # fmt: skip
        self._cells = {name: _numbers(data, name) for name in data.names}
        self.nrow = data.nrow

    @property
    def ncol(self) -> int:
        """Number of columns."""
        return len(self.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return self.nrow, self.ncol

    def __getitem__(self, indexer: Any) -> Any:
        """A column, or its cells at ``[rows, column]``."""
        rows, name = indexer if isinstance(indexer, tuple) else (slice(None), indexer)
        if name not in self._cells:
            raise H2OValueError(
                f"There is no column {name!r}.{did_you_mean(str(name), self.columns)}"
            )
        return self._cells[name][rows]

    def isfactor(self, column: str) -> bool:
        """Whether a column has levels."""
        return column in self._levels

    def levels(self, column: str) -> list[str]:
        """Levels of a column; none of numbers."""
        return self._levels.get(column, [])

    def nlevels(self, column: str) -> int:
        """Number of levels."""
        return len(self.levels(column))

    def from_factor_to_num(self, column: str) -> dict[str, int]:
        """From the levels of a column to their numbers."""
        return {level: place for place, level in enumerate(self._levels[column])}

    def from_num_to_factor(self, column: str) -> dict[int, str]:
        """From the numbers of levels to the levels."""
        return dict(enumerate(self._levels[column]))

    def get(self, column: str, as_factor: bool = True) -> Any:
        """A column, with its levels by label; an empty text where one is missing."""
        if not (as_factor and self.isfactor(column)):
            return self[column]
        labels = self._levels[column]
        return np.array(["" if np.isnan(at) else labels[int(at)] for at in self[column]])


def _of_table(table: H2OTwoDimTable) -> FrameData:
    cells = {name: [None if cell == "" else cell for cell in table[name]]
             for name in table.col_header}  # fmt: skip
    from heavywater.frame import H2OFrame

    kinds: dict[str | int, str | None] = {
        name: "enum" if kind == "string" else "real"
        for name, kind in zip(table.col_header, table.col_types, strict=True)
    }
    return H2OFrame(cells, column_types=kinds)._data


def _numbers(data: FrameData, name: str) -> Floats:
    if data.type_of(name) == "enum":
        codes = data.codes(name).astype(np.float64)
        return np.where(codes < 0, np.nan, codes)
    return data.numeric(name)


def factor_mapper(mapping: Mapping[str, float]) -> Callable[[Iterable[str]], list[float]]:
    """A function from labels to their numbers; NaN for labels that are not in `mapping`."""
    return lambda column: [mapping.get(label, float("nan")) for label in column]


def own_point(
    is_factor: bool,
    pd_data: H2OTwoDimTable,
    encoded_col: str,
    plt: Any,
    target: Sequence[str] | None,
    model: Any,
    frame: Any,
    index: int,
    column: str,
    color: Any,
    percentile_string: str | None,  # noqa: ARG001 - of H2O's, for a warning
    factor_map: Callable[[Iterable[str]], list[float]] | None,
    orig_value: Any,
) -> H2OTwoDimTable:
    """Mark a row's own value on its line, and return its row of a partial dependence.

    Parameters
    ----------
    is_factor
        Whether the column has levels.
    pd_data, encoded_col
        The line as a table with a missing value, and the name of its first column.
    plt
        ``matplotlib.pyplot``; the point is drawn on the current axes.
    target
        Class of several ones, in a list.
    model, frame, index, column
        The model, the rows, the row's position, and the column.
    color
        Of the point.
    factor_map
        From levels to places on the axis.
    orig_value
        The row's value, as text or number; a missing one has no point.
    """
    missing = orig_value == "" or orig_value != orig_value
    if missing:
        shown = pd_data[encoded_col]
        at = next(
            place for place, value in enumerate(shown)
            if value in (MISSING_LEVEL, "") or value != value
        )  # fmt: skip
        return H2OTwoDimTable(
            col_header=pd_data.col_header,
            col_types=pd_data.col_types,
            cell_values=[pd_data.cell_values[at]],
        )
    value = str(orig_value) if is_factor else float(orig_value)
    (table,) = model.partial_plot(
        frame, cols=[column], plot=False, row_index=index, targets=target,
        user_splits={column: [value]},
    )  # fmt: skip
    place = factor_map([str(value)])[0] if factor_map is not None else value
    plt.scatter([place], table["mean_response"], color=[color], marker="o", s=150, alpha=0.5)
    found: H2OTwoDimTable = table
    return found
