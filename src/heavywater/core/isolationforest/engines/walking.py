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
import numpy.typing as npt
from numba import njit

from heavywater.core.compiled import COMPILE, ENTRY, source_fingerprint
from heavywater.core.compiled.hints import no_alias, wide_vectors
from heavywater.core.isolationforest.engines.drawing import level_place
from heavywater.core.isolationforest.engines.growing import value_at

__all__ = ["pack", "walk_rows", "walk_some"]

#: Rows that go down side by side.
GROUP = 64

#: What `pack` puts into 32 bits: the left child, two flags, the column.
_SHIFT, _LEVELS, _MISSING, _COLUMN = (np.uint32(b) for b in (16, 1 << 15, 1 << 14, (1 << 14) - 1))
_0, _GROUP = np.uint32(0), np.uint32(GROUP)


def pack(
    left: npt.NDArray[np.uint32],
    column: npt.NDArray[np.int32],
    right_missing: npt.NDArray[np.bool_],
    categorical: npt.NDArray[np.bool_],
) -> npt.NDArray[np.uint32] | None:
    """What the kernels read of each node at once; None if a tree or a row is too large for it."""
    if left.max(initial=0) >= 1 << 16 or categorical.size > _COLUMN:
        return None
    split = np.maximum(column, 0)
    flags = np.where(categorical[split], _LEVELS, _0) | np.where(right_missing, _MISSING, _0)
    return np.asarray(left << _SHIFT | flags | split.astype(np.uint32), dtype=np.uint32)


@njit(**COMPILE)
def _descend(cells, packed, threshold, node, depth):
    """Take the rows of a group from the root to their leaves, if no value is missing.

    Cells are those of a group, column by column. Indices have no sign, because Numba would look
    for negative ones, and then LLVM does not vectorise.
    """
    no_alias()
    wide_vectors()
    for i in range(GROUP):
        node[i] = _0
    for _ in range(depth):
        for i in range(GROUP):
            at = node[i]
            both = packed[at]
            value = cells[(both & _COLUMN) * _GROUP + np.uint32(i)]
            node[i] = (both >> _SHIFT) + np.uint32(value >= threshold[at])


@njit(**COMPILE)
def _descend_numbers(cells, packed, threshold, node, depth):
    """The same for rows with missing values: places of levels are most of the work of a step."""
    no_alias()
    wide_vectors()
    for i in range(GROUP):
        node[i] = _0
    for _ in range(depth):
        for i in range(GROUP):
            at = node[i]
            both = packed[at]
            value = cells[(both & _COLUMN) * _GROUP + np.uint32(i)]
            to_right = (both & _MISSING) != _0
            # A missing value compares as False.
            right = (value >= threshold[at]) | ((value != value) & to_right)
            node[i] = (both >> _SHIFT) + np.uint32(right)


@njit(**COMPILE)
def _descend_mixed(cells, packed, threshold, salt, node, depth):
    """The same for rows with levels and missing values."""
    no_alias()
    wide_vectors()
    for i in range(GROUP):
        node[i] = _0
    for _ in range(depth):
        for i in range(GROUP):
            at = node[i]
            both = packed[at]
            value = cells[(both & _COLUMN) * _GROUP + np.uint32(i)]
            known = value == value
            place = level_place(salt[at], np.uint32(value if known else np.float32(0)))
            compared = place if both & _LEVELS else value
            right = compared >= threshold[at] if known else (both & _MISSING) != _0
            node[i] = (both >> _SHIFT) + np.uint32(right)


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
    def walk_rows(X, categorical, forest, plain, packed, first, last, totals):
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
        packed
            See `pack`; empty if there is none, and rows go down one by one.
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
            complete = _load(X, begin, end, cells)
            for tree in range(first, last):
                root, stop = forest.start[tree], forest.start[tree + 1]
                if packed.size > 0:
                    both, threshold = packed[root:stop], forest.threshold[root:stop]
                    if plain and complete:
                        _descend(cells, both, threshold, node, forest.depth[tree])
                    elif plain:
                        _descend_numbers(cells, both, threshold, node, forest.depth[tree])
                    else:
                        salt = forest.salt[root:stop]
                        _descend_mixed(cells, both, threshold, salt, node, forest.depth[tree])
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
