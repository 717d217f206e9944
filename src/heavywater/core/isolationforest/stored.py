"""How isolation forests are stored in files, and checked there.

Positions in files are used as indices by compiled code, so every one is checked when a file is
read.
"""

from __future__ import annotations

import numpy as np

from heavywater.core.artifacts.stored import Fields, Stored, fields_of, require
from heavywater.core.isolationforest.columns import Columns
from heavywater.core.isolationforest.forest import Forest, PlaneForest, Trees
from heavywater.core.isolationforest.measuring import PathRange, Sample
from heavywater.core.isolationforest.model import (
    ExtendedIsolationForestModel,
    ForestModel,
    IsolationForestModel,
)

__all__ = ["STORED"]


def _check_trees(trees: Trees) -> None:
    start, nodes = trees.start, trees.left.size
    require(
        start.ndim == 1
        and start.size > 1
        and start[0] == 0
        and start[-1] == nodes
        and bool((np.diff(start) > 0).all()),
        "its trees are not one behind the other",
    )
    shared = (trees.left, trees.right_missing, trees.salt, trees.rows, trees.length)
    require(all(array.shape == (nodes,) for array in shared), "its nodes lack some of their values")
    sizes = np.repeat(np.diff(start), np.diff(start))
    own = trees.own
    # Children lie behind their parents, so that every path ends.
    leaf = trees.left == own
    require(
        bool(((trees.left > own) & (trees.left + 1 < sizes) | leaf).all())
        and bool((trees.rows >= 0).all()),
        "its trees have nodes without children",
    )


def _check_forest(forest: Forest) -> None:
    _check_trees(forest)
    leaf = forest.leaves
    require(
        forest.column.shape == forest.threshold.shape == leaf.shape
        and bool(((forest.column < 0) == leaf).all())
        and bool((forest.threshold[leaf] == np.inf).all()),
        "its trees split no columns",
    )


def _check_planes(forest: PlaneForest) -> None:
    _check_trees(forest)
    leaf, column = forest.leaves, forest.column
    require(
        column.ndim == 2
        and column.shape[1] > 0
        and column.shape[0] == leaf.size
        and forest.coefficient.shape == forest.point.shape == column.shape
        and bool(((column[:, 0] < 0) == leaf).all())
        and bool((forest.coefficient[column < 0] == 0).all()),
        "its trees have no planes",
    )


def _check_columns(columns: Columns) -> None:
    require(
        len(columns.names) == len(columns.domains) > 0
        and len(set(columns.names)) == len(columns.names),
        "its predictors have no types",
    )


def _check_sample(sample: Sample) -> None:
    require(0 < sample.size <= sample.rows, "its trees have no rows")


def _check_model(model: ForestModel) -> None:
    column = model.trees.column  # type: ignore[attr-defined]
    require(
        bool(column.max(initial=-1) < len(model.columns.names)) and bool(column.min() >= -1),
        "its trees and its predictors do not fit together",
    )
    require(model.path_range is not None, "its training rows were not measured")


def _check_plain(model: IsolationForestModel) -> None:
    _check_model(model)
    domain = model.label_domain
    require(
        (model.labels is None) == (domain is None) and (domain is None or len(domain) == 2),
        "its labels have not two levels",
    )


def _pack(model: ForestModel) -> Fields:
    model.measure()
    return fields_of(model)


STORED = (
    Stored(cls=Forest, name="Forest", check=_check_forest),
    Stored(cls=PlaneForest, name="PlaneForest", check=_check_planes),
    Stored(cls=Columns, name="ForestColumns", check=_check_columns),
    Stored(cls=Sample, name="ForestSample", check=_check_sample),
    Stored(cls=PathRange, name="PathRange"),
    Stored(cls=IsolationForestModel, name="IsolationForestModel", pack=_pack, check=_check_plain),
    Stored(
        cls=ExtendedIsolationForestModel,
        name="ExtendedIsolationForestModel",
        pack=_pack,
        check=_check_model,
    ),
)
