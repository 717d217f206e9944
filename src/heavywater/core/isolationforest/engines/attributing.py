"""Which columns make the path of a row long or short: exact Shapley values of trees.

Lundberg, Erion and Lee 2018, "Consistent individualized feature attribution for tree ensembles".
A coalition's worth is the mean length where columns that do not take part send a row to both sides
of their splits, in the shares in which the tree's sample went there.

A leaf's part of the worth is its length times a product over the columns on its path: of 1 or 0 for
one that takes part, which is whether the row went this way, and of the share of the sample that did
for one that does not. Sorted by the number of columns that take part, the products are coefficients
of a polynomial with one factor (share + went·t) for each column; without a column's own factor they
are its gains.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from heavywater.core.compiled import COMPILE, ENTRY, source_fingerprint
from heavywater.core.isolationforest.engines.growing import value_at

__all__ = ["attribute"]


@njit(**COMPILE)
def _add_leaf(length, count, column, share, went, chance, product, found):
    """Add what a leaf contributes; returns its part of the mean length.

    `column`, `share` and `went` are those of the columns on its path, and `chance[d, k]` that k
    given ones of the d - 1 other columns joined before a column.
    """
    product[0] = 1.0
    expected = length
    for i in range(count):
        expected *= share[i]
        product[i + 1] = 0.0
        for k in range(i + 1, 0, -1):
            product[k] = product[k] * share[i] + product[k - 1] * went[i]
        product[0] *= share[i]
    for i in range(count):
        gain = 0.0
        if went[i] == 1.0:
            # Divided by (share + t), from the highest power on.
            rest = 0.0
            for k in range(count - 1, -1, -1):
                rest = product[k + 1] - share[i] * rest
                gain += chance[count, k] * rest
        else:
            for k in range(count):
                gain += chance[count, k] * product[k] / share[i]
        found[column[i]] += length * (went[i] - share[i]) * gain
    return expected


@njit(**COMPILE)
def _enter(depth, split, ratio, taken, counts, column, share, went):
    """What is known of the path at a node, from what is known at its parent."""
    count = counts[depth - 1]
    seen = -1
    for i in range(count):
        column[depth, i] = column[depth - 1, i]
        share[depth, i] = share[depth - 1, i]
        went[depth, i] = went[depth - 1, i]
        if column[depth, i] == split:
            seen = i
    if seen < 0:
        seen = count
        count += 1
        column[depth, seen] = split
        share[depth, seen] = 1.0
        went[depth, seen] = 1.0
    share[depth, seen] *= ratio
    went[depth, seen] *= taken
    counts[depth] = count


def _entry_point(fingerprint: str) -> Any:
    @njit(**(COMPILE | ENTRY))
    def attribute(X, categorical, forest, most, chance, found, expected):
        """Contributions of columns to the sum of the lengths of each row's paths.

        Parameters
        ----------
        X
            Cells, (columns, rows), float32, NaN where missing.
        categorical
            Whether each column is.
        forest
            Arrays of the trees.
        most
            Most splits on a path.
        chance
            See `_add_leaf`.
        found
            Contributions are added to, (rows, columns), float64.
        expected
            Sums of the mean lengths are added to, (rows,); they are the same for all rows.
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        column = np.empty((most + 1, most + 1), np.int64)
        share = np.empty((most + 1, most + 1))
        went = np.empty((most + 1, most + 1))
        counts = np.zeros(most + 1, np.int64)
        product = np.empty(most + 2)
        # A path has at most one sibling for each of its nodes.
        node = np.empty(most + 2, np.int64)
        depth = np.empty(most + 2, np.int64)
        split = np.empty(most + 2, np.int64)
        ratio = np.empty(most + 2)
        taken = np.empty(most + 2)
        for row in range(X.shape[1]):
            for tree in range(forest.start.size - 1):
                root = forest.start[tree]
                node[0], depth[0] = root, 0
                waiting = 1
                while waiting > 0:
                    waiting -= 1
                    at, level = node[waiting], depth[waiting]
                    if level > 0:
                        _enter(
                            level,
                            split[waiting],
                            ratio[waiting],
                            taken[waiting],
                            counts,
                            column,
                            share,
                            went,
                        )
                    own = forest.column[at]
                    if own < 0:
                        expected[row] += _add_leaf(
                            forest.length[at],
                            counts[level],
                            column[level],
                            share[level],
                            went[level],
                            chance,
                            product,
                            found[row],
                        )
                        continue
                    value = value_at(X[own, row], categorical[own], forest.salt[at])
                    if math.isnan(value):
                        right = forest.right_missing[at]
                    else:
                        right = value >= forest.threshold[at]
                    left = root + forest.left[at]
                    for side in range(2):
                        node[waiting], depth[waiting], split[waiting] = left + side, level + 1, own
                        ratio[waiting] = forest.rows[left + side] / forest.rows[at]
                        taken[waiting] = 1.0 if right == (side == 1) else 0.0
                        waiting += 1

    return attribute


attribute = _entry_point(source_fingerprint(Path(__file__).parent))
