"""How much each column of a row makes it an anomaly."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from heavywater.core.frames.blocks import Blocks
from heavywater.core.isolationforest.columns import Columns
from heavywater.core.isolationforest.engines import Attributor
from heavywater.core.isolationforest.forest import Forest
from heavywater.core.parallel import side_by_side

__all__ = ["by_source", "path_contributions"]

Floats = npt.NDArray[np.float64]

_ROWS_AT_ONCE = 64


def path_contributions(forest: Forest, columns: Columns, cells: Blocks) -> tuple[Floats, Floats]:
    """Contributions of columns to the sum of the lengths of each row's paths.

    Parameters
    ----------
    forest, columns
        Of the model.
    cells
        The rows.

    Returns
    -------
    Contributions, (rows, columns), and the mean sums, (rows,), which with them add up to the rows'
    own sums.
    """
    attributor = Attributor(forest, columns.categorical)
    found, expected = np.zeros((cells.nrow, cells.ncol)), np.zeros(cells.nrow)

    def attribute(begin: int) -> None:
        part = slice(begin, min(begin + _ROWS_AT_ONCE, cells.nrow))
        found[part], expected[part] = attributor.attribute(cells.read(part.start, part.stop))

    side_by_side(attribute, range(0, cells.nrow, _ROWS_AT_ONCE))
    return found, expected


def by_source(columns: Columns, found: Floats) -> dict[str, Floats]:
    """Contributions of the columns of a frame, from those of the columns made of them."""
    source = {name: name for name in columns.names}
    if columns.encoder is not None:
        for encoded in columns.encoder.columns:
            source |= dict.fromkeys(encoded.columns, encoded.name)
    sums = {name: np.zeros(len(found)) for name in columns.sources if name in source.values()}
    for place, name in enumerate(columns.names):
        sums[source[name]] += found[:, place]
    return sums
