"""Lengths of the paths of rows through trees.

Rows are walked in groups, tree by tree, so that a tree's nodes and a group's cells stay in the
cache; and level by level, so that the rows of a group go down side by side in vector registers. A
leaf leads to itself, which lets all rows take as many steps as the tree is deep.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from heavywater.core.compiled import COMPILE, ENTRY, source_fingerprint
from heavywater.core.compiled.hints import no_alias, wide_vectors
from heavywater.core.isolationforest.engines.growing import value_at

__all__ = ["GROUP", "walk_rows", "walk_some"]

#: Rows that go down side by side.
GROUP = 64

_0 = np.uint32(0)


@njit(**COMPILE)
def _descend(cells, offset, threshold, left, node, depth):
    """Take the rows of a group from the root to their leaves, if no value is missing.

    Cells are those of a group, column by column; `offset` is where a node's column begins. Indices
    have no sign, because Numba would look for negative ones, and then LLVM does not vectorise.
    """
    no_alias()
    wide_vectors()
    for i in range(GROUP):
        node[i] = _0
    for _ in range(depth):
        for i in range(GROUP):
            at = node[i]
            value = cells[offset[at] + np.uint32(i)]
            node[i] = left[at] + np.uint32(value >= threshold[at])


@njit(**COMPILE)
def leaf_of(X, row, categorical, column, threshold, salt, left, right_missing, root):
    """The leaf of one row, whatever its values."""
    at = root
    while column[at] >= 0:
        split = column[at]
        value = value_at(X[split, row], categorical[split], salt[at])
        right = right_missing[at] if math.isnan(value) else value >= threshold[at]
        at = root + left[at] + (1 if right else 0)
    return at


@njit(**COMPILE)
def _load(X, begin, end, cells):
    """Copy the cells of a group; tells whether none is missing."""
    complete = True
    for column in range(X.shape[0]):
        for i in range(end - begin):
            value = X[column, begin + i]
            cells[column * GROUP + i] = value
            complete &= value == value
    return complete


def _entry_points(fingerprint: str) -> Any:
    @njit(**(COMPILE | ENTRY))
    def walk_rows(X, categorical, forest, plain, offset, first, last, totals):
        """Add the lengths of all rows' paths.

        Parameters
        ----------
        X
            Cells, (columns, rows), float32, NaN where missing.
        categorical
            Whether each column is.
        forest
            Arrays of the trees.
        plain
            Whether no column is categorical.
        offset
            Of each node, the number of its column times `GROUP`, uint32.
        first, last
            Which trees.
        totals
            Lengths are added to, (rows,), float64.
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        cells = np.zeros(X.shape[0] * GROUP, np.float32)
        node = np.zeros(GROUP, np.uint32)
        for begin in range(0, X.shape[1], GROUP):
            end = min(begin + GROUP, X.shape[1])
            fast = plain and _load(X, begin, end, cells)
            for tree in range(first, last):
                root, stop = forest.start[tree], forest.start[tree + 1]
                if fast:
                    _descend(
                        cells,
                        offset[root:stop],
                        forest.threshold[root:stop],
                        forest.left[root:stop],
                        node,
                        forest.depth[tree],
                    )
                    for i in range(end - begin):
                        totals[begin + i] += forest.length[root + node[i]]
                    continue
                for i in range(begin, end):
                    leaf = leaf_of(
                        X,
                        i,
                        categorical,
                        forest.column,
                        forest.threshold,
                        forest.salt,
                        forest.left,
                        forest.right_missing,
                        root,
                    )
                    totals[i] += forest.length[leaf]

    @njit(**(COMPILE | ENTRY))
    def walk_some(X, categorical, forest, rows, first, lengths):
        """Lengths of the paths of some rows, others for each tree.

        Parameters
        ----------
        X, categorical, forest
            See `walk_rows`.
        rows
            Positions in the columns, (trees, rows of a tree).
        first
            Number of the first tree.
        lengths
            Is filled, (trees, rows of a tree).
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        for tree in range(rows.shape[0]):
            root = forest.start[first + tree]
            for i in range(rows.shape[1]):
                leaf = leaf_of(
                    X,
                    rows[tree, i],
                    categorical,
                    forest.column,
                    forest.threshold,
                    forest.salt,
                    forest.left,
                    forest.right_missing,
                    root,
                )
                lengths[tree, i] = forest.length[leaf]

    return walk_rows, walk_some


walk_rows, walk_some = _entry_points(source_fingerprint(Path(__file__).parent))
