"""Lengths of paths of the rows of a frame, on all cores."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.blocks import Blocks
from heavywater.core.isolationforest.engines import Walker, gather
from heavywater.core.parallel import side_by_side

__all__ = ["add_lengths", "gathered", "normalised"]

Floats = npt.NDArray[np.float64]

#: Cells that are read at a time: they stay in the second cache until they are walked.
_CELLS_AT_ONCE = 1 << 18
_FEWEST_ROWS = 1 << 10


def add_lengths(walker: Walker, cells: Blocks, totals: Floats, first: int, last: int) -> None:
    """Add the lengths of each row's paths through the trees from `first` on and before `last`.

    Parameters
    ----------
    walker
        Of the forest.
    cells
        The frame's cells.
    totals
        A sum for each row; the same on any number of cores.
    first, last
        The trees.
    """
    step = max(_FEWEST_ROWS, _CELLS_AT_ONCE // max(1, cells.ncol))

    def walk(begin: int) -> None:
        end = min(begin + step, cells.nrow)
        walker.add_lengths(cells.read(begin, end), totals[begin:end], first, last)

    side_by_side(walk, range(0, cells.nrow, step))


def gathered(
    cells: Blocks, rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """The cells of some rows, and where in them each of the rows is.

    Parameters
    ----------
    cells
        A frame's.
    rows
        Their numbers, in any shape; repeats are gathered again.
    """
    found = cells.take(rows.ravel(), gather)
    return found, np.arange(rows.size).reshape(rows.shape)


def normalised(totals: Floats, shortest: float, longest: float) -> Floats:
    """Scores that are 1 for the shortest paths and 0 for the longest, as H2O has them.

    Parameters
    ----------
    totals
        Sums of lengths over all trees.
    shortest, longest
        Smallest and largest sum over the training rows. If they are equal, scores are 1.

    Examples
    --------
    >>> normalised(np.array([10.0, 15.0, 21.0]), 10.0, 20.0)
    array([ 1. ,  0.5, -0.1])
    """
    if longest == shortest:
        return np.ones_like(totals)
    return np.asarray((longest - totals) / (longest - shortest))
