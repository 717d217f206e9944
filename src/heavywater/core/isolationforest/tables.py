"""Tables of a forest: its summary, how often columns are split, what was measured on the way."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from heavywater.core.isolationforest.forest import Forest, PlaneForest, Trees
from heavywater.core.metrics import AnomalyMetrics
from heavywater.core.tables import Column, Table
from heavywater.core.training.history import duration_text

__all__ = ["History", "extended_summary", "split_table", "summary"]

Ints = npt.NDArray[np.int64]

_SHAPE = ("depth", "leaves")


def summary(forest: Forest) -> Table:
    """The table "Model Summary" of an isolation forest."""
    columns = [
        Column("number_of_trees", "long", "%d"),
        Column("number_of_internal_trees", "long", "%d"),
        Column("model_size_in_bytes", "long", "%d"),
        *_spread_columns(_SHAPE, "double"),
    ]
    row = [forest.trees, forest.trees, forest.nbytes, *_shape(forest)]
    return Table("Model Summary", "", tuple(columns), (tuple(row),))


def extended_summary(forest: PlaneForest, sample: int, level: int, seed: int) -> Table:
    """The table "Model Summary" of an extended isolation forest.

    Parameters
    ----------
    forest
        The trees.
    sample, level, seed
        `sample_size`, `extension_level` and `seed`.
    """
    points = ("isolated_point", "not_isolated_point", "zero_splits")
    columns = [
        Column("number_of_trees", "int", "%d"),
        Column("size_of_subsample", "int", "%d"),
        Column("extension_level", "int", "%d"),
        Column("seed", "long", "%d"),
        Column("number_of_trained_trees", "long", "%d"),
        *_spread_columns((*_SHAPE, *points), "float"),
    ]
    leaves, children = forest.leaves, forest.children
    alone = forest.per_tree(leaves & (forest.rows == 1))
    together = forest.per_tree(np.where(leaves & (forest.rows > 1), forest.rows, 0))
    empty = (forest.rows[children] == 0) | (forest.rows[children + 1] == 0)
    one_sided = np.zeros(leaves.size, dtype=np.int64)
    one_sided[np.flatnonzero(~leaves)[empty]] = 1
    row = [forest.trees, sample, level, seed, forest.trees, *_shape(forest)]
    for counts in (alone, together, forest.per_tree(one_sided)):
        row += _spread(counts)
    return Table("Model Summary", "", tuple(columns), (tuple(row),))


def _spread_columns(names: Sequence[str], mean: str) -> list[Column]:
    return [
        Column(f"{part}_{name}", mean if part == "mean" else "long", form)
        for name in names
        for part, form in (("min", "%d"), ("max", "%d"), ("mean", "%.5f"))
    ]


def _shape(forest: Trees) -> list[float]:
    return [*_spread(forest.depths), *_spread(forest.per_tree(forest.leaves))]


def _spread(counts: Ints) -> list[float]:
    if counts.size == 0:
        return [0, 0, math.nan]
    return [int(counts.min()), int(counts.max()), float(counts.mean())]


def split_table(forest: Forest, names: Sequence[str]) -> Table:
    """The table "Variable Splits": how often, how unevenly and how deep columns are split.

    Parameters
    ----------
    forest
        The trees.
    names
        The columns that they split.
    """
    inner = np.flatnonzero(~forest.leaves)
    split, left = forest.column[inner], forest.children
    sizes = forest.rows.astype(np.float64)
    ratios = np.abs(sizes[left] - sizes[left + 1]) / sizes[inner]
    depths = forest.node_depths[inner] + 1.0
    counts = np.bincount(split, minlength=len(names))
    uneven = np.bincount(split, ratios, minlength=len(names))
    deep = np.bincount(split, depths, minlength=len(names))
    columns = (
        Column("variable", "string", "%s"),
        Column("count", "int", "%d"),
        Column("aggregated_split_ratios", "double", "%.5f"),
        Column("aggregated_split_depths", "long", "%d"),
    )
    rows = zip(names, counts.tolist(), uneven.tolist(), deep.astype(int).tolist(), strict=True)
    return Table("Variable Splits", "", columns, tuple(rows))


class History:
    """The table "Scoring History".

    Parameters
    ----------
    earlier
        That of a training which this one continues.
    """

    def __init__(self, earlier: Table | None = None) -> None:
        self._start = time.time()
        self._end: float | None = None
        self._rows: list[tuple[Any, ...]] = [] if earlier is None else list(earlier.rows)
        if not self._rows:
            self.add(0, None)

    def add(self, trees: int, metrics: AnomalyMetrics | None) -> None:
        """Append what was measured of so many trees."""
        cells = (math.nan, math.nan)
        if metrics is not None:
            cells = (metrics.mean_score, metrics.mean_normalized_score)
        now = time.time() if self._end is None else self._end
        self._rows.append(
            (
                datetime.fromtimestamp(now).strftime("%Y-%m-%d %H:%M:%S"),
                duration_text(now - self._start),
                trees,
                *cells,
            )
        )

    def end(self) -> None:
        """The training is over; what is measured from now on was put off."""
        self._end = time.time()

    def table(self) -> Table:
        """The history so far."""
        return Table("Scoring History", "", _HISTORY, tuple(self._rows))

    @staticmethod
    def none() -> Table:
        """The table where nothing was measured."""
        return Table("Scoring History", "", _HISTORY, ())


_HISTORY = (
    Column("timestamp", "string", "%s"),
    Column("duration", "string", "%s"),
    Column("number_of_trees", "long", "%d"),
    Column("mean_tree_path_length", "double", "%.5f"),
    Column("mean_anomaly_score", "double", "%.5f"),
)
