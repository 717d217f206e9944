"""Trees that split by planes of any slope: growing them, and lengths of paths.

A node takes some columns at random from those that have two values there, a coefficient from the
standard normal distribution for each, and a point at random between their smallest and largest
values. Rows for which the sum of coefficient times distance from the point is not above 0 go to
the left. One side may be empty, as in the paper: rows that come there later are far from
the others.

Notes
-----
Hariri, Carrasco Kind and Brunner 2019, "Extended isolation forest", algorithms 2 and 3. What it
leaves open: levels have places between 0 and 1 (see `drawing`); a missing value says nothing, so
that the other columns decide, and if all are missing, rows go to a side as in `growing`.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from heavywater.core.compiled import COMPILE, ENTRY, source_fingerprint
from heavywater.core.compiled.hints import wide_vectors
from heavywater.core.isolationforest.engines.drawing import below, next_bits, next_share, stream
from heavywater.core.isolationforest.engines.growing import expected_length, value_at

__all__ = ["grow_planes", "in_columns", "walk_planes"]

#: Rows whose cells lie together while they are walked.
_GROUP = 64


def in_columns(
    columns: int,
    column: npt.NDArray[np.int32],
    coefficient: npt.NDArray[np.float32],
    point: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """What `walk_planes` reads of the nodes.

    Parameters
    ----------
    columns
        How many a row has.
    column, coefficient, point
        Of the forest, (nodes, terms).

    Returns
    -------
    The column of each term, and 0 for none, whose coefficient is 0; and if planes look at half of
    the columns or more, coefficients and points in the columns' order, (nodes, columns): to read
    all of a row in order is faster than to look up what is needed, above all where values are
    missing. Else they are empty.
    """
    slot = np.maximum(column, 0).astype(np.uint32)
    if 2 * column.shape[1] < columns:
        nothing = np.zeros((0, columns), np.float32)
        return slot, nothing, nothing
    # One place more than there are columns, for terms that a node lacks.
    places = np.where(column < 0, columns, column)
    whole = []
    for values in (coefficient, point):
        ordered = np.zeros((len(column), columns + 1), np.float32)
        np.put_along_axis(ordered, places, values, axis=1)
        whole.append(np.ascontiguousarray(ordered[:, :columns]))
    return slot, whole[0], whole[1]


@njit(**COMPILE)
def _normal(state):
    """A number from the standard normal distribution (Box and Muller 1958)."""
    radius = math.sqrt(-2.0 * math.log(1.0 - next_share(state)))
    return np.float32(radius * math.cos(2.0 * math.pi * next_share(state)))


@njit(**COMPILE)
def _side(X, row, categorical, salt, column, coefficient, point):
    """The row's distance from the plane, times the plane's slope; NaN if all is missing."""
    total = np.float32(0.0)
    known = False
    for term in range(column.size):
        split = column[term]
        if split < 0:
            break
        value = value_at(X[split, row], categorical[split], salt)
        if not math.isnan(value):
            known = True
            total += coefficient[term] * (value - point[term])
    return total if known else np.float32(np.nan)


@njit(**(COMPILE | {"fastmath": {"reassoc", "contract"}}))
def _distance(cells, column, coefficient, point):
    """The same for a row without missing values, if all columns hold numbers."""
    total = np.float32(0.0)
    for term in range(column.size):
        total += coefficient[term] * (cells[column[term]] - point[term])
    return total


@njit(**(COMPILE | {"fastmath": {"reassoc", "contract"}}))
def _whole_distance(cells, coefficient, point):
    """The same if terms lie in the order of the columns, one for each."""
    wide_vectors()
    total = np.float32(0.0)
    for column in range(cells.size):
        total += coefficient[column] * (cells[column] - point[column])
    return total


@njit(**(COMPILE | {"fastmath": {"reassoc", "contract"}}))
def _known_distance(cells, coefficient, point):
    """The same of the values that are not missing; NaN if all of them are."""
    wide_vectors()
    total, known = np.float32(0.0), np.float32(0.0)
    for column in range(cells.size):
        value, slope = cells[column], coefficient[column]
        there = value == value
        total += slope * (value - point[column]) if there else np.float32(0.0)
        known += abs(slope) if there else np.float32(0.0)
    return total if known > 0 else np.float32(np.nan)


@njit(**COMPILE)
def _load(X, begin, end, cells):
    """Copy the cells of a group, row by row; tells whether none is missing."""
    complete = True
    for column in range(X.shape[0]):
        for i in range(end - begin):
            value = X[column, begin + i]
            cells[i, column] = value
            complete &= value == value
    return complete


@njit(**COMPILE)
def _fast_leaf(cells, forest, slot, root):
    """The leaf of a row without missing values, if all columns hold numbers."""
    at = root
    while forest.column[at, 0] >= 0:
        distance = _distance(cells, slot[at], forest.coefficient[at], forest.point[at])
        at = root + forest.left[at] + (1 if distance > 0 else 0)
    return at


@njit(**COMPILE)
def _whole_leaf(cells, forest, coefficient, point, root):
    """The same of planes that look at all columns, or most."""
    at = root
    while forest.column[at, 0] >= 0:
        distance = _whole_distance(cells, coefficient[at], point[at])
        at = root + forest.left[at] + (1 if distance > 0 else 0)
    return at


@njit(**COMPILE)
def _known_leaf(cells, forest, coefficient, point, root):
    """The same of a row with missing values."""
    at = root
    while forest.column[at, 0] >= 0:
        distance = _known_distance(cells, coefficient[at], point[at])
        right = forest.right_missing[at] if math.isnan(distance) else distance > 0
        at = root + forest.left[at] + (1 if right else 0)
    return at


@njit(**COMPILE)
def _leaf(X, row, categorical, forest, root):
    """The leaf of a row, whatever its values."""
    at = root
    while forest.column[at, 0] >= 0:
        distance = _side(
            X,
            row,
            categorical,
            forest.salt[at],
            forest.column[at],
            forest.coefficient[at],
            forest.point[at],
        )
        right = forest.right_missing[at] if math.isnan(distance) else distance > 0
        at = root + forest.left[at] + (1 if right else 0)
    return at


@njit(**COMPILE)
def _choose(X, categorical, order, begin, end, columns, constant, salt, state, plane):
    """Fill a node's terms; tells how many, and how many columns are known to have one value."""
    column, coefficient, point = plane
    terms, tried = 0, constant
    while terms < column.size and tried < columns.size:
        place = tried + below(state, columns.size - tried)
        split = columns[place]
        low, high = np.float32(np.inf), np.float32(-np.inf)
        for i in range(begin, end):
            value = value_at(X[split, order[i]], categorical[split], salt)
            if value < low:
                low = value
            if value > high:
                high = value
        columns[place] = columns[tried]
        if low < high:
            columns[tried] = split
            column[terms] = split
            coefficient[terms] = _normal(state)
            span = np.float64(high) - low
            point[terms] = np.float32(low + span * next_share(state))
            terms += 1
        else:
            # Among the constant ones, which lie at the front.
            columns[tried] = columns[constant]
            columns[constant] = split
            constant += 1
        tried += 1
    return terms, constant


@njit(**COMPILE)
def _part(X, categorical, salt, order, begin, end, plane, distance, state):
    """Bring the rows of the left side to the front; where others begin, and where missing go."""
    column, coefficient, point = plane
    left, right = 0, 0
    for i in range(begin, end):
        distance[i] = _side(X, order[i], categorical, salt, column, coefficient, point)
        if distance[i] > 0:
            right += 1
        elif distance[i] <= 0:
            left += 1
    if left + right < end - begin:
        right_missing = next_share(state) * (left + right) < right
    else:
        right_missing = left <= right
    i, j = begin, end - 1
    while i <= j:
        if right_missing if math.isnan(distance[i]) else distance[i] > 0:
            order[i], order[j] = order[j], order[i]
            distance[i], distance[j] = distance[j], distance[i]
            j -= 1
        else:
            i += 1
    return i, right_missing


@njit(**COMPILE)
def _grow(X, categorical, order, limit, state, nodes, tree):
    """Grow a tree; tells how many nodes it has."""
    columns = np.arange(X.shape[0])
    distance = np.empty(order.size, np.float32)
    stack = np.empty((limit + 2, 5), np.int64)
    stack[0] = (0, 0, order.size, 0, 0)
    waiting, count = 1, 1
    while waiting > 0:
        waiting -= 1
        node, begin, end, depth, constant = stack[waiting]
        nodes.rows[tree, node] = end - begin
        nodes.left[tree, node] = node
        nodes.column[tree, node] = -1
        nodes.coefficient[tree, node] = 0
        nodes.point[tree, node] = 0
        nodes.salt[tree, node] = 0
        nodes.right_missing[tree, node] = False
        nodes.length[tree, node] = depth + expected_length(end - begin)
        if depth >= limit or end - begin < 2:
            continue
        plane = (
            nodes.column[tree, node],
            nodes.coefficient[tree, node],
            nodes.point[tree, node],
        )
        salt = np.uint32(next_bits(state) & np.uint64(0xFFFFFFFF))
        terms, constant = _choose(
            X, categorical, order, begin, end, columns, constant, salt, state, plane
        )
        if terms == 0:
            continue
        middle, right_missing = _part(
            X, categorical, salt, order, begin, end, plane, distance, state
        )
        nodes.salt[tree, node] = salt
        nodes.right_missing[tree, node] = right_missing
        nodes.left[tree, node] = count
        stack[waiting] = (count + 1, middle, end, depth + 1, constant)
        stack[waiting + 1] = (count, begin, middle, depth + 1, constant)
        waiting += 2
        count += 2
    return count


def _entry_points(fingerprint: str) -> Any:
    @njit(**(COMPILE | ENTRY))
    def grow_planes(X, categorical, rows, limit, seed, first, nodes, counts, begin, end):
        """Grow the trees from `begin` to `end`; arguments as in `grow_trees`."""
        fingerprint  # noqa: B018 - a part of the cache's key
        for tree in range(begin, end):
            state = stream(seed, 2 * (first + tree) + 1)
            counts[tree] = _grow(X, categorical, rows[tree].copy(), limit, state, nodes, tree)

    @njit(**(COMPILE | ENTRY))
    def walk_planes(X, categorical, forest, plain, packed, first, last, totals):
        """Add the lengths of all rows' paths; arguments as in `walk_rows`.

        `packed` is what `in_columns` makes.
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        slot, coefficient, point = packed
        cells = np.zeros((_GROUP, X.shape[0]), np.float32)
        for begin in range(0, X.shape[1], _GROUP):
            end = min(begin + _GROUP, X.shape[1])
            complete = _load(X, begin, end, cells)
            whole = plain and coefficient.size > 0
            for tree in range(first, last):
                root = forest.start[tree]
                for row in range(begin, end):
                    if whole and complete:
                        at = _whole_leaf(cells[row - begin], forest, coefficient, point, root)
                    elif whole:
                        at = _known_leaf(cells[row - begin], forest, coefficient, point, root)
                    elif plain and complete:
                        at = _fast_leaf(cells[row - begin], forest, slot, root)
                    else:
                        at = _leaf(X, row, categorical, forest, root)
                    totals[row] += forest.length[at]

    return grow_planes, walk_planes


grow_planes, walk_planes = _entry_points(source_fingerprint(Path(__file__).parent))
