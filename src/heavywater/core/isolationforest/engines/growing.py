"""Growing trees that split one column at a time.

A node takes a column at random from those that have two values there, and a threshold at random
between the smallest and the largest of them. Columns that have one value only at a node have one
below it too, and are not looked at again.

Notes
-----
Liu, Ting and Zhou 2008, "Isolation forest", algorithm 2. One random number gives the column, by its
whole part, and the threshold, by the rest. Those of the trees' first splits are spread evenly over
the forest: each tree is as likely as ever, and together they leave less to chance.

What the paper leaves open: levels of a categorical column take random places between 0 and 1 (see
`drawing`), which are then split as numbers are; rows without a value go to a side at random, by the
number of the other rows there, and if there are none, those that come later follow the larger side.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from heavywater.core.compiled import COMPILE, ENTRY, source_fingerprint
from heavywater.core.isolationforest.engines.drawing import (
    below,
    even_share,
    level_place,
    next_bits,
    next_share,
    stream,
)

__all__ = ["expected_length", "grow_trees", "mean_search_length", "shuffle"]

_EULER = 0.5772156649015329


@njit(**COMPILE)
def expected_length(rows):
    """Mean length of the paths that would separate so many rows, c(n) in the paper."""
    if rows < 2:
        return 0.0
    if rows == 2:
        return 1.0
    return 2.0 * (math.log(rows - 1.0) + _EULER) - 2.0 * (rows - 1.0) / rows


def mean_search_length(rows: int) -> float:
    """`expected_length` for Python.

    Examples
    --------
    >>> round(mean_search_length(256), 4)
    10.2448
    """
    return float(expected_length.py_func(rows))


@njit(**COMPILE)
def shuffle(items, count, state):
    """Bring `count` items of an array, drawn at random, to its front."""
    for i in range(count):
        j = i + below(state, items.size - i)
        items[i], items[j] = items[j], items[i]


@njit(**COMPILE)
def value_at(x, categorical, salt):
    """What is compared with the threshold: a number, or the place of a level; NaN if missing."""
    if categorical and not math.isnan(x):
        return level_place(salt, x)
    return x


@njit(**COMPILE)
def _bounds(cells, order, begin, end, categorical, salt, least, scratch):
    """Between what a threshold leaves `least` rows on each side; equal if none does."""
    low = np.float32(np.inf)
    high = np.float32(-np.inf)
    known = 0
    for i in range(begin, end):
        value = value_at(cells[order[i]], categorical, salt)
        if not math.isnan(value):
            if least > 1:
                scratch[known] = value
            known += 1
            low = min(low, value)
            high = max(high, value)
    if least > 1:
        if known < 2 * least:
            return low, low
        ordered = np.sort(scratch[:known])
        return ordered[least - 1], ordered[known - least]
    return low, high


@njit(**COMPILE)
def _partition(cells, order, begin, end, categorical, salt, threshold, right_missing):
    """Bring the rows of the left side to the front, and tell where the others begin."""
    i, j = begin, end - 1
    while i <= j:
        value = value_at(cells[order[i]], categorical, salt)
        right = right_missing if math.isnan(value) else value >= threshold
        if right:
            order[i], order[j] = order[j], order[i]
            j -= 1
        else:
            i += 1
    return i


@njit(**COMPILE)
def _sides(cells, order, begin, end, categorical, salt, threshold):
    """Rows with a value on either side of the threshold."""
    left, right = 0, 0
    for i in range(begin, end):
        value = value_at(cells[order[i]], categorical, salt)
        if value >= threshold:
            right += 1
        elif value < threshold:
            left += 1
    return left, right


@njit(**COMPILE)
def _missing_go_right(left, right, rows, state):
    if left + right < rows:
        return next_share(state) * (left + right) < right
    return left <= right


@njit(**COMPILE)
def _threshold(low, high, share):
    """Above `low` and not above `high`, so that both have a side of their own."""
    value = np.float32(np.float64(low) + (np.float64(high) - low) * share)
    return value if low < value <= high else high


@njit(**COMPILE)
def _grow(X, categorical, order, columns, limit, least, root, state, nodes, tree):
    """Grow a tree, whose first split is by the share `root`; tells how many nodes it has."""
    stack = np.empty((order.size + 1, 5), np.int64)
    scratch = np.empty(order.size if least > 1 else 0, np.float32)
    stack[0] = (0, 0, order.size, 0, 0)
    waiting, count = 1, 1
    while waiting > 0:
        waiting -= 1
        node, begin, end, depth, constant = stack[waiting]
        rows = end - begin
        nodes.rows[tree, node] = rows
        nodes.left[tree, node] = node
        nodes.column[tree, node] = -1
        nodes.threshold[tree, node] = np.inf
        nodes.salt[tree, node] = 0
        nodes.right_missing[tree, node] = False
        nodes.length[tree, node] = depth + expected_length(rows)
        if depth >= limit or rows < 2 * least or rows < 2:
            continue
        low = high = np.float32(0)
        column, salt = -1, np.uint32(0)
        share = root if depth == 0 else next_share(state)
        while constant < columns.size:
            share *= columns.size - constant
            place = constant + int(share)
            share -= int(share)
            column = columns[place]
            if categorical[column]:
                salt = np.uint32(next_bits(state) & np.uint64(0xFFFFFFFF))
            low, high = _bounds(
                X[column], order, begin, end, categorical[column], salt, least, scratch
            )
            if low < high:
                break
            columns[place], columns[constant] = columns[constant], columns[place]
            constant += 1
            share = next_share(state)
        if constant == columns.size:
            continue
        threshold = _threshold(low, high, share)
        left, right = _sides(X[column], order, begin, end, categorical[column], salt, threshold)
        right_missing = _missing_go_right(left, right, rows, state)
        middle = _partition(
            X[column], order, begin, end, categorical[column], salt, threshold, right_missing
        )
        nodes.column[tree, node] = column
        nodes.threshold[tree, node] = threshold
        nodes.salt[tree, node] = salt if categorical[column] else np.uint32(0)
        nodes.right_missing[tree, node] = right_missing
        nodes.left[tree, node] = count
        stack[waiting] = (count + 1, middle, end, depth + 1, constant)
        stack[waiting + 1] = (count, begin, middle, depth + 1, constant)
        waiting += 2
        count += 2
    return count


def _entry_point(fingerprint: str) -> Any:
    @njit(**(COMPILE | ENTRY))
    def grow_trees(
        X, categorical, rows, chosen, limit, least, seed, first, nodes, counts, begin, end
    ):
        """Grow the trees from `begin` to `end`.

        Parameters
        ----------
        X
            Cells, (columns, cells of a column), float32; positions of levels in categorical
            columns; NaN where missing.
        categorical
            Whether each column is, (columns,).
        rows
            Positions in the columns of each tree's rows, (trees, sample).
        chosen
            How many columns a tree may split, drawn at random for each.
        limit
            Most splits on a path.
        least
            Fewest rows of a leaf.
        seed, first
            Seed of the forest, and number of the first of these trees in it.
        nodes
            Arrays to fill, (trees, most nodes).
        counts
            Is filled with the number of nodes of each tree.
        begin, end
            Which of these trees.
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        for tree in range(begin, end):
            state = stream(seed, 2 * (first + tree) + 1)
            columns = np.arange(X.shape[0])
            if chosen < columns.size:
                shuffle(columns, chosen, state)
            # Side by side, so that they stay in the cache.
            cells = np.empty((X.shape[0], rows.shape[1]), np.float32)
            for column in range(X.shape[0]):
                for i in range(rows.shape[1]):
                    cells[column, i] = X[column, rows[tree, i]]
            counts[tree] = _grow(
                cells,
                categorical,
                np.arange(rows.shape[1]),
                columns[:chosen],
                limit,
                least,
                even_share(seed, first + tree),
                state,
                nodes,
                tree,
            )

    return grow_trees


grow_trees = _entry_point(source_fingerprint(Path(__file__).parent))
