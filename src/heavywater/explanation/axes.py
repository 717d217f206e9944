"""What plots over the values of one column share: the axis, and how often values occur."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from heavywater.core.explanation.partial_dependence import MISSING_LEVEL, Grid

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["ColumnAxis", "frequent_levels", "legend_beside"]

Floats = npt.NDArray[np.float64]

_MS_A_DAY = 86_400_000.0
_BARS = 20
_BAR_HEIGHT = 0.618  # of the axes


class ColumnAxis:
    """The horizontal axis of a plot over one column.

    Levels lie at 0, 1, ... in the grid's order; times are days, as matplotlib counts them.

    Parameters
    ----------
    data
        The rows.
    grid
        The values that the plot is about.
    """

    def __init__(self, data: FrameData, grid: Grid) -> None:
        self.grid = grid
        self._data = data
        self._time = data.type_of(grid.name) == "time"

    @property
    def categorical(self) -> bool:
        """Whether the column has levels."""
        return self.grid.domain is not None

    @property
    def places(self) -> Floats:
        """Where the grid's values lie; NaN for a missing one."""
        values = np.array(self.grid.values, dtype=np.float64)
        if self.categorical:
            return np.where(values < 0, np.nan, np.arange(values.size, dtype=np.float64))
        return values / _MS_A_DAY if self._time else values

    def cells(self) -> list[Any]:
        """The rows' values as a table shows them: as the labels of the grid are written."""
        if self.grid.domain is None:
            return [float(value) for value in self._data.numeric(self.grid.name)]
        domain = self.grid.domain
        return [
            MISSING_LEVEL if code < 0 else domain[code]
            for code in self._data.codes(self.grid.name).tolist()
        ]

    def of_rows(self) -> Floats:
        """Where the values of the rows lie; NaN for those that are missing or not in the grid."""
        if not self.categorical:
            values = self._data.numeric(self.grid.name)
            return values / _MS_A_DAY if self._time else values
        place = np.full(len(self.grid.domain or ()) + 1, np.nan)
        for at, code in enumerate(self.grid.values):
            if code >= 0:
                place[int(code)] = at
        # The last entry, which -1 finds, is that of a missing value.
        return np.asarray(place[self._data.codes(self.grid.name)])

    def prepare(self, axes: Any) -> None:
        """Label the axis."""
        axes.set_xlabel(self.grid.name)
        axes.grid(True)
        if self.categorical:
            known = [label for label, at in zip(self.grid.labels, self.grid.values, strict=True)
                     if at >= 0]  # fmt: skip
            places = self.places[~np.isnan(self.places)]
            axes.set_xticks(places, known, rotation=45, rotation_mode="anchor", ha="right")
        elif self._time:
            axes.xaxis_date()
            axes.tick_params(axis="x", labelrotation=30)

    def show_rows(self, axes: Any, *, rug: bool) -> None:
        """How often values occur, as grey bars behind the curves, and as a rug below them."""
        low, high = axes.get_ylim()
        values = self.of_rows()
        values = values[np.isfinite(values)]
        if values.size:
            if rug:
                axes.plot(values, np.full(values.size, low), "|", color="k", alpha=0.2, ms=20)
            counts, left, width = self._histogram(values)
            axes.bar(
                left, counts / counts.max() * (high - low) * _BAR_HEIGHT, bottom=low, width=width,
                align="center" if self.categorical else "edge", color="gray", alpha=0.2,
            )  # fmt: skip
        axes.set_ylim(low, high)

    def _histogram(self, values: Floats) -> tuple[Floats, Floats, float]:
        if self.categorical:
            found, counts = np.unique(values, return_counts=True)
            return counts.astype(np.float64), found, 1.0
        heights, edges = np.histogram(values, bins=_BARS)
        return heights.astype(np.float64), edges[:-1], float(edges[1] - edges[0])


def frequent_levels(data: FrameData, name: str, limit: int, keep: int | None) -> list[str]:
    """The most frequent levels of a column, in the order of its domain.

    Parameters
    ----------
    data, name
        The column.
    limit
        How many at most.
    keep
        Position of a row whose level is among them in any case.
    """
    codes = data.codes(name)
    domain = data.domain(name) or []
    counts = np.bincount(codes[codes >= 0], minlength=len(domain))
    chosen = set(np.argsort(-counts, kind="stable")[:limit].tolist())
    if keep is not None and codes[keep] >= 0:
        chosen.add(int(codes[keep]))
    return [level for place, level in enumerate(domain) if place in chosen]


def legend_beside(axes: Any) -> None:
    """A legend to the right of the axes."""
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
