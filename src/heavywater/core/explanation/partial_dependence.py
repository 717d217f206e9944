"""Partial dependence: the mean prediction when a column has the same value in every row.

Friedman 2001, "Greedy function approximation: a gradient boosting machine", section 8.2; of a
single row, Goldstein et al. 2015, "Peeking inside the black box" (individual conditional
expectation).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import EnumColumn

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = [
    "MISSING_LEVEL",
    "Grid",
    "Summary",
    "each_prediction",
    "level_grid",
    "number_grid",
    "partial_dependence",
]

Floats = npt.NDArray[np.float64]

#: How tables show a missing value of a categorical column.
MISSING_LEVEL = ".missing(NA)"

#: About so many rows are predicted at once. A small frame is copied, once for each of several
#: values, because a call costs more than its rows.
_ROWS_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Grid:
    """The values that a column is set to.

    Attributes
    ----------
    name
        Of the column.
    values
        Numbers or positions of levels; NaN or -1 for a missing value.
    domain
        The column's levels; None for numbers.
    """

    name: str
    values: tuple[float, ...]
    domain: tuple[str, ...] | None = None

    @property
    def labels(self) -> list[float | str]:
        """How a table shows the values."""
        if self.domain is None:
            return list(self.values)
        return [MISSING_LEVEL if at < 0 else self.domain[int(at)] for at in self.values]

    def cells(self, values: Sequence[float], rows: int) -> Floats | EnumColumn:
        """A column in which each value stands in so many rows, one value after the other."""
        repeated = np.repeat(np.array(values, dtype=np.float64), rows)
        if self.domain is None:
            return repeated
        return EnumColumn(repeated.astype(np.int32), list(self.domain))


def number_grid(
    data: FrameData, name: str, bins: int, *, splits: Sequence[float] | None, missing: bool
) -> Grid:
    """Values of a column of numbers.

    Parameters
    ----------
    data, name
        The column.
    bins
        So many values of equal distance from the smallest to the largest. Whole numbers of
        which there cannot be more are all taken, and a constant once.
    splits
        These values instead.
    missing
        Whether to end with a missing value.
    """
    values = _equidistant(data, name, bins) if splits is None else [float(at) for at in splits]
    return Grid(name, (*values, float("nan")) if missing else tuple(values))


def _equidistant(data: FrameData, name: str, bins: int) -> list[float]:
    known = data.numeric(name)
    known = known[np.isfinite(known)]
    if known.size == 0:
        return []
    low, high = float(known.min()), float(known.max())
    if low == high:
        return [low]
    if data.type_of(name) == "int" and high - low + 1 <= bins:
        return [float(value) for value in np.arange(low, high + 1)]
    return [float(value) for value in low + np.arange(bins) * ((high - low) / (bins - 1))]


def level_grid(data: FrameData, name: str, *, splits: Sequence[str] | None, missing: bool) -> Grid:
    """Levels of a categorical column: all of them, or those in `splits`."""
    domain = tuple(data.domain(name) or ())
    places = range(len(domain)) if splits is None else [domain.index(level) for level in splits]
    values = tuple(float(place) for place in places)
    return Grid(name, (*values, -1.0) if missing else values, domain)


@dataclass(frozen=True, slots=True)
class Summary:
    """Predictions of all rows for one combination of values.

    Attributes
    ----------
    mean
        Weighted mean.
    deviation
        Weighted standard deviation, corrected for the number of rows that weigh something.
    error
        The deviation divided by the root of the number of rows, as H2O has it.
    """

    mean: float
    deviation: float
    error: float

    @classmethod
    def of(cls, predictions: Floats, weights: Floats | None) -> Summary:
        """Summarise predictions; weights are all 1 by default."""
        rows = predictions.size
        if weights is None:
            # To the last bit what the frame's own mean() and sd() are.
            mean = float(np.mean(predictions))
            deviation = float(np.std(predictions, ddof=1)) if rows > 1 else 0.0
            return cls(mean, deviation, deviation / rows**0.5)
        mean = float(np.average(predictions, weights=weights))
        variance = float(np.average((predictions - mean) ** 2, weights=weights))
        counted = int((weights > 0).sum())
        deviation = (variance * counted / (counted - 1)) ** 0.5 if counted > 1 else 0.0
        return cls(mean, deviation, deviation / rows**0.5)


def partial_dependence(
    predict: Callable[[FrameData], Floats],
    data: FrameData,
    grids: Sequence[Grid],
    weights: Floats | None = None,
) -> Iterator[tuple[tuple[float | str, ...], list[Summary]]]:
    """Predictions for every combination of the grids' values.

    Parameters
    ----------
    predict
        Predictions for rows, (rows, targets).
    data
        The rows; their other columns stay as they are.
    grids
        One column, or several that are set together. The last one changes fastest.
    weights
        Weight of each row.

    Yields
    ------
    The values as a table shows them, and a summary of the predictions of each target.
    """
    labels = product(*(grid.labels for grid in grids))
    for shown, predictions in zip(labels, each_prediction(predict, data, grids), strict=True):
        yield (
            shown,
            [Summary.of(np.ascontiguousarray(column), weights) for column in predictions.T],
        )


def each_prediction(
    predict: Callable[[FrameData], Floats], data: FrameData, grids: Sequence[Grid]
) -> Iterator[Floats]:
    """Predictions of all rows, (rows, targets), for one combination of values after another.

    Parameters as for `partial_dependence`; the order is that of its values.
    """
    combinations = list(product(*(grid.values for grid in grids)))
    rows = data.nrow
    step = max(1, _ROWS_AT_ONCE // max(1, rows))
    for start in range(0, len(combinations), step):
        part = combinations[start : start + step]
        copies = data.take(np.tile(np.arange(rows), len(part))) if len(part) > 1 else data
        changed = copies.with_columns(
            {
                grid.name: grid.cells([values[place] for values in part], rows)
                for place, grid in enumerate(grids)
            }
        )
        yield from predict(changed).reshape(len(part), rows, -1)
