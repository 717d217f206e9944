"""Numeric columns that are mostly 0 as inputs: scaled, not shifted, so that 0 stays 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.sparse import SparseColumns

if TYPE_CHECKING:
    from heavywater.core.frames.data import FrameData

__all__ = ["scaled_cells", "sparse_columns"]

Floats = npt.NDArray[np.float64]


def sparse_columns(data: FrameData, names: Sequence[str]) -> SparseColumns:
    """Numeric columns in sparse form; one that is not in the frame is 0 in all rows."""
    places = data.sparse_positions(names)
    stored = data.sparse
    full = [i for i in np.flatnonzero(places < 0).tolist() if data.has(names[i])]
    there = np.flatnonzero(places >= 0)
    if stored is not None and there.size == len(names):
        return stored.take_columns(places)
    made = SparseColumns.of_dense(data.nrow, (data.numeric(names[i]) for i in full))
    if stored is not None:
        made = stored.take_columns(places[there]).beside(made)
    # The last column, which is empty, stands for all that are absent.
    made = replace(made, start=np.append(made.start, made.start[-1]))
    position = np.full(len(names), made.ncol - 1)
    position[there] = np.arange(there.size)
    position[full] = there.size + np.arange(len(full))
    return made.take_columns(position)


def scaled_cells(
    cells: SparseColumns, scale: Floats, fill: Floats
) -> tuple[SparseColumns, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Cells times the scale of their column, gaps filled.

    Returns
    -------
    cells
        None is missing.
    complete
        Which rows had no gap, (rows,).
    infinite
        Which columns had infinite values, which count as missing, (columns,).
    """
    complete = np.ones(cells.nrow, dtype=np.bool_)
    infinite = np.zeros(cells.ncol, dtype=np.bool_)
    owners = cells.owners()
    gaps = ~np.isfinite(cells.values)
    values = cells.values
    if gaps.any():
        complete[cells.rows[gaps]] = False
        infinite[owners[np.isinf(cells.values)]] = True
        values = np.where(gaps, fill[owners], values)
    return replace(cells, values=values * scale[owners]), complete, infinite
