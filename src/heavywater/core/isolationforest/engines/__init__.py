"""Compiled kernels on arrays: growing trees, and lengths of paths."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from heavywater.core.isolationforest.engines import (
    attributing,
    growing,
    planes,
    sampling,
    walking,
)
from heavywater.core.isolationforest.engines.growing import mean_search_length
from heavywater.core.isolationforest.forest import Forest, PlaneForest, Trees

__all__ = [
    "Attributor",
    "Walker",
    "draw_rows",
    "gather",
    "grow_forest",
    "grow_plane_forest",
    "mean_search_length",
]

Cells = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]

#: Deeper trees than this are not grown: it is more than any sample has rows.
_NO_LIMIT = 1 << 40


#: With fewer rows a thread takes longer to begin than to grow its trees.
_ROWS_A_THREAD = 1 << 14


class _Nodes(NamedTuple):
    left: Any
    right_missing: Any
    salt: Any
    rows: Any
    length: Any
    column: Any
    threshold: Any


class _PlaneNodes(NamedTuple):
    left: Any
    right_missing: Any
    salt: Any
    rows: Any
    length: Any
    column: Any
    coefficient: Any
    point: Any


class _Arrays(NamedTuple):
    start: Any
    depth: Any
    left: Any
    right_missing: Any
    salt: Any
    length: Any
    column: Any
    threshold: Any


class _Splits(NamedTuple):
    start: Any
    left: Any
    right_missing: Any
    salt: Any
    rows: Any
    length: Any
    column: Any
    threshold: Any


class _PlaneArrays(NamedTuple):
    start: Any
    left: Any
    right_missing: Any
    salt: Any
    length: Any
    column: Any
    coefficient: Any
    point: Any


def draw_rows(rows: int, sample: int, seed: int, first: int, trees: int) -> Rows:
    """Rows for each tree, drawn without replacement, (trees, sample).

    Parameters
    ----------
    rows, sample
        How many there are, and how many to draw; all if there are not so many.
    seed
        Of the forest.
    first, trees
        Number of the first tree, and how many to draw for.
    """
    drawn = np.empty((trees, min(sample, rows)), dtype=np.int64)
    sampling.draw_rows(rows, _bits(seed), first, drawn)
    return drawn


def gather(column: npt.NDArray[np.number], rows: Rows, out: Cells) -> None:
    """Copy some rows of a column.

    Parameters
    ----------
    column
        Its numbers.
    rows
        Positions.
    out
        Is filled.
    """
    if column.dtype == np.float64:
        sampling.gather(column, rows, out)
    else:
        out[:] = column[rows]


def grow_forest(
    X: Cells,
    categorical: Flags,
    rows: Rows,
    *,
    chosen: int,
    limit: int,
    least: int,
    seed: int,
    first: int,
    threads: int,
) -> Forest:
    """Grow trees that split one column at a time; see `growing.grow_trees`.

    Parameters
    ----------
    limit
        Most splits on a path; 0 for no limit.
    threads
        How many to grow at the same time; of no influence on what grows.
    """
    limit = limit or _NO_LIMIT
    trees, most = rows.shape[0], _most_nodes(rows.shape[1] // least, limit)
    nodes = _Nodes(
        **_shared(trees, most),
        column=np.empty((trees, most), np.int32),
        threshold=np.empty((trees, most), np.float32),
    )
    counts = np.zeros(trees, dtype=np.int64)

    def grow(begin: int, end: int) -> None:
        growing.grow_trees(
            X,
            categorical,
            rows,
            chosen,
            limit,
            least,
            _bits(seed),
            first,
            nodes,
            counts,
            begin,
            end,
        )

    _share_out(grow, trees, rows.shape[1], threads)
    return Forest(**_compact(nodes, counts))


def grow_plane_forest(
    X: Cells,
    categorical: Flags,
    rows: Rows,
    *,
    terms: int,
    limit: int,
    seed: int,
    first: int,
    threads: int,
) -> PlaneForest:
    """Grow trees that split by planes of so many terms; see `planes`."""
    trees, most = rows.shape[0], 2 ** (limit + 1) - 1
    # Either side of a plane may be empty, so that the number of rows is no bound by itself.
    most = min(most, 1 + 2 * limit * max(rows.shape[1] - 1, 1))
    nodes = _PlaneNodes(
        **_shared(trees, most),
        column=np.empty((trees, most, terms), np.int32),
        coefficient=np.empty((trees, most, terms), np.float32),
        point=np.empty((trees, most, terms), np.float32),
    )
    counts = np.zeros(trees, dtype=np.int64)

    def grow(begin: int, end: int) -> None:
        planes.grow_planes(
            X, categorical, rows, limit, _bits(seed), first, nodes, counts, begin, end
        )

    _share_out(grow, trees, rows.shape[1], threads)
    return PlaneForest(**_compact(nodes, counts))


class Walker:
    """Lengths of paths through a forest; several threads may use it.

    Parameters
    ----------
    forest
        The trees.
    categorical
        Whether each column is.
    """

    def __init__(self, forest: Trees, categorical: Flags) -> None:
        self._categorical = categorical
        self._forest: Any
        self._plain = not categorical.any()
        if isinstance(forest, Forest):
            self._forest = _Arrays(
                *(forest.start, forest.depths, forest.left, forest.right_missing, forest.salt),
                *(forest.length, forest.column, forest.threshold),
            )
            packed = walking.pack(forest.left, forest.column, forest.right_missing, categorical)
            self._packed: Any = np.zeros(0, np.uint32) if packed is None else packed
        else:
            assert isinstance(forest, PlaneForest)
            self._forest = _PlaneArrays(
                *(forest.start, forest.left, forest.right_missing, forest.salt, forest.length),
                *(forest.column, forest.coefficient, forest.point),
            )
            self._packed = planes.in_columns(
                categorical.size, forest.column, forest.coefficient, forest.point
            )
        self._planes = isinstance(forest, PlaneForest)

    def add_lengths(self, X: Cells, totals: npt.NDArray[np.float64], first: int, last: int) -> None:
        """Add the lengths of all rows' paths through some trees to `totals`.

        Parameters
        ----------
        X
            Cells, (columns, rows), in C order.
        totals
            A sum for each row.
        first, last
            The trees from `first` on and before `last`.
        """
        walk = planes.walk_planes if self._planes else walking.walk_rows
        walk(X, self._categorical, self._forest, self._plain, self._packed, first, last, totals)

    def some_lengths(self, X: Cells, rows: Rows, first: int) -> npt.NDArray[np.float32]:
        """Lengths of the paths of some rows, others for each tree, (trees, rows of a tree).

        Parameters
        ----------
        X
            Cells.
        rows
            Positions in them, (trees, rows of a tree).
        first
            Number of the first tree.
        """
        lengths = np.empty(rows.shape, dtype=np.float32)
        walking.walk_some(X, self._categorical, self._forest, rows, first, lengths)
        return lengths


class Attributor:
    """Contributions of columns to lengths of paths; several threads may use it.

    Parameters
    ----------
    forest
        Trees that split one column at a time.
    categorical
        Whether each column is.
    """

    def __init__(self, forest: Forest, categorical: Flags) -> None:
        self._categorical = categorical
        self._forest = _Splits(**{name: getattr(forest, name) for name in _Splits._fields})
        self._most = int(forest.depths.max(initial=0))
        self._chance = _chances(self._most)

    def attribute(self, X: Cells) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Contributions to sums over all trees, (rows, columns), and the mean sums, (rows,).

        Parameters
        ----------
        X
            Cells, (columns, rows), in C order.
        """
        found, expected = np.zeros(X.shape[::-1]), np.zeros(X.shape[1])
        attributing.attribute(
            X, self._categorical, self._forest, self._most, self._chance, found, expected
        )
        return found, expected


def _chances(most: int) -> npt.NDArray[np.float64]:
    """k!(d - 1 - k)!/d! for d players and k of the others, (most + 1, most)."""
    found = np.zeros((most + 1, max(1, most)))
    for players in range(1, most + 1):
        found[players, 0] = 1.0 / players
        for before in range(1, players):
            found[players, before] = found[players, before - 1] * before / (players - before)
    return found


def _bits(seed: int) -> np.uint64:
    return np.uint64(seed & 0xFFFFFFFFFFFFFFFF)


def _most_nodes(leaves: int, limit: int) -> int:
    """Of a tree in which both sides of a split have rows."""
    return 2 * max(min(leaves, 1 << min(limit, 62)), 1) - 1


def _shared(trees: int, most: int) -> dict[str, Any]:
    return {
        "left": np.empty((trees, most), np.uint32),
        "right_missing": np.empty((trees, most), np.bool_),
        "salt": np.empty((trees, most), np.uint32),
        "rows": np.empty((trees, most), np.int32),
        "length": np.empty((trees, most), np.float32),
    }


def _compact(nodes: Any, counts: npt.NDArray[np.int64]) -> dict[str, Any]:
    """The nodes of all trees one behind the other."""
    used = np.arange(nodes.left.shape[1]) < counts[:, None]
    arrays = {name: array[used] for name, array in nodes._asdict().items()}
    return {"start": np.concatenate([[0], np.cumsum(counts)]), **arrays}


def _share_out(work: Callable[[int, int], None], trees: int, rows: int, threads: int) -> None:
    """Call `work` for parts of the trees, side by side."""
    threads = max(1, min(threads, trees, trees * rows // _ROWS_A_THREAD))
    if threads == 1:
        work(0, trees)
        return
    # More parts than threads, because trees differ in size.
    cuts = np.linspace(0, trees, min(4 * threads, trees) + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads, "heavywater-tree") as pool:
        list(pool.map(work, cuts[:-1], cuts[1:]))
