"""The rows of a tree: drawn without replacement, from a generator of the tree's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from heavywater.core.compiled import COMPILE, ENTRY, source_fingerprint
from heavywater.core.isolationforest.engines.drawing import below, next_share, stream

__all__ = ["draw_rows", "gather"]


@njit(**COMPILE)
def _few(rows, state, drawn):
    """Rows one after another; one that is drawn again is passed over."""
    size = 1
    while size < 4 * drawn.size:
        size *= 2
    table = np.full(size, -1, np.int64)
    count = 0
    while count < drawn.size:
        row = below(state, rows)
        place = (row * 2654435761) & (size - 1)
        while table[place] >= 0 and table[place] != row:
            place = (place + 1) & (size - 1)
        if table[place] < 0:
            table[place] = row
            drawn[count] = row
            count += 1


@njit(**COMPILE)
def _many(rows, state, drawn):
    """Each row in turn with the chance that as many as needed come (Knuth's algorithm S)."""
    count = 0
    for row in range(rows):
        if next_share(state) * (rows - row) < drawn.size - count:
            drawn[count] = row
            count += 1


def _entry_points(fingerprint: str) -> Any:
    @njit(**(COMPILE | ENTRY))
    def draw_rows(rows, seed, first, drawn):
        """Draw rows for trees.

        Parameters
        ----------
        rows
            Number of rows to draw from.
        seed
            Of the forest.
        first
            Number of the first tree.
        drawn
            Is filled with row numbers, (trees, sample), int64; all rows in order if the sample has
            as many.
        """
        fingerprint  # noqa: B018 - a part of the cache's key
        size = drawn.shape[1]
        for tree in range(drawn.shape[0]):
            state = stream(seed, 2 * (first + tree))
            if size >= rows:
                for row in range(rows):
                    drawn[tree, row] = row
            elif size > rows // 8:
                _many(rows, state, drawn[tree])
            else:
                _few(rows, state, drawn[tree])

    @njit(**(COMPILE | ENTRY))
    def gather(column, rows, out):
        """Copy some rows of a column; several times as fast as NumPy does."""
        fingerprint  # noqa: B018 - a part of the cache's key
        for i in range(rows.size):
            out[i] = column[rows[i]]

    return draw_rows, gather


draw_rows, gather = _entry_points(source_fingerprint(Path(__file__).parent))
