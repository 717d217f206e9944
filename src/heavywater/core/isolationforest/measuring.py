"""What is measured on the training rows: sums of path lengths, metrics, the threshold.

A forest is grown from a few hundred rows a tree, in a hundredth of the time that it takes to walk
all training rows. So they are walked while training only if the training depends on it or a history
is asked for; else when something of it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.data import FrameData
from heavywater.core.isolationforest.columns import Columns
from heavywater.core.isolationforest.engines import Walker, draw_rows
from heavywater.core.isolationforest.forest import Trees
from heavywater.core.isolationforest.paths import add_lengths, gathered, normalised
from heavywater.core.metrics import AnomalyMetrics, anomaly_metrics

__all__ = ["PathRange", "Sample", "TrainingLengths"]

Floats = npt.NDArray[np.float64]

#: Cells of rows in the bag that are read at a time.
_CELLS_AT_ONCE = 1 << 24


@dataclass(frozen=True, slots=True)
class Sample:
    """Which rows each tree was grown from: it follows from these three numbers.

    Attributes
    ----------
    rows, size
        Rows of the training frame, and of a tree.
    seed
        Of the forest.
    """

    rows: int
    size: int
    seed: int

    def of(self, first: int, trees: int) -> npt.NDArray[np.int64]:
        """The rows of the trees from `first` on, (trees, size)."""
        return draw_rows(self.rows, self.size, self.seed, first, trees)


@dataclass(frozen=True, slots=True)
class PathRange:
    """Smallest and largest sum of path lengths over the training rows."""

    shortest: float
    longest: float

    def scores(self, totals: Floats) -> Floats:
        """Scores of sums of path lengths."""
        return normalised(totals, self.shortest, self.longest)


class TrainingLengths:
    """Sums of the path lengths of the training rows, brought up to date as trees are added.

    Parameters
    ----------
    columns, data
        The columns that trees look at, and the training frame.
    sample
        The rows of the trees.
    bagged
        Whether metrics leave out the trees that a row was used for.

    Attributes
    ----------
    totals
        Sum of each row's path lengths over all trees, (rows,).
    """

    def __init__(self, columns: Columns, data: FrameData, sample: Sample, *, bagged: bool) -> None:
        self._categorical, self._sample = columns.categorical, sample
        self._cells, _ = columns.cells(data)
        self._bagged = bagged and sample.size < sample.rows
        self._trees = 0
        self.totals: Floats = np.zeros(data.nrow)
        self._in_bag: Floats = np.zeros(data.nrow if self._bagged else 0)
        self._uses = np.zeros(self._in_bag.size, dtype=np.int64)

    def add(self, grown: Trees) -> None:
        """Walk trees that have been added to the forest."""
        walker = Walker(grown, self._categorical)
        add_lengths(walker, self._cells, self.totals, 0, grown.trees)
        if self._bagged:
            self._add_in_bag(walker, grown.trees)
        self._trees += grown.trees

    def _add_in_bag(self, walker: Walker, trees: int) -> None:
        width = max(1, self._cells.ncol * self._sample.size)
        step = max(1, _CELLS_AT_ONCE // width)
        for begin in range(0, trees, step):
            rows = self._sample.of(self._trees + begin, min(step, trees - begin))
            cells, places = gathered(self._cells, rows)
            lengths = walker.some_lengths(cells, places, begin)
            size = self._in_bag.size
            self._in_bag += np.bincount(rows.ravel(), lengths.ravel(), size)
            self._uses += np.bincount(rows.ravel(), minlength=size)

    @property
    def range(self) -> PathRange:
        """Smallest and largest sum."""
        return PathRange(float(self.totals.min()), float(self.totals.max()))

    def metrics(self, score: Callable[[Floats], Floats]) -> AnomalyMetrics:
        """Of the trees so far, over rows out of the bag where there are any.

        Parameters
        ----------
        score
            Makes scores of sums of path lengths over all trees.
        """
        lengths = self.totals / max(self._trees, 1)
        if self._bagged:
            others = self._trees - self._uses
            lengths = np.full(self.totals.size, np.nan)
            np.divide(self.totals - self._in_bag, others, out=lengths, where=others > 0)
        return anomaly_metrics(lengths, score(lengths * self._trees))

    @property
    def description(self) -> str:
        """What the metrics were computed on."""
        if self._bagged:
            return "Metrics reported on Out-Of-Bag training samples"
        return "Metrics reported on full training frame"
