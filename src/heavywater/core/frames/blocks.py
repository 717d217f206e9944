"""Cells of some columns as blocks of plain numbers, a range of rows at a time.

Scoring reads a frame block by block, so that no second copy of the whole is ever made; a sample of
rows costs as much as the sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from heavywater.core.frames.data import FrameData
from heavywater.core.frames.modelling import codes_in_domain

__all__ = ["Blocks"]

_LARGEST = np.finfo(np.float32).max


class Blocks:
    """Numbers, and positions of levels, as rows of arrays in single precision.

    Missing values are NaN, and so are columns that the frame lacks and levels that are not in the
    domain. Infinite numbers, and those that are too large, are the largest that there is.

    Parameters
    ----------
    data
        The frame.
    names
        The columns.
    domains
        Levels of the categorical ones among them.

    Attributes
    ----------
    unseen
        By column, the frame's levels that are not in its domain.

    Examples
    --------
    >>> data = FrameData.from_columns({"x": [1.5, None, 2.0]})
    >>> Blocks(data, ["x"], {}).read(1, 3)
    array([[nan,  2.]], dtype=float32)
    """

    def __init__(
        self, data: FrameData, names: Sequence[str], domains: Mapping[str, Sequence[str]]
    ) -> None:
        data.refuse_if_huge()
        self.nrow, self.ncol = data.nrow, len(names)
        self.unseen: dict[str, list[str]] = {}
        self._columns: list[pl.Series | None] = [
            self._series(data, name, domains.get(name)) if data.has(name) else None
            for name in names
        ]

    def read(self, begin: int, end: int) -> npt.NDArray[np.float32]:
        """The cells of the rows from `begin` on and before `end`, (columns, rows)."""
        return self._cells(end - begin, lambda column: column.slice(begin, end - begin))

    def take(self, rows: npt.NDArray[np.integer]) -> npt.NDArray[np.float32]:
        """The cells of the rows at some positions, (columns, rows)."""
        positions = pl.Series(rows.astype(np.uint32))
        return self._cells(rows.size, lambda column: column.gather(positions))

    def _cells(self, count: int, part: Callable[[pl.Series], pl.Series]) -> npt.NDArray[np.float32]:
        cells = np.empty((len(self._columns), count), dtype=np.float32)
        # What is too large for single precision becomes infinite first.
        with np.errstate(over="ignore"):
            for position, column in enumerate(self._columns):
                cells[position] = np.nan if column is None else part(column).to_numpy()
        return np.clip(cells, -_LARGEST, _LARGEST, out=cells)

    def _series(self, data: FrameData, name: str, domain: Sequence[str] | None) -> pl.Series:
        column = data.column(name)
        if domain is None:
            return column.to_physical()
        if data.domain(name) == list(domain):
            return column.to_physical()
        codes, strangers = codes_in_domain(data, name, domain)
        if strangers:
            self.unseen[name] = strangers
        return pl.Series(codes).set(pl.Series(codes < 0), None)
