"""Trees as flat arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import numpy.typing as npt

__all__ = ["Forest", "PlaneForest", "Trees"]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trees:
    """What both kinds of forest have: the shape of the trees, and the lengths of their paths.

    The nodes of all trees lie one behind the other; a node's number counts from its tree's root.

    Attributes
    ----------
    start
        Where each tree begins, and the end of the last one, (trees + 1,).
    left
        Number of each node's left child, (nodes,); the right child follows it. A leaf has its own
        number.
    right_missing
        Whether rows without a value go to the right.
    salt
        What the places of levels are made from.
    rows
        Rows of the sample that came to each node.
    length
        Length of a path that ends at each node: its depth, and the mean length of the paths that
        would separate its rows.
    """

    start: npt.NDArray[np.int64]
    left: npt.NDArray[np.uint32]
    right_missing: npt.NDArray[np.bool_]
    salt: npt.NDArray[np.uint32]
    rows: npt.NDArray[np.int32]
    length: npt.NDArray[np.float32]

    @property
    def trees(self) -> int:
        """Number of trees."""
        return int(self.start.size) - 1

    @property
    def nbytes(self) -> int:
        """Memory of the arrays."""
        return sum(getattr(self, field.name).nbytes for field in fields(self))

    @property
    def own(self) -> npt.NDArray[np.int64]:
        """Each node's number in its tree."""
        sizes = np.diff(self.start)
        return np.arange(self.left.size) - np.repeat(self.start[:-1], sizes)

    @property
    def leaves(self) -> npt.NDArray[np.bool_]:
        """Which nodes are leaves."""
        return np.asarray(self.left == self.own)

    @property
    def children(self) -> npt.NDArray[np.int64]:
        """Positions of the left children of the nodes that are split, in the nodes' order."""
        inner = ~self.leaves
        return np.asarray((self.left + np.repeat(self.start[:-1], np.diff(self.start)))[inner])

    @property
    def node_depths(self) -> npt.NDArray[np.int64]:
        """Splits above each node."""
        # Children lie behind their parents, so that a level at a time is a pass over what is left.
        depths = np.zeros(self.left.size, dtype=np.int64)
        inner = np.flatnonzero(~self.leaves)
        left = self.children
        while left.size:
            before = depths[left].copy()
            depths[left] = depths[left + 1] = depths[inner] + 1
            moved = depths[left] != before
            inner, left = inner[moved], left[moved]
        return depths

    @property
    def depths(self) -> npt.NDArray[np.int64]:
        """Most splits on a path of each tree."""
        if self.trees == 0:
            return np.zeros(0, dtype=np.int64)
        return np.asarray(np.maximum.reduceat(self.node_depths, self.start[:-1]))

    def per_tree(self, values: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
        """Sums over the nodes of each tree."""
        if self.trees == 0:
            return np.zeros(0, dtype=np.int64)
        return np.asarray(np.add.reduceat(values.astype(np.int64), self.start[:-1]))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The trees of several forests, one behind the other."""
        first, *others = parts
        if not others:
            return first
        arrays = {
            field.name: np.concatenate([getattr(part, field.name) for part in parts])
            for field in fields(cls)
            if field.name != "start"
        }
        sizes = np.concatenate([np.diff(part.start) for part in parts])
        return cls(start=np.concatenate([[0], np.cumsum(sizes)]), **arrays)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Forest(Trees):
    """Trees that split one column at a time: values below the threshold go to the left.

    Attributes
    ----------
    column
        Position of the column that a node splits; -1 for a leaf.
    threshold
        Where; infinite for a leaf. For a categorical column, between the places of its levels.
    """

    column: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class PlaneForest(Trees):
    """Trees that split by planes.

    Attributes
    ----------
    column
        Positions of the columns that a node looks at, (nodes, terms); -1 for none, behind the
        others, and throughout for a leaf.
    coefficient, point
        What each column's distance from the point is multiplied with, and the point; 0 for none.
    """

    column: npt.NDArray[np.int32]
    coefficient: npt.NDArray[np.float32]
    point: npt.NDArray[np.float32]
